package io.katacontainers.monitor.collector.shim;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;

/**
 * Connections that shims keep open between two requests: at most one to each shim. Safe for use by several threads.
 *
 * <p>A shim that said it would keep one and closed it is not believed again until its socket is a new one: each time it would be asked twice.
 */
final class IdleConnections {
    private final Map<Path, Slot> slots = new ConcurrentHashMap<>();

    /**
     * What is remembered of a shim.
     *
     * @param inode of its socket
     * @param connection null where it keeps none
     */
    private record Slot(Object inode, @Nullable ShimSocket connection, long since) {
        void close() {
            if (connection != null) {
                Closer.closeQuietly(connection);
            }
        }
    }

    /** Takes the connection to a shim; null where there is none. */
    @Nullable
    ShimSocket take(ShimEndpoint shim) {
        Slot slot = slots.get(shim.socket());
        if (slot == null
                || (slot.connection() == null && slot.inode().equals(shim.inode()))
                || !slots.remove(shim.socket(), slot)) {
            return null;
        }
        if (!slot.inode().equals(shim.inode())) {
            slot.close();
            return null;
        }
        return slot.connection();
    }

    /** Keeps a connection, or closes it. */
    void put(ShimEndpoint shim, ShimSocket connection, long nanos) {
        Slot slot = new Slot(shim.inode(), connection, nanos);
        if (slots.putIfAbsent(shim.socket(), slot) != null) {
            slot.close();
        }
    }

    /** A connection to this shim ended while it was kept. */
    void distrust(ShimEndpoint shim, long nanos) {
        Slot former = slots.put(shim.socket(), new Slot(shim.inode(), null, nanos));
        if (former != null) {
            former.close();
        }
    }

    boolean isEmpty() {
        return slots.isEmpty();
    }

    /** Forgets what was not used since. */
    void forgetBefore(long nanos) {
        forget((path, slot) -> slot.since() - nanos < 0);
    }

    /** Forgets all other shims. */
    void retain(Set<Path> sockets) {
        forget((path, slot) -> !sockets.contains(path));
    }

    /** Closes all. */
    void clear() {
        forget((path, slot) -> true);
    }

    private void forget(BiPredicate<Path, Slot> which) {
        slots.forEach((path, slot) -> {
            if (which.test(path, slot) && slots.remove(path, slot)) {
                slot.close();
            }
        });
    }
}
