package io.katacontainers.monitor.collector.exposition.bench;

import com.sun.management.ThreadMXBean;
import io.katacontainers.monitor.collector.exposition.ExpositionMerger;
import io.katacontainers.monitor.collector.exposition.FamilyFilter;
import io.katacontainers.monitor.collector.exposition.IndexedPayload;
import io.katacontainers.monitor.collector.exposition.LabelledPayload;
import io.katacontainers.monitor.collector.exposition.PayloadIndexer;
import io.katacontainers.monitor.collector.exposition.SandboxIndexer;
import io.katacontainers.monitor.collector.exposition.SandboxLabels;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/** Prints CPU time and allocation per scrape of 1 to 500 sandboxes of a Go shim. Argument: seconds per figure (2). */
public final class ExpositionBenchmark {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP_ROUNDS = 3;

    private final PayloadIndexer indexer = new PayloadIndexer();
    private final ExpositionMerger merger = new ExpositionMerger();
    private final Discard discard = new Discard();
    private final long nanosPerFigure;

    private ExpositionBenchmark(long secondsPerFigure) {
        nanosPerFigure = secondsPerFigure * 1_000_000_000L;
    }

    public static void main(String[] args) throws Exception {
        ExpositionBenchmark benchmark = new ExpositionBenchmark(args.length > 0 ? Long.parseLong(args[0]) : 2);
        for (int sandboxes : new int[] {1, 10, 100, 500}) {
            benchmark.print(sandboxes);
        }
    }

    private void print(int sandboxes) throws Exception {
        byte[] original = payload();
        List<byte[]> bodies = new ArrayList<>();
        List<LabelledPayload> merged = new ArrayList<>();
        for (int i = 0; i < sandboxes; i++) {
            byte[] body = original.clone();
            bodies.add(body);
            merged.add(new LabelledPayload(labels(i), indexer.index(body, body.length)));
        }
        Figure index = measure(() -> {
            int series = 0;
            for (byte[] body : bodies) {
                IndexedPayload payload = indexer.index(body, body.length);
                series += payload.seriesCount();
            }
            return series;
        });
        SandboxIndexer known = indexer.forSandbox();
        Figure again = measure(() -> {
            int series = 0;
            for (byte[] body : bodies) {
                series += known.index(body, body.length).seriesCount();
            }
            return series;
        });
        Figure merge = measure(() -> merger.merge(merged, FamilyFilter.all(), discard));
        discard.bytes = 0;
        merger.merge(merged, FamilyFilter.all(), discard);
        byte[] page = new byte[Math.toIntExact(discard.bytes)];
        byte[] copy = new byte[page.length];
        Figure raw = measure(() -> {
            System.arraycopy(page, 0, copy, 0, page.length);
            return Arrays.hashCode(new byte[] {copy[copy.length - 1]});
        });
        double sent = 1e-6 * original.length * sandboxes;
        double written = 1e-6 * page.length;
        System.out.printf(
                "%3d sandboxes: index %7.2f ms (%5.0f MB/s, %6.0f kB allocated), of known shape %7.2f ms (%6.0f kB allocated), merge %7.2f ms (%5.0f MB/s, %6.0f kB allocated),"
                        + " sum %7.2f ms, page %6.1f MB, raw copy %6.2f ms%n",
                sandboxes,
                index.millis,
                sent / index.millis * 1000,
                index.kilobytes,
                again.millis,
                again.kilobytes,
                merge.millis,
                written / merge.millis * 1000,
                merge.kilobytes,
                again.millis + merge.millis,
                written,
                raw.millis);
    }

    private Figure measure(Callable<?> work) throws Exception {
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            repeat(work, nanosPerFigure / WARM_UP_ROUNDS);
        }
        return repeat(work, nanosPerFigure);
    }

    private static Figure repeat(Callable<?> work, long nanos) throws Exception {
        long thread = Thread.currentThread().getId();
        long bytes = THREADS.getThreadAllocatedBytes(thread);
        long start = THREADS.getCurrentThreadCpuTime();
        long rounds = 0;
        long spent = 0;
        while (spent < nanos) {
            Objects.requireNonNull(work.call());
            rounds++;
            spent = THREADS.getCurrentThreadCpuTime() - start;
        }
        long allocated = THREADS.getThreadAllocatedBytes(thread) - bytes;
        return new Figure(1e-6 * spent / rounds, 1e-3 * allocated / rounds);
    }

    private static byte[] payload() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                ExpositionBenchmark.class.getResourceAsStream("/payloads/shim-go-qemu.prom"), "payload")) {
            return in.readAllBytes();
        }
    }

    private static SandboxLabels labels(int number) {
        String id = String.format("%064x", number);
        return new SandboxLabels(
                id, "0f7cbe4c-8b53-4f3a-9d5c-" + id.substring(52), "checkout-7d4b9c6f5-" + id.substring(60), "shop-1");
    }

    /** Of one scrape. */
    private record Figure(double millis, double kilobytes) {}

    private static final class Discard extends OutputStream {
        private long bytes;

        @Override
        public void write(int value) {
            bytes++;
        }

        @Override
        public void write(byte[] text, int start, int length) {
            bytes += length;
        }
    }
}
