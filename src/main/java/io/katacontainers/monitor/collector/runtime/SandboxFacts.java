package io.katacontainers.monitor.collector.runtime;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime knows of a sandbox and its containers beyond their names. What it does not tell is null.
 *
 * @param runtimeType containerd's runtime type, such as {@code io.containerd.kata.v2}, or the path of a shim's binary
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
    /** How kata-deploy and distributions name Kata's runtime types, {@code io.containerd.kata-qemu.v2} for one. */
    private static final Pattern KATA_TYPE = Pattern.compile("io\\.containerd\\.kata[A-Za-z0-9_-]*\\.v\\d+");

    /** Nothing is known. */
    public static final SandboxFacts UNKNOWN = new SandboxFacts(null, null, null, null, List.of());

    /**
     * Whether the sandbox is a virtual machine of Kata Containers; empty where the runtime does not tell. The name of the handler never counts:
     * it is anyone's choice.
     */
    public Optional<Boolean> kata() {
        if (runtimeType == null) {
            return Optional.empty();
        }
        String binary = runtimeType.substring(runtimeType.lastIndexOf('/') + 1);
        return Optional.of(KATA_TYPE.matcher(runtimeType).matches() || binary.startsWith("containerd-shim-kata"));
    }
}
