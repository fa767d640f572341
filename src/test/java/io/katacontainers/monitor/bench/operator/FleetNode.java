package io.katacontainers.monitor.bench.operator;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node and its collector, which answers as a real one does: strong ETag, 304, long poll. Confined to the fleet's thread. */
final class FleetNode {
    private static final Pattern WAIT = Pattern.compile("(?:^|&)wait=([0-9]{1,4})s(?:&|$)");
    private static final long SLOW_MILLIS = 2000;
    private static final byte[] HEAD =
            "{\"schemaVersion\":1,\"collectorVersion\":\"0.1.0\",\"roots\":[{\"path\":\"/run/vc/sbs\",\"complete\":true}],\"sandboxes\":["
                    .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAIL = "]}".getBytes(StandardCharsets.US_ASCII);

    final int number;
    /** Whether the collector takes two seconds to begin an answer and two more to end it. */
    final boolean slow;

    final List<FleetSandbox> sandboxes = new ArrayList<>();
    private final Vertx vertx;
    private final List<Waiting> waiting = new ArrayList<>();
    private long version;

    private record Waiting(HttpServerRequest request, long timer) {}

    FleetNode(Vertx vertx, int number, boolean slow) {
        this.vertx = vertx;
        this.number = number;
        this.slow = slow;
    }

    static String name(int number) {
        return "node-" + number;
    }

    String name() {
        return name(number);
    }

    private String etag() {
        return "\"" + number + "-" + version + "\"";
    }

    /** The report reads otherwise now. */
    void changed() {
        version++;
        List<Waiting> woken = List.copyOf(waiting);
        waiting.clear();
        for (Waiting one : woken) {
            vertx.cancelTimer(one.timer());
            answer(one.request());
        }
    }

    void handle(HttpServerRequest request) {
        String known = request.getHeader("If-None-Match");
        String query = request.query();
        Matcher wait = WAIT.matcher(query == null ? "" : query);
        if (!etag().equals(known) || !wait.find()) {
            answer(request);
            return;
        }
        long timer = vertx.setTimer(Long.parseLong(wait.group(1)) * 1000, id -> {
            waiting.removeIf(one -> one.timer() == id);
            answer(request);
        });
        Waiting one = new Waiting(request, timer);
        waiting.add(one);
        request.response().closeHandler(nothing -> {
            vertx.cancelTimer(timer);
            waiting.remove(one);
        });
    }

    private void answer(HttpServerRequest request) {
        if (slow) {
            vertx.setTimer(SLOW_MILLIS, id -> answerNow(request));
        } else {
            answerNow(request);
        }
    }

    private void answerNow(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.putHeader("ETag", etag()).putHeader("Cache-Control", "no-cache");
        if (etag().equals(request.getHeader("If-None-Match"))) {
            response.setStatusCode(304);
            var unused = response.end();
            return;
        }
        Buffer body = body();
        response.putHeader("Content-Type", "application/json")
                .putHeader("Content-Length", Integer.toString(body.length()));
        if (slow) {
            int half = body.length() / 2;
            var unusedFirst = response.write(body.slice(0, half));
            vertx.setTimer(SLOW_MILLIS, id -> {
                if (!response.closed()) {
                    var unusedRest = response.end(body.slice(half, body.length()));
                }
            });
        } else {
            var unused = response.end(body);
        }
    }

    private Buffer body() {
        Buffer body = Buffer.buffer(HEAD.length + 1300 * sandboxes.size()).appendBytes(HEAD);
        for (int i = 0; i < sandboxes.size(); i++) {
            if (i > 0) {
                body.appendByte((byte) ',');
            }
            body.appendBytes(sandboxes.get(i).json());
        }
        return body.appendBytes(TAIL);
    }
}
