package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Markdown, printed while it is measured, and kept in a file. */
public final class Report {
    private final StringBuilder text = new StringBuilder();

    /** Writes a line. */
    public void line(String format, Object... arguments) {
        String line = arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments);
        System.out.println(line);
        text.append(line).append('\n');
    }

    /** Begins a table. */
    public void table(String... columns) {
        line("");
        row((Object[]) columns);
        line("|" + "---|".repeat(columns.length));
    }

    /** One row; durations are written in milliseconds. */
    public void row(Object... cells) {
        StringBuilder row = new StringBuilder("|");
        for (Object cell : cells) {
            row.append(' ')
                    .append(cell instanceof Duration duration ? millis(duration) : cell)
                    .append(" |");
        }
        line(row.toString());
    }

    /** In milliseconds. */
    public static String millis(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        return String.format(Locale.ROOT, millis < 10 ? "%.1f" : "%.0f", millis);
    }

    /** How many times as much. */
    static String ratio(Duration measured, Duration baseline) {
        return baseline.isZero()
                ? "–"
                : String.format(Locale.ROOT, "%.1f", (double) measured.toNanos() / baseline.toNanos());
    }

    /** The load average of the last minute. */
    public static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    }

    /** Keeps all that was written. */
    public void save(Path file) throws IOException {
        Files.writeString(file, text);
    }
}
