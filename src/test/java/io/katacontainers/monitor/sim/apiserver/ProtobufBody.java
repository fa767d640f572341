package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/** Decodes the few protobuf bodies that kubectl sends: those of {@code create} without a file, and of {@code auth}. */
final class ProtobufBody {
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    /** The fields of a message by number: a name, and after a colon its type (string if there is none). */
    private static final Map<String, Map<Integer, String>> MESSAGES = Map.ofEntries(
            Map.entry("Unknown", Map.of(1, "typeMeta:TypeMeta", 2, "raw:bytes")),
            Map.entry("TypeMeta", Map.of(1, "apiVersion", 2, "kind")),
            Map.entry(
                    "ObjectMeta",
                    Map.of(
                            1,
                            "name",
                            2,
                            "generateName",
                            3,
                            "namespace",
                            5,
                            "uid",
                            6,
                            "resourceVersion",
                            11,
                            "labels:map",
                            12,
                            "annotations:map")),
            Map.entry("Namespace", Map.of(1, "metadata:ObjectMeta")),
            Map.entry("ServiceAccount", Map.of(1, "metadata:ObjectMeta")),
            Map.entry("ConfigMap", Map.of(1, "metadata:ObjectMeta", 2, "data:map", 3, "binaryData:bytesMap")),
            Map.entry("Secret", Map.of(1, "metadata:ObjectMeta", 2, "data:bytesMap", 3, "type", 4, "stringData:map")),
            Map.entry("SelfSubjectAccessReview", Map.of(1, "metadata:ObjectMeta", 2, "spec:SarSpec")),
            Map.entry(
                    "SarSpec",
                    Map.of(1, "resourceAttributes:ResourceAttributes", 2, "nonResourceAttributes:NonResource")),
            Map.entry("NonResource", Map.of(1, "path", 2, "verb")),
            Map.entry(
                    "ResourceAttributes",
                    Map.of(
                            1,
                            "namespace",
                            2,
                            "verb",
                            3,
                            "group",
                            4,
                            "version",
                            5,
                            "resource",
                            6,
                            "subresource",
                            7,
                            "name")),
            Map.entry("SelfSubjectRulesReview", Map.of(1, "metadata:ObjectMeta", 2, "spec:RulesSpec")),
            Map.entry("RulesSpec", Map.of(1, "namespace")),
            Map.entry(
                    "DeleteOptions",
                    Map.of(2, "preconditions:Preconditions", 4, "propagationPolicy", 5, "dryRun:list")),
            Map.entry("SelfSubjectReview", Map.of(1, "metadata:ObjectMeta")),
            Map.entry("Role", Map.of(1, "metadata:ObjectMeta", 2, "rules:[]PolicyRule")),
            Map.entry("ClusterRole", Map.of(1, "metadata:ObjectMeta", 2, "rules:[]PolicyRule")),
            Map.entry(
                    "PolicyRule",
                    Map.of(
                            1,
                            "verbs:list",
                            2,
                            "apiGroups:list",
                            3,
                            "resources:list",
                            4,
                            "resourceNames:list",
                            5,
                            "nonResourceURLs:list")),
            Map.entry("RoleBinding", Map.of(1, "metadata:ObjectMeta", 2, "subjects:[]Subject", 3, "roleRef:RoleRef")),
            Map.entry(
                    "ClusterRoleBinding",
                    Map.of(1, "metadata:ObjectMeta", 2, "subjects:[]Subject", 3, "roleRef:RoleRef")),
            Map.entry("Subject", Map.of(1, "kind", 2, "apiGroup", 3, "name", 4, "namespace")),
            Map.entry("RoleRef", Map.of(1, "apiGroup", 2, "kind", 3, "name")),
            Map.entry("Preconditions", Map.of(1, "uid", 2, "resourceVersion")));

    private ProtobufBody() {}

    static ObjectNode decode(byte[] body) throws IOException, ApiException {
        if (body.length < MAGIC.length || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("no protobuf envelope");
        }
        ObjectNode envelope = message("Unknown", CodedInputStream.newInstance(body, 4, body.length - 4));
        String kind = envelope.at("/typeMeta/kind").asText();
        if (!MESSAGES.containsKey(kind)) {
            throw ApiException.of(
                    415,
                    "UnsupportedMediaType",
                    "this simulator does not understand a " + kind + " in protobuf, send JSON");
        }
        byte[] raw = Base64.getDecoder().decode(envelope.path("raw").asText());
        ObjectNode object = message(kind, CodedInputStream.newInstance(raw));
        object.put("kind", kind).set("apiVersion", envelope.at("/typeMeta/apiVersion"));
        return object;
    }

    private static ObjectNode message(String name, CodedInputStream in) throws IOException {
        Map<Integer, String> fields = MESSAGES.getOrDefault(name, Map.of());
        ObjectNode object = Json.object();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            String field = fields.get(WireFormat.getTagFieldNumber(tag));
            if (field == null || WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                in.skipField(tag);
                continue;
            }
            read(object, field, in.readByteArray());
        }
        return object;
    }

    private static void read(ObjectNode object, String field, byte[] value) throws IOException {
        String[] nameAndType = field.split(":", 2);
        String name = nameAndType[0];
        switch (nameAndType.length == 1 ? "string" : nameAndType[1]) {
            case "string" -> {
                if (value.length > 0) {
                    object.put(name, new String(value, StandardCharsets.UTF_8));
                }
            }
            case "bytes" -> object.put(name, Base64.getEncoder().encodeToString(value));
            case "list" -> object.withArray(name).add(new String(value, StandardCharsets.UTF_8));
            case "map" -> entry(Json.objectAt(object, name), value, false);
            case "bytesMap" -> entry(Json.objectAt(object, name), value, true);
            case "[]PolicyRule", "[]Subject" ->
                object.withArray(name).add(message(nameAndType[1].substring(2), CodedInputStream.newInstance(value)));
            default -> object.set(name, message(nameAndType[1], CodedInputStream.newInstance(value)));
        }
    }

    private static void entry(ObjectNode map, byte[] entry, boolean binary) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(entry);
        String key = "";
        String value = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            byte[] part = in.readByteArray();
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                key = new String(part, StandardCharsets.UTF_8);
            } else {
                value = binary ? Base64.getEncoder().encodeToString(part) : new String(part, StandardCharsets.UTF_8);
            }
        }
        map.put(key, value);
    }
}
