package io.katacontainers.monitor.sim.apiserver.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/** The small part of JSONPath that printer columns and selectable fields use: {@code .a.b}, {@code ['a.b/c']}, {@code [0]}, {@code [?(@.type=="Ready")]}. */
public final class FieldPath {
    private FieldPath() {}

    /** The first value at a path; missing if there is none. */
    public static JsonNode read(JsonNode object, String path) {
        JsonNode at = object;
        for (String step : steps(path)) {
            at = step.startsWith("[") ? index(at, step.substring(1, step.length() - 1)) : at.path(step);
        }
        return at;
    }

    private static List<String> steps(String path) {
        List<String> steps = new ArrayList<>();
        int i = 0;
        while (i < path.length()) {
            char c = path.charAt(i);
            if (c == '.') {
                i++;
            } else if (c == '[') {
                int end = path.indexOf(']', i);
                if (end < 0) {
                    throw new IllegalArgumentException("Unclosed [ in path " + path);
                }
                String inside = path.substring(i + 1, end);
                steps.add(inside.startsWith("'") ? inside.substring(1, inside.length() - 1) : "[" + inside + "]");
                i = end + 1;
            } else {
                StringBuilder name = new StringBuilder();
                while (i < path.length() && path.charAt(i) != '.' && path.charAt(i) != '[') {
                    if (path.charAt(i) == '\\' && i + 1 < path.length()) {
                        i++;
                    }
                    name.append(path.charAt(i++));
                }
                steps.add(name.toString());
            }
        }
        return steps;
    }

    private static JsonNode index(JsonNode list, String index) {
        if (index.startsWith("?(@.")) {
            String[] condition = index.substring(4, index.length() - 1).split("==");
            String wanted = condition[1].strip().replaceAll("^[\"']|[\"']$", "");
            for (JsonNode element : list) {
                if (element.path(condition[0].strip()).asText().equals(wanted)) {
                    return element;
                }
            }
            return MissingNode.getInstance();
        }
        return list.path(index.equals("*") ? 0 : Integer.parseInt(index));
    }
}
