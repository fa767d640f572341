package io.katacontainers.monitor.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PayloadMemoryTest {
    private static final int FREE = 256 << 10;

    private final PayloadMemory memory = new PayloadMemory(1000);

    @Test
    void normalPayloadsAlwaysFit() {
        PayloadMemory.Share monstrous = memory.share();
        assertThat(monstrous.reserve(FREE + 1000)).isTrue();
        assertThat(memory.used()).isEqualTo(1000);
        assertThat(memory.share().reserve(FREE)).isTrue();
        assertThat(memory.share().reserve(FREE + 1)).isFalse();
        assertThat(memory.used()).isEqualTo(1000);
    }

    @Test
    void chargesWhatComesBeyondTheFreePart() {
        PayloadMemory.Share share = memory.share();
        assertThat(share.reserve(FREE - 10)).isTrue();
        assertThat(share.reserve(20)).isTrue();
        assertThat(memory.used()).isEqualTo(10);
        assertThat(share.reserve(991)).isFalse();
        assertThat(share.reserve(990)).isTrue();
        share.release();
        share.release();
        assertThat(memory.used()).isZero();
    }
}
