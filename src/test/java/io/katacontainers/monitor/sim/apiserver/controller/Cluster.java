package io.katacontainers.monitor.sim.apiserver.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Store;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import java.util.function.Consumer;

/** What controllers may do. Whatever is gone or was changed by somebody else meanwhile is left alone: its event brings it back. */
public interface Cluster {
    /** All objects. */
    Store store();

    /** Now, RFC 3339. */
    String now();

    /** Creates an object of a built-in or custom kind, unless it is there or may not be created. */
    void create(String storage, String namespace, ObjectNode object);

    /** Changes an object, or its status. */
    void update(StoredObject target, String subresource, Consumer<ObjectNode> change);

    /** Deletes exactly this object, dependents in the background. */
    void delete(StoredObject target);

    /** Removes a finalizer. */
    void release(StoredObject target, String finalizer);

    /** Removes a terminating namespace that is empty. */
    void finishNamespace(StoredObject namespace);
}
