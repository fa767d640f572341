package io.katacontainers.monitor.collector.scrape;

import io.katacontainers.monitor.collector.exposition.IndexedPayload;
import io.katacontainers.monitor.collector.exposition.SeriesSelector;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of a payload outlives the scrape: a few figures of the guest, which its agent reads from the guest's {@code /proc}
 * (Kata: {@code src/agent/src/metrics.rs}). What the payload does not carry is null.
 *
 * @param agentData whether the agent contributed to the payload
 * @param vcpus virtual CPUs that are online
 * @param memoryBytes {@code MemTotal}
 * @param availableBytes {@code MemAvailable}
 * @param load1Thousandths load average of the last minute
 * @param cpuMillis CPU time that all vCPUs spent at work since the guest started: neither idle nor waiting, for the host's CPU or for I/O
 */
public record GuestSummary(
        boolean agentData,
        @Nullable Integer vcpus,
        @Nullable Long memoryBytes,
        @Nullable Long availableBytes,
        @Nullable Long load1Thousandths,
        @Nullable Long cpuMillis) {
    private static final String CPU_TIME = "kata_guest_cpu_time";
    private static final String MEMORY = "kata_guest_meminfo";
    private static final String ITEM = "item";
    private static final SeriesSelector USER = SeriesSelector.of(CPU_TIME, ITEM, "user");
    private static final SeriesSelector TOTAL = SeriesSelector.of(MEMORY, ITEM, "mem_total");
    private static final SeriesSelector AVAILABLE = SeriesSelector.of(MEMORY, ITEM, "mem_available");
    private static final SeriesSelector LOAD = SeriesSelector.of("kata_guest_load", ITEM, "load1");
    private static final SeriesSelector AGENT = SeriesSelector.of("kata_agent_scrape_count");

    /** The items of {@code /proc/stat} that are work; those of guests in the guest are in the first two already. */
    private static final List<SeriesSelector> WORK = Stream.of("user", "nice", "system", "irq", "softirq")
            .map(item -> SeriesSelector.of(CPU_TIME, "cpu", "total", ITEM, item))
            .toList();

    /** The largest figure that is believed: far beyond any VM, far from overflow. */
    private static final double MOST = 1L << 50;

    /** Reads a payload. */
    public static GuestSummary of(IndexedPayload payload) {
        // One series for each vCPU and one for their total.
        int series = payload.count(USER);
        Long memory = positive(payload.value(TOTAL));
        Long available = positive(payload.value(AVAILABLE));
        OptionalDouble load = payload.value(LOAD);
        boolean agentData = series > 0 || memory != null || payload.value(AGENT).isPresent();
        return new GuestSummary(
                agentData,
                series > 1 ? series - 1 : null,
                memory,
                memory != null && available != null && available > memory ? null : available,
                load.isPresent() && believable(load.getAsDouble()) ? Math.round(load.getAsDouble() * 1000) : null,
                cpuMillis(payload));
    }

    private static @Nullable Long cpuMillis(IndexedPayload payload) {
        double sum = 0;
        for (SeriesSelector item : WORK) {
            OptionalDouble value = payload.value(item);
            if (value.isEmpty() || !believable(value.getAsDouble())) {
                return null;
            }
            sum += value.getAsDouble();
        }
        return (long) sum;
    }

    /** The agent writes 0 for a field that the guest's kernel does not have. */
    private static @Nullable Long positive(OptionalDouble value) {
        return value.isPresent() && believable(value.getAsDouble()) && value.getAsDouble() >= 1
                ? (Long) (long) value.getAsDouble()
                : null;
    }

    private static boolean believable(double value) {
        return value >= 0 && value <= MOST;
    }
}
