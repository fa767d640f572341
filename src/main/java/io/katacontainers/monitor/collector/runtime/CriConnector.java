package io.katacontainers.monitor.collector.runtime;

import java.nio.file.Path;
import java.time.Duration;

/** Connects to the first candidate of an endpoint that answers. */
final class CriConnector implements RuntimeConnector {
    private final RuntimeEndpoint endpoint;
    private final Duration callTimeout;

    CriConnector(RuntimeEndpoint endpoint, Duration callTimeout) {
        this.endpoint = endpoint;
        this.callTimeout = callTimeout;
    }

    @Override
    public RuntimeConnection connect() throws RuntimeUnavailableException {
        RuntimeUnavailableException first = null;
        for (Path candidate : endpoint.candidates()) {
            if (endpoint.candidates().size() > 1 && SocketIdentity.of(candidate).isEmpty()) {
                continue;
            }
            try {
                return CriConnection.open(candidate, callTimeout);
            } catch (RuntimeUnavailableException e) {
                first = first == null ? e : first;
            }
        }
        throw first == null
                ? new RuntimeUnavailableException("no container runtime's socket found, tried " + endpoint.candidates())
                : first;
    }
}
