package io.katacontainers.monitor.collector.runtime;

import io.grpc.Deadline;
import io.katacontainers.monitor.collector.runtime.containerd.MetricsRequest;
import io.katacontainers.monitor.collector.runtime.cri.ContainerStatsFilter;
import io.katacontainers.monitor.collector.runtime.cri.ListContainerStatsRequest;
import io.katacontainers.monitor.collector.runtime.cri.ListPodSandboxStatsRequest;
import io.katacontainers.monitor.collector.runtime.cri.PodSandboxStatsFilter;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Asks containerd by its own calls, and any runtime by those of the CRI, over one connection of its own. All answers, and whatever is chained
 * to the futures, run on one thread: it must not be kept waiting.
 */
public final class RuntimeStatsClient implements RuntimeStats, AutoCloseable {
    private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(3);

    private final StatsCalls calls = new StatsCalls();
    private final OomKills kills = new OomKills();
    private final OomWatch watch;
    private final StatsLinkKeeper links;

    private RuntimeStatsClient(RuntimeEndpoint endpoint, Duration helloTimeout, LongSupplier nanoTime) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "runtime-stats");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        watch = new OomWatch(kills, calls.events, executor);
        links = new StatsLinkKeeper(endpoint, helloTimeout, nanoTime, executor, calls, watch::follow);
    }

    /**
     * Starts to look for the runtime, without waiting for it.
     *
     * @param nanoTime a monotonic clock, such as {@link System#nanoTime}
     */
    public static RuntimeStatsClient start(RuntimeEndpoint endpoint, LongSupplier nanoTime) {
        return start(endpoint, HELLO_TIMEOUT, nanoTime);
    }

    static RuntimeStatsClient start(RuntimeEndpoint endpoint, Duration helloTimeout, LongSupplier nanoTime) {
        RuntimeStatsClient client = new RuntimeStatsClient(endpoint, helloTimeout, nanoTime);
        client.links.start();
        return client;
    }

    @Override
    public CompletableFuture<List<RawContainerStats>> containers(
            SandboxId sandbox, List<String> containers, Duration deadline) {
        ContainerIds ids = ContainerIds.of(containers);
        if (ids.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        Deadline until = Deadline.after(deadline.toNanos(), TimeUnit.NANOSECONDS);
        return ask(link -> {
            MetricsRequest request =
                    MetricsRequest.newBuilder().addAllFilters(ids.filters()).build();
            return readings(link.ask(calls.tasks, ContainerdApi.metrics(ids), request, until), calls.tasks)
                    .thenCompose(answer -> orElse(answer, () -> byContainerStats(link, sandbox, ids, until)))
                    .thenCompose(answer -> orElse(answer, () -> byPodStats(link, sandbox, ids, until)))
                    .thenCompose(answer -> answer.map(CompletableFuture::completedFuture)
                            .orElseGet(() -> CompletableFuture.failedFuture(new StatsFailure(
                                    StatsFailure.Kind.RUNTIME,
                                    "the container runtime has no call that gives figures of containers"))));
        });
    }

    private CompletableFuture<Optional<List<RawContainerStats>>> byContainerStats(
            StatsLink link, SandboxId sandbox, ContainerIds ids, Deadline until) {
        ListContainerStatsRequest request = ListContainerStatsRequest.newBuilder()
                .setFilter(ContainerStatsFilter.newBuilder().setPodSandboxId(sandbox.value()))
                .build();
        return readings(
                link.ask(calls.containerStats, link.api().containerStats(ids), request, until), calls.containerStats);
    }

    private CompletableFuture<Optional<List<RawContainerStats>>> byPodStats(
            StatsLink link, SandboxId sandbox, ContainerIds ids, Deadline until) {
        return readings(
                link.ask(calls.podStats, link.api().podStats(ids), podStatsRequest(sandbox), until), calls.podStats);
    }

    /** What could be read of an answer; a failure where nothing could, though there was something. */
    private static CompletableFuture<Optional<List<RawContainerStats>>> readings(
            CompletableFuture<Optional<StatsReading>> answer, TrackedCall call) {
        return answer.thenCompose(reading -> {
            String problem = reading.map(StatsReading::problem).orElse(null);
            if (problem != null) {
                call.worksWith(problem);
                if (reading.get().stats().isEmpty()) {
                    return CompletableFuture.failedFuture(new StatsFailure(StatsFailure.Kind.ANSWER, problem));
                }
            }
            return CompletableFuture.completedFuture(reading.map(StatsReading::stats));
        });
    }

    private interface Alternative<T> {
        CompletableFuture<Optional<T>> ask();
    }

    private static <T> CompletableFuture<Optional<T>> orElse(Optional<T> answer, Alternative<T> alternative) {
        return answer.isPresent() ? CompletableFuture.completedFuture(answer) : alternative.ask();
    }

    @Override
    public CompletableFuture<SandboxFacts> facts(SandboxId sandbox, List<String> containers, Duration deadline) {
        Deadline until = Deadline.after(deadline.toNanos(), TimeUnit.NANOSECONDS);
        return ask(link -> new FactsQuery(calls, link, sandbox, ContainerIds.of(containers), until).run());
    }

    @Override
    public CompletableFuture<List<PodInterface>> interfaces(SandboxId sandbox, Duration deadline) {
        Deadline until = Deadline.after(deadline.toNanos(), TimeUnit.NANOSECONDS);
        return ask(link -> link.ask(calls.podStats, link.api().interfaces(sandbox), podStatsRequest(sandbox), until)
                .thenApply(answer -> answer.orElse(List.of())));
    }

    private static ListPodSandboxStatsRequest podStatsRequest(SandboxId sandbox) {
        return ListPodSandboxStatsRequest.newBuilder()
                .setFilter(PodSandboxStatsFilter.newBuilder().setId(sandbox.value()))
                .build();
    }

    @Override
    public OptionalLong oomKills(String containerId) {
        return kills.of(containerId);
    }

    @Override
    public void retain(Set<String> containerIds) {
        kills.retain(containerIds);
    }

    @Override
    public void onOomKill(Runnable listener) {
        watch.onKill(listener);
    }

    @Override
    public List<StatsCall> calls() {
        return calls.now();
    }

    /** Stops asking; what was asked fails. Kills that were counted stay. */
    @Override
    public void close() {
        links.close();
    }

    /** Asks over the link in use; whatever fails, the future holds the {@link StatsFailure} itself. */
    private <T> CompletableFuture<T> ask(Function<StatsLink, CompletableFuture<T>> question) {
        StatsLink link = links.link();
        if (link == null) {
            return CompletableFuture.failedFuture(new StatsFailure(StatsFailure.Kind.RUNTIME, links.problem()));
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        var unused = question.apply(link).whenComplete((value, failure) -> {
            Throwable cause = FactsQuery.cause(failure);
            if (cause == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(
                        cause instanceof StatsFailure
                                ? cause
                                : new StatsFailure(StatsFailure.Kind.ANSWER, OneLine.of("unexpected " + cause, 256)));
            }
        });
        return answer;
    }
}
