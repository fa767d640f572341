package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What Linux knows of a process. */
public final class ProcessFigures {
    /** Of {@code /proc}: USER_HZ, the same on all machines that Java runs on. */
    private static final int TICKS_PER_SECOND = 100;

    private final Path directory;

    /** Of the process with this id. */
    public ProcessFigures(long pid) {
        directory = Path.of("/proc", Long.toString(pid));
    }

    /** CPU time of all its threads, those that ended included; exact to 10 ms. */
    public Duration cpu() throws IOException {
        String stat = Files.readString(directory.resolve("stat"));
        // The second field is a name that may hold blanks: fields are counted from its end.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    }

    /** Resident memory now, in MB of 10⁶ bytes. */
    public long residentMb() throws IOException {
        return megabytes("VmRSS:");
    }

    /** Resident memory now that is no page of a file, in MB of 10⁶ bytes: the kernel cannot drop it. */
    public long anonymousMb() throws IOException {
        return megabytes("RssAnon:");
    }

    /** The most resident memory so far, in MB of 10⁶ bytes. */
    public long peakMb() throws IOException {
        return megabytes("VmHWM:");
    }

    private long megabytes(String field) throws IOException {
        for (String line : Files.readAllLines(directory.resolve("status"))) {
            if (line.startsWith(field)) {
                long kib = Long.parseLong(line.replaceAll("\\D", ""));
                return Math.round(kib * 1024 / 1e6);
            }
        }
        throw new IOException(directory + "/status tells no " + field);
    }
}
