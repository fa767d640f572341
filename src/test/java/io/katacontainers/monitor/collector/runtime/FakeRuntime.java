package io.katacontainers.monitor.collector.runtime;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A runtime without a socket; counts what it is asked. */
final class FakeRuntime implements RuntimeConnector {
    final Map<SandboxId, PodMetadata> pods = new HashMap<>();
    final Map<SandboxId, List<ContainerMetadata>> containers = new HashMap<>();

    @Nullable
    String refusal;

    boolean containersFail;

    @Nullable
    RuntimeException defect;

    boolean replaced;
    int connects;
    int listings;
    int open;

    void pod(String id, boolean ready) {
        pods.put(new SandboxId(id), new PodMetadata("uid-" + id, "pod-" + id, "default", "kata", ready));
    }

    void container(String sandbox, String id) {
        containers.put(
                new SandboxId(sandbox),
                List.of(new ContainerMetadata(id, "app", "busybox", ContainerMetadata.State.RUNNING)));
    }

    @Override
    public RuntimeConnection connect() throws RuntimeUnavailableException {
        connects++;
        refuse();
        replaced = false;
        open++;
        return new Connection();
    }

    private void refuse() throws RuntimeUnavailableException {
        if (refusal != null) {
            throw new RuntimeUnavailableException(refusal);
        }
    }

    private final class Connection implements RuntimeConnection {
        @Override
        public Peer peer() {
            return new Peer("/run/fake.sock", "fake", "1.0", "v1");
        }

        @Override
        public Map<SandboxId, PodMetadata> pods(Set<SandboxId> sandboxes) throws RuntimeUnavailableException {
            listings++;
            refuse();
            if (defect != null) {
                throw defect;
            }
            Map<SandboxId, PodMetadata> known = new HashMap<>(pods);
            known.keySet().retainAll(sandboxes);
            return known;
        }

        @Override
        public Map<SandboxId, List<ContainerMetadata>> containers(Set<SandboxId> sandboxes)
                throws RuntimeUnavailableException {
            if (containersFail) {
                throw new RuntimeUnavailableException("no containers");
            }
            Map<SandboxId, List<ContainerMetadata>> known = new HashMap<>(containers);
            known.keySet().retainAll(sandboxes);
            return known;
        }

        @Override
        public boolean replaced() {
            return replaced;
        }

        @Override
        public void close() {
            open--;
        }
    }
}
