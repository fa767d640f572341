package io.katacontainers.monitor.collector.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime knows of a sandbox and its containers beyond their names. What it does not tell is null.
 *
 * @param runtimeType containerd's runtime type, such as {@code io.containerd.kata.v2}
 * @param pid process on the host that stands for the sandbox: with Kata the hypervisor
 * @param declaredOverheadBytes memory in the pod's {@code spec.overhead}
 * @param declaredOverheadMillicores CPU in the pod's {@code spec.overhead}
 * @param containers those that were asked for and are known
 */
public record SandboxFacts(
        @Nullable String runtimeType,
        @Nullable Long pid,
        @Nullable Long declaredOverheadBytes,
        @Nullable Long declaredOverheadMillicores,
        List<ContainerFacts> containers) {
    /** Nothing is known. */
    public static final SandboxFacts UNKNOWN = new SandboxFacts(null, null, null, null, List.of());
}
