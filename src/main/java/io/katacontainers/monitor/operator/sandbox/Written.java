package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.api.v1alpha1.Condition;
import io.katacontainers.monitor.api.v1alpha1.ContainerStatus;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import io.katacontainers.monitor.operator.sandbox.SandboxConditions.Transition;
import io.katacontainers.monitor.operator.sandbox.SandboxConditions.Transitions;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the API server holds of a sandbox, small enough to be kept for 100,000 of them: whose object it is, a fingerprint of all that
 * is discrete, the figures and when conditions changed, in some 200 bytes instead of the object's 4,500.
 */
final class Written {
    private static final Condition.Status[] STATUSES = Condition.Status.values();

    private final byte[] packed;

    private Written(
            String namespace,
            String name,
            String uid,
            String resourceVersion,
            long discrete,
            Figures figures,
            Transitions transitions) {
        PackedWriter out = new PackedWriter()
                .addFixed(discrete)
                .add(namespace)
                .add(name)
                .add(uid)
                .add(resourceVersion);
        figures.writeTo(out);
        for (Transition transition : transitions.all()) {
            out.add(transition.status()).add(transition.since());
        }
        packed = out.toBytes();
    }

    static Written of(KataSandboxMetrics object) {
        KataSandboxMetricsStatus status = object.getStatus();
        return new Written(
                object.getMetadata().getNamespace(),
                object.getMetadata().getName(),
                object.getMetadata().getUid(),
                object.getMetadata().getResourceVersion(),
                fingerprint(status),
                Figures.of(status),
                Transitions.of(status == null ? null : status.conditions()));
    }

    /** The same object after the status was written; figures stay where a stale status did not touch them. */
    Written with(String newVersion, KataSandboxMetricsStatus status, boolean withFigures) {
        return new Written(
                namespace(),
                name(),
                uid(),
                newVersion,
                fingerprint(status),
                withFigures ? Figures.of(status) : figures(),
                Transitions.of(status.conditions()));
    }

    /** The same object, of which only the resourceVersion before somebody else's change is known: any write meets a conflict. */
    Written changedElsewhere() {
        return new Written(namespace(), name(), uid(), resourceVersion(), ~discrete(), figures(), transitions());
    }

    String namespace() {
        return text(0);
    }

    String name() {
        return text(1);
    }

    String uid() {
        return text(2);
    }

    /** Of the last write. */
    String resourceVersion() {
        return text(3);
    }

    private String text(int number) {
        return after(number).presentText();
    }

    /** Fingerprint of the status without figures and times. */
    private long discrete() {
        return new PackedReader(packed).fixed();
    }

    private Figures figures() {
        return Figures.readFrom(after(4));
    }

    /** When conditions last changed. */
    Transitions transitions() {
        PackedReader in = after(4);
        Figures.skip(in);
        return new Transitions(transition(in), transition(in), transition(in), transition(in), transition(in));
    }

    boolean isStale() {
        return transitions().stale().status() == Condition.Status.True;
    }

    private static Transition transition(PackedReader in) {
        Condition.Status status = in.value(STATUSES);
        return new Transition(status, in.number());
    }

    private PackedReader after(int texts) {
        PackedReader in = new PackedReader(packed);
        long ignored = in.fixed();
        for (int i = 0; i < texts; i++) {
            in.skipText();
        }
        return in;
    }

    /** Bytes of heap, as objects are laid out with compressed pointers. */
    int ownBytes() {
        return (16 + packed.length + 7) / 8 * 8 + 16;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Written written && Arrays.equals(packed, written.packed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(packed);
    }

    /** How far a status is from what is written. */
    Difference differenceTo(KataSandboxMetricsStatus desired) {
        if (fingerprint(desired) != discrete()) {
            return Difference.DISCRETE;
        }
        if (isSilent(desired)) {
            return Difference.NONE;
        }
        Figures now = Figures.of(desired);
        Figures figures = figures();
        if (now.outsideDeadBandOf(figures)) {
            return Difference.FIGURES;
        }
        return now.equals(figures) ? Difference.NONE : Difference.DRIFT;
    }

    /** How a desired status differs from the written one. */
    enum Difference {
        NONE,
        /** Figures moved inside their dead band. */
        DRIFT,
        /** Figures left their dead band. */
        FIGURES,
        /** Something other than a figure changed. */
        DISCRETE
    }

    private static boolean isSilent(KataSandboxMetricsStatus status) {
        return status.conditions() != null
                && status.conditions().stream()
                        .anyMatch(c -> c.type().equals(SandboxConditions.STALE) && c.status() == Condition.Status.True);
    }

    /** Of a stale status only what {@link StatusFactory#silent} sets: what was last seen beside it may be anything. */
    private static long fingerprint(@Nullable KataSandboxMetricsStatus status) {
        Fingerprint print = new Fingerprint();
        if (status == null) {
            return print.value();
        }
        print.add(String.valueOf(status.phase()));
        for (Condition condition : status.conditions() == null ? List.<Condition>of() : status.conditions()) {
            print.add(condition.type())
                    .add(condition.status().name())
                    .add(condition.reason())
                    .add(condition.message());
        }
        if (isSilent(status)) {
            return print.value();
        }
        print.add(status.agentUrl()).add(status.flavor()).add(status.hypervisor());
        Integer vcpus = status.vm() == null ? null : status.vm().vcpus();
        print.add(String.valueOf(vcpus)).add(String.valueOf(status.containerCount()));
        print.add(DeclaredOverhead.of(status).toString());
        List<ContainerStatus> containers = status.containers();
        // An empty list is as good as none: neither the API server nor a reader tells them apart.
        for (ContainerStatus container : containers == null ? List.<ContainerStatus>of() : containers) {
            print.add(container.name())
                    .add(container.id())
                    .add(container.image())
                    .add(String.valueOf(container.state()))
                    .add(container.cpuLimit() == null ? null : "" + QuantityFormat.toMillis(container.cpuLimit()))
                    .add(container.memoryLimit() == null ? null : "" + QuantityFormat.toBytes(container.memoryLimit()))
                    .add(
                            container.oomKills() == null
                                    ? null
                                    : container.oomKills().toString());
        }
        return print.value();
    }
}
