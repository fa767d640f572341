package io.katacontainers.monitor.collector.stats.guest;

import io.katacontainers.monitor.collector.stats.ContainerUsage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gathers what a message says of block devices in many entries. */
final class BlockDeviceTable {
    /** What is counted of a device. */
    enum Counter {
        READ_BYTES,
        WRITTEN_BYTES,
        READS,
        WRITES
    }

    /** A guest tells as many as it likes. */
    static final int MAX_DEVICES = 64;

    /** Linux numbers devices with 12 and 20 bits. */
    private static final long MAJORS = 1L << 12;

    private static final int MINOR_BITS = 20;
    private static final long MINORS = 1L << MINOR_BITS;

    private final Map<Long, Map<Counter, Long>> devices = new TreeMap<>();

    /** Of two numbers for the same counter, which no kernel writes, the larger one is kept. */
    void add(long major, long minor, Counter counter, long raw) {
        Long value = Figure.counted(raw);
        if (value == null || major < 0 || major >= MAJORS || minor < 0 || minor >= MINORS) {
            return;
        }
        long device = major << MINOR_BITS | minor;
        if (devices.size() < MAX_DEVICES || devices.containsKey(device)) {
            devices.computeIfAbsent(device, d -> new EnumMap<>(Counter.class)).merge(counter, value, Math::max);
        }
    }

    /** Sorted by number. */
    List<ContainerUsage.BlockDevice> devices() {
        return devices.entrySet().stream()
                .map(device -> new ContainerUsage.BlockDevice(
                        device.getKey() >> MINOR_BITS,
                        device.getKey() & (MINORS - 1),
                        device.getValue().get(Counter.READ_BYTES),
                        device.getValue().get(Counter.WRITTEN_BYTES),
                        device.getValue().get(Counter.READS),
                        device.getValue().get(Counter.WRITES)))
                .toList();
    }
}
