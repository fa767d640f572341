package io.katacontainers.monitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.katacontainers.monitor.sim.process.ChildProcess;
import io.katacontainers.monitor.sim.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real {@code kubectl}, as one user. */
final class Kubectl {
    private static final int LIMIT_SECONDS = 150;

    private final Path home;
    private final Path kubeconfig;

    /** @param home gets its files; caches of API discovery belong to one server */
    Kubectl(Path home, String kubeconfig) throws IOException {
        this.home = home;
        this.kubeconfig = Files.writeString(home.resolve("kubeconfig"), kubeconfig);
    }

    /** 32 of v1.32.4. */
    int minorVersion() throws IOException {
        String minor = new ObjectMapper()
                .readTree(run("version", "--client", "-o", "json"))
                .at("/clientVersion/minor")
                .asText();
        return Integer.parseInt(minor.replaceAll("\\D", ""));
    }

    /** What a command wrote, and how it ended. */
    record Result(int code, String output) {}

    /** Runs a command that must succeed. */
    String run(String... arguments) throws IOException {
        Result result = attempt(arguments);
        assertThat(result.code())
                .as("kubectl " + String.join(" ", arguments) + ": " + result.output())
                .isZero();
        return result.output();
    }

    /** Runs a command and reads the JSON that it writes. */
    JsonNode json(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-o", "json"));
        return new ObjectMapper().readTree(run(all.toArray(String[]::new)));
    }

    /** Applies a text. */
    void apply(String yaml) throws IOException {
        Path file = Files.createTempFile(home, "apply", ".yaml");
        Files.writeString(file, yaml);
        run("apply", "-f", file.toString());
    }

    /** Runs a command that may fail. */
    Result attempt(String... arguments) throws IOException {
        return run(command(arguments));
    }

    /** Runs a target of the Makefile with it; must succeed. */
    String make(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("make", "--no-print-directory", "KUBECTL=" + String.join(" ", command())));
        command.addAll(List.of(arguments));
        Result result = run(command);
        assertThat(result.code()).as(result.output()).isZero();
        return result.output();
    }

    /** Starts a command that goes on. */
    ChildProcess start(Path log, String... arguments) throws IOException {
        return ChildProcess.start(log, environment(), command(arguments));
    }

    private List<String> command(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(Programs.require("kubectl").toString(), "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Map<String, String> environment() {
        return Map.of("HOME", home.toString());
    }

    private Result run(List<String> command) throws IOException {
        Path output = Files.createTempFile(home, "kubectl", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as(command + " ends")
                    .isTrue();
            return new Result(process.exitValue(), Files.readString(output));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
