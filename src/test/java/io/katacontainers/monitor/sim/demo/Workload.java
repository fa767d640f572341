package io.katacontainers.monitor.sim.demo;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.katacontainers.monitor.sim.shim.ShimFault;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Kata pods: a shop that stays, and a batch of jobs that come and go. Steps are called one at a time. */
final class Workload {
    private static final String SHOP = "shop";
    private static final String BATCH = "batch";
    private static final int JOBS = 4;
    private static final List<KataHandler> HANDLERS = List.of(KataHandler.values());

    /** Longer than it takes to be noticed. */
    private static final int STEPS_OF_ILLNESS = 9;

    private final KubernetesClient client;
    private final List<DemoNode> nodes;
    private final Consumer<String> narrator;
    private final Random random = new Random();
    private final Deque<Running> jobs = new ArrayDeque<>();
    private final Deque<Running> services = new ArrayDeque<>();
    private int steps;
    private int started;

    private record Running(Pod pod, DemoNode node) {
        String name() {
            return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
        }
    }

    /**
     * @param client stays the caller's
     * @param narrator is told what happens, a line each
     */
    Workload(KubernetesClient client, List<DemoNode> nodes, Consumer<String> narrator) {
        this.client = client;
        this.nodes = nodes;
        this.narrator = narrator;
    }

    /** Makes namespaces, runtime classes and the pods that stay. */
    void start() {
        for (String namespace : List.of(SHOP, BATCH)) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
        for (KataHandler handler : HANDLERS) {
            client.resource(handler.object()).create();
        }
        services.add(start(SHOP, "cart-0", KataHandler.QEMU, nodes.get(0), "cart", "proxy"));
        services.add(start(SHOP, "catalog-0", KataHandler.DRAGONBALL, nodes.get(1), "catalog"));
        services.add(start(SHOP, "payments-0", KataHandler.QEMU_RUNTIME_RS, nodes.get(2), "payments"));
        for (int i = 0; i < JOBS; i++) {
            startJob();
        }
    }

    /** One thing happens: a job starts or ends, or the shim of the catalog falls ill or recovers. */
    void step() {
        int step = steps++ % (2 * STEPS_OF_ILLNESS);
        if (step == 1) {
            catalogShim(ShimFault.HANG, "hangs when asked for metrics");
        } else if (step == 1 + STEPS_OF_ILLNESS) {
            catalogShim(ShimFault.NONE, "answers again");
        } else if (jobs.size() >= JOBS) {
            Running oldest = jobs.removeFirst();
            end(oldest);
            narrator.accept(oldest.name() + " ends");
        } else {
            Running job = startJob();
            narrator.accept(job.name() + " starts on " + job.node().name() + " ("
                    + job.pod().getSpec().getRuntimeClassName() + ")");
        }
    }

    /** How many pods it has started. */
    int started() {
        return started;
    }

    private void catalogShim(ShimFault fault, String what) {
        services.stream()
                .filter(service -> service.pod().getMetadata().getName().startsWith("catalog"))
                .forEach(service -> {
                    service.node().fault(service.pod().getMetadata().getUid(), fault);
                    narrator.accept("the shim of " + service.name() + " " + what);
                });
    }

    private Running startJob() {
        KataHandler handler = HANDLERS.get(started % HANDLERS.size());
        String suffix = Integer.toString(36 * 36 * 36 + random.nextInt(35 * 36 * 36 * 36), 36);
        Running job = start(BATCH, "resize-" + suffix, handler, nodes.get(started % nodes.size()), "resize");
        jobs.add(job);
        return job;
    }

    private Running start(String namespace, String name, KataHandler handler, DemoNode node, String... containers) {
        PodBuilder pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels("app", containers[0])
                .endMetadata()
                .withNewSpec()
                .withNodeName(node.name())
                .withRuntimeClassName(handler.runtimeClass())
                .withOverhead(handler.overhead())
                .endSpec();
        for (String container : containers) {
            pod.editSpec()
                    .addNewContainer()
                    .withName(container)
                    .withImage("registry.example/" + container + ":1.0")
                    .endContainer()
                    .endSpec();
        }
        Running running = new Running(client.resource(pod.build()).create(), node);
        started++;
        return running;
    }

    private void end(Running running) {
        running.node().stop(running.pod().getMetadata().getUid());
        client.resource(running.pod()).delete();
    }
}
