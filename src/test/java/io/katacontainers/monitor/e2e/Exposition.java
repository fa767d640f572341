package io.katacontainers.monitor.e2e;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The samples of a page in Prometheus' text format. */
record Exposition(List<Sample> samples) {
    private static final Pattern LINE =
            Pattern.compile("(?<name>[a-zA-Z_:][\\w:]*)(?:\\{(?<labels>.*)})? (?<value>\\S+)(?: (?<millis>-?\\d+))?");
    private static final Pattern LABEL = Pattern.compile("(?<name>\\w+)=\"(?<value>(?:[^\"\\\\]|\\\\.)*)\",?");

    /** @param at null where the page leaves it to the scraper */
    record Sample(
            String name,
            Map<String, String> labels,
            double value,
            @Nullable Instant at) {
        String label(String label) {
            return labels.getOrDefault(label, "");
        }
    }

    /** @throws IllegalArgumentException at a line that is none */
    static Exposition of(String page) {
        return new Exposition(page.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Exposition::sample)
                .toList());
    }

    private static Sample sample(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no sample: " + line);
        }
        String labels = matcher.group("labels");
        String millis = matcher.group("millis");
        return new Sample(
                matcher.group("name"),
                labels == null ? Map.of() : labels(labels),
                Double.parseDouble(matcher.group("value").replace("Inf", "Infinity")),
                millis == null ? null : Instant.ofEpochMilli(Long.parseLong(millis)));
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text);
        while (label.find()) {
            labels.put(label.group("name"), label.group("value"));
        }
        return labels;
    }

    /** The samples of one family that are of one container. */
    List<Sample> of(String family, String container) {
        return samples.stream()
                .filter(sample -> sample.name().equals(family))
                .filter(sample -> sample.label("container").equals(container))
                .toList();
    }
}
