package io.katacontainers.monitor.collector.runtime;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A runtime that has answered. Used by one thread; every call ends within a few seconds. */
interface RuntimeConnection extends AutoCloseable {
    /** Who answered. */
    Peer peer();

    /** The pods of these sandboxes, ready or not; a sandbox that the runtime does not know is missing. */
    Map<SandboxId, PodMetadata> pods(Set<SandboxId> sandboxes) throws RuntimeUnavailableException;

    /** The containers of these sandboxes, in any state, sorted by name, then id; a sandbox without any is missing. */
    Map<SandboxId, List<ContainerMetadata>> containers(Set<SandboxId> sandboxes) throws RuntimeUnavailableException;

    /** Whether another socket has taken the place of the one in use: its old owner may live on, but is not the runtime any more. */
    boolean replaced();

    @Override
    void close();

    /**
     * The other end of a connection.
     *
     * @param endpoint path of its socket
     * @param name as it names itself
     * @param version as it states it
     * @param api CRI version in use
     */
    record Peer(String endpoint, String name, String version, String api) {}
}
