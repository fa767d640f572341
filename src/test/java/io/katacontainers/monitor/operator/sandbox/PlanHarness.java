package io.katacontainers.monitor.operator.sandbox;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import io.katacontainers.monitor.api.v1alpha1.VmStatus;
import io.katacontainers.monitor.operator.inventory.MonitorConfig;
import io.katacontainers.monitor.report.PodReport;
import io.prometheus.client.CollectorRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A plan with a clock that is moved by hand and an API server that is a map. */
final class PlanHarness {
    /** One write that reached the API server. */
    record Write(Duration at, WriteIntent intent) {}

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final CollectorRegistry registry = new CollectorRegistry();
    final Map<String, KataSandboxMetrics> objects = new LinkedHashMap<>();
    final Map<String, Pod> pods = new LinkedHashMap<>();
    final List<Write> writes = new ArrayList<>();
    final Deque<WriteOutcome> failures = new ArrayDeque<>();
    final PublishingPlan plan;
    final MonitorConfig monitor;
    private long millis;
    private int version;

    PlanHarness(MonitorConfig monitor) {
        this(monitor, new LinkedHashMap<>());
    }

    PlanHarness(MonitorConfig monitor, Map<String, KataSandboxMetrics> existing) {
        this.monitor = monitor;
        objects.putAll(existing);
        version = 1000 * existing.size();
        plan = new PublishingPlan(
                new ManualClock(), () -> millis * 1_000_000, new SplittableRandom(7), new PublisherMetrics(registry));
        plan.configure(monitor);
        plan.restore(monitor.uid(), List.copyOf(objects.values()));
        plan.restored(monitor.uid());
    }

    void pod(String name, String node) {
        pods.put(
                "shop/" + name,
                new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName(name)
                        .withUid("uid-" + name)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(node)
                        .addToOverhead("cpu", new Quantity("250m"))
                        .addToOverhead("memory", new Quantity("160Mi"))
                        .endSpec()
                        .build());
    }

    boolean report(String node, SandboxFixture... sandboxes) {
        return plan.report(monitor.uid(), node, SandboxFixture.node(sandboxes));
    }

    Duration now() {
        return Duration.ofMillis(millis);
    }

    /** Lets time pass in steps of 100 ms; what the plan wants to write is written at once. */
    void pass(Duration time) {
        long end = millis + time.toMillis();
        drain();
        while (millis < end) {
            millis += 100;
            plan.tick();
            drain();
        }
    }

    void drain() {
        for (WriteIntent intent = plan.next(); intent != null; intent = plan.next()) {
            WriteOutcome failure = failures.poll();
            plan.done(intent, failure == null ? apply(intent) : failure);
        }
    }

    List<String> verbs() {
        return writes.stream()
                .map(w -> w.intent().verb() + " " + w.intent().reason())
                .toList();
    }

    KataSandboxMetrics only() {
        if (objects.size() != 1) {
            throw new AssertionError("not one object but " + objects.keySet());
        }
        return objects.values().iterator().next();
    }

    KataSandboxMetricsStatus status() {
        return Objects.requireNonNull(only().getStatus());
    }

    VmStatus vm() {
        return Objects.requireNonNull(status().vm());
    }

    PublishingSummary summary() {
        return Objects.requireNonNull(plan.summaries().get(monitor.uid()));
    }

    double metric(String name, String label, String value) {
        Double sample = registry.getSampleValue(name, new String[] {label}, new String[] {value});
        return sample == null ? 0 : sample;
    }

    private WriteOutcome apply(WriteIntent intent) {
        if (intent instanceof WriteIntent.OomEvent) {
            writes.add(new Write(now(), intent));
            return new WriteOutcome.Recorded();
        }
        if (intent instanceof WriteIntent.Create create) {
            return create(create);
        }
        writes.add(new Write(now(), intent));
        if (intent instanceof WriteIntent.Patch patch) {
            String key = patch.target().namespace() + "/" + patch.target().name();
            KataSandboxMetrics object = objects.get(key);
            if (object == null) {
                return new WriteOutcome.Missing();
            }
            if (!object.getMetadata().getResourceVersion().equals(patch.target().resourceVersion())) {
                return new WriteOutcome.Conflict(object);
            }
            object.setStatus(merged(object.getStatus(), patch));
            object.getMetadata().setResourceVersion(nextVersion());
            return new WriteOutcome.Patched(object.getMetadata().getResourceVersion());
        }
        Written target = ((WriteIntent.Delete) intent).target();
        return objects.remove(target.namespace() + "/" + target.name()) == null
                ? new WriteOutcome.Missing()
                : new WriteOutcome.Deleted();
    }

    private WriteOutcome create(WriteIntent.Create create) {
        PodReport claim = create.report().pod();
        String uid = null;
        Pod pod = claim == null ? null : pods.get(claim.namespace() + "/" + claim.name());
        if (claim != null) {
            PodClaims.Verdict verdict = PodClaims.judge(claim, create.node(), pod);
            if (verdict instanceof PodClaims.Verdict.Rejected rejected) {
                return new WriteOutcome.ClaimRejected(rejected.reason());
            }
            uid = ((PodClaims.Verdict.Holds) verdict).uid();
        }
        writes.add(new Write(now(), create));
        KataSandboxMetrics object = SandboxObjectFactory.create(
                create.monitor(), create.node(), create.report(), uid, create.status(DeclaredOverhead.of(pod)));
        object.getMetadata().setUid("object-" + objects.size());
        object.getMetadata().setResourceVersion(nextVersion());
        objects.put(
                object.getMetadata().getNamespace() + "/" + object.getMetadata().getName(), object);
        return new WriteOutcome.Created(object);
    }

    private static KataSandboxMetricsStatus merged(@Nullable KataSandboxMetricsStatus old, WriteIntent.Patch patch) {
        KataSandboxMetricsStatus set = patch.status();
        if (old == null || patch.scope() == StatusPatch.Scope.WHOLE) {
            return set;
        }
        boolean figures = patch.scope() == StatusPatch.Scope.FIGURES;
        return new KataSandboxMetricsStatus(
                figures ? old.phase() : set.phase(),
                figures ? old.conditions() : set.conditions(),
                old.agentUrl(),
                old.flavor(),
                old.hypervisor(),
                figures ? set.vm() : old.vm(),
                figures ? set.usage() : old.usage(),
                figures ? set.overhead() : old.overhead(),
                figures ? set.containers() : old.containers(),
                old.containerCount());
    }

    private String nextVersion() {
        return Integer.toString(++version);
    }

    private final class ManualClock extends Clock {
        @Override
        public Instant instant() {
            return START.plusMillis(millis);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
