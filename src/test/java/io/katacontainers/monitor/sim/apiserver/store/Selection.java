package io.katacontainers.monitor.sim.apiserver.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a list, watch or deletecollection is about: a namespace, a label selector and a field selector. */
public final class Selection {
    private record FieldRequirement(String path, String value, boolean equal) {}

    private final ResourceType type;
    private final String namespace;
    private final LabelSelector labels;
    private final List<FieldRequirement> fields;

    /**
     * Parses the request's parameters.
     *
     * @param namespace empty for all
     * @throws IllegalArgumentException if a selector is malformed or names a field that cannot be selected by
     */
    public Selection(ResourceType type, String namespace, String labelSelector, String fieldSelector) {
        this.type = type;
        this.namespace = namespace;
        this.labels = LabelSelector.parse(labelSelector);
        this.fields = parseFields(type, fieldSelector);
    }

    private static List<FieldRequirement> parseFields(ResourceType type, String fieldSelector) {
        List<FieldRequirement> found = new ArrayList<>();
        for (String term : fieldSelector.split(",")) {
            if (term.isBlank()) {
                continue;
            }
            int equals = term.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException(
                        "invalid selector: '" + fieldSelector + "'; can't understand '" + term + "'");
            }
            boolean negated = term.charAt(equals - 1) == '!';
            String field = term.substring(0, negated ? equals - 1 : equals);
            String value = term.substring(equals + 1);
            value = value.startsWith("=") ? value.substring(1) : value;
            String path = "." + field;
            if (!path.equals(".metadata.name")
                    && !path.equals(".metadata.namespace")
                    && !type.selectableFields().contains(path)) {
                throw new IllegalArgumentException("field label not supported: " + field);
            }
            found.add(new FieldRequirement(path, value, !negated));
        }
        return found;
    }

    /** The namespace; empty for all. */
    public String namespace() {
        return namespace;
    }

    /** Whether an object belongs to it. */
    public boolean matches(StoredObject object) {
        if (!namespace.isEmpty() && !namespace.equals(object.key().namespace())) {
            return false;
        }
        return labels.test(object.labels()) && matchesFields(object);
    }

    private boolean matchesFields(StoredObject object) {
        JsonNode json = null;
        for (FieldRequirement field : fields) {
            String actual;
            if (field.path().equals(".metadata.name")) {
                actual = object.key().name();
            } else if (field.path().equals(".metadata.namespace")) {
                actual = object.key().namespace();
            } else {
                json = json == null ? type.read(object) : json;
                actual = FieldPath.read(json, field.path()).asText();
            }
            if (actual.equals(field.value()) != field.equal()) {
                return false;
            }
        }
        return true;
    }
}
