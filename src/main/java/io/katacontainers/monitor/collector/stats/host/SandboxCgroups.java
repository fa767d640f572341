package io.katacontainers.monitor.collector.stats.host;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cgroups of sandboxes on the host, of version 2 or 1. Kata keeps a VM in the cgroup that the runtime made for the sandbox, or, without
 * {@code sandbox_cgroup_only}, in part in one below {@code kata_overhead}; all are added up. They are found by their names, for
 * {@code /proc/PID/cgroup} is of no use: it shows paths relative to the cgroup namespace of who reads it. Safe for use by several threads.
 */
final class SandboxCgroups {
    /** Looking through all cgroups is dear. */
    private static final Duration SHORTEST_SEARCH_INTERVAL = Duration.ofSeconds(30);

    private static final Duration LONGEST_SEARCH_INTERVAL = Duration.ofMinutes(5);

    private static final int MAX_FILE_BYTES = 4096;

    private static final long NANOS_PER_MICRO = 1000;

    private final Path root;
    private final SearchPace<SandboxId> pace;
    private final Object searching = new Object();
    private volatile Map<SandboxId, Places> known = Map.of();

    /**
     * @param root the host's {@code /sys/fs/cgroup}
     * @param nanoTime as {@link System#nanoTime()}
     */
    SandboxCgroups(Path root, LongSupplier nanoTime) {
        this.root = root;
        pace = new SearchPace<>(SHORTEST_SEARCH_INTERVAL, LONGEST_SEARCH_INTERVAL, nanoTime);
    }

    /** Reads what the cgroups of these sandboxes count. Holds one entry for each. */
    Map<SandboxId, CgroupUsage> read(Collection<SandboxId> sandboxes) {
        Map<SandboxId, CgroupUsage> usages = new HashMap<>();
        sandboxes.forEach(id -> usages.put(id, usage(id)));
        Set<SandboxId> missing = usages.entrySet().stream()
                .filter(entry -> entry.getValue().equals(CgroupUsage.UNKNOWN))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        if (search(missing, Set.copyOf(sandboxes))) {
            sandboxes.forEach(id -> usages.put(id, usage(id)));
        }
        return usages;
    }

    private boolean search(Set<SandboxId> missing, Set<SandboxId> sandboxes) {
        synchronized (searching) {
            if (!pace.due(missing)) {
                return false;
            }
            known = find(sandboxes);
            Set<SandboxId> stillMissing = new HashSet<>(sandboxes);
            stillMissing.removeAll(known.keySet());
            pace.searched(stillMissing);
            return true;
        }
    }

    private Map<SandboxId, Places> find(Set<SandboxId> sandboxes) {
        if (isVersion2()) {
            Map<SandboxId, List<Path>> found = CgroupTree.find(root, sandboxes);
            return places(found, found);
        }
        return places(
                CgroupTree.find(root.resolve("memory"), sandboxes),
                CgroupTree.find(root.resolve("cpuacct"), sandboxes));
    }

    private static Map<SandboxId, Places> places(Map<SandboxId, List<Path>> memory, Map<SandboxId, List<Path>> cpu) {
        Set<SandboxId> found = new HashSet<>(memory.keySet());
        found.addAll(cpu.keySet());
        return found.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        id -> new Places(memory.getOrDefault(id, List.of()), cpu.getOrDefault(id, List.of()))));
    }

    private boolean isVersion2() {
        return Files.exists(root.resolve("cgroup.controllers"));
    }

    private CgroupUsage usage(SandboxId id) {
        Places places = known.get(id);
        if (places == null) {
            return CgroupUsage.UNKNOWN;
        }
        return new CgroupUsage(
                sum(places.memory(), SandboxCgroups::memoryBytes), sum(places.cpu(), SandboxCgroups::cpuNanos));
    }

    /** Null where there is nothing to add up, or one of them is gone. */
    private static @Nullable Long sum(List<Path> cgroups, Function<Path, OptionalLong> figure) {
        long sum = 0;
        for (Path cgroup : cgroups) {
            OptionalLong one = figure.apply(cgroup);
            if (one.isEmpty()) {
                return null;
            }
            sum += one.getAsLong();
        }
        return cgroups.isEmpty() ? null : sum;
    }

    private static OptionalLong memoryBytes(Path cgroup) {
        OptionalLong current = number(text(cgroup.resolve("memory.current")), 1);
        return current.isPresent() ? current : number(text(cgroup.resolve("memory.usage_in_bytes")), 1);
    }

    private static OptionalLong cpuNanos(Path cgroup) {
        for (String line : text(cgroup.resolve("cpu.stat")).split("\n")) {
            if (line.startsWith("usage_usec ")) {
                return number(line.substring("usage_usec ".length()), NANOS_PER_MICRO);
            }
        }
        return number(text(cgroup.resolve("cpuacct.usage")), 1);
    }

    private static OptionalLong number(String text, long unit) {
        try {
            long number = Long.parseLong(text.strip());
            // Room to add up the few cgroups that a sandbox has.
            return number < 0 || number > Long.MAX_VALUE / unit / 1024
                    ? OptionalLong.empty()
                    : OptionalLong.of(number * unit);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Empty where the file cannot be read, which is what happens when its cgroup goes. */
    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_FILE_BYTES), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private record Places(List<Path> memory, List<Path> cpu) {}
}
