package io.katacontainers.monitor.sim.apiserver.controller;

/** A pod that runs. */
public interface RunningPod extends AutoCloseable {
    /** Its address; does not change. */
    String podIp();

    /** Whether its readiness probe would pass now; asked often, answers at once. */
    boolean ready();

    /** Stops it; called once, may take a moment. */
    @Override
    void close();

    /** A pod that is ready at once, where nothing has to be ended. */
    static RunningPod readyAt(String ip) {
        return new RunningPod() {
            @Override
            public String podIp() {
                return ip;
            }

            @Override
            public boolean ready() {
                return true;
            }

            @Override
            public void close() {
                // nothing of its own runs
            }
        };
    }
}
