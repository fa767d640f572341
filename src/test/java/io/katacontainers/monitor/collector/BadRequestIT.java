package io.katacontainers.monitor.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.sim.shim.SimulatedShim;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are wrong or hostile reach nothing and are answered in one line that repeats nothing of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestIT {
    @SuppressWarnings("NullAway.Init")
    private CollectorFixture collector;

    @SuppressWarnings("NullAway.Init")
    private SimulatedShim shim;

    @BeforeAll
    void start() throws IOException {
        collector = CollectorFixture.onAHost();
        shim = collector.startShims(1).get(0);
    }

    @AfterAll
    void stop() throws IOException {
        collector.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../x",
                "..",
                ".",
                "%2e%2e%2fsandbox-0",
                "x/../sandbox-0",
                "sandbox-0%2f",
                "%2fetc",
                "%3Cscript%3Ealert(1)%3C/script%3E",
                "sandbox-0%00",
                "sandbox-0%0a",
                "%c0%ae%c0%ae",
                "%ff",
                "-flag",
                "a%20b",
            })
    void aBadIdReachesNothing(String id) throws IOException {
        long before = shim.requests("/metrics");
        for (String path : List.of("/metrics", "/agent-url", "/debug/vars", "/debug/pprof/")) {
            isRefused(collector.rawGet(path + "?sandbox=" + id), 400, "not a sandbox id");
        }
        if (!id.contains("/")) {
            isRefused(collector.rawGet("/api/v1/sandboxes/" + id), 400, "not a sandbox id");
        }
        assertThat(shim.requests("/metrics")).isEqualTo(before);
    }

    @Test
    void anIdHasALimit() throws IOException {
        isRefused(collector.rawGet("/metrics?sandbox=" + "a".repeat(129)), 400, "not a sandbox id");
        isRefused(collector.rawGet("/metrics?sandbox=" + "a".repeat(128)), 404, "no such sandbox");
        isRefused(collector.rawGet("/api/v1/sandboxes/nobody"), 404, "no such sandbox");
        isRefused(collector.rawGet("/agent-url"), 400, "sandbox is missing");
        isRefused(collector.rawGet("/debug/vars?sandbox="), 400, "sandbox is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics?sandbox=%zz", "/metrics?sandbox=%", "/%zz", "/metrics?a=<b>"})
    void aTargetThatIsNoUriIsRefusedByTheServerItself(String target) throws IOException {
        String answer = collector.rawGet(target);
        assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("zz").doesNotContain("<b>");
    }

    @ParameterizedTest
    @CsvSource({
        "/nothing",
        "/metrics/",
        "/metrics/x",
        "/metrics/../sandboxes",
        "/%2e%2e/etc/passwd",
        "/api/v1",
        "/api/v1/sandboxes/",
        "/debug/",
        "/debug/pprof/a/b",
        "/debug/pprof/..%2f..",
        "/healthz/x"
    })
    void anUnknownPathIsNotFound(String path) throws IOException {
        isRefused(collector.rawGet(path), 404, "no such page");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get"})
    void onlyGetIsServed(String method) throws IOException {
        String answer = collector.raw(
                method + " /metrics HTTP/1.1\r\nHost: c\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello");
        isRefused(answer, 405, "only GET is served here");
        assertThat(answer).contains("Allow: GET");
    }

    @Test
    void headHasNoBody() throws IOException {
        String answer = collector.raw("HEAD /metrics HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 405 ").endsWith("\r\n\r\n");
    }

    @Test
    void hugeQueriesHarmNobody() throws IOException {
        String parameters = "sandbox=x&".repeat(10_000);
        assertThat(collector.rawGet("/metrics?" + parameters)).matches("(?s)HTTP/1.1 (4[0-9]{2}|200) .*");
        assertThat(collector.rawGet("/metrics?filter_family=" + "kata_,".repeat(10_000)))
                .startsWith("HTTP/1.1 ");
        assertThat(collector.get("/healthz").body()).isEqualTo("ok\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait=30m", "wait=-1", "interval=1.5", "wait=99999", "interval=abc", "wait=%3Cb%3E"})
    void aWaitIsWholeSeconds(String query) throws IOException {
        isRefused(collector.rawGet("/api/v1/sandboxes?" + query), 400, "must be whole seconds");
    }

    @Test
    void aTimeoutThatMakesNoSenseIsIgnored() {
        for (String told : List.of("NaN", "-1", "0", "abc", "1e400", "")) {
            HttpResponse<String> answer = collector.get("/metrics", "X-Prometheus-Scrape-Timeout-Seconds", told);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("kata_guest_load{");
        }
    }

    /** More connections than threads, each with half a request: the listener must outlive them. */
    @Test
    void halfRequestsDoNotEndTheServer() throws IOException {
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 80; i++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), collector.address().getPort());
                socket.getOutputStream().write("GET /heal".getBytes(StandardCharsets.US_ASCII));
                held.add(socket);
            }
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
        CollectorFixture.eventually(
                () -> assertThat(collector.rawGet("/healthz")).endsWith("ok\n"));
    }

    private void isRefused(String answer, int status, String line) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(body).contains(line).endsWith("\n").hasLineCount(1);
        assertThat(answer)
                .contains("text/plain")
                .doesNotContain("script")
                .doesNotContain("/run/")
                .doesNotContain(collector.directory().toString());
    }
}
