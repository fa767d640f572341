package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.OverheadReport;
import io.katacontainers.monitor.report.PodReport;
import io.katacontainers.monitor.report.RootReport;
import io.katacontainers.monitor.report.RuntimeReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.report.ScrapeReport;
import io.katacontainers.monitor.report.VmReport;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The web page of a node. All text from elsewhere is escaped. */
final class NodePage {
    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="refresh" content="10">
            <title>Kata sandboxes</title>
            <style>
            :root { color-scheme: light dark; --text: #1f2328; --dim: #59636e; --line: #d1d9e0; --back: #fff; --bar: #f6f8fa;
              --good: #1a7f37; --warn: #9a6700; --bad: #cf222e; --link: #0969da; }
            @media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --dim: #9198a1; --line: #3d444d; --back: #0d1117;
              --bar: #151b23; --good: #3fb950; --warn: #d29922; --bad: #f85149; --link: #4493f8; } }
            body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem 2rem; max-width: 90rem; color: var(--text);
              background: var(--back); }
            h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
            p { margin: .25rem 0; } a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
            .scroll { overflow-x: auto; margin-top: 1.25rem; border: 1px solid var(--line); border-radius: 6px; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; padding: .5rem .8rem; border-top: 1px solid var(--line); vertical-align: top; }
            tr:first-child > * { border-top: 0; }
            th { font-weight: 600; font-size: .85rem; color: var(--dim); background: var(--bar); white-space: nowrap; }
            td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
            td.w { white-space: nowrap; }
            small { display: block; color: var(--dim); font-size: .8rem; } code { font-size: .85rem; }
            .in td { border-top: 0; } .in > td { padding: 0 .8rem .8rem 2rem; } .in table { width: auto; font-size: .9rem; }
            .in th { background: none; } .in table th, .in table td { padding: .1rem 1.5rem .1rem 0; }
            ul { margin: 0; padding-left: 1.2rem; } h1 + ul { margin-top: .5rem; }
            .bad { color: var(--bad); } .warn { color: var(--warn); } .good { color: var(--good); } .dim { color: var(--dim); }
            </style>
            </head>
            <body>
            """;
    private static final String COLUMNS =
            "<tr><th>Pod</th><th>State</th><th>Agent</th><th>Metrics</th><th>Hypervisor</th><th class=\"n\">vCPUs</th>"
                    + "<th class=\"n\">Memory used</th><th class=\"n\">Load</th><th class=\"n\">Overhead</th><th>Sandbox</th></tr>\n";
    private static final int COLUMN_COUNT = 10;
    private static final String CONTAINER_COLUMNS =
            "<tr><th>Container</th><th class=\"n\">CPU</th><th class=\"n\">CPU limit</th><th class=\"n\">Working set</th>"
                    + "<th class=\"n\">Memory limit</th><th class=\"n\">OOM kills</th></tr>\n";
    private static final int SHORT_ID = 12;

    private final NodeReport report;
    private final EndpointIndex index;
    private final StringBuilder page = new StringBuilder(16 << 10);

    NodePage(NodeReport report, EndpointIndex index) {
        this.report = report;
        this.index = index;
    }

    String html() {
        page.append(HEAD).append("<h1>Kata sandboxes</h1>\n");
        summary();
        if (!report.sandboxes().isEmpty()) {
            page.append("<div class=\"scroll\"><table>\n").append(COLUMNS);
            report.sandboxes().forEach(this::row);
            page.append("</table></div>\n");
        }
        page.append("<h2>Endpoints</h2>\n").append(index.list());
        return page.append("</body>\n</html>\n").toString();
    }

    private void summary() {
        int count = report.sandboxes().size();
        page.append("<p>")
                .append(
                        count == 0
                                ? "No sandbox runs on this node."
                                : count + (count == 1 ? " sandbox" : " sandboxes") + " on this node.")
                .append(" Container runtime: ")
                .append(runtime(report.runtime()))
                .append(". <span class=\"dim\">kata-monitor ")
                .append(Html.escape(report.collectorVersion()))
                .append("</span></p>\n");
        for (RootReport root : report.roots()) {
            if (!root.complete()) {
                page.append("<p class=\"bad\">").append(Html.escape(root.path()));
                page.append(": ").append(escape(root.reason())).append("</p>\n");
            }
        }
    }

    private static String runtime(@Nullable RuntimeReport runtime) {
        if (runtime == null || runtime.name() == null) {
            return "<span class=\"warn\">not reached yet, so pods have no names</span>";
        }
        return Html.escape(runtime.name())
                + ' '
                + escape(runtime.version())
                + (runtime.reachable() ? "" : " <span class=\"bad\">does not answer</span>");
    }

    private void row(SandboxReport sandbox) {
        VmReport vm = sandbox.vm();
        page.append("<tr>");
        cell("", pod(sandbox));
        cell("w", state(sandbox.state()));
        cell("w", agent(sandbox));
        cell("", metrics(sandbox.scrape()));
        cell("w", hypervisor(sandbox));
        cell("n", vm == null || vm.vcpus() == null ? "" : vm.vcpus().toString());
        cell("n", vm == null ? "" : memory(vm));
        cell("n", vm == null || vm.load1() == null ? "" : String.format(Locale.ROOT, "%.2f", vm.load1() / 1000.0));
        cell("n", overhead(sandbox.overhead()));
        String id = Html.escape(sandbox.id());
        cell(
                "w",
                "<a href=\"" + ReportEndpoint.PATH + '/' + id + "\" title=\"" + id + "\"><code>"
                        + id.substring(0, Math.min(SHORT_ID, id.length()))
                        + "</code></a><small><a href=\"/metrics?sandbox="
                        + id + "\">metrics</a></small>");
        page.append("</tr>\n");
        if (!sandbox.containers().isEmpty()) {
            page.append("<tr class=\"in\"><td colspan=\"").append(COLUMN_COUNT).append("\"><table>\n");
            page.append(CONTAINER_COLUMNS);
            sandbox.containers().forEach(this::row);
            page.append("</table></td></tr>\n");
        }
    }

    private void row(ContainerReport container) {
        page.append("<tr>");
        cell("w", container(container));
        cell("n", cpus(container.cpuMillicores()));
        cell("n", cpus(container.cpuLimitMillicores()));
        cell("n", mebibytes(container.workingSetBytes()));
        cell("n", mebibytes(container.memoryLimitBytes()));
        cell("n", kills(container.oomKills()));
        page.append("</tr>\n");
    }

    private static String container(ContainerReport container) {
        String name = Html.escape(container.name());
        return container.state() == ContainerReport.State.RUNNING
                ? name
                : "<span class=\"dim\">" + name + " ("
                        + container.state().name().toLowerCase(Locale.ROOT) + ")</span>";
    }

    private static String kills(@Nullable Long kills) {
        if (kills == null) {
            return "";
        }
        return kills == 0 ? "0" : "<span class=\"bad\">" + kills + "</span>";
    }

    private static String overhead(@Nullable OverheadReport overhead) {
        if (overhead == null) {
            return "";
        }
        String cpus = cpus(overhead.cpuMillicores());
        return mebibytes(overhead.memoryBytes()) + (cpus.isEmpty() ? "" : "<small>" + cpus + " CPU</small>");
    }

    /** As Kubernetes writes CPUs; empty where there is no figure. */
    private static String cpus(@Nullable Long millicores) {
        return millicores == null ? "" : millicores + "m";
    }

    private void cell(String kind, String html) {
        page.append(kind.isEmpty() ? "<td>" : "<td class=\"" + kind + "\">")
                .append(html)
                .append("</td>");
    }

    private static String pod(SandboxReport sandbox) {
        PodReport pod = sandbox.pod();
        if (pod != null) {
            return "<b>" + Html.escape(pod.name()) + "</b><small>" + Html.escape(pod.namespace()) + "</small>";
        }
        return sandbox.podKnowledge() == SandboxReport.PodKnowledge.NONE
                ? "<span class=\"dim\">no pod</span>"
                : "<span class=\"dim\">not known yet</span>";
    }

    private static String state(SandboxReport.State state) {
        return switch (state) {
            case RUNNING -> "<span class=\"good\">running</span>";
            case STARTING -> "<span class=\"dim\">starting</span>";
            case NOT_READY -> "<span class=\"warn\">not ready</span>";
            case STALE -> "<span class=\"warn\">stale</span><small>without a socket</small>";
        };
    }

    private static String agent(SandboxReport sandbox) {
        return switch (sandbox.agent().reachable()) {
            case YES -> "<span class=\"good\">alive</span>";
            case NO ->
                "<span class=\"bad\">silent</span>" + small(sandbox.agent().reason());
            case UNKNOWN ->
                "<span class=\"dim\">unknown</span>" + small(sandbox.agent().reason());
        };
    }

    private static String metrics(ScrapeReport scrape) {
        if (scrape.policy() != ScrapeReport.Policy.ALLOWED) {
            return "<span class=\"warn\">" + scrape.policy().name().toLowerCase(Locale.ROOT) + "</span>"
                    + small(scrape.reason());
        }
        if (scrape.up() == null) {
            return "<span class=\"dim\">not asked yet</span>";
        }
        return scrape.up()
                ? "<span class=\"good\">up</span>"
                : "<span class=\"bad\">down</span>" + small(scrape.failure());
    }

    private static String hypervisor(SandboxReport sandbox) {
        String name =
                sandbox.hypervisor() == null ? "<span class=\"dim\">unknown</span>" : Html.escape(sandbox.hypervisor());
        return name + "<small>" + Html.escape(sandbox.flavor()) + "</small>";
    }

    private static String memory(VmReport vm) {
        if (vm.memoryBytes() == null) {
            return "";
        }
        String total = mebibytes(vm.memoryBytes());
        return vm.availableBytes() == null
                ? "of " + total
                : mebibytes(vm.memoryBytes() - vm.availableBytes()) + "<small>of " + total + "</small>";
    }

    private static String mebibytes(@Nullable Long bytes) {
        return bytes == null ? "" : (bytes >> 20) + " MiB";
    }

    /** A reason as {@code metrics_timeout}, in words. */
    private static String small(@Nullable String reason) {
        return reason == null ? "" : "<small>" + Html.escape(reason.replace('_', ' ')) + "</small>";
    }

    private static String escape(@Nullable String text) {
        return text == null ? "" : Html.escape(text);
    }
}
