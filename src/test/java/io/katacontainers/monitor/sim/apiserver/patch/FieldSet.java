package io.katacontainers.monitor.sim.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A set of field paths as {@code managedFields} writes them (FieldsV1). A path is a list of steps: {@code f:name} into an object,
 * {@code k:{…}} to a list element by its keys, {@code v:…} to an element of a set.
 *
 * @param paths the owned leaves, and the keyed elements themselves
 */
record FieldSet(Set<List<String>> paths) {
    static FieldSet of(Collection<List<String>> paths) {
        return new FieldSet(new LinkedHashSet<>(paths));
    }

    static FieldSet parse(JsonNode fieldsV1) {
        Set<List<String>> paths = new LinkedHashSet<>();
        parse(fieldsV1, List.of(), paths);
        return new FieldSet(paths);
    }

    private static void parse(JsonNode node, List<String> path, Set<List<String>> into) {
        if (node.isEmpty() && !path.isEmpty()) {
            into.add(path);
        }
        node.properties().forEach(step -> {
            if (step.getKey().equals(".")) {
                into.add(path);
            } else {
                parse(step.getValue(), join(path, step.getKey()), into);
            }
        });
    }

    ObjectNode toFieldsV1() {
        ObjectNode root = Json.object();
        for (List<String> path : paths) {
            ObjectNode at = root;
            for (String step : path) {
                at = Json.objectAt(at, step);
            }
        }
        // An element that is owned itself and has owned fields says so by a dot; an empty object alone says it already.
        for (List<String> path : paths) {
            ObjectNode at = root;
            for (String step : path) {
                at = Json.objectAt(at, step);
            }
            if (!at.isEmpty()) {
                at.putObject(".");
            }
        }
        return root;
    }

    boolean isEmpty() {
        return paths.isEmpty();
    }

    FieldSet without(Collection<List<String>> removed) {
        Set<List<String>> rest = new LinkedHashSet<>(paths);
        removed.forEach(rest::remove);
        return new FieldSet(rest);
    }

    FieldSet with(Collection<List<String>> added) {
        Set<List<String>> all = new LinkedHashSet<>(paths);
        all.addAll(added);
        return new FieldSet(all);
    }

    static List<String> join(List<String> path, String step) {
        List<String> longer = new ArrayList<>(path.size() + 1);
        longer.addAll(path);
        longer.add(step);
        return longer;
    }

    /** A path as messages write it: {@code .spec.containers[name="a"].image}. */
    static String describe(List<String> path) {
        StringBuilder text = new StringBuilder();
        for (String step : path) {
            String rest = step.substring(2);
            switch (step.charAt(0)) {
                case 'f' -> text.append('.').append(rest);
                case 'k' ->
                    text.append('[')
                            .append(rest.replaceAll("[{}]", "").replaceAll("\"([^\"]*)\":", "$1="))
                            .append(']');
                default -> text.append('[').append(rest).append(']');
            }
        }
        return text.toString();
    }
}
