package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells on which nodes the DaemonSet controller will put a collector, by the rules that it and the scheduler follow. */
final class NodeSelection {
    private final CollectorSettings settings;

    NodeSelection(CollectorSettings settings) {
        this.settings = settings;
    }

    boolean selects(NodeFacts node) {
        return node.labels().entrySet().containsAll(settings.nodeSelector().entrySet())
                && matchesRequired(settings.affinity(), node)
                && node.taints().stream()
                        .allMatch(taint -> settings.tolerations().stream().anyMatch(t -> tolerates(t, taint)));
    }

    private static boolean matchesRequired(@Nullable Affinity affinity, NodeFacts node) {
        if (affinity == null || affinity.getNodeAffinity() == null) {
            return true;
        }
        NodeSelector required = affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
        return required == null || required.getNodeSelectorTerms().stream().anyMatch(term -> matches(term, node));
    }

    /** A term without requirements matches nothing. */
    private static boolean matches(NodeSelectorTerm term, NodeFacts node) {
        return !(term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty())
                && term.getMatchExpressions().stream().allMatch(r -> matches(r, node.labels()))
                && term.getMatchFields().stream().allMatch(r -> matches(r, Map.of("metadata.name", node.name())));
    }

    private static boolean matches(NodeSelectorRequirement requirement, Map<String, String> labels) {
        String value = labels.get(requirement.getKey());
        List<String> values = requirement.getValues();
        return switch (requirement.getOperator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> compare(value, values) > 0;
            case "Lt" -> compare(value, values) < 0;
            default -> false;
        };
    }

    /** Zero, which satisfies neither comparison, unless both sides are integers. */
    private static int compare(@Nullable String value, List<String> values) {
        try {
            return value == null || values.size() != 1
                    ? 0
                    : Long.compare(Long.parseLong(value), Long.parseLong(values.get(0)));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        if (toleration.getEffect() != null && !toleration.getEffect().equals(taint.getEffect())) {
            return false;
        }
        if (toleration.getKey() != null && !toleration.getKey().equals(taint.getKey())) {
            return false;
        }
        return "Exists".equals(toleration.getOperator())
                || (toleration.getKey() != null
                        && Objects.requireNonNullElse(toleration.getValue(), "")
                                .equals(Objects.requireNonNullElse(taint.getValue(), "")));
    }
}
