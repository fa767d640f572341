package io.katacontainers.monitor.collector.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadIndexerTest {
    private static final String GOOD = "# TYPE good gauge\ngood 1\n";

    @Test
    void countsTheSeriesOfRealPayloads() throws Exception {
        assertThat(Payloads.index(Payloads.go()).seriesCount()).isEqualTo(843);
        assertThat(Payloads.index(Payloads.go()).dropped()).isEmpty();
        assertThat(Payloads.index(Payloads.rust()).seriesCount()).isEqualTo(438);
        assertThat(Payloads.index(Payloads.rust()).dropped()).isEmpty();
    }

    @Test
    void answersQueriesForSummaries() throws Exception {
        IndexedPayload payload = Payloads.index("""
                # TYPE kata_guest_cpu_time gauge
                kata_guest_cpu_time{cpu="0",item="user"} 12
                kata_guest_cpu_time{cpu="0",item="idle"} 3.5
                kata_guest_cpu_time{cpu="1",item="user"} 13
                kata_guest_cpu_time{cpu="total",item="user"} 25
                # TYPE go_threads gauge
                go_threads -Inf
                """);
        assertThat(payload.value(SeriesSelector.of("kata_guest_cpu_time", "item", "idle")))
                .hasValue(3.5);
        assertThat(payload.value(SeriesSelector.of("kata_guest_cpu_time", "item", "user")))
                .hasValue(12);
        assertThat(payload.value(SeriesSelector.of("kata_guest_cpu_time", "item", "nice")))
                .isEmpty();
        assertThat(payload.count(SeriesSelector.of("kata_guest_cpu_time", "item", "user")))
                .isEqualTo(3);
        assertThat(payload.count(SeriesSelector.of("kata_guest_cpu_time", "cpu", "total")))
                .isEqualTo(1);
        assertThat(payload.value(SeriesSelector.of("kata_shim_go_threads"))).hasValue(Double.NEGATIVE_INFINITY);
        assertThat(payload.value(SeriesSelector.of("go_threads"))).isEmpty();
        assertThat(payload.count(SeriesSelector.of("absent", "a", "b"))).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bad{a=\"b\" 1",
                "bad{a=\"b} 1",
                "bad{a=b} 1",
                "bad{a='b'} 1",
                "bad{a} 1",
                "bad{=\"b\"} 1",
                "bad{1a=\"b\"} 1",
                "bad{a:b=\"b\"} 1",
                "bad{,} 1",
                "bad{a=\"b\",,} 1",
                "bad{a=\"b\"c=\"d\"} 1",
                "bad{a=\"b\",a=\"c\"} 1",
                "bad{a=\"\\t\"} 1",
                "bad{a=\"\\\"} 1",
                "bad{a=\"x\0y\"} 1",
                "bad{\"quoted\",a=\"b\"} 1",
                "bad",
                "bad ",
                "bad{}",
                "bad=1",
                "bad 1 2 3",
                "bad 1 -2",
                "bad 1 2.5",
                "bad 1 1234567890123456789",
                "bad 1\r",
                "bad 1 # {trace=\"x\"} 1",
                "bad 0x1",
                "bad 0x1p-2",
                "bad 1_000",
                "bad 1e999",
                "bad -1e999",
                "bad 1.8e308",
                "bad 1e",
                "bad e1",
                "bad .",
                "bad +",
                "bad 1f",
                "bad 1d",
                "bad +NaN",
                "bad infinit",
                "bad 1,5",
                "bad \u0661",
                "bad-name 1",
                "bad\u00e4 1",
                "# TYPE bad Gauge\nbad 1",
                "# TYPE bad gauge \nbad 1",
                "# TYPE bad info\nbad 1",
                "# TYPE bad\nbad 1",
                "# HELP bad x\\ty\nbad 1",
                "# HELP bad x\\\nbad 1",
                "# TYPE bad histogram\nbad 1",
                "# TYPE bad histogram\nbad_bucket 1",
                "# TYPE bad histogram\nbad_bucket{le=\"x\"} 1",
                "# TYPE bad histogram\nbad_bucket{le=\"NaN\"} 1",
                "# TYPE bad histogram\nbad_sum{le=\"1\"} 1",
                "# TYPE bad summary\nbad 1",
                "# TYPE bad summary\nbad{quantile=\"\"} 1",
                "# TYPE bad summary\nbad_count{quantile=\"1\"} 1",
                "# TYPE bad gauge\nbad 1\nother 1\nbad{a=\"b\"} 1"
            })
    void losesTheFamilyOfABadLineAlone(String text) throws Exception {
        IndexedPayload payload = Payloads.index("bad_before 1\n" + text + "\n" + GOOD);
        Map<String, StrictReader.Family> page =
                StrictReader.read(Payloads.page(payload).getBytes(StandardCharsets.UTF_8));
        page.remove("other");
        assertThat(page).containsOnlyKeys("bad_before", "good");
        assertThat(payload.dropped()).containsOnlyKeys(DropReason.BAD_LINE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f 1",
                "f -1.5e-7",
                "f .5",
                "f 5.",
                "f +1E+3",
                "f NaN",
                "f nan",
                "f -Inf",
                "f +infinity",
                "f 1e-999",
                "f 0e99999999999",
                "f 1.7976931348623157e308",
                "f{} 1",
                "f{ } 1",
                "f{a=\"b\"} 1",
                "f{a=\"b\"}1",
                "f {a=\"b\",} 1",
                "f\t{ a = \"b\" , c\t=\t\"d\" , }\t1\t1234 ",
                "f{a=\"\"} 1",
                "f{a=\"\\\\\\\"\\n{}, =#\"} 1",
                "f{a=\"\u00e4\u20ac\ud83d\ude00\"} 1",
                "f:x_9 1",
                "# HELP f\nf 1",
                "#TYPE f nonsense\n# anything\n#\n\nf 1",
                "# HELP f a \\\\ \\n \"b\"\n# TYPE f counter\nf 1"
            })
    void relaysWhatPrometheusAccepts(String text) throws Exception {
        IndexedPayload payload = Payloads.index(text + "\n");
        assertThat(payload.dropped()).isEmpty();
        assertThat(StrictReader.read(Payloads.page(payload).getBytes(StandardCharsets.UTF_8)))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f 1\nf 2",
                "f{a=\"b\",c=\"d\"} 1\nf{c=\"d\",a=\"b\"} 1",
                "f{a=\"b\"} 1\nf{ a = \"b\" } 1",
                "f{a=\"\"} 1\nf 1",
                "# TYPE f histogram\nf_bucket{le=\"1\"} 1\nf_bucket{le=\"1.0\"} 1",
                "# TYPE f summary\nf{quantile=\"0.5\"} 1\nf{quantile=\"5e-1\"} 1",
                "# HELP f a\n# HELP f b\nf 1",
                "go_x 1\nkata_shim_go_x 1"
            })
    void losesTheFamilyOfADuplicate(String text) throws Exception {
        IndexedPayload payload = Payloads.index(text + "\n" + GOOD);
        assertThat(payload.dropped()).containsOnlyKeys(DropReason.DUPLICATE);
        assertThat(payload.seriesCount()).isEqualTo(1);
    }

    @Test
    void tellsNearDuplicatesApart() throws Exception {
        assertThat(Payloads.index(
                                "f{a=\"b\"} 1\nf{a=\"c\"} 1\nf{b=\"a\"} 1\nf{ab=\"\"} 1\nf{a=\"b\",c=\"\\\"\"} 1\ng{a=\"b\"} 1\n")
                        .dropped())
                .isEmpty();
        assertThat(Payloads.index("# TYPE f summary\nf_sum 1\nf_count 1\nf{quantile=\"1\"} 1\n")
                        .seriesCount())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "job",
                "instance",
                "namespace",
                "pod",
                "container",
                "node",
                "cluster",
                "__name__",
                "__x",
                "sandbox_id",
                "cri_uid",
                "cri_name",
                "cri_namespace"
            })
    void dropsSeriesWithReservedLabels(String label) throws Exception {
        IndexedPayload payload = Payloads.index("f{a=\"b\"," + label + "=\"x\"} 1\nf{a=\"c\"} 2\n");
        assertThat(payload.dropped()).isEqualTo(Map.of(DropReason.RESERVED_LABEL, 1));
        assertThat(Payloads.page(payload)).contains("f{a=\"c\",sandbox_id=").doesNotContain("a=\"b\"");
    }

    @Test
    void keepsLabelsThatOnlyResembleReservedOnes() throws Exception {
        assertThat(Payloads.index("f{jobs=\"a\",_x=\"b\",pods=\"c\",Job=\"d\",sandbox=\"e\"} 1\n")
                        .dropped())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kata_monitor_sandbox_up",
                "kata_sandbox_x",
                "kata_container_x",
                "container_cpu_usage_seconds_total",
                "container",
                "kata_monitor"
            })
    void dropsFamiliesWithReservedNames(String name) throws Exception {
        IndexedPayload payload = Payloads.index(name + "{a=\"b\"} 1\n" + name + " 2\n" + GOOD);
        assertThat(payload.dropped()).isEqualTo(Map.of(DropReason.RESERVED_NAME, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# TYPE f gauge\n# TYPE f gauge\nf 1",
                "# TYPE f gauge\n# TYPE f counter\nf 1",
                "f 1\n# TYPE f gauge",
                "# TYPE kata_guest_load counter\nkata_guest_load 1",
                "# TYPE kata_guest_load histogram\nkata_guest_load_sum 1",
                "# TYPE kata_agent_scrape histogram\nkata_agent_scrape_count 1",
                "kata_shim_rpc_durations_histogram_milliseconds_sum 1"
            })
    void losesTheFamilyOfAConflictingType(String text) throws Exception {
        IndexedPayload payload = Payloads.index(text + "\n" + GOOD);
        assertThat(payload.dropped()).isEqualTo(Map.of(DropReason.TYPE_CONFLICT, 1));
    }

    @Test
    void losesTheFamilyOfACutLine() throws Exception {
        assertThat(Payloads.page("good 1\nf{a=\"b\"} 1\nf{a=\"c\"} 1"))
                .contains("good{")
                .doesNotContain("\nf{");
        assertThat(Payloads.page("good 1\nf{a=\"b\"} 1\nf_longer_na"))
                .contains("good{")
                .doesNotContain("\nf{");
        assertThat(Payloads.page("good 1\nf 1\n# TYPE next gau")).contains("\nf{");
    }

    @Test
    void countsLinesWithoutAName() throws Exception {
        assertThat(Payloads.index("???\n{a=\"b\"} 1\n" + GOOD).dropped()).isEqualTo(Map.of(DropReason.BAD_LINE, 2));
        assertThat(Payloads.index(GOOD + "f 1\n f 2\n").dropped()).isEqualTo(Map.of(DropReason.BAD_LINE, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "\r\n",
                "# only\n# TYPE f gauge\n",
                "garbage",
                "404 page not found\n",
                "f 1",
                "<html>\n",
                "container_x 1\n"
            })
    void refusesWhatHoldsNoFamily(String text) {
        assertThatThrownBy(() -> Payloads.index(text)).isInstanceOf(MalformedPayloadException.class);
    }

    @Test
    void refusesInvalidUtf8() throws Exception {
        byte[][] bad = {
            {(byte) 0xff},
            {(byte) 0xc0, (byte) 0x80},
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            {(byte) 0xe2, (byte) 0x82},
            {(byte) 0xe0, (byte) 0x80, (byte) 0x80},
            {(byte) 0x80}
        };
        for (byte[] sequence : bad) {
            String[] texts = {"f{a=\"@@@@\"} 1\ngood 1\n", "# HELP f @@@@\nf 1\ngood 1\n"};
            for (String text : texts) {
                byte[] body = text.getBytes(StandardCharsets.US_ASCII);
                int at = text.indexOf('@');
                System.arraycopy(sequence, 0, body, at, sequence.length);
                assertThat(Payloads.index(body).dropped()).isEqualTo(Map.of(DropReason.BAD_LINE, 1));
            }
        }
    }

    @Test
    void keepsLimits() throws Exception {
        String labels = "x".repeat(70_000);
        assertThat(Payloads.index(GOOD + "f{a=\"" + labels + "\"} 1\n").dropped())
                .isEqualTo(Map.of(DropReason.LIMIT, 1));
        StringBuilder many = new StringBuilder(GOOD + "f{");
        for (int i = 0; i < 65; i++) {
            many.append("l").append(i).append("=\"\",");
        }
        assertThat(Payloads.index(many + "} 1\n").dropped()).isEqualTo(Map.of(DropReason.LIMIT, 1));
        assertThat(Payloads.index(GOOD + "x".repeat(2000) + " 1\n").dropped()).isEqualTo(Map.of(DropReason.LIMIT, 1));
        StringBuilder histograms = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            histograms
                    .append("# TYPE h")
                    .append(i)
                    .append(" histogram\nh")
                    .append(i)
                    .append("_sum 1\n");
        }
        assertThat(Payloads.index(histograms.toString()).dropped()).isEqualTo(Map.of(DropReason.LIMIT, 4));
        assertThatThrownBy(() -> Payloads.index(lines(10_001, "f%d 1\n"))).hasMessageContaining("10000 families");
        assertThatThrownBy(() -> Payloads.index(lines(200_001, "f{a=\"%d\"} 1\n")))
                .hasMessageContaining("200000 series");
        assertThat(Payloads.index(lines(200_000, "f{a=\"%d\"} 1\n")).seriesCount())
                .isEqualTo(200_000);
    }

    @Test
    void survivesHugeNonsense() throws Exception {
        for (byte filling : new byte[] {0, '#', 'a', '{', '\n', ' ', (byte) 0xff, '"'}) {
            byte[] body = new byte[8 << 20];
            Arrays.fill(body, filling);
            assertThatThrownBy(() -> Payloads.index(body)).isInstanceOf(MalformedPayloadException.class);
        }
    }

    private static String lines(int count, String format) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(format.replace("%d", Integer.toString(i)));
        }
        return text.toString();
    }
}
