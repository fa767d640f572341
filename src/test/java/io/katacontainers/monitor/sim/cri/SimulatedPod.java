package io.katacontainers.monitor.sim.cri;

import io.katacontainers.monitor.collector.runtime.cri.PodSandbox;
import io.katacontainers.monitor.collector.runtime.cri.PodSandboxMetadata;
import io.katacontainers.monitor.collector.runtime.cri.PodSandboxState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A pod that a simulated runtime lists.
 *
 * @param id of its sandbox
 * @param handler of its RuntimeClass; empty for the runtime's default
 * @param ready whether the runtime calls the sandbox ready
 */
public record SimulatedPod(
        String id,
        String uid,
        String name,
        String namespace,
        String handler,
        boolean ready,
        List<SimulatedContainer> containers) {
    /** A ready pod of handler {@code kata} with a UID made from its id. */
    public static SimulatedPod ready(String id, String namespace, String name, SimulatedContainer... containers) {
        String uid = UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
        return new SimulatedPod(id, uid, name, namespace, "kata", true, List.of(containers));
    }

    /** {@code count} ready pods with one container each; sandbox ids are 64 hexadecimal digits. */
    public static List<SimulatedPod> many(int count) {
        return many(count, "app");
    }

    /** As above, with a container of each of these names. */
    public static List<SimulatedPod> many(int count, String... names) {
        return IntStream.range(0, count)
                .mapToObj(i -> ready(
                        String.format(Locale.ROOT, "%064x", i + 1),
                        "default",
                        "pod-" + i,
                        IntStream.range(0, names.length)
                                .mapToObj(n -> SimulatedContainer.running(
                                        String.format(Locale.ROOT, "%x%063x", 12 + n, i + 1), names[n], "busybox:1.36"))
                                .toArray(SimulatedContainer[]::new)))
                .toList();
    }

    PodSandbox listed() {
        return PodSandbox.newBuilder()
                .setId(id)
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName(name)
                        .setUid(uid)
                        .setNamespace(namespace))
                .setState(ready ? PodSandboxState.SANDBOX_READY : PodSandboxState.SANDBOX_NOTREADY)
                .setRuntimeHandler(handler)
                .build();
    }
}
