package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.auth.User;
import io.katacontainers.monitor.sim.apiserver.patch.ApplyConflictException;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import io.katacontainers.monitor.sim.schema.InvalidResourceException;
import java.util.List;

/** A request that fails, with the {@code Status} that says why in the real server's words. */
public final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient ObjectNode status;

    private ApiException(int code, String reason, String message, ObjectNode details) {
        super(message);
        this.code = code;
        this.status = status(code, reason, message, details);
    }

    static ObjectNode status(int code, String reason, String message, ObjectNode details) {
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Failure").put("message", message).put("reason", reason);
        if (!details.isEmpty()) {
            status.set("details", details);
        }
        return status.put("code", code);
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        return status;
    }

    private static ObjectNode details(ResourceType type, String name) {
        ObjectNode details = Json.object();
        details.put("name", name);
        if (!type.group().isEmpty()) {
            details.put("group", type.group());
        }
        return details.put("kind", type.plural());
    }

    static ApiException of(int code, String reason, String message) {
        return new ApiException(code, reason, message, Json.object());
    }

    static ApiException badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    static ApiException unknownPath() {
        return of(404, "NotFound", "the server could not find the requested resource");
    }

    static ApiException notFound(ResourceType type, String name) {
        return new ApiException(
                404, "NotFound", type.qualifiedName() + " \"" + name + "\" not found", details(type, name));
    }

    static ApiException alreadyExists(ResourceType type, String name) {
        return new ApiException(
                409, "AlreadyExists", type.qualifiedName() + " \"" + name + "\" already exists", details(type, name));
    }

    static ApiException conflict(ResourceType type, String name, String why) {
        return new ApiException(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + type.qualifiedName() + " \"" + name + "\": " + why,
                details(type, name));
    }

    static ApiException modified(ResourceType type, String name) {
        return conflict(
                type,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    static ApiException applyConflict(ApplyConflictException conflicts) {
        ObjectNode details = Json.object();
        conflicts.conflicts().forEach(conflict -> details.withArray("causes")
                .addObject()
                .put("reason", "FieldManagerConflict")
                .put("message", conflict.message())
                .put("field", conflict.field()));
        return new ApiException(409, "Conflict", String.valueOf(conflicts.getMessage()), details);
    }

    static ApiException forbidden(ResourceType type, String name, String why) {
        return new ApiException(
                403,
                "Forbidden",
                type.qualifiedName() + (name.isEmpty() ? "" : " \"" + name + "\"") + " is forbidden: " + why,
                details(type, name));
    }

    /** A request that RBAC denies. */
    static ApiException forbidden(RequestInfo info, User user) {
        if (!info.isResource()) {
            return of(
                    403,
                    "Forbidden",
                    "forbidden: User \"" + user.name() + "\" cannot " + info.verb() + " path \"" + info.path() + "\"");
        }
        String resource = info.subresource().isEmpty() ? info.resource() : info.resource() + "/" + info.subresource();
        String qualified = info.group().isEmpty() ? info.resource() : info.resource() + "." + info.group();
        String scope =
                info.namespace().isEmpty() ? " at the cluster scope" : " in the namespace \"" + info.namespace() + "\"";
        ObjectNode details = Json.object();
        details.put("name", info.name()).put("group", info.group()).put("kind", info.resource());
        return new ApiException(
                403,
                "Forbidden",
                qualified + (info.name().isEmpty() ? "" : " \"" + info.name() + "\"") + " is forbidden: User \""
                        + user.name() + "\" cannot " + info.verb() + " resource \"" + resource + "\" in API group \""
                        + info.group() + "\"" + scope,
                details);
    }

    static ApiException invalid(ResourceType type, String name, List<InvalidResourceException.Cause> causes) {
        ObjectNode details = Json.object();
        details.put("name", name);
        if (!type.group().isEmpty()) {
            details.put("group", type.group());
        }
        details.put("kind", type.kind());
        List<String> texts = causes.stream()
                .map(cause -> cause.field().isEmpty() ? cause.message() : cause.field() + ": " + cause.message())
                .toList();
        causes.forEach(cause -> details.withArray("causes")
                .addObject()
                .put("reason", cause.reason())
                .put("message", cause.message())
                .put("field", cause.field()));
        String kind = type.group().isEmpty() ? type.kind() : type.kind() + "." + type.group();
        String all = texts.size() == 1 ? texts.get(0) : texts.toString().replaceAll("^\\[|\\]$", "");
        return new ApiException(
                422,
                "Invalid",
                kind + " \"" + name + "\" is invalid: " + (texts.size() == 1 ? all : "[" + all + "]"),
                details);
    }

    static ApiException gone(String message) {
        return of(410, "Expired", message);
    }
}
