package io.katacontainers.monitor.collector.runtime;

import com.google.protobuf.ByteString;
import io.grpc.Deadline;
import io.katacontainers.monitor.collector.runtime.containerd.ListContainersRequest;
import io.katacontainers.monitor.collector.runtime.cri.ContainerStatus;
import io.katacontainers.monitor.collector.runtime.cri.ContainerStatusRequest;
import io.katacontainers.monitor.collector.runtime.cri.LinuxContainerResources;
import io.katacontainers.monitor.collector.runtime.cri.PodSandboxStatusRequest;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts together what a runtime knows of a sandbox from the calls that it has. */
final class FactsQuery {
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private final StatsCalls calls;
    private final StatsLink link;
    private final SandboxId sandbox;
    private final ContainerIds containers;
    private final Deadline deadline;

    FactsQuery(StatsCalls calls, StatsLink link, SandboxId sandbox, ContainerIds containers, Deadline deadline) {
        this.calls = calls;
        this.link = link;
        this.sandbox = sandbox;
        this.containers = containers;
        this.deadline = deadline;
    }

    CompletableFuture<SandboxFacts> run() {
        CompletableFuture<Optional<RuntimeDocument.SandboxInfo>> info = info();
        return stored().thenCompose(stored -> withStatuses(stored).thenCombine(info, (facts, sandboxInfo) -> {
            return put(stored, sandboxInfo.orElse(null), facts);
        }));
    }

    private CompletableFuture<Map<String, StoredFacts>> stored() {
        Set<String> ids = new LinkedHashSet<>();
        ids.add(sandbox.value());
        ids.addAll(containers.values());
        ContainerIds all = new ContainerIds(ids);
        return unlessAnError(link.ask(
                        calls.containers,
                        ContainerdApi.containers(all),
                        ListContainersRequest.newBuilder()
                                .addAllFilters(all.filters())
                                .build(),
                        deadline))
                .thenApply(answer -> answer.orElse(Map.of()));
    }

    private CompletableFuture<Optional<RuntimeDocument.SandboxInfo>> info() {
        return unlessAnError(link.ask(
                        calls.podStatus,
                        link.api().podStatus(),
                        PodSandboxStatusRequest.newBuilder()
                                .setPodSandboxId(sandbox.value())
                                .setVerbose(true)
                                .build(),
                        deadline))
                .thenApply(answer -> answer.flatMap(status ->
                        RuntimeDocument.sandboxInfo(ByteString.copyFromUtf8(status.getInfoOrDefault("info", "")))));
    }

    /** Asks one by one for the containers of which the store told nothing. */
    private CompletableFuture<List<ContainerFacts>> withStatuses(Map<String, StoredFacts> stored) {
        List<ContainerFacts> known = containers.values().stream()
                .flatMap(id -> Stream.ofNullable(stored.get(id)))
                .map(StoredFacts::facts)
                .toList();
        CompletableFuture<List<ContainerFacts>> all = CompletableFuture.completedFuture(known);
        for (String id : containers.values()) {
            if (!stored.containsKey(id)) {
                all = all.thenCombine(status(id), FactsQuery::with);
            }
        }
        return all;
    }

    private CompletableFuture<Optional<ContainerFacts>> status(String id) {
        return unlessAnError(link.ask(
                        calls.containerStatus,
                        link.api().containerStatus(),
                        ContainerStatusRequest.newBuilder().setContainerId(id).build(),
                        deadline))
                .thenApply(answer -> answer.filter(
                                response -> response.getStatus().getId().equals(id))
                        .map(response -> facts(response.getStatus())));
    }

    private static List<ContainerFacts> with(List<ContainerFacts> facts, Optional<ContainerFacts> more) {
        List<ContainerFacts> all = new ArrayList<>(facts);
        more.ifPresent(all::add);
        return all;
    }

    private static ContainerFacts facts(ContainerStatus status) {
        LinuxContainerResources set = status.getResources().getLinux();
        long started = status.getStartedAt();
        return new ContainerFacts(
                status.getId(),
                started > 0 ? Instant.ofEpochSecond(started / NANOS_PER_SECOND, started % NANOS_PER_SECOND) : null,
                PositiveAmount.of(set.getCpuPeriod()),
                PositiveAmount.of(set.getCpuQuota()),
                PositiveAmount.of(set.getCpuShares()),
                PositiveAmount.of(set.getMemoryLimitInBytes()));
    }

    private SandboxFacts put(
            Map<String, StoredFacts> stored, RuntimeDocument.@Nullable SandboxInfo info, List<ContainerFacts> facts) {
        var overhead = info == null ? null : info.declaredOverhead();
        return new SandboxFacts(
                runtimeType(stored, info),
                info == null ? null : PositiveAmount.of(info.pid()),
                overhead == null ? null : overhead.bytes(),
                overhead == null ? null : overhead.millicores(),
                List.copyOf(facts));
    }

    private @Nullable String runtimeType(Map<String, StoredFacts> stored, RuntimeDocument.@Nullable SandboxInfo info) {
        StoredFacts own = stored.get(sandbox.value());
        if (own != null && own.runtimeType() != null) {
            return own.runtimeType();
        }
        if (info != null && info.runtimeType() != null && !info.runtimeType().isEmpty()) {
            return OneLine.of(info.runtimeType(), CriListing.MAX_TEXT);
        }
        Collection<StoredFacts> others = stored.values();
        return others.stream()
                .flatMap(each -> Stream.ofNullable(each.runtimeType()))
                .findFirst()
                .orElse(null);
    }

    /** A runtime that answers with an error about one thing may well know the others. */
    private static <A> CompletableFuture<Optional<A>> unlessAnError(CompletableFuture<Optional<A>> answer) {
        return answer.handle((value, failure) -> {
                    CompletionStage<Optional<A>> after = answer;
                    if (cause(failure) instanceof StatsFailure known && known.kind() == StatsFailure.Kind.ANSWER) {
                        after = CompletableFuture.completedFuture(Optional.<A>empty());
                    }
                    return after;
                })
                .thenCompose(after -> after);
    }

    static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }
}
