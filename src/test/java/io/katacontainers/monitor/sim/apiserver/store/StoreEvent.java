package io.katacontainers.monitor.sim.apiserver.store;

import org.jspecify.annotations.Nullable;

/**
 * One write.
 *
 * @param object the object after it; for a deletion its last state, with the deletion's resourceVersion
 * @param previous the object before it; null when it was created
 * @param deleted whether it is gone now
 */
public record StoreEvent(StoredObject object, @Nullable StoredObject previous, boolean deleted) {
    /** The resourceVersion of the write. */
    public long resourceVersion() {
        return object.resourceVersion();
    }
}
