package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.LabelSelector;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import io.katacontainers.monitor.sim.schema.InvalidResourceException.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of metadata that clients break most often, and of DaemonSets. */
final class ObjectValidation {
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern LABEL_VALUE = Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
    private static final Pattern LABEL_KEY =
            Pattern.compile("([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final String INVALID = "FieldValueInvalid";
    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;

    private ObjectValidation() {}

    static void check(ResourceType type, String name, ObjectNode object) throws ApiException {
        List<Cause> causes = new ArrayList<>();
        boolean pathSegmentName = type.group().equals("rbac.authorization.k8s.io");
        if (name.isEmpty()) {
            causes.add(new Cause(
                    "metadata.name", "FieldValueRequired", "Required value: name or generateName is required"));
        } else if (!pathSegmentName
                && (name.length() > MAX_NAME || !SUBDOMAIN.matcher(name).matches())) {
            causes.add(new Cause(
                    "metadata.name",
                    INVALID,
                    "Invalid value: \"" + name
                            + "\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.',"
                            + " and must start and end with an alphanumeric character"));
        }
        object.path("metadata").path("labels").properties().forEach(label -> {
            String value = label.getValue().asText();
            if (!LABEL_KEY.matcher(label.getKey()).matches()) {
                causes.add(new Cause(
                        "metadata.labels",
                        INVALID,
                        "Invalid value: \"" + label.getKey()
                                + "\": name part must consist of alphanumeric characters, '-', '_' or '.'"));
            }
            if (value.length() > MAX_LABEL || !LABEL_VALUE.matcher(value).matches()) {
                causes.add(
                        new Cause(
                                "metadata.labels",
                                INVALID,
                                "Invalid value: \"" + value
                                        + "\": a valid label must be an empty string or consist of at most 63 alphanumeric characters, '-', '_' or '.'"));
            }
        });
        for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (owner.path(field).asText().isEmpty()) {
                    causes.add(new Cause(
                            "metadata.ownerReferences." + field, INVALID, "Invalid value: \"\": must not be empty"));
                }
            }
        }
        if (type.kind().equals("DaemonSet")) {
            checkTemplate(object, causes);
        }
        if (!causes.isEmpty()) {
            throw ApiException.invalid(type, name, causes);
        }
    }

    private static void checkTemplate(ObjectNode daemonSet, List<Cause> causes) {
        Map<String, String> labels = new HashMap<>();
        daemonSet
                .at("/spec/template/metadata/labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        if (!LabelSelector.of(daemonSet.at("/spec/selector")).test(labels)) {
            causes.add(new Cause(
                    "spec.template.metadata.labels",
                    INVALID,
                    "Invalid value: " + labels + ": `selector` does not match template `labels`"));
        }
    }

    static void checkTransition(ResourceType type, String name, ObjectNode old, ObjectNode object) throws ApiException {
        if (type.kind().equals("DaemonSet") && !old.at("/spec/selector").equals(object.at("/spec/selector"))) {
            throw ApiException.invalid(
                    type,
                    name,
                    List.of(new Cause(
                            "spec.selector",
                            INVALID,
                            "Invalid value: " + object.at("/spec/selector") + ": field is immutable")));
        }
        if (!old.path("metadata").has("deletionTimestamp")) {
            return;
        }
        Set<JsonNode> added = new HashSet<>();
        object.path("metadata").path("finalizers").forEach(added::add);
        old.path("metadata").path("finalizers").forEach(added::remove);
        if (!added.isEmpty()) {
            throw ApiException.invalid(
                    type,
                    name,
                    List.of(new Cause(
                            "metadata.finalizers",
                            "FieldValueForbidden",
                            "Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers "
                                    + added)));
        }
    }
}
