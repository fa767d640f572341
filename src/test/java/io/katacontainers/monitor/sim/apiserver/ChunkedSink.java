package io.katacontainers.monitor.sim.apiserver;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A watch over chunked HTTP. */
final class ChunkedSink implements WatchSink {
    private final HttpServerResponse response;
    private final List<Runnable> closeActions = new CopyOnWriteArrayList<>();

    ChunkedSink(HttpServerResponse response) {
        this.response = response;
        response.setChunked(true).putHeader("Content-Type", "application/json");
        response.exceptionHandler(failure -> closed());
        response.closeHandler(nothing -> closed());
        response.endHandler(nothing -> closed());
        // Head and first chunk now: clients wait for the head before they take the watch for established.
        response.writeHead();
    }

    private void closed() {
        closeActions.forEach(Runnable::run);
    }

    @Override
    public void send(byte[] event) {
        if (!response.closed() && !response.ended()) {
            response.write(Buffer.buffer(event));
        }
    }

    @Override
    public boolean full() {
        return !response.closed() && response.writeQueueFull();
    }

    @Override
    public void onDrain(Runnable action) {
        response.drainHandler(nothing -> action.run());
    }

    @Override
    public void onClose(Runnable action) {
        closeActions.add(action);
        if (response.closed() || response.ended()) {
            action.run();
        }
    }

    @Override
    public void close() {
        if (!response.closed() && !response.ended()) {
            response.end();
        }
        closed();
    }
}
