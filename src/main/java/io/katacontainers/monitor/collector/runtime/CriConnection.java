package io.katacontainers.monitor.collector.runtime;

import io.katacontainers.monitor.collector.runtime.cri.ListContainersRequest;
import io.katacontainers.monitor.collector.runtime.cri.ListPodSandboxRequest;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The lists of the CRI. */
final class CriConnection implements RuntimeConnection {
    private final RuntimeChannel runtime;
    private boolean listsContainers = true;

    CriConnection(RuntimeChannel runtime) {
        this.runtime = runtime;
    }

    @Override
    public Peer peer() {
        return runtime.peer();
    }

    @Override
    public Map<SandboxId, PodMetadata> pods(Set<SandboxId> sandboxes) throws RuntimeUnavailableException {
        return runtime.call(runtime.api().pods(sandboxes), ListPodSandboxRequest.getDefaultInstance());
    }

    @Override
    public Map<SandboxId, List<ContainerMetadata>> containers(Set<SandboxId> sandboxes)
            throws RuntimeUnavailableException {
        // A node without sandboxes may have hundreds of other containers; its pods are listed all the same, to see that
        // the runtime lives.
        if (!listsContainers || sandboxes.isEmpty()) {
            return Map.of();
        }
        var answer = runtime.callIfImplemented(
                runtime.api().containers(sandboxes), ListContainersRequest.getDefaultInstance());
        listsContainers = answer.isPresent();
        return answer.orElse(Map.of());
    }

    @Override
    public boolean replaced() {
        return runtime.replaced();
    }

    @Override
    public void close() {
        runtime.close();
    }
}
