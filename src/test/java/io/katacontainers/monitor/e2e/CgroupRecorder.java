package io.katacontainers.monitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.sim.containerd.ContainerCgroup;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a container uses ten times a second, so that it is known for any moment since. */
final class CgroupRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CgroupRecorder.class);
    private static final long INTERVAL_MILLIS = 100;

    private final ContainerCgroup cgroup;
    private final NavigableMap<Instant, Reading> readings = new ConcurrentSkipListMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    private record Reading(long cpuNanos, long workingSetBytes) {}

    CgroupRecorder(ContainerCgroup cgroup) {
        this.cgroup = cgroup;
        var unused = clock.scheduleAtFixedRate(this::read, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void read() {
        try {
            Reading reading = new Reading(cgroup.cpuNanos(), cgroup.workingSetBytes());
            readings.put(Instant.now(), reading);
        } catch (IOException e) {
            LOG.warn("a reading is missing: {}", e.getMessage());
        }
    }

    /** Seconds of CPU time used between two moments. */
    double cpuSeconds(Instant from, Instant to) {
        return (at(to, Reading::cpuNanos) - at(from, Reading::cpuNanos)) / 1e9;
    }

    double workingSetBytes(Instant at) {
        return at(at, Reading::workingSetBytes);
    }

    /** Between the readings before and after it. */
    private double at(Instant moment, ToDoubleFunction<Reading> figure) {
        Map.Entry<Instant, Reading> before = readings.floorEntry(moment);
        Map.Entry<Instant, Reading> after = readings.ceilingEntry(moment);
        assertThat(before).as("reading before " + moment).isNotNull();
        assertThat(after).as("reading after " + moment).isNotNull();
        double span = Duration.between(before.getKey(), after.getKey()).toNanos();
        double share = span == 0 ? 0 : Duration.between(before.getKey(), moment).toNanos() / span;
        double low = figure.applyAsDouble(before.getValue());
        return low + share * (figure.applyAsDouble(after.getValue()) - low);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
