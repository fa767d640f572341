package io.katacontainers.monitor.collector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SharedPagesTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AtomicLong now = new AtomicLong();
    private final PageMemory memory = new PageMemory(10L * PageMemory.BLOCK_BYTES);

    /** Remembered for an hour of the real clock: what the tests turn is the other one. */
    private final SharedPages pages = new SharedPages(Duration.ofHours(1), memory, now::get);

    @Test
    void oneMakesAPageAndOthersGetIt() throws IOException {
        SharedPages.Share first = pages.share(10 * SECOND);
        SharedPages.Share second = pages.share(10 * SECOND);
        assertThat(first.mine()).isTrue();
        assertThat(second.mine()).isFalse();
        assertThat(second.page()).isSameAs(first.page());
        assertThat(second.page().await(0)).isFalse();
        first.page().page().stream().write(new byte[] {1, 2, 3});
        first.page().completed();
        assertThat(second.page().await(0)).isTrue();
        assertThat(second.page().page().size()).isEqualTo(3);
    }

    @Test
    void memoryIsGivenBackWhenTheLastHasReadAndNobodyElseCanGetThePage() throws IOException {
        SharedPages brief = new SharedPages(Duration.ofMillis(10), memory, now::get);
        SharedPages.Share first = brief.share(10 * SECOND);
        SharedPages.Share second = brief.share(10 * SECOND);
        first.page().page().stream().write(new byte[PageMemory.BLOCK_BYTES + 1]);
        first.page().completed();
        first.close();
        assertThat(memory.taken()).isEqualTo(2);
        second.close();
        await().untilAsserted(() -> assertThat(memory.taken()).isZero());
        now.addAndGet(SECOND);
        assertThat(brief.share(10 * SECOND).mine()).isTrue();
    }

    @Test
    void nobodyWaitsForAPageThatMayComeTooLateOrIsGivenUp() throws IOException {
        SharedPages.Share patient = pages.share(60 * SECOND);
        assertThat(pages.share(10 * SECOND).mine()).isTrue();
        SharedPages.Share next = pages.share(10 * SECOND);
        assertThat(next.mine()).isFalse();
        next.page().failed();
        assertThat(next.page().await(0)).isFalse();
        assertThat(pages.share(10 * SECOND).mine()).isTrue();
        assertThat(patient.mine()).isTrue();
    }
}
