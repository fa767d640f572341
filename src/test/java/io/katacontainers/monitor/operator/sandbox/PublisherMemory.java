package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.report.PodReport;
import io.prometheus.client.CollectorRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Prints how much heap the publisher keeps for each sandbox. Run it by hand, with 1 GiB of heap or more. */
final class PublisherMemory {
    private static final int PER_NODE = 100;

    private PublisherMemory() {}

    /**
     * Measures.
     *
     * @param args the number of sandboxes; 100,000 by default
     */
    public static void main(String[] args) {
        int sandboxes = args.length == 0 ? 100_000 : Integer.parseInt(args[0]);
        String[] nodes = IntStream.range(0, sandboxes / PER_NODE)
                .mapToObj(n -> "node-" + n)
                .toArray(String[]::new);
        long before = usedHeap();
        var monitor = SandboxFixture.monitor(nodes);
        PublishingPlan plan = new PublishingPlan(
                Clock.systemUTC(),
                System::nanoTime,
                new SplittableRandom(1),
                new PublisherMetrics(new CollectorRegistry()));
        plan.configure(monitor);
        for (int n = 0; n < nodes.length; n++) {
            List<SandboxFixture> reported = new ArrayList<>();
            for (int s = 0; s < PER_NODE; s++) {
                String id = String.format("%08d%056d", n, s);
                String pod = "deployment-7d4b9c6f5d-" + n + "-" + s;
                String uid = "00000000-0000-4000-%04d-%012d".formatted(s, n);
                reported.add(SandboxFixture.running(id, pod)
                        .in(new PodReport(uid, pod, "shop-" + n % 50))
                        .using(200 + s, 120 + s, 0L)
                        .costing(100, 140));
            }
            String node = nodes[n];
            plan.restore(
                    monitor.uid(),
                    reported.stream()
                            .map(f -> StoredSandbox.of(monitor, node, f.report(), "123456789"))
                            .toList());
            plan.report(monitor.uid(), nodes[n], SandboxFixture.node(reported.toArray(SandboxFixture[]::new)));
        }
        plan.restored(monitor.uid());
        long used = usedHeap() - before;
        System.out.printf("%d sandboxes: %d MiB, %d bytes each%n", sandboxes, used >> 20, used / sandboxes);
        if (plan.waiting() < 0) {
            throw new IllegalStateException("the plan is still needed here");
        }
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
