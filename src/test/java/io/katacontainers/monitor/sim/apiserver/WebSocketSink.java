package io.katacontainers.monitor.sim.apiserver;

import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A watch over a WebSocket, one text frame per event. What is sent before the upgrade is done waits for it. */
final class WebSocketSink implements WatchSink {
    private final Future<ServerWebSocket> upgrade;
    private final List<Runnable> closeActions = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    WebSocketSink(Future<ServerWebSocket> upgrade) {
        this.upgrade = upgrade;
        upgrade.onSuccess(socket -> {
            socket.closeHandler(nothing -> closed());
            socket.exceptionHandler(failure -> closed());
        });
        upgrade.onFailure(failure -> closed());
    }

    private void closed() {
        closed.set(true);
        closeActions.forEach(Runnable::run);
    }

    @Override
    public void send(byte[] event) {
        String text = new String(event, StandardCharsets.UTF_8);
        upgrade.onSuccess(socket -> {
            if (!socket.isClosed()) {
                socket.writeTextMessage(text);
            }
        });
    }

    @Override
    public boolean full() {
        return !closed.get()
                && (!upgrade.isComplete()
                        || (upgrade.succeeded()
                                && !upgrade.result().isClosed()
                                && upgrade.result().writeQueueFull()));
    }

    @Override
    public void onDrain(Runnable action) {
        upgrade.onSuccess(socket -> {
            socket.drainHandler(nothing -> action.run());
            if (socket.isClosed() || !socket.writeQueueFull()) {
                action.run();
            }
        });
    }

    @Override
    public void onClose(Runnable action) {
        closeActions.add(action);
        if (closed.get()) {
            action.run();
        }
    }

    @Override
    public void close() {
        upgrade.onSuccess(socket -> {
            if (!socket.isClosed()) {
                socket.close();
            }
        });
        closed();
    }
}
