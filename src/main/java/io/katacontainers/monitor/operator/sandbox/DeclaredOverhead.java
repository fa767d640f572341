package io.katacontainers.monitor.operator.sandbox;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import io.katacontainers.monitor.api.v1alpha1.OverheadStatus;
import io.katacontainers.monitor.api.v1alpha1.ResourceAmounts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Pod's {@code spec.overhead} allows its VM to cost. It never changes, so that it is read once, with the Pod, and later from
 * the sandbox's own object.
 *
 * @param cpuMillis {@link Figures#ABSENT} where not declared, as is the other
 */
record DeclaredOverhead(long cpuMillis, long memoryBytes) {
    static final DeclaredOverhead NONE = new DeclaredOverhead(Figures.ABSENT, Figures.ABSENT);

    static DeclaredOverhead of(@Nullable Pod pod) {
        Map<String, Quantity> overhead =
                pod == null || pod.getSpec() == null ? null : pod.getSpec().getOverhead();
        return overhead == null ? NONE : of(overhead.get("cpu"), overhead.get("memory"));
    }

    static DeclaredOverhead of(@Nullable KataSandboxMetricsStatus status) {
        OverheadStatus overhead = status == null ? null : status.overhead();
        ResourceAmounts declared = overhead == null ? null : overhead.declared();
        return declared == null ? NONE : of(declared.cpu(), declared.memory());
    }

    private static DeclaredOverhead of(@Nullable Quantity cpu, @Nullable Quantity memory) {
        return cpu == null && memory == null
                ? NONE
                : new DeclaredOverhead(
                        cpu == null ? Figures.ABSENT : QuantityFormat.toMillis(cpu),
                        memory == null ? Figures.ABSENT : QuantityFormat.toBytes(memory));
    }

    @Nullable
    ResourceAmounts toStatus() {
        return equals(NONE)
                ? null
                : new ResourceAmounts(
                        cpuMillis < 0 ? null : QuantityFormat.millis(cpuMillis),
                        memoryBytes < 0 ? null : QuantityFormat.bytes(memoryBytes));
    }
}
