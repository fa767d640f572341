package io.katacontainers.monitor.collector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.shim.ShimClient;
import io.katacontainers.monitor.collector.shim.ShimLimits;
import io.katacontainers.monitor.sim.shim.ShimSimulator;
import io.katacontainers.monitor.sim.shim.SimulatedSandboxes;
import io.katacontainers.monitor.sim.shim.SimulatedShim;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shims tell of themselves for debugging, relayed. */
@SuppressWarnings("NullAway.Init")
class DebugEndpointIT {
    private static final Duration ANSWER = Duration.ofSeconds(1);

    private ShimSimulator simulator;
    private SimulatedShim shim;
    private ShimClient client;
    private HttpListener listener;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        simulator = new ShimSimulator(directory);
        shim = simulator.start("good", Flavor.GO, "qemu");
        client = new ShimClient(ShimLimits.DEFAULT, System::nanoTime);
        SandboxParameter sandbox = new SandboxParameter(new SimulatedSandboxes(simulator));
        listener = HttpListener.start(
                "test",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                4,
                new Router().below("/debug/", new DebugEndpoint(sandbox, client, ANSWER)));
    }

    @AfterEach
    void stop() throws IOException {
        listener.close();
        client.close();
        simulator.close();
    }

    @Test
    void theIndexLinksToTheSameSandbox() throws Exception {
        shim.page("/debug/pprof/", "text/html; charset=utf-8", """
                <html><script>alert(1)</script><table><tr><td>12<td><a href='heap?debug=1'>heap</a></tr>
                <tr><td><a href="goroutine?debug=2">full goroutine stack dump</a></table></html>
                """);
        HttpResponse<String> index = get("/debug/pprof/?sandbox=good");
        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(index.body())
                .contains("<a href='heap?sandbox=good&debug=1'>", "<a href=\"goroutine?sandbox=good&debug=2\">");
        assertThat(index.headers().firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; style-src 'unsafe-inline'");
        assertThat(index.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @Test
    void everythingElseIsDataToABrowser() throws Exception {
        shim.page("/debug/vars", "application/json; charset=utf-8", "{\"cmdline\":[]}");
        shim.page("/debug/pprof/heap", "application/octet-stream", "profile");
        shim.page("/debug/pprof/symbol", "text/html", "<script>alert(1)</script>");
        HttpResponse<String> vars = get("/debug/vars?sandbox=good");
        assertThat(vars.body()).isEqualTo("{\"cmdline\":[]}");
        assertThat(vars.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
        assertThat(get("/debug/pprof/heap?sandbox=good&debug=0").body()).isEqualTo("profile");
        assertThat(get("/debug/pprof/symbol?sandbox=good").headers().firstValue("Content-Type"))
                .hasValue("application/octet-stream");
        assertThat(shim.requests("/debug/pprof/heap")).isEqualTo(1);
    }

    @Test
    void aShimWithoutDebuggingIsNotFound() throws Exception {
        HttpResponse<String> missing = get("/debug/pprof/?sandbox=good");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    }

    @Test
    void aHungShimEndsAtTheDeadline() throws Exception {
        shim.hangingPage("/debug/vars");
        HttpResponse<String> hung = get("/debug/vars?sandbox=good");
        assertThat(hung.statusCode()).isEqualTo(504);
        assertThat(hung.body()).isEqualTo("the shim did not answer: timeout\n");
    }

    @Test
    void aRuntimeRsShimHasNone() throws Exception {
        SimulatedShim rust = simulator.start("rust", Flavor.RUNTIME_RS, "dragonball");
        assertThat(get("/debug/vars?sandbox=rust").statusCode()).isEqualTo(404);
        assertThat(rust.requests("/debug/vars")).isZero();
    }

    private HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + listener.address().getPort() + target))
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
