package io.katacontainers.monitor.collector.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All sandboxes at one moment. Immutable.
 *
 * @param sandboxes sorted by id
 * @param byId the same
 * @param roots in the order of configuration
 * @param ambiguous ids that more than one root holds
 */
record SandboxView(
        List<Sandbox> sandboxes, Map<SandboxId, Sandbox> byId, List<RootState> roots, Set<SandboxId> ambiguous) {

    /** Of an id in several roots the first configured one with a socket wins, else the first. */
    static SandboxView of(List<RootMonitor> roots) {
        TreeMap<SandboxId, Sandbox> byId = new TreeMap<>();
        Set<SandboxId> ambiguous = new TreeSet<>();
        List<RootState> states = new ArrayList<>();
        for (RootMonitor root : roots) {
            states.add(root.state());
            for (Sandbox sandbox : root.sandboxes()) {
                Sandbox first = byId.putIfAbsent(sandbox.id(), sandbox);
                if (first == null) {
                    continue;
                }
                ambiguous.add(sandbox.id());
                if (first.socketInode() == null && sandbox.socketInode() != null) {
                    byId.put(sandbox.id(), sandbox);
                }
            }
        }
        return new SandboxView(
                List.copyOf(byId.values()), Map.copyOf(byId), List.copyOf(states), Set.copyOf(ambiguous));
    }
}
