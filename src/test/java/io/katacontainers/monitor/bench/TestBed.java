package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One JDK, a simulated node, and what is needed to find a collector on them in a known state. */
final class TestBed {
    static final String METRICS = "/metrics";
    static final int MOST = 500;

    /** A little more than the time for which the collector shares a result. */
    static final Duration PAUSE = Duration.ofMillis(1100);

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Jdk jdk;
    private final SimulatedNodeProcess node;
    private final Map<Integer, Path> pages = new TreeMap<>();

    TestBed(Jdk jdk, SimulatedNodeProcess node) {
        this.jdk = jdk;
        this.node = node;
    }

    Jdk jdk() {
        return jdk;
    }

    /** Has just so many sandboxes; returns the time that it took to make or remove the others. */
    Duration sandboxes(int count) throws IOException {
        return node.sandboxes(count);
    }

    ServerProcess collector(Confines confines) throws IOException, InterruptedException {
        return ServerProcess.collector(jdk, node, confines.collector());
    }

    /** With as many sandboxes as there are now. */
    ServerProcess baseline(Path page, Confines confines) throws IOException, InterruptedException {
        return ServerProcess.baseline(jdk, node, page, confines.baseline());
    }

    /** Something that becomes true. */
    @FunctionalInterface
    interface Condition {
        boolean met() throws IOException, InterruptedException;
    }

    /** The time from the start, as {@link System#nanoTime()} gave it, until a condition is met. */
    static Duration await(long start, Condition condition) throws IOException, InterruptedException {
        while (!condition.met()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IOException("the collector does not find all sandboxes");
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** How many sandboxes it lists. */
    static long listed(ServerProcess collector) throws IOException, InterruptedException {
        return collector.client().text("/sandboxes").lines().count();
    }

    /** Not by the report: who reads it makes the collector ask shims in the background for a while. */
    static void awaitLabels(ServerProcess collector, int sandboxes) throws IOException, InterruptedException {
        await(System.nanoTime(), () -> {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            return collector
                            .client()
                            .text(METRICS + "?filter_family=kata_monitor_sandbox_info")
                            .lines()
                            .filter(line -> !line.startsWith("#") && !line.contains("cri_name=\"\""))
                            .count()
                    == sandboxes;
        });
    }

    /** A page for the baseline to send, of just so many sandboxes, which there are from then on. */
    Path page(int sandboxes) throws IOException, InterruptedException {
        node.sandboxes(sandboxes);
        Path known = pages.get(sandboxes);
        if (known != null) {
            return known;
        }
        try (ServerProcess collector = collector(Confines.NONE)) {
            awaitLabels(collector, sandboxes);
            byte[] body = collector.client().body(METRICS);
            long up = new String(body, StandardCharsets.UTF_8)
                    .lines()
                    .filter(SandboxUp::saidBy)
                    .count();
            if (up != sandboxes) {
                // Figures of half a page would mean nothing.
                throw new IOException(up + " of " + sandboxes + " sandboxes are up");
            }
            Path page = Files.write(Path.of("target/bench-" + sandboxes + ".page"), body);
            pages.put(sandboxes, page);
            return page;
        }
    }
}
