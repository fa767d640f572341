package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.operator.sandbox.WriteOutcome.ClaimRejected;
import io.katacontainers.monitor.operator.sandbox.WriteOutcome.Conflict;
import io.katacontainers.monitor.operator.sandbox.WriteOutcome.Created;
import io.katacontainers.monitor.operator.sandbox.WriteOutcome.Deleted;
import io.katacontainers.monitor.operator.sandbox.WriteOutcome.Failed;
import io.katacontainers.monitor.operator.sandbox.WriteOutcome.Missing;
import io.katacontainers.monitor.operator.sandbox.WriteOutcome.Patched;
import io.katacontainers.monitor.operator.sandbox.WriteOutcome.Refused;
import io.katacontainers.monitor.operator.sandbox.WriteOutcome.Throttled;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Learns from how writes went: what is written now, who must wait and for how long. */
final class Outcomes {
    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);
    private static final Duration CLAIM_RETRY = Duration.ofSeconds(5);
    private static final Duration REFUSED_RETRY = Duration.ofMinutes(5);

    private static final int FORBIDDEN = 403;

    /** Failures in a row after which the API server itself is taken to be in trouble. */
    private static final int FAILURES_TO_PAUSE = 5;

    private final TokenBucket budget;
    private final Schedule schedule;
    private final PublisherMetrics metrics;
    private int failuresInARow;

    Outcomes(TokenBucket budget, Schedule schedule, PublisherMetrics metrics) {
        this.budget = budget;
        this.schedule = schedule;
        this.metrics = metrics;
    }

    void apply(WriteIntent intent, WriteOutcome outcome, long now) {
        SandboxEntry entry = intent.entry();
        if (outcome instanceof Created created) {
            entry.written = Written.of(created.object());
            entry.declared = DeclaredOverhead.of(created.object().getStatus());
            succeeded(intent, now);
        } else if (outcome instanceof Patched patched && intent instanceof WriteIntent.Patch patch) {
            boolean figures = patch.scope() != StatusPatch.Scope.SILENCE;
            entry.written = patch.target().with(patched.resourceVersion(), patch.status(), figures);
            succeeded(intent, now);
        } else if (outcome instanceof Deleted || (outcome instanceof Missing && intent instanceof WriteIntent.Delete)) {
            entry.written = null;
            succeeded(intent, now);
        } else if (outcome instanceof Missing) {
            entry.written = null;
        } else if (outcome instanceof Conflict conflict) {
            metrics.conflicts.inc();
            entry.written = conflict.current() == null ? null : Written.of(conflict.current());
            retry(entry, FIRST_RETRY, now);
        } else if (outcome instanceof ClaimRejected rejected) {
            if (entry.failures == 0) {
                metrics.claimsRejected.labels(rejected.reason()).inc();
            }
            budget.giveBack();
            entry.node.monitor.budget.giveBack();
            retry(entry, CLAIM_RETRY, now);
        } else if (outcome instanceof Throttled throttled) {
            metrics.failures.labels("throttled").inc();
            budget.pause(now + throttled.retryAfter().toMillis());
            entry.retryAt = now + throttled.retryAfter().toMillis();
        } else if (outcome instanceof Refused refused) {
            refused(intent, refused, now);
        } else if (outcome instanceof Failed failed) {
            failed(entry, failed, now);
        }
    }

    private void succeeded(WriteIntent intent, long now) {
        SandboxEntry entry = intent.entry();
        metrics.writes.labels(intent.verb(), intent.reason()).inc();
        failuresInARow = 0;
        entry.failures = 0;
        MonitorState monitor = entry.node.monitor;
        if (monitor.problem != null && monitor.problemVerb.equals(intent.verb())) {
            LOG.info("The API server accepts writes of KataMonitor {} again", monitor.config.name());
            monitor.problem = null;
        }
        Duration interval = monitor.config.interval();
        if (now >= entry.stateWindowEnd) {
            entry.stateWindowEnd = now + interval.toMillis();
            entry.stateWrites = 0;
        }
        entry.stateWrites++;
        entry.figuresAt = now + schedule.jittered(interval);
        entry.refreshAt = now + schedule.jittered(PublishingPlan.REFRESH);
    }

    private void refused(WriteIntent intent, Refused refused, long now) {
        metrics.failures.labels("refused").inc();
        SandboxEntry entry = intent.entry();
        MonitorState monitor = entry.node.monitor;
        if (refused.code() == FORBIDDEN) {
            if (monitor.problem == null) {
                LOG.error("KataMonitor {}: {}", monitor.config.name(), refused.message());
            }
            monitor.problem = refused.message();
            monitor.problemVerb = intent.verb();
        } else if (entry.failures == 0) {
            LOG.error("The API server finds the object of sandbox {} invalid: {}", entry.key, refused.message());
        }
        entry.failures++;
        entry.retryAt = now + schedule.jittered(REFUSED_RETRY);
    }

    private void failed(SandboxEntry entry, Failed failed, long now) {
        metrics.failures.labels("failed").inc();
        failuresInARow++;
        if (failuresInARow == FAILURES_TO_PAUSE) {
            LOG.warn("The API server fails to write KataSandboxMetrics: {}", failed.message());
        }
        if (failuresInARow >= FAILURES_TO_PAUSE) {
            budget.pause(now + schedule.jittered(FIRST_RETRY));
        }
        retry(entry, FIRST_RETRY, now);
    }

    private void retry(SandboxEntry entry, Duration first, long now) {
        long grown = first.toMillis() << Math.min(entry.failures, 6);
        entry.failures++;
        long longest = LONGEST_RETRY.toMillis();
        entry.retryAt = now + schedule.jittered(Duration.ofMillis(Math.min(grown, longest)));
    }
}
