package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.runtime.SandboxFacts;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.stats.SampledSandbox.Known;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the host side of all VMs every 9 s while somebody reads. On a thread of its own: the kernel can make a reader of {@code /proc}
 * wait for the process that it reads of.
 */
final class HostRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostRounds.class);

    private final HostReader reader;
    private final OverheadFunction overhead;
    private final Supplier<List<Vm>> vms;
    private final Audience audience;
    private final Semaphore wakeUp = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "host-statistics");
    private volatile boolean closing;
    private volatile Map<SandboxId, Look> looks = Map.of();
    private boolean failing;

    /**
     * A sandbox that may be a VM.
     *
     * @param known without figures that are older than a minute
     */
    record Vm(Sandbox sandbox, Known known) {
        SandboxFacts facts() {
            return Objects.requireNonNullElse(known.facts(), SandboxFacts.UNKNOWN);
        }
    }

    /**
     * A look at one VM.
     *
     * @param overhead as measured
     */
    record Look(HostUsage usage, Overhead overhead) {}

    HostRounds(HostReader reader, OverheadFunction overhead, Supplier<List<Vm>> vms, Audience audience) {
        this.reader = reader;
        this.overhead = overhead;
        this.vms = vms;
        this.audience = audience;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Somebody reads again. */
    void wake() {
        wakeUp.release();
    }

    /** The last look; null where the VM was not found or not looked for. Safe to call on any thread. */
    @Nullable
    Look last(SandboxId id) {
        return looks.get(id);
    }

    private void run() {
        try {
            while (!closing) {
                if (audience.present()) {
                    tryRound();
                }
                boolean ignored = wakeUp.tryAcquire(SampledSandbox.INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
                wakeUp.drainPermits();
            }
        } catch (InterruptedException e) {
            LOG.debug("the host is not looked at any more");
        }
    }

    private void tryRound() {
        try {
            round();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.error("the host side of VMs cannot be read", e);
            }
            failing = true;
        }
    }

    /** Looks once. */
    void round() {
        List<Vm> present = vms.get();
        Map<SandboxId, HostUsage> usages = reader.read(present.stream()
                .map(vm -> new HostTarget(vm.sandbox().id(), vm.facts().pid()))
                .toList());
        Map<SandboxId, Look> next = new HashMap<>();
        for (Vm vm : present) {
            HostUsage usage = usages.get(vm.sandbox().id());
            if (usage != null) {
                next.put(vm.sandbox().id(), new Look(usage, overhead(vm, usage)));
            }
        }
        looks = Map.copyOf(next);
    }

    private Overhead overhead(Vm vm, HostUsage now) {
        Look last = looks.get(vm.sandbox().id());
        HostUsage before = last == null ? null : last.usage();
        if (before != null && Duration.between(before.at(), now.at()).compareTo(GuestStatistics.OLDEST) > 0) {
            before = null;
        }
        return overhead.measure(
                vm.sandbox(), before, now, vm.known().running(), vm.known().containers(), vm.facts());
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
    }
}
