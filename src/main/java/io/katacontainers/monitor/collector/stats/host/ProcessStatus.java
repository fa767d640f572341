package io.katacontainers.monitor.collector.stats.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /proc/PID/status}.
 *
 * @param threadGroup the process's own number; another one's where the number asked for is a thread's
 * @param root whether it runs as root
 * @param hostNamespace whether it lives in the PID namespace of this {@code /proc}: no process of a container does, unless the container was
 *     given the host's
 * @param residentBytes memory, huge pages too, which the kernel counts apart; null for what has none
 * @param ownBytes resident memory that no other process can map, and of files; null before Linux 4.5
 */
record ProcessStatus(
        long threadGroup,
        boolean root,
        boolean hostNamespace,
        long threads,
        @Nullable Long residentBytes,
        @Nullable Long ownBytes) {
    private static final long MAX_KIB = Long.MAX_VALUE / 1024 / 4;

    static Optional<ProcessStatus> parse(String text) {
        Map<String, String> values = new HashMap<>();
        // The kernel escapes line ends in the name, which a process may choose.
        for (String line : text.split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.putIfAbsent(
                        line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        Long threadGroup = number(values.get("Tgid"));
        Long threads = number(values.get("Threads"));
        if (threadGroup == null || threads == null) {
            return Optional.empty();
        }
        return Optional.of(new ProcessStatus(
                threadGroup,
                isRoot(values.getOrDefault("Uid", "")),
                // One number for each namespace from that of this /proc down to the process's own.
                values.getOrDefault("NSpid", "1").split("\\s+").length == 1,
                threads,
                sum(values.get("VmRSS"), values.getOrDefault("HugetlbPages", "0 kB")),
                sum(values.get("RssAnon"), values.get("RssFile"))));
    }

    /** Real, effective, saved and file system user. */
    private static boolean isRoot(String uids) {
        String[] fields = uids.split("\\s+");
        return fields.length > 1 && fields[0].equals("0") && fields[1].equals("0");
    }

    private static @Nullable Long sum(@Nullable String a, @Nullable String b) {
        Long first = bytes(a);
        Long second = bytes(b);
        return first == null || second == null ? null : first + second;
    }

    private static @Nullable Long bytes(@Nullable String kib) {
        Long number = kib == null || !kib.endsWith(" kB") ? null : number(kib.substring(0, kib.length() - 3));
        return number == null || number > MAX_KIB ? null : number * 1024;
    }

    /** Null for what is no number or negative. */
    private static @Nullable Long number(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            long number = Long.parseLong(text.strip());
            return number < 0 ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
