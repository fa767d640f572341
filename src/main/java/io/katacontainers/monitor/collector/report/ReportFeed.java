package io.katacontainers.monitor.collector.report;

import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.SandboxReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current report, and a way to wait for the next. Whatever the report is made from calls {@link #changed()}; once somebody has asked
 * for a report, it is then made anew on a thread of its own, at most five times a second, and those who wait are woken only where it reads
 * otherwise.
 */
public final class ReportFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReportFeed.class);

    /** A pod with ten containers starts with a burst of changes; the operator needs one report of it. */
    private static final Duration LEAST_GAP = Duration.ofMillis(200);

    /** Sandboxes with more lose their containers first where a report is too large. */
    private static final int MOST_CONTAINERS = 32;

    private static final Duration OLDEST = Duration.ofSeconds(1);

    private final Supplier<NodeReport> builder;
    private final JsonWriter json;
    private final LongSupplier nanoTime;
    /** Guards the builder, which is for one thread at a time, and {@link #renewedAt}. */
    private final Object building = new Object();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition dirtied = lock.newCondition();
    private final Condition renewed = lock.newCondition();
    private final Thread thread;

    private long renewedAt;
    private volatile boolean asked;
    private boolean dirty = true;
    private boolean closed;
    private @Nullable ReportSnapshot snapshot;

    /**
     * A feed that does nothing before {@link #start()}.
     *
     * @param builder makes the report of this moment; must not block for long
     * @param nanoTime as {@link System#nanoTime()}
     */
    public ReportFeed(Supplier<NodeReport> builder, JsonWriter json, LongSupplier nanoTime) {
        this.builder = builder;
        this.json = json;
        this.nanoTime = nanoTime;
        this.thread = new Thread(this::run, "report");
        this.thread.setDaemon(true);
    }

    /** Begins to listen for changes. */
    public void start() {
        thread.start();
    }

    /** Something that the report is made from may have changed. Never blocks for long. */
    public void changed() {
        lock.lock();
        try {
            dirty = true;
            dirtied.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The current report, a second old at most: scrapes bring new figures without telling so.
     *
     * @throws IllegalStateException where none could be made yet
     */
    public ReportSnapshot current() {
        synchronized (building) {
            if (!asked || nanoTime.getAsLong() - renewedAt > OLDEST.toNanos()) {
                renew();
            }
        }
        return latest();
    }

    private ReportSnapshot latest() {
        lock.lock();
        try {
            if (snapshot == null) {
                throw new IllegalStateException("no report could be made yet");
            }
            return snapshot;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the report is another than the one with this tag, {@code wait} at most; then gives the current one, whichever it is. To be
     * called after {@link #current()}.
     *
     * @throws InterruptedException where the thread was interrupted
     */
    public ReportSnapshot awaitOther(String etag, Duration wait) throws InterruptedException {
        long deadline = nanoTime.getAsLong() + wait.toNanos();
        lock.lockInterruptibly();
        try {
            while (!closed && latest().etag().equals(etag)) {
                long left = deadline - nanoTime.getAsLong();
                if (left <= 0) {
                    break;
                }
                long ignored = renewed.awaitNanos(left);
            }
            return latest();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            renewed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }

    private void run() {
        try {
            while (awaitDirty()) {
                renew();
                TimeUnit.NANOSECONDS.sleep(LEAST_GAP.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitDirty() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!(dirty && asked) && !closed) {
                dirtied.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void renew() {
        synchronized (building) {
            build();
        }
    }

    private void build() {
        lock.lock();
        try {
            asked = true;
            dirty = false;
        } finally {
            lock.unlock();
        }
        renewedAt = nanoTime.getAsLong();
        ReportSnapshot next;
        try {
            next = serialize(builder.get());
        } catch (RuntimeException e) {
            // The last report stays; the next change tries again.
            LOG.error("the report could not be made", e);
            return;
        }
        lock.lock();
        try {
            if (snapshot == null || !snapshot.etag().equals(next.etag())) {
                snapshot = next;
                renewed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private ReportSnapshot serialize(NodeReport report) {
        ReportSnapshot whole = write(report);
        if (whole.length() <= NodeReport.MAX_BYTES) {
            return whole;
        }
        // One pod may have thousands of containers: it costs itself its containers, not the others their report.
        ReportSnapshot cut = write(withContainers(report, MOST_CONTAINERS));
        return cut.length() <= NodeReport.MAX_BYTES ? cut : write(withContainers(report, 0));
    }

    private static NodeReport withContainers(NodeReport report, int most) {
        return new NodeReport(
                report.schemaVersion(),
                report.collectorVersion(),
                report.roots(),
                report.runtime(),
                report.sandboxes().stream()
                        .map(sandbox -> sandbox.containers().size() > most ? withoutContainers(sandbox) : sandbox)
                        .toList());
    }

    private static SandboxReport withoutContainers(SandboxReport sandbox) {
        return new SandboxReport(
                sandbox.id(),
                sandbox.state(),
                sandbox.flavor(),
                sandbox.hypervisor(),
                sandbox.runtimeHandler(),
                sandbox.agentUrl(),
                sandbox.podKnowledge(),
                sandbox.pod(),
                sandbox.scrape(),
                sandbox.agent(),
                sandbox.vm(),
                sandbox.overhead(),
                List.of());
    }

    private ReportSnapshot write(NodeReport report) {
        return new ReportSnapshot(report, json.write(report));
    }
}
