package io.katacontainers.monitor.operator.sandbox;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.api.v1alpha1.PodReference;
import io.katacontainers.monitor.operator.event.EventComposer;
import io.katacontainers.monitor.operator.event.Occurrence;
import io.katacontainers.monitor.operator.event.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Events about kills for lack of memory: one for each container name of a sandbox, which counts all kills since the first that
 * this operator saw. Bounded; an Event that cannot be written is forgotten. Confined to the {@link PublishingPlan}.
 */
final class OomEvents {
    private static final Logger LOG = LoggerFactory.getLogger(OomEvents.class);

    /** Containers whose kills are remembered; those that were not killed for longest are forgotten first. */
    static final int MAX_CONTAINERS = 1024;

    /** Between two writes of one Event. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final int ATTEMPTS = 3;

    private record Key(SandboxEntry entry, String container) {}

    /** What one Event counts. */
    private static final class Series {
        final Instant first;
        Instant last;
        int kills;
        boolean waits = true;
        boolean recorded;
        int failures;
        long due;

        Series(Instant now, long due) {
            this.first = now;
            this.last = now;
            this.due = due;
        }
    }

    private final Map<Key, Series> series = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Series> eldest) {
            return size() > MAX_CONTAINERS;
        }
    };
    private final Clock clock;
    private final TokenBucket budget;
    private final PublisherMetrics metrics;
    private boolean failing;

    OomEvents(Clock clock, TokenBucket budget, PublisherMetrics metrics) {
        this.clock = clock;
        this.budget = budget;
        this.metrics = metrics;
    }

    /** Kills that a report told of. */
    void risen(SandboxEntry entry, List<OomKills.Rise> rises) {
        if (rises.isEmpty() || !entry.node.monitor.publishes()) {
            return;
        }
        Instant now = clock.instant();
        for (OomKills.Rise rise : rises) {
            Series told =
                    series.computeIfAbsent(new Key(entry, rise.container()), key -> new Series(now, Long.MIN_VALUE));
            told.kills = (int) Math.min(Integer.MAX_VALUE, told.kills + rise.kills());
            told.last = now;
            told.waits = true;
        }
    }

    /** The next Event that may be written now, to be answered by {@link #done}. */
    WriteIntent.@Nullable OomEvent next(long now, Predicate<MonitorState> mayWrite) {
        Iterator<Map.Entry<Key, Series>> all = series.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Key, Series> one = all.next();
            SandboxEntry entry = one.getKey().entry();
            Series told = one.getValue();
            MonitorState monitor = entry.node.monitor;
            Written target = entry.written;
            if (entry.gone || monitor.closed) {
                all.remove();
            } else if (told.waits
                    && target != null
                    && now >= told.due
                    && monitor.publishes()
                    && mayWrite.test(monitor)) {
                told.waits = false;
                told.due = now + PAUSE.toMillis();
                return new WriteIntent.OomEvent(
                        entry, target, one.getKey().container(), told.kills, told.first, told.last, told.recorded);
            }
        }
        return null;
    }

    /** Takes in how the write of an Event went. */
    void done(WriteIntent.OomEvent event, WriteOutcome outcome, long now) {
        Series told = series.get(new Key(event.entry(), event.container()));
        if (outcome instanceof WriteOutcome.Recorded) {
            metrics.writes.labels(event.verb(), event.reason()).inc();
            failing = false;
            if (told != null) {
                told.recorded = true;
                told.failures = 0;
            }
        } else if (outcome instanceof WriteOutcome.Throttled throttled) {
            metrics.failures.labels("throttled").inc();
            budget.pause(now + throttled.retryAfter().toMillis());
            again(told);
        } else if (outcome instanceof WriteOutcome.Failed failed) {
            metrics.failures.labels("failed").inc();
            if (told != null && ++told.failures < ATTEMPTS) {
                again(told);
            } else {
                forget(event, failed.message());
            }
        } else if (outcome instanceof WriteOutcome.Refused refused) {
            metrics.failures.labels("refused").inc();
            forget(event, refused.message());
        }
        // Else the object is gone, and with it the Pod that the Event would be about.
    }

    private static void again(@Nullable Series told) {
        if (told != null) {
            told.waits = true;
        }
    }

    private void forget(WriteIntent.OomEvent event, String problem) {
        if (!failing) {
            failing = true;
            LOG.warn(
                    "The Event about kills for lack of memory in sandbox {} could not be recorded, nor may others: {}",
                    event.entry().key,
                    problem);
        }
    }

    /**
     * The Event.
     *
     * @param object of the sandbox, as the API server has it
     * @param pod that the object names
     */
    static Event compose(
            EventComposer composer, WriteIntent.OomEvent told, KataSandboxMetrics object, PodReference pod) {
        ObjectReference about = new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withNamespace(pod.namespace())
                .withName(pod.name())
                .withUid(pod.uid())
                .build();
        String message = "Container %s in the guest: killed %s for lack of memory"
                .formatted(told.container(), told.kills() == 1 ? "once" : told.kills() + " times");
        // A new operator begins a new Event, as it does not know what an earlier one counts.
        String name = EventComposer.name(
                about,
                Reason.GuestOOMKilled.name(),
                told.container(),
                told.first().toString());
        return composer.compose(
                name,
                new Occurrence(about, Occurrence.to(object), Occurrence.Type.Warning, Reason.GuestOOMKilled, message),
                told.kills(),
                told.first(),
                told.last());
    }
}
