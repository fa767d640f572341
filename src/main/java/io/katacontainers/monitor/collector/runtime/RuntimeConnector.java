package io.katacontainers.monitor.collector.runtime;

/** Opens connections to the container runtime. */
interface RuntimeConnector {
    /**
     * Finds the runtime and says hello to it; takes a few seconds at most.
     *
     * @throws RuntimeUnavailableException where nobody answers
     */
    RuntimeConnection connect() throws RuntimeUnavailableException;
}
