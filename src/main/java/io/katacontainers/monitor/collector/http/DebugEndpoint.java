package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.shim.ShimClient;
import io.katacontainers.monitor.collector.shim.ShimException;
import io.katacontainers.monitor.collector.shim.ShimFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /debug/vars} and {@code /debug/pprof/*}: what a Go shim tells of itself when {@code enable_pprof} is set, as upstream's
 * kata-monitor relays it, but with a deadline and a limit of size.
 */
final class DebugEndpoint implements Endpoint {
    private static final Pattern PATH = Pattern.compile("/debug/(vars|pprof/[A-Za-z0-9_]*)");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,3}");
    private static final Pattern PROFILE_LINK = Pattern.compile("<a href=(['\"])(\\w+)\\?(\\w+=\\w+)['\"]>");
    private static final String PPROF_INDEX = "/debug/pprof/";

    private static final long MOST_BYTES = 64L << 20;
    private static final long MOST_INDEX_BYTES = 1L << 20;

    /** What {@code net/http/pprof} takes where the request says nothing. */
    private static final Map<String, Duration> USUAL =
            Map.of("/debug/pprof/profile", Duration.ofSeconds(30), "/debug/pprof/trace", Duration.ofSeconds(1));

    private final SandboxParameter sandboxes;
    private final ShimClient shims;
    private final Duration answer;

    /** @param answer time that a shim has, beyond that for which it was asked to measure */
    DebugEndpoint(SandboxParameter sandboxes, ShimClient shims, Duration answer) {
        this.sandboxes = sandboxes;
        this.shims = shims;
        this.answer = answer;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        if (!PATH.matcher(exchange.path()).matches()) {
            exchange.refuse(404, "no such page: / lists all there is");
            return;
        }
        Optional<Sandbox> sandbox = sandboxes.resolve(exchange);
        if (sandbox.isEmpty()) {
            return;
        }
        if (sandbox.get().flavor() != Flavor.GO) {
            exchange.refuse(404, "only Go shims can be debugged in this way");
            return;
        }
        Answer relayed = new Answer(exchange, sandbox.get());
        try {
            String target = exchange.path() + "?" + exchange.rawQuery();
            shims.stream(sandbox.get().socket(), target, timeout(exchange), relayed.mostBytes(), relayed::begin);
            relayed.end();
        } catch (ShimException e) {
            if (relayed.begun()) {
                // The client must see that the answer is cut.
                throw new IOException("the shim failed half way", e);
            }
            exchange.refuse(
                    e.failure() == ShimFailure.TIMEOUT ? 504 : 502,
                    "the shim did not answer: " + e.failure().label());
        } catch (IllegalArgumentException e) {
            exchange.refuse(400, "the query has characters that must be escaped");
        }
    }

    private Duration timeout(Exchange exchange) {
        Duration seconds = exchange.query()
                .first("seconds")
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(USUAL.getOrDefault(exchange.path(), Duration.ZERO));
        return answer.plus(seconds);
    }

    /** The answer while it arrives. The index of profiles is held back until its links name the sandbox. */
    private static final class Answer {
        private final Exchange exchange;
        private final Sandbox sandbox;
        private final boolean index;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private @Nullable OutputStream out;
        private int status;

        Answer(Exchange exchange, Sandbox sandbox) {
            this.exchange = exchange;
            this.sandbox = sandbox;
            this.index = exchange.path().equals(PPROF_INDEX);
        }

        long mostBytes() {
            return index ? MOST_INDEX_BYTES : MOST_BYTES;
        }

        boolean begun() {
            return out != null;
        }

        OutputStream begin(int shimStatus, @Nullable String contentType, @Nullable String disposition)
                throws IOException {
            status = shimStatus;
            if (index) {
                return held;
            }
            if (disposition != null) {
                exchange.setHeader("Content-Disposition", disposition);
            }
            OutputStream body = exchange.start(shimStatus, safe(contentType), -1);
            out = body;
            return body;
        }

        void end() throws IOException {
            if (index) {
                String page = PROFILE_LINK
                        .matcher(held.toString(StandardCharsets.UTF_8))
                        .replaceAll("<a href=$1$2?sandbox=" + sandbox.id() + "&$3$1>");
                exchange.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
                exchange.send(status, status == 200 ? Exchange.HTML : Exchange.TEXT, page);
            } else if (out != null) {
                out.close();
            }
        }

        /** Nothing that a browser would run. */
        private static String safe(@Nullable String contentType) {
            if (contentType == null) {
                return Exchange.TEXT;
            }
            return contentType.startsWith("text/plain") || contentType.startsWith(Exchange.JSON)
                    ? contentType
                    : "application/octet-stream";
        }
    }
}
