package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.auth.Attributes;
import io.katacontainers.monitor.sim.apiserver.auth.Rbac;
import io.katacontainers.monitor.sim.apiserver.auth.Tokens;
import io.katacontainers.monitor.sim.apiserver.auth.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The resources that are questions: who is this token, may this user do that. */
final class Reviews {
    private static final String AUTHORIZATION = "authorization.k8s.io";
    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final Map<String, List<String>> KINDS = Map.of(
            AUTHORIZATION,
                    List.of(
                            "SelfSubjectAccessReview",
                            "SelfSubjectRulesReview",
                            "SubjectAccessReview",
                            "LocalSubjectAccessReview"),
            AUTHENTICATION, List.of("TokenReview", "SelfSubjectReview"));

    static final List<String> GROUPS = List.of(AUTHENTICATION, AUTHORIZATION);

    private final Rbac rbac;
    private final Tokens tokens;
    private final boolean enforced;

    Reviews(Rbac rbac, Tokens tokens, boolean enforced) {
        this.rbac = rbac;
        this.tokens = tokens;
        this.enforced = enforced;
    }

    static void describe(ArrayNode resources, String group) {
        for (String kind : KINDS.getOrDefault(group, List.of())) {
            ObjectNode resource = resources.addObject();
            String singular = kind.toLowerCase(Locale.ROOT);
            resource.put("name", singular + "s")
                    .put("singularName", singular)
                    .put("namespaced", kind.startsWith("Local"))
                    .put("kind", kind);
            resource.putArray("verbs").add("create");
        }
    }

    /** The answered question; empty if the request is none. */
    Optional<ObjectNode> answer(RequestInfo info, ApiRequest request, User user) throws ApiException {
        if (!GROUPS.contains(info.group()) || !info.verb().equals("create")) {
            return Optional.empty();
        }
        ObjectNode review = RequestBody.object(request);
        JsonNode spec = review.path("spec");
        ObjectNode status = review.putObject("status");
        switch (info.resource()) {
            case "selfsubjectaccessreviews" -> decide(status, user, spec);
            case "subjectaccessreviews", "localsubjectaccessreviews" -> decide(status, subject(spec), spec);
            case "selfsubjectrulesreviews" ->
                rules(status, user, spec.path("namespace").asText());
            case "tokenreviews" -> token(status, spec.path("token").asText());
            case "selfsubjectreviews" -> describe(status.putObject("userInfo"), user);
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(review);
    }

    private static User subject(JsonNode spec) {
        List<String> groups =
                new ArrayList<>(User.named(spec.path("user").asText()).groups());
        spec.path("groups").forEach(group -> groups.add(group.asText()));
        return new User(spec.path("user").asText(), groups);
    }

    private void decide(ObjectNode status, User user, JsonNode spec) {
        JsonNode resource = spec.path("resourceAttributes");
        JsonNode other = spec.path("nonResourceAttributes");
        Attributes asked = new Attributes(
                resource.path("verb").asText(other.path("verb").asText()),
                resource.path("group").asText(),
                resource.path("resource").asText(),
                resource.path("subresource").asText(),
                resource.path("namespace").asText(),
                resource.path("name").asText(),
                other.path("path").asText());
        status.put("allowed", !enforced || rbac.allows(user, asked));
    }

    private void rules(ObjectNode status, User user, String namespace) {
        ArrayNode resources = status.putArray("resourceRules");
        ArrayNode others = status.putArray("nonResourceRules");
        status.put("incomplete", false);
        if (!enforced || user.bypasses()) {
            ObjectNode all = resources.addObject();
            List.of("verbs", "apiGroups", "resources")
                    .forEach(field -> all.putArray(field).add("*"));
            ObjectNode allPaths = others.addObject();
            List.of("verbs", "nonResourceURLs")
                    .forEach(field -> allPaths.putArray(field).add("*"));
            return;
        }
        for (JsonNode rule : rbac.rules(user, namespace)) {
            (rule.has("nonResourceURLs") ? others : resources).add(rule);
        }
    }

    private void token(ObjectNode status, String token) {
        Optional<User> user = tokens.user(token);
        status.put("authenticated", user.isPresent());
        user.ifPresent(known -> describe(status.putObject("user"), known));
    }

    private static void describe(ObjectNode info, User user) {
        info.put("username", user.name());
        ArrayNode groups = info.putArray("groups");
        user.groups().forEach(groups::add);
    }
}
