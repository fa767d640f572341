package io.katacontainers.monitor.sim.shim;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real shim's payload whose values move from request to request: what counts grows, what measures wobbles. */
final class PayloadTemplate {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{.*})?) ([-+.0-9eE]+)");
    /** Shims declare these as gauges although they only grow. */
    private static final Pattern CUMULATIVE =
            Pattern.compile(".*_(proc_stat|io_stat|netdev|netdev_stat|diskstat|cpu_time|vm_stat|vcpu)");

    /** The recorded numbers were drawn at random; these fit together, for a guest with 2 GiB. */
    private static final Map<String, Line> GUEST = Stream.of(
                    new Line("kata_guest_meminfo{item=\"mem_total\"}", 2_104_532_992d, Motion.STAYS),
                    new Line("kata_guest_meminfo{item=\"mem_available\"}", 1_783_627_776d, Motion.DIFFERS),
                    new Line("kata_guest_meminfo{item=\"mem_free\"}", 1_200_000_000d, Motion.DIFFERS),
                    new Line("kata_guest_load{item=\"load1\"}", 0.25, Motion.STAYS))
            .collect(Collectors.toMap(Line::text, line -> line));

    private final List<Line> lines;

    private PayloadTemplate(List<Line> lines) {
        this.lines = lines;
    }

    /** From a file of the class path. */
    static PayloadTemplate of(String resource) throws IOException {
        try (InputStream in = PayloadTemplate.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("no resource " + resource);
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static PayloadTemplate parse(String text) {
        List<Line> lines = new ArrayList<>();
        Motion motion = Motion.NONE;
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                motion = motion(words[2], words[3]);
            }
            Matcher sample = SAMPLE.matcher(line);
            lines.add(
                    sample.matches()
                            ? GUEST.getOrDefault(
                                    sample.group(1),
                                    new Line(sample.group(1), Double.parseDouble(sample.group(2)), motion))
                            : new Line(line, 0, Motion.NONE));
        }
        return new PayloadTemplate(lines);
    }

    private static Motion motion(String family, String type) {
        return switch (type) {
            case "counter", "histogram" -> Motion.GROWS;
            case "gauge" -> CUMULATIVE.matcher(family).matches() ? Motion.GROWS : Motion.WOBBLES;
            default -> Motion.STAYS;
        };
    }

    /**
     * The payload of one request.
     *
     * @param shim differs between shims
     * @param request counted from 0
     */
    String render(int shim, long request) {
        StringBuilder text = new StringBuilder(96 << 10);
        for (Line line : lines) {
            text.append(line.text());
            switch (line.motion()) {
                case NONE -> {}
                case STAYS -> text.append(' ').append(line.value());
                // The same step for all buckets of a histogram, or they would contradict each other.
                case GROWS -> text.append(' ').append(line.value() + (1 + shim % 7) * (double) request);
                case WOBBLES -> text.append(' ').append(Math.rint(line.value() * (1 + wobble(shim, request))));
                case DIFFERS ->
                    text.append(' ').append(Math.rint(line.value() * (1 - shim % 5 * 0.15 + wobble(shim, request))));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static double wobble(int shim, long request) {
        return request == 0 ? 0 : 0.02 * Math.sin(request / 5.0 + shim);
    }

    private enum Motion {
        NONE,
        STAYS,
        GROWS,
        WOBBLES,
        /** Wobbles at a height of its own for each shim. */
        DIFFERS
    }

    private record Line(String text, double value, Motion motion) {}
}
