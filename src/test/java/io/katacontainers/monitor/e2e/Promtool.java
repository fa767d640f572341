package io.katacontainers.monitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.sim.process.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code promtool check metrics}: the parser of Prometheus, and its lint. */
final class Promtool {
    private static final int CLEAN = 0;
    private static final int LINT = 3;

    private final List<Pattern> excused;

    Promtool() throws IOException {
        try (InputStream list = Objects.requireNonNull(Promtool.class.getResourceAsStream("promtool-excused.txt"))) {
            excused = new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Pattern::compile)
                    .toList();
        }
    }

    /** Fails where the text is no exposition, or where lint finds what the list does not excuse. */
    void check(String exposition) throws IOException {
        assertThat(exposition).as("exposition").isNotBlank();
        Path input = Files.createTempFile("exposition", ".prom");
        Path output = Files.createTempFile("promtool", ".out");
        try {
            Files.writeString(input, exposition);
            Process process = new ProcessBuilder(Programs.require("promtool").toString(), "check", "metrics")
                    .redirectInput(input.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String said = Files.readString(output);
            assertThat(process.exitValue()).as(said).isIn(CLEAN, LINT);
            assertThat(said.lines().filter(line -> !isExcused(line))).isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.delete(input);
            Files.delete(output);
        }
    }

    private boolean isExcused(String line) {
        return excused.stream().anyMatch(pattern -> pattern.matcher(line).matches());
    }
}
