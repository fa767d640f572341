package io.katacontainers.monitor.sim.apiserver.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;

/** One rule of a Role or ClusterRole. */
record PolicyRule(
        JsonNode json,
        Set<String> verbs,
        Set<String> groups,
        Set<String> resources,
        Set<String> names,
        Set<String> nonResourceUrls) {
    static PolicyRule of(JsonNode rule) {
        return new PolicyRule(
                rule,
                strings(rule.path("verbs")),
                strings(rule.path("apiGroups")),
                strings(rule.path("resources")),
                strings(rule.path("resourceNames")),
                strings(rule.path("nonResourceURLs")));
    }

    private static Set<String> strings(JsonNode list) {
        Set<String> found = new LinkedHashSet<>();
        list.forEach(element -> found.add(element.asText()));
        return found;
    }

    boolean allows(Attributes request) {
        if (!has(verbs, request.verb())) {
            return false;
        }
        if (!request.isResource()) {
            return nonResourceUrls.stream().anyMatch(url -> urlMatches(url, request.path()));
        }
        return has(groups, request.group())
                && (has(resources, request.qualifiedResource())
                        || (!request.subresource().isEmpty() && resources.contains("*/" + request.subresource())))
                && (names.isEmpty() || names.contains(request.name()));
    }

    private static boolean has(Set<String> values, String wanted) {
        return values.contains("*") || values.contains(wanted);
    }

    private static boolean urlMatches(String pattern, String path) {
        return pattern.endsWith("*")
                ? path.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(path);
    }
}
