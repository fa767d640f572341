package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.report.ScrapeKnowledge;
import io.katacontainers.monitor.collector.runtime.PodSource;
import io.katacontainers.monitor.collector.runtime.RuntimeState;
import io.katacontainers.monitor.collector.sandbox.RootState;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code /validate}: what works on this node and what does not, in words. */
final class ValidateEndpoint implements Endpoint {
    private final SandboxSource sandboxes;
    private final PodSource pods;
    private final ScrapeKnowledge scrapes;
    private final Path hostProc;
    private final StatisticsCheck statistics;

    ValidateEndpoint(
            SandboxSource sandboxes,
            PodSource pods,
            ScrapeKnowledge scrapes,
            Path hostProc,
            StatisticsCheck statistics) {
        this.sandboxes = sandboxes;
        this.pods = pods;
        this.scrapes = scrapes;
        this.hostProc = hostProc;
        this.statistics = statistics;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (RootState root : sandboxes.roots()) {
            line(lines, root.complete(), root.path() + (root.complete() ? ": watched" : ": " + root.problem()));
        }
        runtime(lines, pods.runtime());
        boolean proc = Files.isReadable(hostProc.resolve("1/stat"));
        line(
                lines,
                proc,
                proc
                        ? "host processes: visible"
                        : "host processes: not visible, so a shim that spins is known only by its silence: mount the host's /proc");
        verdicts(lines, sandboxes.sandboxes());
        statistics.check((good, text) -> line(lines, good, text));
        exchange.text(200, lines.toString());
    }

    private static void runtime(StringBuilder lines, RuntimeState state) {
        if (state.up()) {
            line(
                    lines,
                    true,
                    "container runtime: " + state.name() + " " + state.version() + " speaks CRI " + state.api() + " on "
                            + state.endpoint());
        } else {
            line(lines, false, "container runtime: " + state.problem() + ": pods have no names until it answers");
        }
    }

    private void verdicts(StringBuilder lines, List<Sandbox> all) {
        Map<String, Integer> kept = new TreeMap<>();
        int allowed = 0;
        for (Sandbox sandbox : all) {
            ScrapeVerdict verdict = scrapes.verdict(sandbox);
            if (verdict instanceof ScrapeVerdict.Denied denied) {
                kept.merge("denied, as a request could end the pod (" + denied.reason() + ")", 1, Integer::sum);
            } else if (verdict instanceof ScrapeVerdict.Quarantined quarantined) {
                kept.merge("quarantined (" + quarantined.reason() + ")", 1, Integer::sum);
            } else {
                allowed++;
            }
        }
        line(lines, true, "shims asked for metrics: " + allowed + " of " + all.size());
        kept.forEach((why, count) -> line(lines, false, "shims not asked: " + count + " " + why));
    }

    private static void line(StringBuilder lines, boolean good, String text) {
        lines.append(good ? "ok    " : "check ").append(text).append('\n');
    }
}
