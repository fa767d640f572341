package io.katacontainers.monitor.collector.runtime;

import com.google.protobuf.Any;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.Timestamp;
import io.katacontainers.monitor.collector.runtime.containerd.TaskMetric;
import io.katacontainers.monitor.collector.runtime.cri.ContainerStats;
import io.katacontainers.monitor.collector.runtime.cri.PodSandboxStats;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What could be read of a runtime's answer about containers. Containers that nobody asked for, and what comes after the first answer about one,
 * are left out.
 *
 * @param problem with what could not be read, one line; null where there is none
 */
record StatsReading(List<RawContainerStats> stats, @Nullable String problem) {
    private static final Parser<io.katacontainers.monitor.collector.runtime.cgroups.v1.Metrics> V1 =
            DiscardUnknownFieldsParser.wrap(io.katacontainers.monitor.collector.runtime.cgroups.v1.Metrics.parser());
    private static final Parser<io.katacontainers.monitor.collector.runtime.cgroups.v2.Metrics> V2 =
            DiscardUnknownFieldsParser.wrap(io.katacontainers.monitor.collector.runtime.cgroups.v2.Metrics.parser());
    /** The end of the year 9999, as protobuf bounds its timestamps. */
    static final long MAX_SECONDS = 253_402_300_799L;

    private static final int NANOS_PER_SECOND = 1_000_000_000;

    /** Of containerd's {@code Tasks/Metrics}. */
    static StatsReading ofTasks(Iterator<TaskMetric> metrics, ContainerIds wanted) {
        Collector collector = new Collector(wanted);
        metrics.forEachRemaining(metric -> collector.add(metric.getId(), () -> read(metric)));
        return collector.finish();
    }

    /** Of CRI's {@code ListContainerStats}. */
    static StatsReading ofContainers(Iterator<ContainerStats> stats, ContainerIds wanted) {
        Collector collector = new Collector(wanted);
        stats.forEachRemaining(each -> collector.add(each.getAttributes().getId(), () -> read(each)));
        return collector.finish();
    }

    /** Of CRI's {@code ListPodSandboxStats}. */
    static StatsReading ofPods(Iterator<PodSandboxStats> pods, ContainerIds wanted) {
        Collector collector = new Collector(wanted);
        pods.forEachRemaining(pod -> pod.getLinux()
                .getContainersList()
                .forEach(each -> collector.add(each.getAttributes().getId(), () -> read(each))));
        return collector.finish();
    }

    private static RawContainerStats read(TaskMetric metric) throws UnreadableException {
        Instant at = time(metric.getTimestamp());
        String type = metric.getData().getTypeUrl();
        // Some senders put a host in front, others do not.
        return switch (type.substring(type.lastIndexOf('/') + 1)) {
            case "io.containerd.cgroups.v1.Metrics" ->
                new RawContainerStats.CgroupV1(metric.getId(), at, parse(V1, metric.getData()));
            case "io.containerd.cgroups.v2.Metrics" ->
                new RawContainerStats.CgroupV2(metric.getId(), at, parse(V2, metric.getData()));
            default -> throw new UnreadableException("figures of unknown type \"" + OneLine.of(type, 64) + '"');
        };
    }

    private static RawContainerStats read(ContainerStats stats) throws UnreadableException {
        long at = stats.getCpu().getTimestamp() > 0
                ? stats.getCpu().getTimestamp()
                : stats.getMemory().getTimestamp();
        if (at <= 0) {
            throw new UnreadableException("figures without a time");
        }
        return new RawContainerStats.Cri(
                stats.getAttributes().getId(),
                Instant.ofEpochSecond(at / NANOS_PER_SECOND, at % NANOS_PER_SECOND),
                stats);
    }

    private static <M extends Message> M parse(Parser<M> parser, Any data) throws UnreadableException {
        try {
            return parser.parseFrom(data.getValue());
        } catch (InvalidProtocolBufferException e) {
            throw new UnreadableException("figures that are no valid message");
        }
    }

    private static Instant time(Timestamp timestamp) throws UnreadableException {
        long seconds = timestamp.getSeconds();
        int nanos = timestamp.getNanos();
        if (seconds <= 0 || seconds > MAX_SECONDS || nanos < 0 || nanos >= NANOS_PER_SECOND) {
            throw new UnreadableException("figures without a time");
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }

    /** Says what is wrong with one container's figures. */
    private static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    private interface Reading {
        RawContainerStats read() throws UnreadableException;
    }

    private static final class Collector {
        private final ContainerIds wanted;
        private final Map<String, RawContainerStats> stats = new LinkedHashMap<>();
        private @Nullable String problem;

        Collector(ContainerIds wanted) {
            this.wanted = wanted;
        }

        void add(String container, Reading reading) {
            if (!wanted.contains(container) || stats.containsKey(container)) {
                return;
            }
            try {
                stats.put(container, reading.read());
            } catch (UnreadableException e) {
                problem = "container " + container + " has " + e.getMessage();
            }
        }

        StatsReading finish() {
            return new StatsReading(List.copyOf(stats.values()), problem);
        }
    }
}
