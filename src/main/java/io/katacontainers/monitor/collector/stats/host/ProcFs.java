package io.katacontainers.monitor.collector.stats.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code /proc}. Processes end at any time: what cannot be read is empty, and every read is bounded, for a process writes parts of it.
 */
final class ProcFs {
    /** Far more than shims and hypervisors are started with. */
    private static final int MAX_CMDLINE_BYTES = 16 * 1024;

    private static final int MAX_STAT_BYTES = 1024;

    private static final int MAX_STATUS_BYTES = 8 * 1024;

    private final Path proc;
    private final boolean countsDescriptors;

    ProcFs(Path proc) {
        this.proc = proc;
        countsDescriptors = size(proc.resolve("self/fd")) > 0;
    }

    /** All processes that can be seen; none where there is no such directory. */
    List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[1-9]*")) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    pids.add(Long.valueOf(name));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return pids;
    }

    /** What a process was started with, or claims to have been; its start where it is very long. */
    CommandLine commandLine(long pid) {
        return CommandLine.parse(text(pid, "cmdline", MAX_CMDLINE_BYTES));
    }

    /** Empty for a process that is gone. */
    Optional<ProcessStat> stat(long pid) {
        return ProcessStat.parse(text(pid, "stat", MAX_STAT_BYTES));
    }

    /** Empty for a process that is gone. */
    Optional<ProcessStatus> status(long pid) {
        return ProcessStatus.parse(text(pid, "status", MAX_STATUS_BYTES));
    }

    /**
     * Open file descriptors; null where the kernel does not tell. From Linux 6.2 on it tells anybody as the size of {@code /proc/PID/fd};
     * before, they must be listed, which takes CAP_SYS_PTRACE.
     */
    @Nullable
    Long descriptors(long pid) {
        Path directory = directory(pid).resolve("fd");
        if (countsDescriptors) {
            long size = size(directory);
            return size < 0 ? null : size;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            long count = 0;
            for (Path ignored : entries) {
                count++;
            }
            return count;
        } catch (IOException | DirectoryIteratorException e) {
            return null;
        }
    }

    private Path directory(long pid) {
        return proc.resolve(Long.toString(pid));
    }

    private String text(long pid, String file, int maxBytes) {
        try (InputStream in = Files.newInputStream(directory(pid).resolve(file))) {
            return new String(in.readNBytes(maxBytes), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** Size of a directory; negative where it cannot be told. */
    private static long size(Path directory) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(directory, BasicFileAttributes.class);
            if (!attributes.isDirectory()) {
                throw new NotDirectoryException(directory.toString());
            }
            return attributes.size();
        } catch (IOException e) {
            return -1;
        }
    }
}
