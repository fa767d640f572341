package io.katacontainers.monitor.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.katacontainers.monitor.sim.process.ChildProcess;
import io.katacontainers.monitor.sim.process.Programs;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real Prometheus with a database of its own. */
final class Prometheus implements AutoCloseable {
    private static final Pattern VERSION = Pattern.compile("version (?<major>\\d+)\\.(?<minor>\\d+)\\.");

    private final String url;
    private final ChildProcess process;

    private Prometheus(String url, ChildProcess process) {
        this.url = url;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param configuration JSON, which is YAML
     */
    static Prometheus start(Path directory, JsonNode configuration) throws IOException {
        Path file = Files.writeString(directory.resolve("prometheus.yml"), configuration.toPrettyString());
        int port = FreePort.find();
        return new Prometheus(
                "http://127.0.0.1:" + port,
                ChildProcess.start(
                        directory.resolve("prometheus.log"),
                        Map.of(),
                        List.of(
                                Programs.require("prometheus").toString(),
                                "--config.file=" + file,
                                "--storage.tsdb.path=" + directory.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port)));
    }

    /** Whether the one that is installed is of this version or a later one. */
    static boolean isAtLeast(int major, int minor) throws IOException {
        String said = Programs.run(Programs.require("prometheus").toString(), "--version");
        Matcher version = VERSION.matcher(said);
        if (!version.find()) {
            throw new IOException("no version in: " + said);
        }
        int installed = Integer.parseInt(version.group("major"));
        return installed > major || (installed == major && Integer.parseInt(version.group("minor")) >= minor);
    }

    /** A value and its labels, as strings of JSON. */
    record Sample(JsonNode labels, double value) {
        String label(String name) {
            return labels.path(name).asText();
        }
    }

    /**
     * Answers a query as of now.
     *
     * @throws IOException where it does not answer, or refuses the query
     */
    List<Sample> query(String promql) throws IOException {
        Page page = Page.get(url + "/api/v1/query?query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8));
        if (page.status() != 200) {
            throw new IOException(promql + ": " + page.body());
        }
        List<Sample> samples = new ArrayList<>();
        for (JsonNode result : new ObjectMapper().readTree(page.body()).at("/data/result")) {
            samples.add(new Sample(result.path("metric"), result.at("/value/1").asDouble()));
        }
        return samples;
    }

    @Override
    public void close() {
        process.close();
    }
}
