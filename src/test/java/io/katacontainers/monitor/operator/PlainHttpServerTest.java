package io.katacontainers.monitor.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.katacontainers.monitor.operator.PlainHttpServer.Page;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainHttpServerTest {
    private static PlainHttpServer serve() {
        return PlainHttpServer.start(
                "test",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Map.of("/healthz", () -> Page.text(503, "stopping")));
    }

    private static HttpResponse<String> ask(PlainHttpServer server, String method, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .method(method, BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
    }

    @Test
    void servesItsPagesAndNothingElse() throws Exception {
        try (PlainHttpServer server = serve()) {
            HttpResponse<String> page = ask(server, "GET", "/healthz");
            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(page.body()).isEqualTo("stopping\n");
            assertThat(ask(server, "HEAD", "/healthz").body()).isEmpty();
            assertThat(ask(server, "GET", "/healthz/x").statusCode()).isEqualTo(404);
            HttpResponse<String> post = ask(server, "POST", "/healthz");
            assertThat(post.statusCode()).isEqualTo(405);
            assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
        }
    }

    @Test
    void saysWhichAddressIsTaken() {
        try (PlainHttpServer server = serve()) {
            assertThatThrownBy(() -> PlainHttpServer.start("metrics", server.address(), Map.of()))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("cannot listen on")
                    .hasMessageContaining("for metrics");
        }
    }
}
