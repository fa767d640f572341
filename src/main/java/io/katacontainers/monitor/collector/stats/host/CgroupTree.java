package io.katacontainers.monitor.collector.stats.host;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the cgroups of sandboxes in a hierarchy, by their names. */
final class CgroupTree {
    /** Kubelets in containers nest their pods this deep. */
    private static final int MAX_DEPTH = 10;

    private static final int MAX_DIRECTORIES = 20_000;

    /** Control files, which stand in great number in each directory. */
    private static final Pattern CONTROL_FILE = Pattern.compile(
            "(cgroup|cpu|cpuset|cpuacct|memory|io|blkio|pids|hugetlb|rdma|misc|irq|dmem|devices|freezer|net_cls|net_prio|perf_event)\\..*"
                    + "|tasks|notify_on_release|release_agent");

    /** Below these is what a service or a container makes of its own; a container could imitate a sandbox there. */
    private static final Pattern DELEGATED = Pattern.compile(".*\\.(scope|service|mount|socket|swap)|[0-9a-f]{64}");

    /** The id follows what made the cgroup, as in {@code cri-containerd-ID.scope}, {@code pod.slice:cri-containerd:ID}, {@code kata_ID}. */
    private static final Pattern SEPARATOR = Pattern.compile("[-_:]");

    private static final Pattern UNIT_SUFFIX = Pattern.compile("\\.(scope|slice)$");

    /** CRI-O's monitor of a container, in a cgroup of its own, is no part of a VM. */
    private static final String MONITOR_PREFIX = "crio-conmon-";

    private CgroupTree() {}

    /**
     * Finds all cgroups of these sandboxes; none of those that it finds holds another.
     *
     * @param hierarchy where it is mounted
     */
    static Map<SandboxId, List<Path>> find(Path hierarchy, Set<SandboxId> sandboxes) {
        Map<SandboxId, List<Path>> found = new HashMap<>();
        Deque<Place> open = new ArrayDeque<>(List.of(new Place(hierarchy, 0)));
        for (int count = 0; count < MAX_DIRECTORIES && !open.isEmpty(); count++) {
            Place place = open.removeFirst();
            for (Path child : children(place.directory())) {
                String name = child.getFileName().toString();
                Optional<SandboxId> sandbox = sandbox(name, sandboxes);
                if (sandbox.isPresent()) {
                    found.computeIfAbsent(sandbox.get(), id -> new ArrayList<>())
                            .add(child);
                } else if (place.depth() < MAX_DEPTH && !DELEGATED.matcher(name).matches()) {
                    open.addLast(new Place(child, place.depth() + 1));
                }
            }
        }
        return found;
    }

    private static Optional<SandboxId> sandbox(String name, Set<SandboxId> sandboxes) {
        if (name.startsWith(MONITOR_PREFIX)) {
            return Optional.empty();
        }
        String unit = UNIT_SUFFIX.matcher(name).replaceFirst("");
        Optional<SandboxId> whole = SandboxId.parse(unit).filter(sandboxes::contains);
        if (whole.isPresent()) {
            return whole;
        }
        return SEPARATOR
                .matcher(unit)
                .results()
                .flatMap(separator -> SandboxId.parse(unit.substring(separator.end())).stream())
                .filter(sandboxes::contains)
                .findFirst();
    }

    /** Empty for a cgroup that is gone. */
    private static List<Path> children(Path directory) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, CgroupTree::isCgroup)) {
            entries.forEach(children::add);
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return children;
    }

    private static boolean isCgroup(Path entry) {
        return !CONTROL_FILE.matcher(entry.getFileName().toString()).matches()
                && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
    }

    private record Place(Path directory, int depth) {}
}
