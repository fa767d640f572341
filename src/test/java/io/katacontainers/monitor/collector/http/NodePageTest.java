package io.katacontainers.monitor.collector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.report.AgentReport;
import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.OverheadReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.report.ScrapeReport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodePageTest {
    private static final EndpointIndex INDEX = new EndpointIndex(false, true);

    @Test
    void showsWhatContainersUse() {
        String html = page(
                new OverheadReport(100L << 20, 50L),
                new ContainerReport(
                        "app", "c1", null, ContainerReport.State.RUNNING, 250L, 40L << 20, 500L, 128L << 20, 3L));
        assertThat(html)
                .contains("<tr><td class=\"w\">app</td><td class=\"n\">250m</td><td class=\"n\">500m</td>"
                        + "<td class=\"n\">40 MiB</td><td class=\"n\">128 MiB</td>"
                        + "<td class=\"n\"><span class=\"bad\">3</span></td></tr>")
                .contains("<td class=\"n\">100 MiB<small>50m CPU</small></td>");
    }

    @Test
    void leavesOutWhatIsNotKnownAndEscapesTheRest() {
        String html = page(
                null,
                new ContainerReport("<i>&", "c1", null, ContainerReport.State.EXITED, null, null, null, null, null));
        assertThat(html)
                .contains(
                        "<span class=\"dim\">&lt;i&gt;&amp; (exited)</span></td><td class=\"n\"></td><td class=\"n\"></td>"
                                + "<td class=\"n\"></td><td class=\"n\"></td><td class=\"n\"></td></tr>")
                .doesNotContain("<i>");
    }

    private static String page(@Nullable OverheadReport overhead, ContainerReport container) {
        SandboxReport sandbox = new SandboxReport(
                "a",
                SandboxReport.State.RUNNING,
                "go",
                "qemu",
                "kata",
                null,
                SandboxReport.PodKnowledge.NONE,
                null,
                new ScrapeReport(ScrapeReport.Policy.ALLOWED, null, true, null),
                new AgentReport(AgentReport.Reachable.YES, "task_metrics"),
                null,
                overhead,
                List.of(container));
        return new NodePage(
                        new NodeReport(NodeReport.SCHEMA_VERSION, "1.2.3", List.of(), null, List.of(sandbox)), INDEX)
                .html();
    }
}
