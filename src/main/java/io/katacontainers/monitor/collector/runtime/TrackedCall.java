package io.katacontainers.monitor.collector.runtime;

/** Remembers how a call fares on the connection in use. */
final class TrackedCall {
    private final String name;
    private final String gives;
    private volatile StatsCall now;

    TrackedCall(String name, String gives) {
        this.name = name;
        this.gives = gives;
        this.now = new StatsCall(name, gives, StatsCall.State.UNTRIED, null);
    }

    StatsCall now() {
        return now;
    }

    /** Whether the runtime has refused it for good. */
    boolean unimplemented() {
        return now.state() == StatsCall.State.UNIMPLEMENTED;
    }

    /** Another connection is used from now on. */
    void reset() {
        now = new StatsCall(name, gives, StatsCall.State.UNTRIED, null);
    }

    void works() {
        if (now.state() != StatsCall.State.WORKS || now.problem() != null) {
            now = new StatsCall(name, gives, StatsCall.State.WORKS, null);
        }
    }

    /** It answers, but not all of the answer is of use. */
    void worksWith(String problem) {
        now = new StatsCall(name, gives, StatsCall.State.WORKS, problem);
    }

    void refused() {
        now = new StatsCall(name, gives, StatsCall.State.UNIMPLEMENTED, null);
    }

    void fails(String problem) {
        now = new StatsCall(name, gives, StatsCall.State.FAILS, problem);
    }

    /** One sandbox kept it waiting: that says nothing of the call where it has worked before. */
    void late(String problem) {
        if (now.state() == StatsCall.State.WORKS) {
            worksWith(problem);
        } else {
            fails(problem);
        }
    }
}
