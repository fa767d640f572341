package io.katacontainers.monitor.collector.shim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private final BackOff backOff = new BackOff(Duration.ofNanos(10), Duration.ofNanos(35));

    @Test
    void pausesDoubleUpToTheLongest() {
        assertThat(backOff.active(0)).isFalse();
        backOff.failed(100);
        assertThat(backOff.active(109)).isTrue();
        assertThat(backOff.active(110)).isFalse();
        backOff.failed(200);
        assertThat(backOff.active(219)).isTrue();
        assertThat(backOff.active(220)).isFalse();
        backOff.failed(300);
        backOff.failed(400);
        assertThat(backOff.active(434)).isTrue();
        assertThat(backOff.active(435)).isFalse();
    }

    @Test
    void resetForgets() {
        backOff.failed(0);
        backOff.failed(0);
        backOff.reset();
        assertThat(backOff.active(1)).isFalse();
        backOff.failed(100);
        assertThat(backOff.active(110)).isFalse();
    }
}
