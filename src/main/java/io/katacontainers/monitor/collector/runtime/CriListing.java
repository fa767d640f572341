package io.katacontainers.monitor.collector.runtime;

import io.katacontainers.monitor.collector.runtime.cri.Container;
import io.katacontainers.monitor.collector.runtime.cri.ContainerState;
import io.katacontainers.monitor.collector.runtime.cri.PodSandbox;
import io.katacontainers.monitor.collector.runtime.cri.PodSandboxState;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a runtime's lists: keeps what is asked for, bounds what it keeps. */
final class CriListing {
    static final int MAX_TEXT = 512;
    static final int MAX_CONTAINERS = 256;

    private static final Comparator<ContainerMetadata> BY_NAME =
            Comparator.comparing(ContainerMetadata::name).thenComparing(ContainerMetadata::id);
    /** A digest or an id, which tells a reader nothing. */
    private static final Pattern IMAGE_ID = Pattern.compile("(sha256:)?[0-9a-f]{64}");

    private CriListing() {}

    static Map<SandboxId, PodMetadata> pods(Iterator<PodSandbox> listing, Set<SandboxId> wanted) {
        Map<SandboxId, PodMetadata> pods = new HashMap<>();
        listing.forEachRemaining(sandbox -> SandboxId.parse(sandbox.getId())
                .filter(wanted::contains)
                .ifPresent(id -> pods.putIfAbsent(id, pod(sandbox))));
        return pods;
    }

    static Map<SandboxId, List<ContainerMetadata>> containers(Iterator<Container> listing, Set<SandboxId> wanted) {
        Map<SandboxId, List<ContainerMetadata>> containers = new HashMap<>();
        listing.forEachRemaining(container -> SandboxId.parse(container.getPodSandboxId())
                .filter(wanted::contains)
                .map(id -> containers.computeIfAbsent(id, any -> new ArrayList<>()))
                .filter(siblings -> siblings.size() < MAX_CONTAINERS)
                .ifPresent(siblings -> siblings.add(container(container))));
        containers.replaceAll(
                (id, siblings) -> siblings.stream().sorted(BY_NAME).toList());
        return containers;
    }

    private static PodMetadata pod(PodSandbox sandbox) {
        return new PodMetadata(
                bounded(sandbox.getMetadata().getUid()),
                bounded(sandbox.getMetadata().getName()),
                bounded(sandbox.getMetadata().getNamespace()),
                bounded(sandbox.getRuntimeHandler()),
                sandbox.getState() == PodSandboxState.SANDBOX_READY);
    }

    private static ContainerMetadata container(Container container) {
        return new ContainerMetadata(
                bounded(container.getId()),
                bounded(container.getMetadata().getName()),
                bounded(image(container)),
                state(container.getState()));
    }

    private static String image(Container container) {
        List<String> names = Stream.of(
                        container.getImage().getUserSpecifiedImage(),
                        container.getImage().getImage(),
                        container.getImageRef())
                .filter(name -> !name.isEmpty())
                .toList();
        return names.stream()
                .filter(name -> !IMAGE_ID.matcher(name).matches())
                .findFirst()
                .orElse(names.isEmpty() ? "" : names.get(0));
    }

    private static ContainerMetadata.State state(ContainerState state) {
        return switch (state) {
            case CONTAINER_CREATED -> ContainerMetadata.State.CREATED;
            case CONTAINER_RUNNING -> ContainerMetadata.State.RUNNING;
            case CONTAINER_EXITED -> ContainerMetadata.State.EXITED;
            case CONTAINER_UNKNOWN, UNRECOGNIZED -> ContainerMetadata.State.UNKNOWN;
        };
    }

    private static String bounded(String text) {
        return OneLine.of(text, MAX_TEXT);
    }
}
