package io.katacontainers.monitor.sim.apiserver.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.katacontainers.monitor.sim.apiserver.store.LabelSelector;
import io.katacontainers.monitor.sim.apiserver.store.Store;
import io.katacontainers.monitor.sim.apiserver.store.StoreEvent;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges requests by the Roles and bindings in the store. */
public final class Rbac {
    private static final String GROUP = "rbac.authorization.k8s.io/";

    private record Binding(String namespace, String roleKey, JsonNode subjects) {}

    private record Policy(Map<String, List<PolicyRule>> roles, List<Binding> bindings) {}

    private final Store store;
    private volatile @Nullable Policy policy;

    public Rbac(Store store) {
        this.store = store;
        store.listen(this::forget);
    }

    private void forget(StoreEvent event) {
        if (event.object().storage().startsWith(GROUP)) {
            policy = null;
        }
    }

    /** Whether a user may. */
    public boolean allows(User user, Attributes request) {
        return user.bypasses() || rulesOf(user, request.namespace()).stream().anyMatch(rule -> rule.allows(request));
    }

    /** The rules that hold for a user in a namespace, as a Role writes them. */
    public List<JsonNode> rules(User user, String namespace) {
        return rulesOf(user, namespace).stream().map(PolicyRule::json).toList();
    }

    private List<PolicyRule> rulesOf(User user, String namespace) {
        Policy current = policy;
        if (current == null) {
            current = read();
            policy = current;
        }
        List<PolicyRule> rules = new ArrayList<>();
        for (Binding binding : current.bindings()) {
            boolean applies =
                    binding.namespace().isEmpty() || binding.namespace().equals(namespace);
            if (applies && names(binding, user)) {
                rules.addAll(current.roles().getOrDefault(binding.roleKey(), List.of()));
            }
        }
        return rules;
    }

    private static boolean names(Binding binding, User user) {
        for (JsonNode subject : binding.subjects()) {
            String name = subject.path("name").asText();
            boolean match =
                    switch (subject.path("kind").asText()) {
                        case "ServiceAccount" ->
                            user.name()
                                    .equals("system:serviceaccount:"
                                            + subject.path("namespace").asText(binding.namespace()) + ":" + name);
                        case "User" -> user.name().equals(name);
                        case "Group" -> user.groups().contains(name);
                        default -> false;
                    };
            if (match) {
                return true;
            }
        }
        return false;
    }

    private Policy read() {
        Map<String, List<PolicyRule>> roles = new HashMap<>();
        for (StoredObject role : store.list(GROUP + "roles", "", null)) {
            roles.put("Role/" + role.key(), parse(role.object().path("rules")));
        }
        for (StoredObject role : store.list(GROUP + "clusterroles", "", null)) {
            roles.put("ClusterRole/" + role.key(), clusterRole(role));
        }
        List<Binding> bindings = new ArrayList<>();
        for (StoredObject binding : store.list(GROUP + "rolebindings", "", null)) {
            bindings.add(binding(binding));
        }
        for (StoredObject binding : store.list(GROUP + "clusterrolebindings", "", null)) {
            bindings.add(binding(binding));
        }
        return new Policy(roles, bindings);
    }

    private List<PolicyRule> clusterRole(StoredObject role) {
        JsonNode json = role.object();
        List<PolicyRule> rules = new ArrayList<>(parse(json.path("rules")));
        for (JsonNode selector : json.path("aggregationRule").path("clusterRoleSelectors")) {
            LabelSelector labels = LabelSelector.of(selector);
            for (StoredObject other : store.list(GROUP + "clusterroles", "", null)) {
                if (other != role && labels.test(other.labels())) {
                    rules.addAll(clusterRole(other));
                }
            }
        }
        return rules;
    }

    private static List<PolicyRule> parse(JsonNode rules) {
        List<PolicyRule> parsed = new ArrayList<>();
        rules.forEach(rule -> parsed.add(PolicyRule.of(rule)));
        return parsed;
    }

    private static Binding binding(StoredObject stored) {
        JsonNode json = stored.object();
        JsonNode role = json.path("roleRef");
        String namespace = stored.key().namespace();
        boolean clusterRole = role.path("kind").asText().equals("ClusterRole");
        String name = role.path("name").asText();
        return new Binding(
                namespace,
                clusterRole ? "ClusterRole/" + name : "Role/" + namespace + "/" + name,
                json.path("subjects"));
    }
}
