package io.katacontainers.monitor.sim.cri;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.grpc.ServerServiceDefinition;
import io.katacontainers.monitor.collector.runtime.cgroups.v1.BlkIOEntry;
import io.katacontainers.monitor.collector.runtime.cgroups.v1.BlkIOStat;
import io.katacontainers.monitor.collector.runtime.cgroups.v1.CPUUsage;
import io.katacontainers.monitor.collector.runtime.cgroups.v1.MemoryEntry;
import io.katacontainers.monitor.collector.runtime.cgroups.v1.Throttle;
import io.katacontainers.monitor.collector.runtime.cgroups.v2.IOEntry;
import io.katacontainers.monitor.collector.runtime.cgroups.v2.IOStat;
import io.katacontainers.monitor.collector.runtime.containerd.ContainerRuntime;
import io.katacontainers.monitor.collector.runtime.containerd.ContainersGrpc;
import io.katacontainers.monitor.collector.runtime.containerd.Envelope;
import io.katacontainers.monitor.collector.runtime.containerd.EventsGrpc;
import io.katacontainers.monitor.collector.runtime.containerd.ListContainersRequest;
import io.katacontainers.monitor.collector.runtime.containerd.ListContainersResponse;
import io.katacontainers.monitor.collector.runtime.containerd.MetricsRequest;
import io.katacontainers.monitor.collector.runtime.containerd.MetricsResponse;
import io.katacontainers.monitor.collector.runtime.containerd.StoredContainer;
import io.katacontainers.monitor.collector.runtime.containerd.TaskMetric;
import io.katacontainers.monitor.collector.runtime.containerd.TaskOOM;
import io.katacontainers.monitor.collector.runtime.containerd.TasksGrpc;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** containerd's own services, as far as a client that only reads may need them. Filters are {@code id==ID}, quoted or not. */
final class ContainerdServices {
    private static final Pattern ID_FILTER = Pattern.compile("id==\"?([A-Za-z0-9_.-]+)\"?");
    private static final int DISK_MAJOR = 254;

    private final Supplier<List<SimulatedPod>> pods;
    private final SimulatedGuests guests;
    private final CallRules rules;

    ContainerdServices(Supplier<List<SimulatedPod>> pods, SimulatedGuests guests, CallRules rules) {
        this.pods = pods;
        this.guests = guests;
        this.rules = rules;
    }

    List<ServerServiceDefinition> all() {
        return List.of(
                new SimulatedService(TasksGrpc.SERVICE_NAME, rules.named("Tasks/"))
                        .method(TasksGrpc.getMetricsMethod(), this::metrics)
                        .build(),
                new SimulatedService(ContainersGrpc.SERVICE_NAME, rules.named("Containers/"))
                        .method(ContainersGrpc.getListMethod(), this::list)
                        .build(),
                new SimulatedService(EventsGrpc.SERVICE_NAME, rules.named("Events/"))
                        .stream(EventsGrpc.getSubscribeMethod(), (request, call) -> {
                                    Consumer<String> watcher = container -> call.onNext(event(container));
                                    call.setOnCancelHandler(() -> guests.unwatch(watcher));
                                    guests.watch(watcher);
                                })
                                .build());
    }

    private void metrics(MetricsRequest request, SimulatedService.Reply<MetricsResponse> reply) {
        Set<String> ids = ids(request.getFiltersList());
        List<SimulatedPod> asked = pods.get().stream()
                .filter(pod ->
                        ids.isEmpty() || pod.containers().stream().anyMatch(container -> ids.contains(container.id())))
                .toList();
        asked.forEach(pod -> reply.whenDone(guests.asked(pod.id())));
        if (asked.stream().anyMatch(pod -> guests.hangs(pod.id()))) {
            reply.never();
            return;
        }
        MetricsResponse.Builder answer = MetricsResponse.newBuilder();
        for (SimulatedPod pod : asked) {
            pod.containers().stream()
                    .map(SimulatedContainer::id)
                    .filter(id -> ids.isEmpty() || ids.contains(id))
                    .forEach(id -> answer.addMetrics(guests.rewritten(metric(pod.id(), id))));
        }
        reply.send(answer.build());
    }

    private TaskMetric metric(String sandbox, String container) {
        GuestFigures figures = guests.figuresOf(container);
        return TaskMetric.newBuilder()
                .setId(container)
                .setTimestamp(timestamp(guests.now()))
                .setData(
                        switch (guests.formOf(sandbox)) {
                            case RUNTIME_RS -> any("io.containerd.cgroups.v1.Metrics", runtimeRs(figures));
                            case GO_CGROUP_V1 -> any("io.containerd.cgroups.v1.Metrics", goOnCgroupV1(figures));
                            case GO_CGROUP_V2 -> any("io.containerd.cgroups.v2.Metrics", goOnCgroupV2(figures));
                        })
                .build();
    }

    /** {@code trans_from_agent.rs}: fields whose names differ between the two versions of cgroups stay 0. */
    private static io.katacontainers.monitor.collector.runtime.cgroups.v1.Metrics runtimeRs(GuestFigures figures) {
        var metrics = common(figures);
        metrics.getBlkioBuilder()
                .addIoServiceBytesRecursive(entry("rios", figures.readBytes() / 4096))
                .addIoServiceBytesRecursive(entry("wios", figures.writtenBytes() / 4096));
        return metrics.build();
    }

