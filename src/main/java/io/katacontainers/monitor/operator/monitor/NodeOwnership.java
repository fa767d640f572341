package io.katacontainers.monitor.operator.monitor;

import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which KataMonitor serves which node. Where several select one node the oldest owns it, so that a KataMonitor added by mistake
 * takes nothing away from one that works. One that is being deleted owns nothing any more.
 */
final class NodeOwnership {
    private static final Comparator<KataMonitor> OLDEST_FIRST = Comparator.comparing(
                    (KataMonitor m) -> m.getMetadata().getCreationTimestamp(),
                    Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(m -> m.getMetadata().getName());

    private final Map<String, Claim> claims;

    private NodeOwnership(Map<String, Claim> claims) {
        this.claims = claims;
    }

    /**
     * The nodes of one KataMonitor.
     *
     * @param selected the facts of every node that it selects, by name
     * @param owned names of those that it serves
     * @param lost names of those that an older KataMonitor serves, and that one's name
     */
    record Claim(SortedMap<String, NodeFacts> selected, SortedSet<String> owned, SortedMap<String, String> lost) {
        static final Claim NOTHING = new Claim(new TreeMap<>(), new TreeSet<>(), new TreeMap<>());
    }

    static NodeOwnership of(
            Collection<KataMonitor> monitors, Collection<NodeFacts> nodes, OperatorEnvironment environment) {
        Map<String, String> owners = new HashMap<>();
        Map<String, Claim> claims = new HashMap<>();
        List<KataMonitor> oldestFirst = monitors.stream()
                .filter(m -> !m.isMarkedForDeletion())
                .sorted(OLDEST_FIRST)
                .toList();
        for (KataMonitor monitor : oldestFirst) {
            var selection = new NodeSelection(CollectorSettings.of(monitor, environment));
            Claim claim = new Claim(new TreeMap<>(), new TreeSet<>(), new TreeMap<>());
            for (NodeFacts node : nodes) {
                if (selection.selects(node)) {
                    claim.selected().put(node.name(), node);
                    String owner = owners.putIfAbsent(
                            node.name(), monitor.getMetadata().getName());
                    if (owner == null) {
                        claim.owned().add(node.name());
                    } else {
                        claim.lost().put(node.name(), owner);
                    }
                }
            }
            claims.put(monitor.getMetadata().getUid(), claim);
        }
        return new NodeOwnership(claims);
    }

    /** The nodes of a KataMonitor; none for one that is unknown or being deleted. */
    Claim claimOf(KataMonitor monitor) {
        return claims.getOrDefault(monitor.getMetadata().getUid(), Claim.NOTHING);
    }

    /** UIDs of all KataMonitors that may own nodes. */
    Set<String> monitors() {
        return claims.keySet();
    }
}
