package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.report.ReportFeed;
import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.PodReport;
import io.katacontainers.monitor.report.RootReport;
import io.katacontainers.monitor.report.RuntimeReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.report.ScrapeReport;
import io.katacontainers.monitor.report.VmReport;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /}: for a person the sandboxes of the node at a glance, for curl the list of endpoints. Needs nothing from elsewhere. */
final class IndexEndpoint implements Endpoint {
    private static final String STYLE = """
            :root { color-scheme: light dark; }
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; }
            table { border-collapse: collapse; margin: 1rem 0 2rem; }
            th, td { text-align: left; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
            th { font-weight: 600; }
            code { font-size: 90%; }
            .bad { color: #c0392b; } .warn { color: #b9770e; } .good { color: #1e8449; } .dim { opacity: .65; }
            """;

    private final EndpointIndex index;
    private final ReportFeed feed;

    IndexEndpoint(EndpointIndex index, ReportFeed feed) {
        this.index = index;
        this.feed = feed;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        if (exchange.accepts("text/html")) {
            // No script, no image, nothing from elsewhere: a name that a guest chose cannot become more than text.
            exchange.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
            exchange.send(200, Exchange.HTML, page(feed.current().report()));
        } else {
            exchange.text(200, index.text());
        }
    }

    private String page(NodeReport report) {
        StringBuilder page = new StringBuilder(4096);
        page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>Kata sandboxes</title>\n");
        page.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n<h1>Kata sandboxes</h1>\n");
        page.append("<p>").append(summary(report)).append("</p>\n");
        if (!report.sandboxes().isEmpty()) {
            page.append("<table>\n<tr><th>Pod</th><th>State</th><th>Agent</th><th>Metrics</th><th>Hypervisor</th>"
                    + "<th>vCPUs</th><th>Memory</th><th>Used</th><th>Containers</th><th>Sandbox</th></tr>\n");
            report.sandboxes().forEach(sandbox -> row(page, sandbox));
            page.append("</table>\n");
        }
        return page.append(index.html()).append("</body>\n</html>\n").toString();
    }

    private static String summary(NodeReport report) {
        StringBuilder text = new StringBuilder();
        text.append(report.sandboxes().size()).append(" on this node; kata-monitor ");
        text.append(Html.escape(report.collectorVersion())).append("; container runtime ");
        RuntimeReport runtime = report.runtime();
        if (runtime == null || runtime.name() == null) {
            text.append("<span class=\"warn\">not reached yet</span>");
        } else {
            text.append(Html.escape(runtime.name())).append(' ').append(escape(runtime.version()));
            text.append(runtime.reachable() ? "" : " <span class=\"bad\">does not answer</span>");
        }
        for (RootReport root : report.roots()) {
            if (!root.complete()) {
                text.append("<br><span class=\"bad\">")
                        .append(Html.escape(root.path()))
                        .append(": ");
                text.append(escape(root.reason())).append("</span>");
            }
        }
        return text.toString();
    }

    private static void row(StringBuilder page, SandboxReport sandbox) {
        page.append("<tr><td>").append(pod(sandbox)).append("</td><td>");
        page.append(sandbox.state().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .append("</td><td>");
        page.append(agent(sandbox))
                .append("</td><td>")
                .append(metrics(sandbox.scrape()))
                .append("</td><td>");
        page.append(escape(sandbox.hypervisor())).append(" <span class=\"dim\">");
        page.append(Html.escape(sandbox.flavor())).append("</span></td>");
        VmReport vm = sandbox.vm();
        cell(page, vm == null || vm.vcpus() == null ? "" : vm.vcpus().toString());
        cell(page, vm == null ? "" : mebibytes(vm.memoryBytes()));
        cell(
                page,
                vm == null || vm.memoryBytes() == null || vm.availableBytes() == null
                        ? ""
                        : mebibytes(vm.memoryBytes() - vm.availableBytes()));
        cell(
                page,
                sandbox.containers().stream()
                        .map(ContainerReport::name)
                        .map(Html::escape)
                        .collect(Collectors.joining("<br>")));
        String id = Html.escape(sandbox.id());
        page.append("<td><a href=\"")
                .append(ReportEndpoint.PATH)
                .append('/')
                .append(id)
                .append("\"><code>");
        page.append(id, 0, Math.min(12, id.length())).append("</code></a></td></tr>\n");
    }

    private static void cell(StringBuilder page, String html) {
        page.append("<td>").append(html).append("</td>");
    }

    private static String pod(SandboxReport sandbox) {
        PodReport pod = sandbox.pod();
        if (pod != null) {
            return Html.escape(pod.namespace()) + "/<b>" + Html.escape(pod.name()) + "</b>";
        }
        return sandbox.podKnowledge() == SandboxReport.PodKnowledge.NONE
                ? "<span class=\"dim\">no pod</span>"
                : "<span class=\"dim\">not known yet</span>";
    }

    private static String agent(SandboxReport sandbox) {
        return switch (sandbox.agent().reachable()) {
            case YES -> "<span class=\"good\">alive</span>";
            case NO -> "<span class=\"bad\">silent</span>";
            case UNKNOWN -> "<span class=\"dim\">unknown</span>";
        };
    }

    private static String metrics(ScrapeReport scrape) {
        if (scrape.policy() != ScrapeReport.Policy.ALLOWED) {
            return "<span class=\"warn\">" + scrape.policy().name().toLowerCase(Locale.ROOT) + "</span> "
                    + escape(scrape.reason());
        }
        if (scrape.up() == null) {
            return "<span class=\"dim\">not asked yet</span>";
        }
        return scrape.up()
                ? "<span class=\"good\">up</span>"
                : "<span class=\"bad\">down</span> " + escape(scrape.failure());
    }

    private static String mebibytes(@Nullable Long bytes) {
        return bytes == null ? "" : (bytes >> 20) + " MiB";
    }

    private static String escape(@Nullable String text) {
        return text == null ? "" : Html.escape(text);
    }
}
