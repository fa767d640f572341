package io.katacontainers.monitor.collector.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the endpoint for a request; answers what has none. */
final class Router implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    private final Map<String, Endpoint> exact = new LinkedHashMap<>();
    private final Map<String, Endpoint> below = new LinkedHashMap<>();

    /** Serves one path. */
    Router on(String path, Endpoint endpoint) {
        exact.put(path, endpoint);
        return this;
    }

    /** Serves all paths that begin with {@code prefix} and go on. */
    Router below(String prefix, Endpoint endpoint) {
        below.put(prefix, endpoint);
        return this;
    }

    @Override
    public void handle(HttpExchange request) throws IOException {
        try (request) {
            if (!request.getRequestMethod().equals("GET")) {
                request.getResponseHeaders().set("Allow", "GET");
                refuse(request, 405, "only GET is served here");
                return;
            }
            Endpoint endpoint = find(request.getRequestURI().getPath());
            if (endpoint == null) {
                refuse(request, 404, "no such page: / lists all there is");
                return;
            }
            Exchange exchange;
            try {
                exchange = new Exchange(request);
            } catch (IllegalArgumentException e) {
                refuse(request, 400, "the query cannot be decoded: check its %-escapes");
                return;
            }
            endpoint.handle(exchange);
        } catch (IOException e) {
            // The client went away; nobody is left to be told.
            LOG.debug("answer not sent: {}", e.toString());
            throw e;
        } catch (RuntimeException e) {
            LOG.error("request for {} failed", request.getRequestURI().getPath(), e);
            if (request.getResponseCode() == -1) {
                refuse(request, 500, "internal error: see the log of the collector");
            }
        }
    }

    private @Nullable Endpoint find(@Nullable String path) {
        if (path == null) {
            return null;
        }
        Endpoint endpoint = exact.get(path);
        if (endpoint != null) {
            return endpoint;
        }
        for (Map.Entry<String, Endpoint> entry : below.entrySet()) {
            if (path.startsWith(entry.getKey())
                    && path.length() > entry.getKey().length()) {
                return entry.getValue();
            }
        }
        return null;
    }

    private static void refuse(HttpExchange request, int status, String line) throws IOException {
        byte[] body = (line + "\n").getBytes(StandardCharsets.UTF_8);
        request.getResponseHeaders().set("Content-Type", Exchange.TEXT);
        if (request.getRequestMethod().equals("HEAD")) {
            request.sendResponseHeaders(status, -1);
            return;
        }
        request.sendResponseHeaders(status, body.length);
        request.getResponseBody().write(body);
    }
}
