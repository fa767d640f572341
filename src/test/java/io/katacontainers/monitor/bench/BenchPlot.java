package io.katacontainers.monitor.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** CPU per scrape and resident memory as a picture: an SVG for light and dark pages, readable at the width of a rendered Markdown file. */
final class BenchPlot {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 425;
    private static final int TOP = 74;
    private static final int BOTTOM = 350;

    private static final int CPU_LEFT = 50;
    private static final int CPU_RIGHT = 380;
    private static final int LABEL_GAP = 15;
    private static final List<Integer> SIZES = List.of(1, 10, 100, 500);

    private static final int MEMORY_LEFT = 595;
    private static final int GROUP_WIDTH = 64;
    private static final int BAR_WIDTH = 25;
    private static final double LIMIT_MB = (300L << 20) / 1e6;
    private static final List<String> GROUPS = List.of("idle", "100", "500", "500, four");

    private static final String STYLE = """
            text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
            .title { font-size: 14px; font-weight: 600; }
            .note { fill: #59636e; }
            .paper { fill: #ffffff; }
            .grid { stroke: #d1d9e0; }
            .limit { stroke: #59636e; stroke-dasharray: 2 3; }
            .collector { color: #1f6feb; }
            .copy { color: #6e7781; }
            .upstream { color: #d9622b; }
            .curve { fill: none; stroke: currentColor; stroke-width: 2; }
            .gzip .curve { stroke-dasharray: 6 4; }
            .plain circle, .bar { fill: currentColor; }
            circle { stroke: currentColor; stroke-width: 2; }
            .gzip circle { fill: #ffffff; }
            @media (prefers-color-scheme: dark) {
              text { fill: #f0f6fc; }
              .note { fill: #9198a1; }
              .paper, .gzip circle { fill: #0d1117; }
              .grid { stroke: #3d444d; }
              .limit { stroke: #9198a1; }
              .collector { color: #58a6ff; }
              .copy { color: #9198a1; }
              .upstream { color: #f0883e; }
            }
            """;

    private final List<Curve> curves;
    private final List<Long> resident;
    private final StringBuilder svg = new StringBuilder();

    /**
     * Of one thing that was measured.
     *
     * @param kind which of the colours
     * @param name for people
     * @param milliseconds of CPU by number of sandboxes
     */
    record Curve(String kind, String name, boolean gzip, SortedMap<Integer, Double> milliseconds) {
        private String form() {
            return gzip ? "gzip" : "plain";
        }

        private double ofMost() {
            return milliseconds.values().stream().reduce((fewer, more) -> more).orElseThrow();
        }
    }

    /** @param resident MB when idle, at 100 sandboxes, at 500, at 500 with four scrapers */
    BenchPlot(List<Curve> curves, List<Long> resident) {
        this.curves = curves.stream()
                .map(BenchPlot::measurable)
                .filter(curve -> !curve.milliseconds().isEmpty())
                .toList();
        this.resident = resident;
    }

    /** CPU is told in whole clock ticks, so it can be 0, for which a logarithmic scale has no place. */
    private static Curve measurable(Curve curve) {
        SortedMap<Integer, Double> kept = new TreeMap<>(curve.milliseconds());
        kept.values().removeIf(value -> value <= 0);
        return new Curve(curve.kind(), curve.name(), curve.gzip(), kept);
    }

    /** With upstream's figures beside what one scraper cost here. */
    static BenchPlot of(List<WarmCosts.Cost> costs, List<Long> resident) {
        List<Curve> curves = new ArrayList<>();
        for (boolean gzip : List.of(false, true)) {
            SortedMap<Integer, Double> collector = new TreeMap<>();
            SortedMap<Integer, Double> copy = new TreeMap<>();
            for (WarmCosts.Cost cost : costs) {
                if (cost.gzip() == gzip && cost.row().scrapers() == 1) {
                    collector.put(cost.row().sandboxes(), cost.cpu().toNanos() / 1e6);
                    copy.put(cost.row().sandboxes(), cost.baseline().toNanos() / 1e6);
                }
            }
            curves.add(new Curve("upstream", "upstream", gzip, gzip ? UpstreamFigures.GZIP : UpstreamFigures.PLAIN));
            curves.add(new Curve("copy", "raw copy", gzip, copy));
            curves.add(new Curve("collector", "collector", gzip, collector));
        }
        return new BenchPlot(curves, resident);
    }

