package io.katacontainers.monitor.collector.exposition.bench;

import io.katacontainers.monitor.collector.exposition.ExpositionMerger;
import io.katacontainers.monitor.collector.exposition.FamilyFilter;
import io.katacontainers.monitor.collector.exposition.IndexedPayload;
import io.katacontainers.monitor.collector.exposition.LabelledPayload;
import io.katacontainers.monitor.collector.exposition.MalformedPayloadException;
import io.katacontainers.monitor.collector.exposition.PayloadIndexer;
import io.katacontainers.monitor.collector.exposition.SandboxIndexer;
import io.katacontainers.monitor.collector.exposition.SandboxLabels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** One scrape's worth of work on what Go shims send, with the collector's compiler and garbage collector. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m"})
public class ExpositionBenchmark {
    /** How many sandboxes there are. */
    @Param({"1", "100", "500"})
    int sandboxes;

    /** Whether their payloads differ in values alone, or in labels, too. */
    @Param({"true", "false"})
    boolean alike;

    private final ExpositionMerger merger = new ExpositionMerger();
    private final PayloadIndexer whole = new PayloadIndexer(8 << 20);
    private final List<byte[]> bodies = new ArrayList<>();
    private final List<SandboxIndexer> indexers = new ArrayList<>();
    private final List<LabelledPayload> payloads = new ArrayList<>();
    private byte[] page = new byte[0];
    private byte[] copy = new byte[0];

    /** Makes bodies, payloads and the page that they become. */
    @Setup
    public void prepare() throws IOException, MalformedPayloadException {
        String original = payload();
        for (int i = 0; i < sandboxes; i++) {
            String text = alike ? original : original.replace("\"eth0\"", "\"eth" + i + '"');
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            SandboxIndexer indexer = whole.forSandbox();
            bodies.add(body);
            indexers.add(indexer);
            payloads.add(new LabelledPayload(labels(i), indexer.index(body, body.length)));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        merger.merge(payloads, FamilyFilter.all()).writeTo(out);
        page = out.toByteArray();
        copy = new byte[page.length];
    }

    /** Reads all bodies line by line, as those of shims that were never seen before. */
    @Benchmark
    public void indexWhole(Blackhole sink) throws MalformedPayloadException {
        for (byte[] body : bodies) {
            sink.consume(whole.index(body, body.length));
        }
    }

    /** Reads all bodies as those of shims that were scraped before. */
    @Benchmark
    public void indexAgain(Blackhole sink) throws MalformedPayloadException {
        for (int i = 0; i < sandboxes; i++) {
            IndexedPayload payload = indexers.get(i).index(bodies.get(i), bodies.get(i).length);
            sink.consume(payload);
        }
    }

    /** Merges all payloads. */
    @Benchmark
    public void merge(Blackhole sink) throws IOException {
        merger.merge(payloads, FamilyFilter.all()).writeTo(new Discard(sink));
    }

    /** The least that a page can cost: the same bytes, copied once. */
    @Benchmark
    public byte[] copyPage() {
        System.arraycopy(page, 0, copy, 0, page.length);
        return copy;
    }

    private static String payload() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                ExpositionBenchmark.class.getResourceAsStream("/payloads/shim-go-qemu.prom"), "payload")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static SandboxLabels labels(int number) {
        String id = String.format("%064x", number);
        return new SandboxLabels(
                id, "0f7cbe4c-8b53-4f3a-9d5c-" + id.substring(52), "checkout-7d4b9c6f5-" + id.substring(60), "shop-1");
    }

    private static final class Discard extends OutputStream {
        private final Blackhole sink;

        Discard(Blackhole sink) {
            this.sink = sink;
        }

        @Override
        public void write(int value) {
            sink.consume(value);
        }

        @Override
        public void write(byte[] text, int start, int length) {
            sink.consume(text[start]);
        }
    }
}
