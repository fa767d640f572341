package io.katacontainers.monitor.collector.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compared with an earlier payload gives the same as what is read whole. */
class SandboxIndexerTest {
    private static final List<String> VALUES = List.of(
            "0",
            "7",
            "12345678901234567890",
            "0.25",
            ".5",
            "5.",
            "1e+06",
            "-3",
            "NaN",
            "+Inf",
            "1e999",
            "",
            " ",
            "x",
            "1 2",
            "1 1700000000000",
            "1.2.3",
            ".",
            "9".repeat(299),
            "9".repeat(301),
            "9".repeat(310),
            "1\r",
            "1 ",
            "0x10");

    private static final SeriesSelector LOAD = SeriesSelector.of("kata_guest_load", "item", "load1");

    private final PayloadIndexer whole = new PayloadIndexer(8 << 20);
    private final PayloadIndexer shared = new PayloadIndexer(8 << 20);
    private final SandboxIndexer indexer = shared.forSandbox();

    @Test
    void findsValuesThatMoved() throws Exception {
        indexer.index(Payloads.go(), Payloads.go().length);
        byte[] next = withValues(new Random(1), text(Payloads.go()), 1, List.of("0", "123456.5", "1e+06", "NaN"));
        PayloadShape shape = read(Payloads.go()).shape();
        assertThat(shape.repeatable()).isTrue();
        assertThat(shape.index(next, next.length)).isNotNull();
        assertSame(next);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/payloads/shim-go-qemu.prom", "/payloads/shim-runtime-rs-dragonball.prom"})
    void knowsTheShapesOfRealShims(String payload) throws Exception {
        byte[] body = Payloads.resource(payload);
        PayloadShape shape = read(body).shape();
        assertThat(shape.repeatable()).isTrue();
        assertThat(shape.index(body.clone(), body.length)).isNotNull();
    }

    @RepeatedTest(60)
    void agreesWithTheReaderWhateverChanges(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        String text = text(random.nextBoolean() ? Payloads.go() : Payloads.rust());
        assertSame(text.getBytes(StandardCharsets.UTF_8));
        for (int round = 0; round < 6; round++) {
            byte[] changed = withValues(random, text, 1 + random.nextInt(400), VALUES);
            assertSame(random.nextInt(3) == 0 ? mutated(random, changed) : changed);
        }
    }

    @Test
    void readsBeyondNoEnd() throws Exception {
        byte[] body = Payloads.rust();
        indexer.index(body, body.length);
        for (int length = body.length - 1; length > body.length - 400; length--) {
            assertSame(body, length);
        }
        byte[] longer = new byte[body.length + 64];
        System.arraycopy(body, 0, longer, 0, body.length);
        assertSame(longer, body.length);
    }

    @Test
    void takesOverWhatOthersLearnt() throws Exception {
        indexer.index(Payloads.go(), Payloads.go().length);
        SandboxIndexer other = shared.forSandbox();
        byte[] body = withValues(new Random(2), text(Payloads.go()), 3, List.of("17"));
        assertThat(merged(other.index(body, body.length))).isEqualTo(merged(read(body)));
    }

    @RepeatedTest(20)
    void mergesSharedShapesLikeThoseReadAlone(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> texts = List.of(text(Payloads.go()), text(Payloads.rust()));
        List<SandboxIndexer> sandboxes =
                Stream.generate(shared::forSandbox).limit(12).toList();
        for (int round = 0; round < 3; round++) {
            List<LabelledPayload> alone = new ArrayList<>();
            List<LabelledPayload> together = new ArrayList<>();
            for (int i = 0; i < sandboxes.size(); i++) {
                String more = random.nextInt(3) == 0 ? "more_" + random.nextInt(3) + "{of=\"" + i + "\"} 1\n" : "";
                byte[] sent = withValues(random, texts.get(random.nextInt(2)) + more, 3, VALUES);
                SandboxLabels labels = Payloads.labels("s" + i);
                alone.add(new LabelledPayload(labels, whole.index(sent, sent.length)));
                together.add(new LabelledPayload(labels, sandboxes.get(i).index(sent, sent.length)));
            }
            assertThat(text(Payloads.merge(together))).isEqualTo(text(Payloads.merge(alone)));
        }
    }

    @Test
    void learnsEverMoreRarelyFromTextThatAlwaysChanges() throws Exception {
        ShapeMemory memory = new ShapeMemory(8 << 20);
        SandboxIndexer churning = new SandboxIndexer(whole, memory);
        int one = 0;
        for (int i = 1; i <= 1000; i++) {
            byte[] body = ("f{a=\"" + i + "\"} 1\n").getBytes(StandardCharsets.UTF_8);
            churning.index(body, body.length);
            one = one == 0 ? memory.bytes() : one;
        }
        assertThat(memory.bytes()).isLessThan(12 * one);
    }

    @Test
    void learnsNoFasterFromTextThatIsSentTwice() throws Exception {
        ShapeMemory memory = new ShapeMemory(8 << 20);
        SandboxIndexer churning = new SandboxIndexer(whole, memory);
        int one = 0;
        for (int i = 1; i <= 1000; i++) {
            byte[] body = ("f{a=\"" + i + "\"} 1\n").getBytes(StandardCharsets.UTF_8);
            churning.index(body, body.length);
            churning.index(body, body.length);
            one = one == 0 ? memory.bytes() : one;
        }
        assertThat(memory.bytes()).isLessThan(12 * one);
    }

    @Test
    void trustsAgainATextThatSettled() throws Exception {
        ShapeMemory memory = new ShapeMemory(8 << 20);
        SandboxIndexer sandbox = new SandboxIndexer(whole, memory);
        byte[] settled = "f{a=\"settled\"} 1\n".getBytes(StandardCharsets.UTF_8);
        byte[] next = "f{a=\"next\"} 1\n".getBytes(StandardCharsets.UTF_8);
        sandbox.index("g 1\n".getBytes(StandardCharsets.UTF_8), 4);
        sandbox.index(settled, settled.length);
        for (int i = 0; i < 64; i++) {
            sandbox.index(settled, settled.length);
        }
        int before = memory.bytes();
        sandbox.index(next, next.length);
        assertThat(memory.bytes()).isGreaterThan(before);
    }

    @Test
    void neverRemembersAGiantOrMoreFamiliesThanFit() throws Exception {
        byte[] giant = ("# HELP f " + "x".repeat(60_000) + "\nf 1\n").getBytes(StandardCharsets.UTF_8);
        assertThat(read(giant).shape().repeatable()).isTrue();
        StringBuilder large = new StringBuilder();
        for (int i = 0; large.length() < PayloadShape.MAX_BYTES; i++) {
            large.append("f{a=\"").append(i).append("x".repeat(60_000)).append("\"} 1\n");
        }
        assertThat(read(large.toString().getBytes(StandardCharsets.UTF_8))
                        .shape()
                        .repeatable())
                .isFalse();
        StringBuilder families = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            families.append('f').append(i).append(" 1\n");
        }
        assertThat(read(families.toString().getBytes(StandardCharsets.UTF_8))
                        .shape()
                        .repeatable())
                .isFalse();
    }