    /** {@code metrics.go}, {@code statsToMetrics} for cgroup v1. */
    private static io.katacontainers.monitor.collector.runtime.cgroups.v1.Metrics goOnCgroupV1(GuestFigures figures) {
        var metrics = common(figures);
        metrics.getMemoryBuilder()
                .setRss(figures.anonBytes())
                .setCache(figures.inactiveFileBytes() + figures.activeFileBytes())
                .setPgFault(figures.faults())
                .setPgMajFault(figures.majorFaults())
                .setTotalInactiveFile(figures.inactiveFileBytes());
        return metrics.build();
    }

    private static io.katacontainers.monitor.collector.runtime.cgroups.v1.Metrics.Builder common(GuestFigures figures) {
        var metrics = io.katacontainers.monitor.collector.runtime.cgroups.v1.Metrics.newBuilder();
        metrics.getPidsBuilder().setCurrent(figures.pids());
        metrics.getCpuBuilder()
                .setUsage(CPUUsage.newBuilder()
                        .setTotal(figures.cpuNanos())
                        .setUser(figures.userNanos())
                        .setKernel(figures.systemNanos()))
                .setThrottling(Throttle.newBuilder()
                        .setPeriods(figures.periods())
                        .setThrottledPeriods(figures.throttledPeriods()));
        metrics.getMemoryBuilder()
                .setInactiveFile(figures.inactiveFileBytes())
                .setActiveFile(figures.activeFileBytes())
                .setUsage(
                        MemoryEntry.newBuilder().setUsage(figures.usageBytes()).setLimit(limit(figures)));
        metrics.setBlkio(BlkIOStat.newBuilder()
                .addIoServiceBytesRecursive(entry("read", figures.readBytes()))
                .addIoServiceBytesRecursive(entry("write", figures.writtenBytes())));
        return metrics;
    }

    private static BlkIOEntry entry(String op, long value) {
        return BlkIOEntry.newBuilder()
                .setOp(op)
                .setMajor(DISK_MAJOR)
                .setValue(value)
                .build();
    }

    /** {@code metrics.go}, {@code statsToMetricsV2}: kernel and user time change places. */
    private static io.katacontainers.monitor.collector.runtime.cgroups.v2.Metrics goOnCgroupV2(GuestFigures figures) {
        var metrics = io.katacontainers.monitor.collector.runtime.cgroups.v2.Metrics.newBuilder();
        metrics.getPidsBuilder().setCurrent(figures.pids());
        metrics.getCpuBuilder()
                .setUsageUsec(figures.cpuNanos() / 1000)
                .setUserUsec(figures.systemNanos() / 1000)
                .setSystemUsec(figures.userNanos() / 1000)
                .setNrPeriods(figures.periods())
                .setNrThrottled(figures.throttledPeriods());
        metrics.getMemoryBuilder()
                .setUsage(figures.usageBytes())
                .setUsageLimit(limit(figures))
                .setAnon(figures.anonBytes())
                .setFile(figures.inactiveFileBytes() + figures.activeFileBytes())
                .setInactiveFile(figures.inactiveFileBytes())
                .setActiveFile(figures.activeFileBytes())
                .setPgfault(figures.faults())
                .setPgmajfault(figures.majorFaults());
        metrics.setIo(IOStat.newBuilder()
                .addUsage(IOEntry.newBuilder()
                        .setMajor(DISK_MAJOR)
                        .setRbytes(figures.readBytes())
                        .setWbytes(figures.writtenBytes())
                        .setRios(figures.readBytes() / 4096)
                        .setWios(figures.writtenBytes() / 4096)));
        return metrics.build();
    }

    /** What the agent makes of {@code max}. */
    private static long limit(GuestFigures figures) {
        return figures.memoryLimitBytes() == 0 ? Long.MAX_VALUE : figures.memoryLimitBytes();
    }

    private void list(ListContainersRequest request, SimulatedService.Reply<ListContainersResponse> reply) {
        Set<String> ids = ids(request.getFiltersList());
        ListContainersResponse.Builder answer = ListContainersResponse.newBuilder();
        for (SimulatedPod pod : pods.get()) {
            if (ids.isEmpty() || ids.contains(pod.id())) {
                answer.addContainers(stored(pod, pod.id(), GuestFigures.moving(pod.id(), guests.age())));
            }
            pod.containers().stream()
                    .map(SimulatedContainer::id)
                    .filter(id -> ids.isEmpty() || ids.contains(id))
                    .forEach(id -> answer.addContainers(stored(pod, id, guests.figuresOf(id))));
        }
        reply.send(answer.build());
    }

    private StoredContainer stored(SimulatedPod pod, String id, GuestFigures figures) {
        return StoredContainer.newBuilder()
                .setId(id)
                .setRuntime(ContainerRuntime.newBuilder().setName(SandboxDocument.runtimeType(pod)))
                .setCreatedAt(timestamp(guests.now().minus(guests.age())))
                .setSpec(Any.newBuilder()
                        .setTypeUrl("types.containerd.io/opencontainers/runtime-spec/1/Spec")
                        .setValue(ByteString.copyFromUtf8(SandboxDocument.spec(figures))))
                .build();
    }

    private static Envelope event(String container) {
        return Envelope.newBuilder()
                .setNamespace("k8s.io")
                .setTopic("/tasks/oom")
                .setEvent(any(
                        "containerd.events.TaskOOM",
                        TaskOOM.newBuilder().setContainerId(container).build()))
                .build();
    }

    private static Set<String> ids(List<String> filters) {
        return filters.stream()
                .map(ID_FILTER::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Any any(String type, Message content) {
        return Any.newBuilder()
                .setTypeUrl(type)
                .setValue(content.toByteString())
                .build();
    }

    private static Timestamp timestamp(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }
}
