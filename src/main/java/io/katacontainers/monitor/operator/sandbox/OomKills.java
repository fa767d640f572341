package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.api.v1alpha1.ContainerStatus;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.SandboxReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Kills for lack of memory in one sandbox, by the container's id. A collector counts from its own start; these totals do not fall
 * back with it.
 *
 * @param totals of containers that were killed at all
 */
record OomKills(Map<String, Long> totals) {
    static final OomKills NONE = new OomKills(Map.of());

    private static final long MOST = 1L << 53;

    /** Kills that a report adds. */
    record Rise(String container, long kills) {}

    /** The totals that an object holds. */
    static OomKills of(@Nullable KataSandboxMetricsStatus status) {
        Map<String, Long> totals = new HashMap<>();
        List<ContainerStatus> containers = status == null ? null : status.containers();
        if (containers != null) {
            for (ContainerStatus container : containers) {
                Long kills = container.oomKills();
                if (kills != null && kills > 0) {
                    totals.put(container.id(), Math.min(kills, MOST));
                }
            }
        }
        return of(totals);
    }

    /** The totals after a report; containers that it does not name any more are forgotten, unless it names none at all. */
    OomKills after(@Nullable SandboxReport before, SandboxReport report) {
        if (report.containers().isEmpty()) {
            return this;
        }
        Map<String, Long> after = new HashMap<>();
        for (ContainerReport container : report.containers()) {
            long total = total(container, find(before, container.id()));
            if (total > 0) {
                after.put(container.id(), total);
            }
        }
        return after.equals(totals) ? this : of(after);
    }

    private long total(ContainerReport now, @Nullable ContainerReport before) {
        long known = totals.getOrDefault(now.id(), 0L);
        Long kills = now.oomKills();
        if (kills == null) {
            return known;
        }
        Long last = before == null ? null : before.oomKills();
        if (last == null) {
            return Math.min(MOST, Math.max(known, kills));
        }
        // A counter that fell was started anew.
        long added = kills < last ? kills : kills - last;
        return Math.min(MOST, known + Math.min(MOST, added));
    }

    /** The larger of the totals of each container. */
    OomKills atLeast(OomKills others) {
        Map<String, Long> larger = new HashMap<>(totals);
        others.totals.forEach((id, total) -> larger.merge(id, total, Math::max));
        return of(larger);
    }

    /** What a report added; nothing where it is the first to tell, as nobody knows then when that was. */
    List<Rise> risesSince(OomKills earlier, @Nullable SandboxReport before, SandboxReport report) {
        if (before == null || equals(earlier)) {
            return List.of();
        }
        List<Rise> rises = new ArrayList<>();
        for (ContainerReport container : report.containers()) {
            ContainerReport last = find(before, container.id());
            long added = totals.getOrDefault(container.id(), 0L) - earlier.totals.getOrDefault(container.id(), 0L);
            if (added > 0 && (last == null || last.oomKills() != null)) {
                rises.add(new Rise(container.name(), added));
            }
        }
        return rises;
    }

    /** The total of a container; absent where nobody tells. */
    @Nullable
    Long of(ContainerReport container) {
        Long total = totals.get(container.id());
        return total == null && container.oomKills() != null ? Long.valueOf(0) : total;
    }

    private static OomKills of(Map<String, Long> totals) {
        return totals.isEmpty() ? NONE : new OomKills(Map.copyOf(totals));
    }

    private static @Nullable ContainerReport find(@Nullable SandboxReport report, String id) {
        return report == null
                ? null
                : report.containers().stream()
                        .filter(c -> Objects.equals(c.id(), id))
                        .findFirst()
                        .orElse(null);
    }
}
