package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import java.io.IOException;

/** Reads what clients send. */
final class RequestBody {
    private static final YAMLMapper YAML = new YAMLMapper();

    private RequestBody() {}

    static JsonNode any(ApiRequest request) throws ApiException {
        String type = request.header("content-type");
        try {
            if (type.contains("protobuf")) {
                return ProtobufBody.decode(request.body());
            }
            return type.contains("yaml") ? YAML.readTree(request.body()) : Json.parse(request.body());
        } catch (IOException e) {
            throw ApiException.badRequest("the object provided is unrecognized: " + firstLine(e));
        }
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).split("\n", 2)[0];
    }

    static ObjectNode object(ApiRequest request) throws ApiException {
        if (any(request) instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.badRequest("the object provided is unrecognized: not an object");
    }

    /** Apply configurations may be YAML, of which JSON is a part. */
    static ObjectNode yamlObject(ApiRequest request) throws ApiException {
        try {
            byte[] body = request.body();
            boolean json = body.length > 0 && body[0] == '{';
            if ((json ? Json.parse(body) : YAML.readTree(body)) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw ApiException.badRequest("error decoding YAML: " + firstLine(e));
        }
        throw ApiException.badRequest("error decoding YAML: not an object");
    }

    static JsonNode optional(ApiRequest request) throws ApiException {
        return request.body().length == 0 ? MissingNode.getInstance() : any(request);
    }
}
