package io.katacontainers.monitor.sim.apiserver.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A label selector: equality, set-based and existence requirements, all of which must hold. */
public final class LabelSelector implements Predicate<Map<String, String>> {
    private static final String KEY = "([A-Za-z0-9][A-Za-z0-9_./-]*)";
    private static final String VALUE = "([A-Za-z0-9_.-]*)";
    private static final Pattern SET = Pattern.compile(KEY + "\\s+(in|notin)\\s*\\(([^()]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile(KEY + "\\s*(==|=|!=)\\s*" + VALUE);
    private static final Pattern EXISTENCE = Pattern.compile("(!?)\\s*" + KEY);
    private static final Pattern NEXT = Pattern.compile("\\s*,\\s*");

    private final List<Predicate<Map<String, String>>> requirements;

    private LabelSelector(List<Predicate<Map<String, String>>> requirements) {
        this.requirements = requirements;
    }

    /**
     * Parses the labelSelector parameter.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public static LabelSelector parse(String text) {
        List<Predicate<Map<String, String>>> found = new ArrayList<>();
        String rest = text.strip();
        while (!rest.isEmpty()) {
            Matcher set = SET.matcher(rest);
            Matcher equality = EQUALITY.matcher(rest);
            Matcher existence = EXISTENCE.matcher(rest);
            int end;
            if (set.lookingAt()) {
                found.add(requirement(set.group(1), set.group(2), split(set.group(3))));
                end = set.end();
            } else if (equality.lookingAt()) {
                String operator = equality.group(2).equals("!=") ? "notin" : "in";
                found.add(requirement(equality.group(1), operator, Set.of(equality.group(3))));
                end = equality.end();
            } else if (existence.lookingAt()) {
                String operator = existence.group(1).isEmpty() ? "exists" : "doesnotexist";
                found.add(requirement(existence.group(2), operator, Set.of()));
                end = existence.end();
            } else {
                throw new IllegalArgumentException("unable to parse requirement: " + rest);
            }
            rest = rest.substring(end);
            Matcher next = NEXT.matcher(rest);
            if (next.lookingAt() && next.end() < rest.length()) {
                rest = rest.substring(next.end());
            } else if (!rest.isBlank()) {
                throw new IllegalArgumentException("unable to parse requirement: " + rest);
            } else {
                rest = "";
            }
        }
        return new LabelSelector(found);
    }

    /** A {@code metav1.LabelSelector} object; an empty one selects everything. */
    public static LabelSelector of(JsonNode selector) {
        List<Predicate<Map<String, String>>> found = new ArrayList<>();
        selector.path("matchLabels")
                .properties()
                .forEach(label -> found.add(requirement(
                        label.getKey(), "in", Set.of(label.getValue().asText()))));
        for (JsonNode expression : selector.path("matchExpressions")) {
            found.add(expression(expression));
        }
        return new LabelSelector(found);
    }

    /** One element of matchExpressions; also those of node affinity, apart from Gt and Lt. */
    public static Predicate<Map<String, String>> expression(JsonNode expression) {
        Set<String> values = new HashSet<>();
        expression.path("values").forEach(value -> values.add(value.asText()));
        return requirement(
                expression.path("key").asText(),
                expression.path("operator").asText().toLowerCase(Locale.ROOT),
                values);
    }

    private static Set<String> split(String values) {
        return Arrays.stream(values.split(",", -1)).map(String::strip).collect(Collectors.toSet());
    }

    private static Predicate<Map<String, String>> requirement(String key, String operator, Set<String> values) {
        return switch (operator) {
            case "in" -> labels -> labels.containsKey(key) && values.contains(labels.get(key));
            case "notin" -> labels -> !labels.containsKey(key) || !values.contains(labels.get(key));
            case "exists" -> labels -> labels.containsKey(key);
            case "doesnotexist" -> labels -> !labels.containsKey(key);
            default ->
                throw new IllegalArgumentException("\"" + operator + "\" is not a valid label selector operator");
        };
    }

    @Override
    public boolean test(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.test(labels));
    }
}
