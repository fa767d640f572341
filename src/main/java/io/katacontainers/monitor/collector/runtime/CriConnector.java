package io.katacontainers.monitor.collector.runtime;

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
        return new CriConnection(RuntimeChannel.connect(endpoint, callTimeout, null));
    }
}
