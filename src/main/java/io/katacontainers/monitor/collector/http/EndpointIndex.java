package io.katacontainers.monitor.collector.http;

import java.util.List;

/** The list of endpoints, in the forms in which upstream's kata-monitor gives it. */
final class EndpointIndex {
    private static final int GAP = 3;

    private final List<Entry> entries;

    /** The endpoints of a collector; those for cAdvisor's dashboards and of shims' debugging only where they are served. */
    EndpointIndex(boolean cadvisor, boolean debug) {
        List<Entry> all = List.of(
                new Entry("/metrics", "Get metrics from sandboxes.", true, false),
                new Entry("/sandboxes", "List all Kata Containers sandboxes.", true, false),
                new Entry("/agent-url", "Get sandbox agent URL.", false, false),
                new Entry(CadvisorEndpoint.PATH, "Metrics of containers as cAdvisor names them.", true, false),
                new Entry("/api/v1/sandboxes", "Report of the node as JSON.", true, false),
                new Entry("/validate", "What works on this node and what does not.", true, false),
                new Entry("/healthz", "Whether the collector is alive.", true, false),
                new Entry("/readyz", "Whether the collector is ready.", true, false),
                debug("/debug/vars", "Golang pprof `/debug/vars` endpoint for kata runtime shim process."),
                debug("/debug/pprof/", "Golang pprof `/debug/pprof/` endpoint for kata runtime shim process."),
                debug(
                        "/debug/pprof/cmdline",
                        "Golang pprof `/debug/pprof/cmdline` endpoint for kata runtime shim process."),
                debug(
                        "/debug/pprof/profile",
                        "Golang pprof `/debug/pprof/profile` endpoint for kata runtime shim process."),
                debug(
                        "/debug/pprof/symbol",
                        "Golang pprof `/debug/pprof/symbol` endpoint for kata runtime shim process."),
                debug(
                        "/debug/pprof/trace",
                        "Golang pprof `/debug/pprof/trace` endpoint for kata runtime shim process."));
        this.entries = all.stream()
                .filter(entry -> debug || !entry.debug)
                .filter(entry -> cadvisor || !entry.path.equals(CadvisorEndpoint.PATH))
                .toList();
    }

    private static Entry debug(String path, String description) {
        return new Entry(path, description, false, true);
    }

    String text() {
        int width =
                entries.stream().mapToInt(entry -> entry.path.length()).max().orElse(0) + GAP;
        StringBuilder lines = new StringBuilder("Available HTTP endpoints:\n");
        for (Entry entry : entries) {
            lines.append(entry.path).append(" ".repeat(width - entry.path.length()));
            lines.append(": ").append(entry.description).append('\n');
        }
        return lines.toString();
    }

    /** An HTML list. */
    String list() {
        StringBuilder list = new StringBuilder("<ul>\n");
        for (Entry entry : entries) {
            list.append("<li><b>");
            if (entry.link) {
                list.append("<a href='")
                        .append(entry.path)
                        .append("'>")
                        .append(entry.path)
                        .append("</a>");
            } else {
                list.append(entry.path);
            }
            list.append("</b>: ").append(entry.description).append("</li>\n");
        }
        return list.append("</ul>\n").toString();
    }

    private record Entry(String path, String description, boolean link, boolean debug) {}
}
