package io.katacontainers.monitor.bench.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.katacontainers.monitor.report.AgentReport;
import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.OverheadReport;
import io.katacontainers.monitor.report.PodReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.report.ScrapeReport;
import io.katacontainers.monitor.report.VmReport;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A sandbox with two containers, as a collector reports it. Confined to the fleet's thread. */
final class FleetSandbox {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] LEVELS = {"900Mi", "600Mi"};
    private static final int NAMESPACES = 50;

    final int number;
    final String id;
    boolean agentAnswers = true;
    private int level;
    private long load;
    private byte @Nullable [] json;

    /** @param number unique among all sandboxes that ever were */
    FleetSandbox(int number) {
        this.number = number;
        this.id = "%016x%016x%016x%016x"
                .formatted(mixed(number), mixed(number + 1L), mixed(number + 2L), mixed(number + 3L));
    }

    private static long mixed(long n) {
        long z = n * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    static List<String> namespaces() {
        return IntStream.range(0, NAMESPACES).mapToObj(n -> "team-" + n).toList();
    }

    String namespace() {
        return "team-" + number % NAMESPACES;
    }

    String pod() {
        return "service-" + number % 997 + "-7d4b9c6f5d-" + Integer.toString(number + 60_466_176, 36);
    }

    String podUid() {
        return "%08x-0000-4000-8000-%012x".formatted(number, mixed(number) & 0xFFFF_FFFF_FFFFL);
    }

    /** What the guest's available memory will read as. */
    String availableMemory() {
        return LEVELS[level];
    }

    void moveFigure() {
        level = 1 - level;
        json = null;
    }

    void drift() {
        load = 30 - load;
        json = null;
    }

    void turnAgent() {
        agentAnswers = !agentAnswers;
        json = null;
    }

    SandboxReport report() {
        return new SandboxReport(
                id,
                SandboxReport.State.RUNNING,
                "go",
                "qemu",
                "kata",
                "vsock://" + (100 + number) + ":1024",
                SandboxReport.PodKnowledge.KNOWN,
                new PodReport(podUid(), pod(), namespace()),
                new ScrapeReport(ScrapeReport.Policy.ALLOWED, null, true, null),
                new AgentReport(
                        agentAnswers ? AgentReport.Reachable.YES : AgentReport.Reachable.NO,
                        agentAnswers ? "container_stats" : "timeout"),
                new VmReport(
                        2,
                        2048L << 20,
                        Long.parseLong(LEVELS[level].replace("Mi", "")) << 20,
                        120L + number % 64 + load),
                new OverheadReport((130L + number % 32) << 20, 15L + number % 16),
                List.of(
                        container("app", "registry.example/shop/service-" + number % 997 + ":v1.4", 180, 300),
                        container("proxy", "registry.example/mesh/proxy:1.29.0", 30, 60)));
    }

    private ContainerReport container(String name, String image, long cpu, long memory) {
        return new ContainerReport(
                name,
                "%016x%016x%016x%016x"
                        .formatted(mixed(number * 7L), mixed(number * 11L), mixed(cpu), mixed(number + memory)),
                image,
                ContainerReport.State.RUNNING,
                cpu + number % 40,
                (memory + number % 16) << 20,
                500L,
                512L << 20,
                0L);
    }

    byte[] json() {
        byte[] known = json;
        if (known == null) {
            try {
                known = JSON.writeValueAsBytes(report());
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a report cannot be written as JSON", e);
            }
            json = known;
        }
        return known;
    }
}
