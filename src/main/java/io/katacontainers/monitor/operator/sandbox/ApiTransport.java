package io.katacontainers.monitor.operator.sandbox;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Single requests to the API server with the client's credentials but without its retries: the write budget must see every
 * attempt, and {@code Retry-After}, which the client's own interface hides.
 */
final class ApiTransport {
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(2);

    private final HttpClient http;
    private final String base;

    /** A reply; {@code retryAfter} holds where the status asks for it. */
    record Reply(int code, String body, Duration retryAfter) {
        boolean ok() {
            return code >= 200 && code < 300;
        }
    }

    ApiTransport(KubernetesClient client) {
        this.http = client.newClient(new RequestConfigBuilder()
                        .withRequestRetryBackoffLimit(0)
                        .withRequestTimeout((int) DEADLINE.toMillis())
                        .build())
                .getHttpClient();
        this.base = client.getMasterUrl().toString().replaceAll("/+$", "");
    }

    Reply get(String path) throws IOException {
        return get(path, "application/json");
    }

    Reply get(String path, String accept) throws IOException {
        return send(request(path).setHeader("Accept", accept).build());
    }

    Reply send(String method, String path, String contentType, @Nullable String body) throws IOException {
        return send(request(path)
                .method(method, contentType, body == null ? "" : body)
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return http.newHttpRequestBuilder()
                .uri(base + path)
                .setHeader("Accept", "application/json")
                .timeout(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    private Reply send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<String>> sent = http.sendAsync(request, String.class);
        try {
            HttpResponse<String> response = sent.get(2 * DEADLINE.toSeconds(), TimeUnit.SECONDS);
            String body = response.body();
            return new Reply(response.code(), body == null ? "" : body, retryAfter(response));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw new IOException("no answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        }
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        String header = response.header("Retry-After");
        if (header == null || !header.matches("[0-9]{1,6}")) {
            return DEFAULT_RETRY_AFTER;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(header));
        return asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked;
    }
}
