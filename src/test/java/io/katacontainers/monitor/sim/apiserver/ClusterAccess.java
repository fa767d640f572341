package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.controller.Cluster;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import io.katacontainers.monitor.sim.apiserver.store.ResourceTypes;
import io.katacontainers.monitor.sim.apiserver.store.Store;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets controllers act through the same rules as clients. */
final class ClusterAccess implements Cluster {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterAccess.class);

    private final Store store;
    private final ResourceTypes types;
    private final ResourceWriter writer;
    private final ResourceDeleter deleter;
    private final Admission admission;

    ClusterAccess(
            Store store, ResourceTypes types, ResourceWriter writer, ResourceDeleter deleter, Admission admission) {
        this.store = store;
        this.types = types;
        this.writer = writer;
        this.deleter = deleter;
        this.admission = admission;
    }

    private interface Action {
        void run(ResourceType type) throws ApiException;
    }

    private void act(String storage, Action action) {
        Optional<ResourceType> type = types.ofStorage(storage);
        if (type.isEmpty()) {
            return;
        }
        try {
            action.run(type.get());
        } catch (ApiException e) {
            LOG.debug("A controller's write was refused: {}", e.getMessage());
        }
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public String now() {
        return admission.now();
    }

    @Override
    public void create(String storage, String namespace, ObjectNode object) {
        act(storage, type -> writer.create(type, namespace, object, WriteContext.SYSTEM));
    }

    @Override
    public void update(StoredObject target, String subresource, Consumer<ObjectNode> change) {
        act(
                target.storage(),
                type -> writer.modify(type, target.key(), subresource, WriteContext.SYSTEM, copy -> {
                    if (!copy.at("/metadata/uid").asText().equals(target.uid())) {
                        throw ApiException.notFound(type, target.key().name());
                    }
                    change.accept(copy);
                    return copy;
                }));
    }

    @Override
    public void delete(StoredObject target) {
        act(
                target.storage(),
                type -> deleter.delete(type, target.key(), new DeleteOptions(target.uid(), "", "Background", false)));
    }

    @Override
    public void release(StoredObject target, String finalizer) {
        deleter.release(target, finalizer);
    }

    @Override
    public void finishNamespace(StoredObject namespace) {
        deleter.finish(namespace);
    }
}
