package io.katacontainers.monitor.sim.apiserver;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A request as it came in; header names are lower case. */
final class ApiRequest {
    private final String method;
    private final String path;
    private final Map<String, List<String>> parameters;
    private final Map<String, String> headers;
    private final byte[] body;

    ApiRequest(
            String method,
            String path,
            Map<String, List<String>> parameters,
            Map<String, String> headers,
            byte[] body) {
        this.method = method;
        this.path = path;
        this.parameters = parameters;
        this.headers = headers;
        this.body = body;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    /** A query parameter; empty if it is not there. */
    String parameter(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    boolean flag(String name) {
        String value = parameter(name);
        return value.equals("true") || value.equals("1");
    }

    /** A header; empty if it is not there. */
    String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    byte[] body() {
        return body;
    }

    boolean accepts(String what) {
        return header("accept").contains(what);
    }
}
