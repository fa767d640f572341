package io.katacontainers.monitor.collector.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpositionMergerTest {
    private final ExpositionMerger merger = new ExpositionMerger();

    @Test
    void mergesTwoSandboxes() throws Exception {
        LabelledPayload first = new LabelledPayload(
                Payloads.labels("s1"), Payloads.index(Payloads.resource("/exposition/two-sandboxes.in1")));
        LabelledPayload second = new LabelledPayload(
                new SandboxLabels("s2", "", "", ""),
                Payloads.index(Payloads.resource("/exposition/two-sandboxes.in2")));
        assertThat(second.payload().dropped())
                .isEqualTo(Map.of(DropReason.RESERVED_LABEL, 1, DropReason.RESERVED_NAME, 1, DropReason.BAD_LINE, 1));

        byte[] page = Payloads.merge(List.of(first, second));

        assertThat(text(page)).isEqualTo(text(Payloads.resource("/exposition/two-sandboxes.out")));
        StrictReader.read(page);
    }

    /** Upstream's own case: TestParsePrometheusMetrics. */
    @Test
    void prefixesTheShimsOwnFamiliesAsUpstream() throws Exception {
        String page = Payloads.page("""
                # HELP go_gc_duration_seconds A summary of the pause duration of garbage collection cycles.
                # TYPE go_gc_duration_seconds summary
                go_gc_duration_seconds{quantile="0"} 6.8986e-05
                go_gc_duration_seconds{quantile="0.25"} 0.000148349
                go_gc_duration_seconds{quantile="0.5"} 0.000184765
                go_gc_duration_seconds{quantile="0.75"} 0.000209099
                go_gc_duration_seconds{quantile="1"} 0.000507322
                go_gc_duration_seconds_sum 1.353545751
                go_gc_duration_seconds_count 6491
                # HELP ttt Help for ttt.
                # TYPE ttt gauge
                ttt 999
                # HELP go_threads Number of OS threads created.
                # TYPE go_threads gauge
                go_threads 46
                # HELP process_open_fds Number of open file descriptors.
                # TYPE process_open_fds gauge
                process_open_fds 52
                """);
        Map<String, StrictReader.Family> families = StrictReader.read(page.getBytes(StandardCharsets.UTF_8));
        assertThat(families.keySet())
                .containsExactly(
                        "kata_shim_go_gc_duration_seconds",
                        "kata_shim_go_threads",
                        "kata_shim_process_open_fds",
                        "ttt");
        StrictReader.Family summary = family(families, "kata_shim_go_gc_duration_seconds");
        assertThat(summary.type()).isEqualTo("summary");
        assertThat(summary.help()).isEqualTo("A summary of the pause duration of garbage collection cycles.");
        assertThat(summary.samples()).hasSize(7);
        assertThat(summary.samples().get(1).labels().keySet())
                .containsExactly("quantile", "sandbox_id", "cri_uid", "cri_name", "cri_namespace");
        assertThat(summary.samples().get(1).labels()).containsEntry("quantile", "0.25");
    }

    @Test
    void relaysEverySeriesOfRealPayloadsOnceWithLabels() throws Exception {
        for (byte[] body : List.of(Payloads.go(), Payloads.rust())) {
            Map<String, StrictReader.Family> sent = StrictReader.read(body);
            List<LabelledPayload> payloads = new ArrayList<>();
            for (String id : List.of("s1", "s2", "s3")) {
                payloads.add(new LabelledPayload(Payloads.labels(id), Payloads.index(body)));
            }
            Map<String, StrictReader.Family> written = StrictReader.read(Payloads.merge(payloads));
            assertThat(written).hasSameSizeAs(sent);
            assertThat(written.keySet()).containsExactlyElementsOf(new TreeSet<>(written.keySet()));
            sent.forEach((name, family) -> {
                String finalName = name.matches("(go|process)_.*") ? "kata_shim_" + name : name;
                List<StrictReader.Sample> expected = new ArrayList<>();
                for (String id : List.of("s1", "s2", "s3")) {
                    for (StrictReader.Sample sample : family.samples()) {
                        Map<String, String> labels = new LinkedHashMap<>(sample.labels());
                        labels.put("sandbox_id", id);
                        labels.put("cri_uid", "uid-" + id);
                        labels.put("cri_name", "pod-" + id);
                        labels.put("cri_namespace", "shop");
                        expected.add(new StrictReader.Sample(
                                finalName + sample.name().substring(name.length()), labels, sample.value()));
                    }
                }
                assertThat(family(written, finalName).samples()).containsExactlyElementsOf(expected);
                assertThat(family(written, finalName).type()).isEqualTo(family.type());
            });
        }
    }

    @Test
    void letsTheMajorityDecideTheTypeOfUnknownFamilies() throws Exception {
        List<LabelledPayload> payloads = List.of(
                payload("s1", "# TYPE f histogram\nf_sum 1\nf_count 1\n"),
                payload("s2", "f 1\n"),
                payload("s3", "f 2\n"),
                payload("s4", "# TYPE f counter\nf 3\n"));
        MergeResult result = merger.merge(payloads, FamilyFilter.all()).dropped();
        StrictReader.Family family = family(StrictReader.read(Payloads.merge(payloads)), "f");
        assertThat(family.type()).isEqualTo("counter");
        assertThat(family.samples()).hasSize(3);
        assertThat(result.dropped(0)).isEqualTo(Map.of(DropReason.TYPE_CONFLICT, 2));
        assertThat(result.dropped(1)).isEmpty();
    }

    @Test
    void settlesTiesOfTypesIrrespectiveOfOrder() throws Exception {
        LabelledPayload counter = payload("s1", "# TYPE f counter\nf 3\n");
        LabelledPayload gauge = payload("s2", "# TYPE f gauge\nf 3\n");
        LabelledPayload summary = payload("s3", "# TYPE f summary\nf_sum 3\n");
        for (List<LabelledPayload> payloads :
                List.of(List.of(counter, gauge, summary), List.of(summary, gauge, counter))) {
            assertThat(text(Payloads.merge(payloads))).contains("# TYPE f gauge\n");
        }
    }

    @Test
    void keepsANameFromBeingBothAFamilyAndAHistogramsSample() throws Exception {
        LabelledPayload histogram = payload("s1", "# TYPE f histogram\nf_sum 1\nf_count 1\n");
        LabelledPayload plain = payload("s2", "f_count 1\nother 1\n");
        LabelledPayload more = payload("s3", "# TYPE f histogram\nf_sum 1\nf_count 1\n");

        assertThat(StrictReader.read(Payloads.merge(List.of(histogram, plain)))).containsOnlyKeys("f_count", "other");
        List<LabelledPayload> three = List.of(histogram, plain, more);
        MergeResult result = merger.merge(three, FamilyFilter.all()).dropped();
        assertThat(StrictReader.read(Payloads.merge(three))).containsOnlyKeys("f", "other");
        assertThat(result.dropped(1)).isEqualTo(Map.of(DropReason.TYPE_CONFLICT, 1));
    }

    @Test
    void writesHelpOfOurOwnForKnownAndCutsThatOfUnknownFamilies() throws Exception {
        String longText = "\u00e4\\\\\\n".repeat(100);
        String page =
                Payloads.page("# HELP kata_guest_load evil\n# TYPE kata_guest_load gauge\nkata_guest_load 1\n# HELP f "
                        + longText + "\nf 1\n");
        assertThat(page).contains("# HELP kata_guest_load Guest system load.\n").doesNotContain("evil");
        Map<String, StrictReader.Family> families = StrictReader.read(page.getBytes(StandardCharsets.UTF_8));
        assertThat(longText).startsWith(family(families, "f").help());
        assertThat(family(families, "f").help().getBytes(StandardCharsets.UTF_8))
                .hasSizeBetween(250, 256);
    }

    @Test
    void escapesLabelsOfSandboxes() throws Exception {
        LabelledPayload payload =
                new LabelledPayload(new SandboxLabels("s\"1", "\\", "a\nb", "\0\u20ac"), Payloads.index("f 1\n"));
        byte[] page = Payloads.merge(List.of(payload));
        assertThat(text(page))
                .endsWith(
                        "f{sandbox_id=\"s\\\"1\",cri_uid=\"\\\\\",cri_name=\"a\\nb\",cri_namespace=\"\ufffd\u20ac\"} 1\n");
        StrictReader.read(page);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kata_guest,kata_guest_load",
                " kata_guest ,",
                "kata_guest,kata_guest",
                "kata_guest_load,kata_guest"
            })
    void writesNoFilteredFamilyTwice(String filter) throws Exception {
        List<LabelledPayload> payloads = List.of(new LabelledPayload(Payloads.LABELS, Payloads.index(Payloads.rust())));
        Map<String, StrictReader.Family> families =
                StrictReader.read(Payloads.merge(payloads, FamilyFilter.parse(filter)));
        assertThat(families.keySet()).hasSize(9).allMatch(name -> name.startsWith("kata_guest"));
    }

    @Test
    void writesTheShimsOwnLinesOfFilteredFamilies() throws Exception {
        String body =
                "# HELP go_threads t\n# TYPE go_threads gauge\ngo_threads 1 1234\n# HELP kata_guest_load x\nkata_guest_load{job=\"a\"} 1\nkata_guest_load 2\n";
        IndexedPayload payload = Payloads.index(body);
        assertThat(filtered(payload, "kata_shim_go_"))
                .isEqualTo("# HELP go_threads t\n# TYPE go_threads gauge\ngo_threads 1 1234\n");
        assertThat(filtered(payload, "kata_guest_load,kata_guest"))
                .isEqualTo("# HELP kata_guest_load x\nkata_guest_load{job=\"a\"} 1\nkata_guest_load 2\n");
        assertThat(filtered(payload, "")).isEqualTo(body);
        assertThat(filtered(payload, "nothing")).isEmpty();
    }

    @Test
    void writesNothingOfNothing() {
        assertThat(Payloads.merge(List.of())).isEmpty();
    }

    @Test
    void leavesNoLargeWritesOut() throws Exception {
        String value = "v".repeat(60_000);
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            body.append("f{a=\"").append(i).append(value).append("\"} 1\n");
        }
        List<Integer> writes = new ArrayList<>();
        OutputStream counting = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("one byte at a time");
            }

            @Override
            public void write(byte[] b, int off, int len) {
                writes.add(len);
            }
        };
        merger.merge(List.of(payload("s1", body.toString())), FamilyFilter.all())
                .writeTo(counting);
        assertThat(writes.stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(Payloads.merge(List.of(payload("s1", body.toString()))).length);
        assertThat(writes).hasSizeLessThan(8);
    }

    private static StrictReader.Family family(Map<String, StrictReader.Family> families, String name) {
        return Objects.requireNonNull(families.get(name), name);
    }

    private static LabelledPayload payload(String id, String body) throws MalformedPayloadException {
        return new LabelledPayload(Payloads.labels(id), Payloads.index(body));
    }

    private String filtered(IndexedPayload payload, String filter) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        merger.writeFiltered(payload, FamilyFilter.parse(filter), out);
        return text(out.toByteArray());
    }

    private static String text(byte[] page) {
        return new String(page, StandardCharsets.UTF_8);
    }
}
