package io.katacontainers.monitor.sim.cri;

import io.grpc.StatusException;

/** How a simulator treats the calls of a service before it answers them. */
interface CallRules {
    /** Counts a call; throws to refuse it. */
    void admit(String method) throws StatusException;

    /** How to misbehave now. */
    Fault fault();

    /** The same for a service whose calls are counted under names that begin with {@code prefix}. */
    default CallRules named(String prefix) {
        CallRules all = this;
        return new CallRules() {
            @Override
            public void admit(String method) throws StatusException {
                all.admit(prefix + method);
            }

            @Override
            public Fault fault() {
                return all.fault();
            }
        };
    }
}
