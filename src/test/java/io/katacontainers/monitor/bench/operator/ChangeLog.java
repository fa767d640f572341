package io.katacontainers.monitor.bench.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.StoreEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** How long after a change at a node the API server has it. Fed by the fleet and by the store, from several threads. */
final class ChangeLog {
    static final String OBJECTS = "monitoring.katacontainers.io/katasandboxmetrics";

    private record Pending(long since, boolean slow, Predicate<ObjectNode> shown) {}

    /** A change and how long it took; {@code written} is false where it was not there yet when it was looked at. */
    record Sample(long since, Duration took, boolean slow, boolean written) {}

    private final Map<ChangeKind, Map<String, Pending>> pending = new EnumMap<>(ChangeKind.class);
    private final Map<ChangeKind, List<Sample>> samples = new EnumMap<>(ChangeKind.class);

    ChangeLog() {
        for (ChangeKind kind : ChangeKind.values()) {
            pending.put(kind, new ConcurrentHashMap<>());
            samples.put(kind, new ArrayList<>());
        }
    }

    /** The agent's condition is to have this status. */
    void stateChanged(String sandbox, boolean slow, String status) {
        turn(ChangeKind.STATE, sandbox, slow, object -> conditionIs(object, "AgentReachable", status));
    }

    /** The guest's available memory is to read so. */
    void figureMoved(String sandbox, boolean slow, String available) {
        turn(ChangeKind.FIGURES, sandbox, slow, object -> object.at("/status/vm/available")
                .asText()
                .equals(available));
    }

    void began(String sandbox, boolean slow) {
        expect(ChangeKind.NEW, sandbox, slow, object -> true);
    }

    /** What was expected of a sandbox before is forgotten; so is its end where nobody may see it any more. */
    void ended(String sandbox, boolean slow) {
        boolean shown = of(ChangeKind.NEW).remove(sandbox) == null;
        of(ChangeKind.STATE).remove(sandbox);
        of(ChangeKind.FIGURES).remove(sandbox);
        if (shown) {
            expect(ChangeKind.GONE, sandbox, slow, object -> true);
        }
    }

    /** What turns back before it was written leaves nothing to be written, and an object that is yet to be made will show all. */
    private void turn(ChangeKind kind, String sandbox, boolean slow, Predicate<ObjectNode> shown) {
        if (of(kind).remove(sandbox) == null && !of(ChangeKind.NEW).containsKey(sandbox)) {
            expect(kind, sandbox, slow, shown);
        }
    }

    private void expect(ChangeKind kind, String sandbox, boolean slow, Predicate<ObjectNode> shown) {
        of(kind).put(sandbox, new Pending(System.nanoTime(), slow, shown));
    }

    void onEvent(StoreEvent event) {
        if (!event.object().storage().equals(OBJECTS)) {
            return;
        }
        if (pending.values().stream().allMatch(Map::isEmpty)) {
            return;
        }
        ObjectNode object = event.object().object();
        String sandbox = object.at("/spec/sandboxID").asText();
        if (event.deleted()) {
            written(ChangeKind.GONE, sandbox);
            return;
        }
        written(ChangeKind.NEW, sandbox);
        for (ChangeKind kind : List.of(ChangeKind.STATE, ChangeKind.FIGURES)) {
            Pending expected = of(kind).get(sandbox);
            if (expected != null && expected.shown().test(object)) {
                written(kind, sandbox);
            }
        }
    }

    private void written(ChangeKind kind, String sandbox) {
        Pending done = of(kind).remove(sandbox);
        if (done != null) {
            Sample sample = new Sample(done.since(), since(done), done.slow(), true);
            List<Sample> all = list(kind);
            synchronized (all) {
                all.add(sample);
            }
        }
    }

    private static Duration since(Pending change) {
        return Duration.ofNanos(System.nanoTime() - change.since());
    }

    /**
     * The changes of one kind made between two moments, the shortest first. Those not written yet count with their age.
     *
     * @param from as {@link System#nanoTime}
     * @param to as {@link System#nanoTime}
     */
    List<Sample> between(ChangeKind kind, long from, long to) {
        List<Sample> found = new ArrayList<>();
        List<Sample> all = list(kind);
        synchronized (all) {
            all.removeIf(sample -> sample.since() < from);
            all.stream().filter(sample -> sample.since() < to).forEach(found::add);
        }
        for (Pending change : of(kind).values()) {
            if (change.since() >= from && change.since() < to) {
                found.add(new Sample(change.since(), since(change), change.slow(), false));
            }
        }
        found.sort((a, b) -> a.took().compareTo(b.took()));
        return found;
    }

    private static boolean conditionIs(ObjectNode object, String type, String status) {
        for (JsonNode condition : object.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText().equals(status);
            }
        }
        return false;
    }

    @SuppressWarnings("NullAway") // It holds every kind.
    private Map<String, Pending> of(ChangeKind kind) {
        return pending.get(kind);
    }

    @SuppressWarnings("NullAway") // As above.
    private List<Sample> list(ChangeKind kind) {
        return samples.get(kind);
    }
}
