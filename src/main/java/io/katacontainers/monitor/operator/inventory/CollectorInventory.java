package io.katacontainers.monitor.operator.inventory;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The collector pods in the operator's namespace, followed by one informer. {@link #start} may be called again after
 * {@link #close}.
 */
public final class CollectorInventory implements AutoCloseable {
    private final KubernetesClient client;
    private final String namespace;
    private @Nullable SharedIndexInformer<Pod> informer;

    /**
     * @param client stays the caller's
     * @param namespace in which collectors run: the operator's own
     */
    public CollectorInventory(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** Starts to follow the pods; keeps trying while the API server does not answer. */
    synchronized void start(Consumer<Collector> onChange, Consumer<Collector> onGone) {
        if (informer != null) {
            throw new IllegalStateException("the inventory is started already");
        }
        SharedIndexInformer<Pod> started = client.pods()
                .inNamespace(namespace)
                .withLabels(
                        Map.of(Collector.NAME_LABEL, Collector.NAME, Collector.COMPONENT_LABEL, Collector.COMPONENT))
                .withLimit(500L)
                .runnableInformer(0)
                .itemStore(new TrimmedPodStore())
                .exceptionHandler((running, error) -> true)
                .addEventHandler(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(Pod pod) {
                        Collector.of(pod).ifPresent(onChange);
                    }

                    @Override
                    public void onUpdate(Pod old, Pod pod) {
                        Collector.of(pod).ifPresent(onChange);
                    }

                    @Override
                    public void onDelete(Pod pod, boolean finalStateUnknown) {
                        Collector.of(pod).ifPresent(onGone);
                    }
                });
        informer = started;
        started.start();
    }

    @Override
    public synchronized void close() {
        if (informer != null) {
            informer.close();
            informer = null;
        }
    }
}
