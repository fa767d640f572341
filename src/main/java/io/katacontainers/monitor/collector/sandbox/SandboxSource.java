package io.katacontainers.monitor.collector.sandbox;

import java.util.List;
import java.util.Optional;

/** The sandboxes of the node at this moment. Safe for use by several threads; never blocks on the file system. */
public interface SandboxSource {
    /** All sandboxes, sorted by id. Immutable. */
    List<Sandbox> sandboxes();

    /** The sandbox with this id. */
    Optional<Sandbox> find(SandboxId id);

    /**
     * Whether the shim may be asked for metrics as of now: looks whether the state file is still the one that the verdict was read
     * from, and reads it again where it is not. Asked right before each request; touches the file system.
     */
    ScrapeVerdict verdict(Sandbox sandbox);

    /** The watched directories in the order of configuration. */
    List<RootState> roots();

    /** Has {@code listener} called after each change of what the other methods answer, on the discovery thread: it must not block. */
    void onChange(Runnable listener);
}