    /** All of the file. */
    String svg() {
        svg.setLength(0);
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">", WIDTH, HEIGHT);
        add("<title>What a scrape costs</title>");
        add(
                "<desc>CPU per scrape and resident memory of the collector, of a raw copy, and of upstream's kata-monitor</desc>");
        add("<style>\n%s</style>", STYLE);
        add("<rect class=\"paper\" width=\"%d\" height=\"%d\"/>", WIDTH, HEIGHT);
        cpu();
        memory();
        text(CPU_LEFT, HEIGHT - 8, "note", "upstream's kata-monitor: measured by others on the same kind of machine");
        add("</svg>");
        return svg.toString();
    }

    private void cpu() {
        double[] values = curves.stream()
                .flatMap(curve -> curve.milliseconds().values().stream())
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        Scale across = new Scale(0.8, 625, CPU_LEFT, CPU_RIGHT);
        Scale up = new Scale(values[0] * 0.7, values[values.length - 1] * 1.4, BOTTOM, TOP);
        text(CPU_LEFT, 24, "title", "CPU per scrape (ms), one scraper");
        text(CPU_LEFT, 44, "note", "filled, solid: plain · hollow, dashed: gzip · both axes logarithmic");
        for (double decade : up.decades()) {
            double y = up.at(decade);
            add("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", CPU_LEFT, y, CPU_RIGHT);
            end(CPU_LEFT - 8, y + 4, decade < 1 ? "0.1" : String.format(Locale.ROOT, "%,.0f", decade));
        }
        for (int sandboxes : SIZES) {
            add("<path class=\"grid\" d=\"M%.1f %dV%d\"/>", across.at(sandboxes), TOP, BOTTOM);
            middle(across.at(sandboxes), BOTTOM + 20, Integer.toString(sandboxes));
        }
        middle((CPU_LEFT + CPU_RIGHT) / 2.0, BOTTOM + 42, "sandboxes");
        curves.forEach(curve -> curve(curve, across, up));
        labels(up);
    }

    private void curve(Curve curve, Scale across, Scale up) {
        add("<g class=\"%s %s\">", curve.kind(), curve.form());
        StringBuilder path = new StringBuilder();
        curve.milliseconds()
                .forEach((sandboxes, value) -> path.append(String.format(
                        Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", across.at(sandboxes), up.at(value))));
        add("<path class=\"curve\" d=\"%s\"/>", path);
        curve.milliseconds()
                .forEach((sandboxes, value) ->
                        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", across.at(sandboxes), up.at(value)));
        add("</g>");
    }

    /** At the ends of the curves, moved down where they would overlap. */
    private void labels(Scale up) {
        List<Curve> fromTop = curves.stream()
                .sorted(Comparator.comparingDouble(curve -> up.at(curve.ofMost())))
                .toList();
        double free = TOP;
        for (Curve curve : fromTop) {
            double value = curve.ofMost();
            double y = Math.max(free, up.at(value) + 4);
            add(
                    "<text x=\"%d\" y=\"%.1f\" class=\"%s\" style=\"fill: currentColor\">%s, %s: %s</text>",
                    CPU_RIGHT + 8, y, curve.kind(), curve.name(), curve.form(), number(value));
            free = y + LABEL_GAP;
        }
    }

    private void memory() {
        long most = Math.max(
                resident.stream().mapToLong(Long::longValue).max().orElse(0),
                UpstreamFigures.RESIDENT.stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0));
        double perMb = (BOTTOM - TOP - 20) / (double) most;
        int right = MEMORY_LEFT + GROUPS.size() * GROUP_WIDTH;
        text(MEMORY_LEFT, 24, "title", "Resident memory (MB)");
        add("<rect class=\"bar collector\" x=\"%d\" y=\"35\" width=\"10\" height=\"10\"/>", MEMORY_LEFT);
        text(MEMORY_LEFT + 15, 44, "note", "collector");
        add("<rect class=\"bar upstream\" x=\"%d\" y=\"35\" width=\"10\" height=\"10\"/>", MEMORY_LEFT + 85);
        text(MEMORY_LEFT + 100, 44, "note", "upstream");
        add("<path class=\"grid\" d=\"M%d %dH%d\"/>", MEMORY_LEFT, BOTTOM, right);
        double limit = BOTTOM - LIMIT_MB * perMb;
        add("<path class=\"limit\" d=\"M%d %.1fH%d\"/>", MEMORY_LEFT, limit, right);
        text(MEMORY_LEFT, limit - 5, "note", "300Mi");
        for (int i = 0; i < GROUPS.size(); i++) {
            int left = MEMORY_LEFT + i * GROUP_WIDTH + (GROUP_WIDTH - 2 * BAR_WIDTH - 2) / 2;
            bar(left, "collector", resident.get(i), perMb);
            bar(left + BAR_WIDTH + 2, "upstream", UpstreamFigures.RESIDENT.get(i), perMb);
            middle(MEMORY_LEFT + (i + 0.5) * GROUP_WIDTH, BOTTOM + 20, GROUPS.get(i));
        }
        middle((MEMORY_LEFT + right) / 2.0, BOTTOM + 42, "peaks by sandboxes, scrapers");
    }

    private void bar(int left, String kind, long megabytes, double perMb) {
        double height = megabytes * perMb;
        add(
                "<rect class=\"bar %s\" x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>",
                kind, left, BOTTOM - height, BAR_WIDTH, height);
        middle(left + BAR_WIDTH / 2.0, BOTTOM - height - 5, number((double) megabytes));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%,.0f", value);
    }

    private void text(double x, double y, String kind, String text) {
        add("<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>", x, y, kind, text);
    }

    private void middle(double x, double y, String text) {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>", x, y, text);
    }

    private void end(double x, double y, String text) {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>", x, y, text);
    }

    private void add(String format, Object... arguments) {
        svg.append(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments))
                .append('\n');
    }
}
