package io.katacontainers.monitor.operator.sandbox;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds the objects of one KataMonitor that somebody else deleted or changed: compares what was written when it was made with
 * what the API server lists since. A write made meanwhile is newer than the list and stands. Confined to the {@link
 * PublishingPlan}.
 */
final class Recheck {
    private record Expected(SandboxEntry entry, Written written) {
        boolean stands() {
            return written.equals(entry.written) && !entry.inFlight;
        }
    }

    private final Map<String, Expected> expected = new HashMap<>();
    private final Consumer<SandboxEntry> evaluate;
    private int changed;
    private int missing;

    Recheck(MonitorState monitor, Consumer<SandboxEntry> evaluate) {
        this.evaluate = evaluate;
        for (NodeState node : monitor.nodes.values()) {
            for (SandboxEntry entry : node.entries.values()) {
                Written written = entry.written;
                if (written != null && !entry.inFlight) {
                    expected.put(written.uid(), new Expected(entry, written));
                }
            }
        }
    }

    /** Whether anything is expected at all. */
    boolean needed() {
        return !expected.isEmpty();
    }

    /** Takes in a listed object. */
    void seen(String uid, String resourceVersion) {
        Expected object = expected.remove(uid);
        if (object != null
                && object.stands()
                && !object.written.resourceVersion().equals(resourceVersion)) {
            changed++;
            object.entry.written = object.written.changedElsewhere();
            evaluate.accept(object.entry);
        }
    }

    /** All objects have been listed: those not seen are no more. */
    void end() {
        for (Expected object : expected.values()) {
            if (object.stands()) {
                missing++;
                object.entry.written = null;
                evaluate.accept(object.entry);
            }
        }
    }

    int changed() {
        return changed;
    }

    int missing() {
        return missing;
    }
}
