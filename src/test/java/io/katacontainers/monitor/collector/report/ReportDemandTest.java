package io.katacontainers.monitor.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReportDemandTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger readers = new AtomicInteger();
    private final ReportDemand demand = new ReportDemand(now::get, readers::incrementAndGet);

    @Test
    void nobodyAskedNothingIsFetched() {
        assertThat(demand.maxAge()).isEmpty();
    }

    @Test
    void everyReaderIsTold() {
        demand.asked(Duration.ofSeconds(60));
        demand.asked(Duration.ofSeconds(20));
        assertThat(readers).hasValue(2);
    }

    @Test
    void endsWhenTheReadersStayAway() {
        demand.asked(Duration.ofSeconds(20));
        assertThat(demand.maxAge()).hasValue(Duration.ofSeconds(20));
        now.addAndGet(Duration.ofSeconds(71).toNanos());
        assertThat(demand.maxAge()).isEmpty();
    }

    @Test
    void theMostImpatientReaderDecidesAsLongAsItAsks() {
        demand.asked(Duration.ofSeconds(20));
        demand.asked(Duration.ofSeconds(60));
        assertThat(demand.maxAge()).hasValue(Duration.ofSeconds(20));
        now.addAndGet(Duration.ofSeconds(71).toNanos());
        demand.asked(Duration.ofSeconds(60));
        assertThat(demand.maxAge()).hasValue(Duration.ofSeconds(60));
    }

    @Test
    void noReaderCanHaveGuestsHammered() {
        demand.asked(Duration.ofSeconds(1));
        assertThat(demand.maxAge()).hasValue(Duration.ofSeconds(10));
    }
}
