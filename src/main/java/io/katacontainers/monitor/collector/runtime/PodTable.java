package io.katacontainers.monitor.collector.runtime;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each sandbox that discovery knows. Written by one thread, read by any. Times are those of a monotonic clock, in
 * nanoseconds.
 */
final class PodTable {
    /**
     * How long a runtime must have named no pod for a sandbox before it counts as one without. A sandbox has its directory well before the
     * runtime lists it, and keeps it for a while after.
     */
    static final Duration GRACE = Duration.ofSeconds(30);

    /** For how long after it appeared a pod without containers is expected to get some soon. */
    static final Duration STARTUP = Duration.ofSeconds(60);

    private static final PodLookup PENDING = new PodLookup.Pending();
    private static final PodLookup NONE = new PodLookup.None();

    private volatile Map<SandboxId, Entry> entries = Map.of();

    /** @param missingSince when the runtime last stopped naming a pod; null where the last list names one */
    private record Entry(long firstSeen, @Nullable Long missingSince, PodLookup lookup) {}

    /** What is known of {@code id}. */
    PodLookup lookup(SandboxId id) {
        Entry entry = entries.get(id);
        return entry == null ? PENDING : entry.lookup;
    }

    /** All sandboxes of the table. */
    Set<SandboxId> ids() {
        return entries.keySet();
    }

    /**
     * Takes over what discovery knows: forgets what is gone, begins to wait for what is new.
     *
     * @return whether there is something new
     */
    boolean retain(Collection<SandboxId> present, long now) {
        Map<SandboxId, Entry> before = entries;
        Set<SandboxId> ids = new HashSet<>(present);
        if (ids.equals(before.keySet())) {
            return false;
        }
        Map<SandboxId, Entry> after = new HashMap<>();
        for (SandboxId id : ids) {
            Entry known = before.get(id);
            after.put(id, known == null ? new Entry(now, now, PENDING) : known);
        }
        entries = Map.copyOf(after);
        return !before.keySet().containsAll(ids);
    }

    /**
     * Takes over complete lists.
     *
     * @param containers null where the runtime did not tell: then the last ones stay
     * @param askedAt when the pods were asked for, after all sandboxes of the table had appeared
     * @return whether any lookup answers otherwise than before
     */
    boolean update(
            Map<SandboxId, PodMetadata> pods,
            @Nullable Map<SandboxId, List<ContainerMetadata>> containers,
            long askedAt) {
        Map<SandboxId, Entry> before = entries;
        Map<SandboxId, Entry> after = new HashMap<>();
        boolean changed = false;
        for (Map.Entry<SandboxId, Entry> each : before.entrySet()) {
            SandboxId id = each.getKey();
            Entry old = each.getValue();
            PodMetadata pod = pods.get(id);
            Entry entry = pod == null ? missing(old, askedAt) : listed(old, id, pod, containers);
            changed |= !entry.lookup.equals(old.lookup);
            after.put(id, entry);
        }
        entries = Map.copyOf(after);
        return changed;
    }

    /** Whether a sandbox is expected to become known, or to get its first container, soon. */
    boolean unsettled(long now) {
        return entries.values().stream()
                .anyMatch(entry -> entry.lookup instanceof PodLookup.Pending
                        || (entry.lookup instanceof PodLookup.Known known
                                && known.pod().ready()
                                && known.containers().isEmpty()
                                && now - entry.firstSeen < STARTUP.toNanos()));
    }

    private static Entry listed(
            Entry old, SandboxId id, PodMetadata pod, @Nullable Map<SandboxId, List<ContainerMetadata>> containers) {
        List<ContainerMetadata> last = old.lookup instanceof PodLookup.Known known ? known.containers() : List.of();
        List<ContainerMetadata> now =
                containers == null ? last : Objects.requireNonNullElse(containers.get(id), List.of());
        return new Entry(old.firstSeen, null, new PodLookup.Known(pod, now));
    }

    private static Entry missing(Entry old, long askedAt) {
        long since = old.missingSince == null ? askedAt : old.missingSince;
        PodLookup lookup = askedAt - since >= GRACE.toNanos() ? NONE : old.lookup;
        return new Entry(old.firstSeen, since, lookup);
    }
}
