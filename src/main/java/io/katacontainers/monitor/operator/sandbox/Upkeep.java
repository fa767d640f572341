package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.operator.inventory.MonitorConfig;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done for all objects of a KataMonitor together: reading, deleting and comparing them. Runs on one thread, and blocks. */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final SandboxApi api;
    private final Object lock;
    private final PublishingPlan plan;
    private final Predicate<String> writesUnderWay;

    /** KataMonitors of which a failure has been logged. */
    private final Set<String> failing = new HashSet<>();

    /**
     * @param lock guards the plan
     * @param writesUnderWay tells of the uid of a KataMonitor whether one of its objects is being written
     */
    Upkeep(SandboxApi api, Object lock, PublishingPlan plan, Predicate<String> writesUnderWay) {
        this.api = api;
        this.lock = lock;
        this.plan = plan;
        this.writesUnderWay = writesUnderWay;
    }

    /** Reads what is written of KataMonitors that are new, and deletes what those have that publish no more. */
    void prepare() {
        List<MonitorConfig> unrestored;
        List<MonitorConfig> uncleared;
        synchronized (lock) {
            unrestored = plan.unrestored();
            uncleared = plan.uncleared();
        }
        unrestored.forEach(this::restore);
        uncleared.forEach(this::clear);
    }

    private void restore(MonitorConfig monitor) {
        try {
            api.list(monitor.uid(), page -> {
                synchronized (lock) {
                    plan.restore(monitor.uid(), page);
                }
            });
            synchronized (lock) {
                plan.restored(monitor.uid());
            }
            healed(monitor);
        } catch (IOException e) {
            failed(monitor, "read", e);
        }
    }

    private void clear(MonitorConfig monitor) {
        try {
            if (!writesUnderWay.test(monitor.uid()) && api.deleteAll(monitor.uid())) {
                synchronized (lock) {
                    plan.cleared(monitor.uid());
                }
                healed(monitor);
            }
        } catch (IOException e) {
            failed(monitor, "delete", e);
        }
    }

    /** Finds objects that somebody else deleted or changed, and lets them be put right. */
    void recheck() {
        List<MonitorConfig> monitors;
        synchronized (lock) {
            monitors = plan.configured();
        }
        monitors.forEach(this::recheck);
    }

    private void recheck(MonitorConfig monitor) {
        Recheck recheck;
        synchronized (lock) {
            recheck = plan.recheck(monitor.uid());
        }
        if (recheck == null) {
            return;
        }
        try {
            api.versions(monitor.uid(), page -> {
                synchronized (lock) {
                    page.forEach(recheck::seen);
                }
            });
        } catch (IOException e) {
            failed(monitor, "compare", e);
            return;
        }
        healed(monitor);
        synchronized (lock) {
            recheck.end();
            if (recheck.missing() + recheck.changed() > 0) {
                LOG.info(
                        "KataMonitor {}: somebody else deleted {} and changed {} of its objects: they are put right",
                        monitor.name(),
                        recheck.missing(),
                        recheck.changed());
            }
        }
    }

    private void failed(MonitorConfig monitor, String verb, IOException failure) {
        if (failing.add(monitor.uid())) {
            LOG.warn("Cannot {} the objects of KataMonitor {} yet: {}", verb, monitor.name(), failure.getMessage());
        }
    }

    private void healed(MonitorConfig monitor) {
        failing.remove(monitor.uid());
    }
}