    @Test
    void keepsTheShapesThatAreOfUse() {
        ShapeMemory memory = new ShapeMemory(8 << 20);
        ShapeMemory.Remembered used = memory.add(shape("used"));
        for (int i = 0; i < 1000; i++) {
            memory.add(shape("f" + i + "x".repeat(60_000)));
            used.used();
        }
        assertThat(memory.bytes()).isLessThanOrEqualTo(8 << 20);
        memory.add(shape("last"));
        assertThat(memory.candidates()).contains(used);
    }

    @Test
    void shapesMayBeUsedWhileOthersAreAdded() throws Exception {
        ShapeMemory memory = new ShapeMemory(8 << 20);
        List<ShapeMemory.Remembered> all = new CopyOnWriteArrayList<>();
        PayloadShape shape = shape("x");
        for (int i = 0; i < 200; i++) {
            all.add(memory.add(shape));
        }
        AtomicBoolean adding = new AtomicBoolean(true);
        Thread user = new Thread(() -> {
            while (adding.get()) {
                all.forEach(ShapeMemory.Remembered::used);
            }
        });
        user.start();
        try {
            for (int i = 0; i < 300; i++) {
                assertThat(memory.add(shape)).isNotNull();
            }
        } finally {
            adding.set(false);
            user.join();
        }
    }

    private PayloadShape shape(String help) {
        try {
            PayloadShape shape = read(("# HELP f " + help + "\nf 1\n").getBytes(StandardCharsets.UTF_8))
                    .shape();
            assertThat(shape.repeatable()).isTrue();
            return shape;
        } catch (MalformedPayloadException e) {
            throw new AssertionError(e);
        }
    }

    private void assertSame(byte[] body) throws IOException {
        assertSame(body, body.length);
    }

    private void assertSame(byte[] body, int length) throws IOException {
        IndexedPayload expected = null;
        IndexedPayload found = null;
        try {
            expected = whole.index(body, length);
        } catch (MalformedPayloadException e) {
            assertThat(e).hasMessageContaining(" ");
        }
        try {
            found = indexer.index(body, length);
        } catch (MalformedPayloadException e) {
            assertThat(e).hasMessageContaining(" ");
        }
        assertThat(merged(found)).isEqualTo(merged(expected));
        if (expected != null && found != null) {
            assertThat(found.dropped()).isEqualTo(expected.dropped());
            assertThat(found.seriesCount()).isEqualTo(expected.seriesCount());
            assertThat(filtered(found)).isEqualTo(filtered(expected));
            assertThat(found.value(LOAD)).isEqualTo(expected.value(LOAD));
            assertThat(raw(found)).isEqualTo(new String(body, 0, length, StandardCharsets.ISO_8859_1));
            assertThat(raw(expected)).isEqualTo(raw(found));
        }
    }

    private IndexedPayload read(byte[] body) throws MalformedPayloadException {
        return whole.index(body, body.length);
    }

    private static String merged(@Nullable IndexedPayload payload) {
        return payload == null ? "none" : text(Payloads.merge(List.of(new LabelledPayload(Payloads.LABELS, payload))));
    }

    private static String filtered(IndexedPayload payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ExpositionMerger().writeFiltered(payload, FamilyFilter.all(), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String raw(IndexedPayload payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        payload.writeTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Replaces the value of about one line in {@code oneIn}. */
    private static byte[] withValues(Random random, String text, int oneIn, List<String> values) {
        StringBuilder changed = new StringBuilder();
        for (String line : text.split("\n")) {
            int blank = line.lastIndexOf(' ');
            boolean change = !line.startsWith("#") && random.nextInt(oneIn) == 0;
            changed.append(change ? line.substring(0, blank + 1) + values.get(random.nextInt(values.size())) : line)
                    .append('\n');
        }
        return changed.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Changes, removes or repeats a few bytes anywhere. */
    private static byte[] mutated(Random random, byte[] body) {
        StringBuilder text = new StringBuilder(new String(body, StandardCharsets.ISO_8859_1));
        int at = random.nextInt(text.length() - 40);
        switch (random.nextInt(4)) {
            case 0 -> text.setCharAt(at, (char) random.nextInt(128));
            case 1 -> text.delete(at, at + random.nextInt(40));
            case 2 -> text.insert(at, text.substring(at, at + random.nextInt(40)));
            default -> text.setLength(at);
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
