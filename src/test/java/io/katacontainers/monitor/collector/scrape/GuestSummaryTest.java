package io.katacontainers.monitor.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.exposition.MalformedPayloadException;
import io.katacontainers.monitor.collector.exposition.PayloadIndexer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GuestSummaryTest {
    private static final String TIMES = """
            # TYPE kata_guest_cpu_time gauge
            kata_guest_cpu_time{cpu="0",item="user"} 7
            kata_guest_cpu_time{cpu="total",item="user"} 1000
            kata_guest_cpu_time{cpu="total",item="nice"} 200
            kata_guest_cpu_time{cpu="total",item="system"} 3.0e+03
            kata_guest_cpu_time{cpu="total",item="irq"} 4
            kata_guest_cpu_time{cpu="total",item="idle"} 99999
            kata_guest_cpu_time{cpu="total",item="iowait"} 99999
            kata_guest_cpu_time{cpu="total",item="steal"} 99999
            kata_guest_cpu_time{cpu="total",item="guest"} 99999
            kata_guest_cpu_time{cpu="total",item="softirq"} 50
            """;

    @Test
    void cpuTimeIsThatOfWork() throws MalformedPayloadException {
        assertThat(summary(TIMES).cpuMillis()).isEqualTo(4254);
    }

    @Test
    void cpuTimeIsAbsentWherePartOfItIsMissingOrBeyondBelief() throws MalformedPayloadException {
        assertThat(summary(TIMES.replace("item=\"nice\"", "item=\"other\"")).cpuMillis())
                .isNull();
        for (String lie : new String[] {"-1", "NaN", "+Inf", "1.8446744073709552e19"}) {
            assertThat(summary(TIMES.replace("3.0e+03", lie)).cpuMillis())
                    .as(lie)
                    .isNull();
        }
    }

    private static GuestSummary summary(String text) throws MalformedPayloadException {
        IndexedPayloadReader reader = new IndexedPayloadReader(new PayloadIndexer(8 << 20));
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        return reader.summarize(reader.read(body, body.length));
    }
}
