package io.katacontainers.monitor.collector.runtime;

import io.katacontainers.monitor.collector.sandbox.SandboxId;

/** The pods and containers of the node at this moment. Safe for use by several threads; never blocks on the runtime. */
public interface PodSource {
    /** What the runtime last said about this sandbox. */
    PodLookup lookup(SandboxId id);

    /** State of the connection to the runtime. */
    RuntimeState runtime();

    /** Has {@code listener} called after each change of what the other methods answer: it must not block. */
    void onChange(Runnable listener);
}
