package io.katacontainers.monitor.operator.sandbox;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sandboxes that wait for a write. It holds no values, so the newest wins when one's turn comes. Nodes take turns; on one
 * node the sandbox that waits longest is first.
 */
final class WriteQueue {
    private final Map<Priority, Map<NodeState, Set<SandboxEntry>>> waiting = new EnumMap<>(Priority.class);
    private final Map<Priority, ArrayDeque<NodeState>> turns = new EnumMap<>(Priority.class);
    private final Map<Priority, Map<MonitorState, Integer>> sizes = new EnumMap<>(Priority.class);

    WriteQueue() {
        for (Priority priority : Priority.values()) {
            waiting.put(priority, new LinkedHashMap<>());
            turns.put(priority, new ArrayDeque<>());
            sizes.put(priority, new LinkedHashMap<>());
        }
    }

    /** Lets a sandbox wait with this priority, or with none no longer; one that waits so already keeps its place. */
    void put(SandboxEntry entry, @Nullable Priority priority) {
        if (entry.queued == priority) {
            return;
        }
        if (entry.queued != null) {
            Set<SandboxEntry> lane = waiting(entry.queued).get(entry.node);
            if (lane != null && lane.remove(entry)) {
                count(entry, entry.queued, -1);
            }
        }
        entry.queued = priority;
        if (priority != null) {
            Set<SandboxEntry> lane = waiting(priority).get(entry.node);
            if (lane == null) {
                lane = new LinkedHashSet<>();
                waiting(priority).put(entry.node, lane);
                turns(priority).add(entry.node);
            }
            lane.add(entry);
            count(entry, priority, 1);
        }
    }

    /** Takes the next sandbox of a node whose KataMonitor may write. */
    @Nullable
    SandboxEntry poll(Priority priority, Predicate<MonitorState> mayWrite) {
        ArrayDeque<NodeState> round = turns(priority);
        for (int i = round.size(); i > 0; i--) {
            NodeState node = round.removeFirst();
            Set<SandboxEntry> lane = waiting(priority).get(node);
            if (lane == null || lane.isEmpty()) {
                waiting(priority).remove(node);
                continue;
            }
            round.addLast(node);
            if (mayWrite.test(node.monitor)) {
                Iterator<SandboxEntry> first = lane.iterator();
                SandboxEntry entry = first.next();
                first.remove();
                entry.queued = null;
                count(entry, priority, -1);
                return entry;
            }
        }
        return null;
    }

    int size(MonitorState monitor, Priority priority) {
        return sizes(priority).getOrDefault(monitor, 0);
    }

    int size(MonitorState monitor) {
        int size = 0;
        for (Priority priority : Priority.values()) {
            size += size(monitor, priority);
        }
        return size;
    }

    int size() {
        return sizes.values().stream()
                .flatMap(sizesOfMonitors -> sizesOfMonitors.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** Forgets all that waits for a KataMonitor. */
    void remove(MonitorState monitor) {
        for (Priority priority : Priority.values()) {
            sizes(priority).remove(monitor);
            turns(priority).removeIf(node -> node.monitor == monitor);
            waiting(priority).entrySet().removeIf(lane -> {
                if (lane.getKey().monitor != monitor) {
                    return false;
                }
                lane.getValue().forEach(entry -> entry.queued = null);
                return true;
            });
        }
    }

    private void count(SandboxEntry entry, Priority priority, int change) {
        sizes(priority).merge(entry.node.monitor, change, Integer::sum);
    }

    @SuppressWarnings("NullAway") // All three maps hold every priority.
    private Map<NodeState, Set<SandboxEntry>> waiting(Priority priority) {
        return waiting.get(priority);
    }

    @SuppressWarnings("NullAway") // As above.
    private ArrayDeque<NodeState> turns(Priority priority) {
        return turns.get(priority);
    }

    @SuppressWarnings("NullAway") // As above.
    private Map<MonitorState, Integer> sizes(Priority priority) {
        return sizes.get(priority);
    }
}
