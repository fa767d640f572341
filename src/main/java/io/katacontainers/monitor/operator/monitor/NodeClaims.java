package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.api.model.Node;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Watches nodes, and tells which KataMonitors a change of nodes or of other KataMonitors affects. */
final class NodeClaims {
    private static final long PAGE = 500;

    private final OperatorEnvironment environment;
    private final Cache<KataMonitor> monitors;
    private final InformerEventSource<Node, KataMonitor> nodes;
    /** What each KataMonitor was last reconciled with, by its UID. */
    private final Map<String, NodeOwnership.Claim> last = new ConcurrentHashMap<>();

    NodeClaims(OperatorEnvironment environment, EventSourceContext<KataMonitor> context) {
        this.environment = environment;
        this.monitors = context.getPrimaryCache();
        this.nodes = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Node.class, KataMonitor.class)
                        .withName("nodes")
                        .withWatchAllNamespaces()
                        .withInformerListLimit(PAGE)
                        .withItemStore(new TransformingItemStore<>(NodeFacts::trim))
                        .withOnUpdateFilter((now, before) -> !NodeFacts.of(now).equals(NodeFacts.of(before)))
                        .withSecondaryToPrimaryMapper(this::affectedBy)
                        .withPrimaryToSecondaryMapper((KataMonitor monitor) -> Set.of())
                        .build(),
                context);
    }

    EventSource<Node, KataMonitor> eventSource() {
        return nodes;
    }

    /** Those that select the node now or did when they were last reconciled. */
    private Set<ResourceID> affectedBy(Node node) {
        NodeFacts facts = NodeFacts.of(node);
        return monitors.list()
                .filter(monitor -> last.getOrDefault(monitor.getMetadata().getUid(), NodeOwnership.Claim.NOTHING)
                                .selected()
                                .containsKey(facts.name())
                        || new NodeSelection(CollectorSettings.of(monitor, environment)).selects(facts))
                .map(ResourceID::fromResource)
                .collect(Collectors.toSet());
    }

    /**
     * The nodes of a KataMonitor.
     *
     * @param affected is told of every other KataMonitor whose nodes are not what it was last reconciled with
     */
    NodeOwnership.Claim claim(KataMonitor monitor, Consumer<ResourceID> affected) {
        NodeOwnership ownership = ownershipWith(monitor);
        NodeOwnership.Claim claim = ownership.claimOf(monitor);
        last.put(monitor.getMetadata().getUid(), claim);
        tellOthers(monitor, ownership, affected);
        return claim;
    }

    /** Gives up the nodes of a KataMonitor that is being deleted. */
    void release(KataMonitor monitor, Consumer<ResourceID> affected) {
        last.remove(monitor.getMetadata().getUid());
        tellOthers(monitor, ownershipWith(monitor), affected);
    }

    private NodeOwnership ownershipWith(KataMonitor monitor) {
        List<KataMonitor> all =
                Stream.concat(others(monitor), Stream.of(monitor)).toList();
        return NodeOwnership.of(all, nodes.list().map(NodeFacts::of).toList(), environment);
    }

    private void tellOthers(KataMonitor monitor, NodeOwnership ownership, Consumer<ResourceID> affected) {
        others(monitor)
                .filter(other -> {
                    NodeOwnership.Claim before = last.get(other.getMetadata().getUid());
                    return before != null && !before.equals(ownership.claimOf(other));
                })
                .map(ResourceID::fromResource)
                .forEach(affected);
    }

    private Stream<KataMonitor> others(KataMonitor monitor) {
        return monitors.list(other ->
                !other.getMetadata().getUid().equals(monitor.getMetadata().getUid()));
    }
}
