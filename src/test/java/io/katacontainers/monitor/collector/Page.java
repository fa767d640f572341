package io.katacontainers.monitor.collector;

import io.katacontainers.monitor.collector.exposition.StrictReader;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a test asks of a page of metrics. */
record Page(Map<String, StrictReader.Family> families) {
    private static final Pattern OURS = Pattern.compile("kata_(monitor|sandbox|container)_");

    /** The value of the one series with these labels, and perhaps others; empty where there is none. */
    OptionalDouble value(String name, Map<String, String> labels) {
        return samples(name)
                .filter(sample ->
                        sample.name().equals(name) && sample.labels().entrySet().containsAll(labels.entrySet()))
                .mapToDouble(sample -> Double.parseDouble(sample.value()))
                .findFirst();
    }

    OptionalDouble ofSandbox(String name, String id) {
        return value(name, Map.of("sandbox_id", id));
    }

    /** Its TYPE; empty where it is not there. */
    String type(String family) {
        StrictReader.Family found = families.get(family);
        return found == null ? "" : found.type();
    }

    /** The sum of a family's series of one sandbox that have one of these reasons. */
    double sum(String family, String id, Set<String> reasons) {
        return samples(family)
                .filter(sample -> id.equals(sample.labels().get("sandbox_id")))
                .filter(sample -> reasons.contains(sample.labels().get("reason")))
                .mapToDouble(sample -> Double.parseDouble(sample.value()))
                .sum();
    }

    /** Series of a family in this sandbox. */
    long series(String family, String id) {
        return samples(family)
                .filter(sample -> id.equals(sample.labels().get("sandbox_id")))
                .count();
    }

    /** Sandboxes of which the shims' own text is there. */
    Set<String> relayed() {
        return families.entrySet().stream()
                .filter(family -> !OURS.matcher(family.getKey()).lookingAt())
                .flatMap(family -> family.getValue().samples().stream())
                .map(sample -> sample.labels().get("sandbox_id"))
                .map(Objects::requireNonNull)
                .collect(Collectors.toSet());
    }

    /** Lines of shims' own text that name the sandbox. */
    long relayedSeries(String id) {
        return families.entrySet().stream()
                .filter(family -> !OURS.matcher(family.getKey()).lookingAt())
                .flatMap(family -> family.getValue().samples().stream())
                .filter(sample -> id.equals(sample.labels().get("sandbox_id")))
                .count();
    }

    /** The family's samples; none where it is not there. */
    Stream<StrictReader.Sample> samples(String family) {
        StrictReader.Family found = families.get(family);
        return found == null ? Stream.of() : found.samples().stream();
    }
}
