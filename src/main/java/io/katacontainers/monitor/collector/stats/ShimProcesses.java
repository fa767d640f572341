package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Finds the shims' processes in the host's /proc. Safe for use by several threads. */
public final class ShimProcesses {
    /** Kata installs its shims under names such as containerd-shim-kata-v2 and containerd-shim-kata-qemu-v2. */
    private static final String BINARY_PREFIX = "containerd-shim-kata-";

    private static final String ID_FLAG = "-id";

    /** A command line longer than this belongs to no shim. */
    private static final int MAX_CMDLINE_BYTES = 4096;

    private static final int MAX_STAT_BYTES = 1024;

    /** /proc/PID/stat counts in ticks of USER_HZ, which Linux fixes at 100 on all architectures that Kata runs on. */
    private static final long NANOS_PER_TICK = 10_000_000;

    /** Looking through all processes is dear. */
    private static final Duration SCAN_INTERVAL = Duration.ofSeconds(10);

    private final Path hostProc;
    private final LongSupplier nanoTime;
    private Map<SandboxId, ShimProcess> shims = Map.of();
    private long scannedAt;
    private boolean scanned;

    /**
     * @param hostProc where the host's /proc is
     * @param nanoTime as {@link System#nanoTime()}
     */
    public ShimProcesses(Path hostProc, LongSupplier nanoTime) {
        this.hostProc = hostProc;
        this.nanoTime = nanoTime;
    }

    /** CPU time that the shim of this sandbox has used since it started, in steps of 10 ms; empty where it is not found or may not be read. */
    public Optional<Duration> cpuTime(SandboxId id) {
        return find(id).map(shim -> Duration.ofNanos(shim.ticks() * NANOS_PER_TICK));
    }

    /** Process of the shim of this sandbox; empty where it is not found or may not be read. */
    public Optional<Long> pid(SandboxId id) {
        return find(id).map(ShimProcess::pid);
    }

    private synchronized Optional<ShimProcess> find(SandboxId id) {
        Optional<ShimProcess> known = Optional.ofNullable(shims.get(id)).flatMap(this::again);
        if (known.isPresent()) {
            return known;
        }
        long now = nanoTime.getAsLong();
        if (!scanned || now - scannedAt >= SCAN_INTERVAL.toNanos()) {
            scanned = true;
            scannedAt = now;
            shims = scan();
        }
        return Optional.ofNullable(shims.get(id)).flatMap(this::again);
    }

    /** The same process now; empty where its number belongs to another one. */
    private Optional<ShimProcess> again(ShimProcess shim) {
        return read(shim.pid()).filter(now -> now.startTick() == shim.startTick());
    }

    private Map<SandboxId, ShimProcess> scan() {
        Map<SandboxId, ShimProcess> found = new HashMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(hostProc, "[1-9]*")) {
            for (Path process : processes) {
                sandbox(process).ifPresent(id -> pid(process)
                        .flatMap(this::read)
                        .ifPresent(shim -> found.merge(
                                // A shim starts before anything else that could name its sandbox.
                                id, shim, (a, b) -> a.startTick() <= b.startTick() ? a : b)));
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Map.of();
        }
        return found;
    }

    private static Optional<Long> pid(Path process) {
        String name = process.getFileName().toString();
        return name.chars().allMatch(c -> c >= '0' && c <= '9') && name.length() < 10
                ? Optional.of(Long.valueOf(name))
                : Optional.empty();
    }

    /** The sandbox whose shim this process is. */
    private static Optional<SandboxId> sandbox(Path process) {
        String cmdline = text(process.resolve("cmdline"), MAX_CMDLINE_BYTES);
        String[] args = cmdline.split("\0");
        if (args.length == 0) {
            return Optional.empty();
        }
        String binary = args[0].substring(args[0].lastIndexOf('/') + 1);
        // containerd runs the same binary for a moment to start and to delete a shim.
        String last = args[args.length - 1];
        if (!binary.startsWith(BINARY_PREFIX) || last.equals("start") || last.equals("delete")) {
            return Optional.empty();
        }
        for (int i = 1; i < args.length - 1; i++) {
            if (args[i].equals(ID_FLAG) || args[i].equals("-" + ID_FLAG)) {
                return SandboxId.parse(args[i + 1]);
            }
        }
        return Optional.empty();
    }

    private Optional<ShimProcess> read(long pid) {
        String stat = text(hostProc.resolve(Long.toString(pid)).resolve("stat"), MAX_STAT_BYTES);
        // The name, in parentheses, may hold blanks and parentheses; proc(5) numbers the fields from 1, and the one
        // after it is the third.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        if (fields.length < 20) {
            return Optional.empty();
        }
        try {
            long ticks = Long.parseLong(fields[14 - 3]) + Long.parseLong(fields[15 - 3]);
            return Optional.of(new ShimProcess(pid, Long.parseLong(fields[22 - 3]), ticks));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Start of a file; empty where it cannot be read, which is what happens when its process ends. */
    private static String text(Path file, int maxBytes) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(maxBytes), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * A process.
     *
     * @param startTick since boot; tells processes with the same number apart
     * @param ticks user and system time
     */
    private record ShimProcess(long pid, long startTick, long ticks) {}
}
