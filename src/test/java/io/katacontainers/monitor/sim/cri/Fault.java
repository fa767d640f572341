package io.katacontainers.monitor.sim.cri;

/** How a simulated runtime misbehaves. */
public enum Fault {
    NONE,
    /** Takes requests and never answers. */
    HANG,
    /** Answers after a second. */
    SLOW,
    /** Answers with status INTERNAL. */
    ERROR,
    /** Answers with bytes that are no protobuf message. */
    GARBAGE
}
