package io.katacontainers.monitor.collector.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Whatever guests write: the page is one that the strict reader accepts, and nothing but a malformed payload is thrown. */
class HostilePayloadTest {
    private static final List<String> NAMES = List.of(
            "f",
            "f_sum",
            "f_count",
            "f_bucket",
            "g",
            "go_x",
            "kata_shim_go_x",
            "kata_guest_load",
            "kata_agent_scrape_count",
            "kata_agent_scrape",
            "container",
            "kata_monitor_x",
            "process_open_fds",
            "1bad",
            "b\u00e4d",
            "");
    private static final List<String> TYPES =
            List.of("counter", "gauge", "histogram", "summary", "untyped", "histogram", "info", "", "gauge ");
    private static final List<String> LABELS = List.of(
            "a=\"b\"",
            "a=\"\"",
            "c=\"d\"",
            " c = \"d\" ",
            "le=\"1\"",
            "le=\"1.0\"",
            "le=\"+Inf\"",
            "quantile=\"0.5\"",
            "quantile=\"5e-1\"",
            "job=\"x\"",
            "sandbox_id=\"s1\"",
            "e=\"\\\\\\\"\\n\"",
            "x=\"\\t\"",
            "y=\"",
            "z",
            "",
            "\u00e4=\"1\"",
            "u=\"\u00e4\ud83d\ude00\"");
    private static final List<String> VALUES = List.of(
            "1", "2.5", "NaN", "+Inf", "-1e5", "1e999", "x", "", "1 1234", "1 -1", "0x1", "1_0", "1 2 3", "\t1 ",
            "1\r");
    private static final List<String> NOISE =
            List.of("", "#", "# x", "# EOF", "\0", "{a=\"b\"} 1", " f 1", "# HELP", "# TYPE", "}");

    @RepeatedTest(40)
    void survivesGrammarLikeNonsense(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int round = 0; round < 100; round++) {
            List<byte[]> bodies = new ArrayList<>();
            int count = 1 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                bodies.add(nonsense(random).getBytes(StandardCharsets.UTF_8));
            }
            check(bodies);
        }
    }

    @RepeatedTest(20)
    void survivesArbitraryBytes(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] alphabet = "f_sum{}=\",\\n\n\n# HELPTYP histogram 1.e+-N\t\0\r\u00e4".getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 200; round++) {
            byte[] body = new byte[random.nextInt(200)];
            for (int i = 0; i < body.length; i++) {
                body[i] = random.nextInt(20) == 0 ? (byte) random.nextInt() : alphabet[random.nextInt(alphabet.length)];
            }
            check(List.of(body));
        }
    }

    @RepeatedTest(20)
    void survivesMutatedRealPayloads(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<byte[]> bodies = new ArrayList<>(List.of(Payloads.go()));
        for (int i = 0; i < 3; i++) {
            bodies.add(mutated(random));
        }
        Map<String, StrictReader.Family> page = check(bodies);
        assertThat(page).hasSizeGreaterThanOrEqualTo(77);
        StrictReader.read(Payloads.go()).forEach((name, family) -> {
            String finalName = name.matches("(go|process)_.*") ? "kata_shim_" + name : name;
            assertThat(page.get(finalName)).as("%s of the sound payload", name).satisfies(written -> assertThat(
                            written.samples())
                    .filteredOn(sample -> "s0".equals(sample.labels().get("sandbox_id")))
                    .hasSameSizeAs(family.samples()));
        });
    }

    private static Map<String, StrictReader.Family> check(List<byte[]> bodies) {
        List<LabelledPayload> payloads = new ArrayList<>();
        for (byte[] body : bodies) {
            try {
                IndexedPayload payload = Payloads.index(body);
                payloads.add(new LabelledPayload(Payloads.labels("s" + payloads.size()), payload));
                assertThat(payload.seriesCount()).isPositive();
            } catch (MalformedPayloadException e) {
                assertThat(e).hasMessage("no valid family");
            }
        }
        byte[] page = Payloads.merge(payloads);
        try {
            return StrictReader.read(page);
        } catch (AssertionError e) {
            String sent = String.join(
                    "\n-----\n",
                    bodies.stream()
                            .map(body -> new String(body, StandardCharsets.UTF_8))
                            .toList());
            throw new AssertionError(e.getMessage() + "\nsent:\n" + (sent.length() > 5000 ? "much" : sent), e);
        }
    }

    private static String nonsense(Random random) {
        StringBuilder text = new StringBuilder();
        String name = "f";
        int lines = random.nextInt(25);
        for (int i = 0; i < lines; i++) {
            if (random.nextInt(3) == 0) {
                name = pick(NAMES, random);
            }
            switch (random.nextInt(12)) {
                case 0 -> text.append("# HELP ").append(name).append(random.nextBoolean() ? " h\\n\\\\" : " \\x");
                case 1, 2 ->
                    text.append("# TYPE ")
                            .append(name)
                            .append(' ')
                            .append(TYPES.get(random.nextInt(random.nextInt(10) == 0 ? 9 : 6)));
                case 3 -> text.append(random.nextInt(4) == 0 ? pick(NOISE, random) : "");
                default -> sample(text, name, random);
            }
            text.append(random.nextInt(60) == 0 ? "" : "\n");
        }
        return text.toString();
    }

    private static void sample(StringBuilder text, String name, Random random) {
        text.append(name).append(pick(List.of("", "", "_sum", "_count", "_bucket"), random));
        if (random.nextBoolean()) {
            text.append('{');
            int labels = random.nextInt(4);
            for (int i = 0; i < labels; i++) {
                text.append(LABELS.get(random.nextInt(random.nextInt(8) == 0 ? LABELS.size() : 9)))
                        .append(i + 1 < labels ? "," : "");
            }
            text.append('}');
        }
        text.append(' ').append(VALUES.get(random.nextInt(random.nextInt(8) == 0 ? VALUES.size() : 5)));
    }

    private static byte[] mutated(Random random) {
        byte[] source = random.nextBoolean() ? Payloads.go() : Payloads.rust();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < source.length) {
            int next = Math.min(source.length, at + 1 + random.nextInt(8000));
            switch (random.nextInt(6)) {
                case 0 -> out.write(random.nextInt());
                case 1 -> at = Math.min(next, at + random.nextInt(200));
                case 2 -> out.write(source, at, Math.min(300, next - at));
                case 3 -> out.write('\n');
                default -> {}
            }
            out.write(source, at, next - at);
            at = next;
        }
        return out.toByteArray();
    }

    private static String pick(List<String> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
