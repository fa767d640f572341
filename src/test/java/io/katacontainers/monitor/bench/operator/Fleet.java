package io.katacontainers.monitor.bench.operator;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * The collectors of all nodes, each at a loopback address of its own, on one thread. Things happen to their sandboxes between
 * {@link #happen} and {@link #close}.
 */
final class Fleet implements AutoCloseable {
    static final int PER_NODE = 20;
    static final int PORT = 8090;
    private static final int NODES_PER_SLOW_ONE = 100;
    private static final int SLOW_ONE = 7;
    private static final long TICK_MILLIS = 20;
    private static final long START_SECONDS = 60;

    private final Vertx vertx = Vertx.vertx(
            new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final List<FleetNode> nodes = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private final ChangeLog log;
    private final PodDirectory pods;
    private int numbers;
    private double turns;
    private double moves;
    private double drifts;
    private double ends;

    /** Where the Pods of the sandboxes are kept. */
    interface PodDirectory {
        void began(FleetNode node, FleetSandbox sandbox);

        void ended(FleetSandbox sandbox);
    }

    Fleet(int sandboxes, ChangeLog log, PodDirectory pods) {
        this.log = log;
        this.pods = pods;
        for (int n = 0; n < Math.max(1, sandboxes / PER_NODE); n++) {
            FleetNode node = new FleetNode(vertx, n, n % NODES_PER_SLOW_ONE == SLOW_ONE);
            for (int s = 0; s < PER_NODE; s++) {
                node.sandboxes.add(new FleetSandbox(numbers++));
            }
            nodes.add(node);
        }
    }

    /** All nodes; to be read before {@link #happen} only. */
    List<FleetNode> nodes() {
        return nodes;
    }

    static String address(int node) {
        return "127." + (230 + node / 62_500) + "." + node / 250 % 250 + "." + (1 + node % 250);
    }

    /** Begins to serve reports. */
    void start() throws IOException {
        Promise<Void> started = Promise.promise();
        context.runOnContext(nothing -> {
            List<Future<?>> servers = new ArrayList<>();
            for (FleetNode node : nodes) {
                servers.add(vertx.createHttpServer(new HttpServerOptions()
                                .setHost(address(node.number))
                                .setPort(PORT)
                                .setIdleTimeout(0))
                        .requestHandler(node::handle)
                        .listen());
            }
            Future.all(servers).<Void>mapEmpty().onComplete(started);
        });
        await(started.future(), "the collectors cannot listen on port " + PORT + " of 127.230.0.0/16");
    }

    private static void await(Future<?> future, String problem) throws IOException {
        try {
            future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(START_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new IOException(problem, e);
        }
    }

    /** Lets one agent answer no more. */
    void turnOneAgent() {
        context.runOnContext(nothing -> turnAgent(nodes.get(0)));
    }

    /** Lets things happen from now on. */
    void happen(Happenings happenings) {
        context.runOnContext(nothing -> vertx.setPeriodic(TICK_MILLIS, id -> tick(happenings)));
    }

    private void tick(Happenings happenings) {
        double part = nodes.size() * PER_NODE * (TICK_MILLIS / 60_000.0);
        turns += happenings.states() * part;
        moves += happenings.figures() * part;
        drifts += happenings.drift() * part;
        ends += happenings.churn() * part;
        for (; turns >= 1; turns--) {
            turnAgent(anyNode());
        }
        for (; moves >= 1; moves--) {
            moveFigure(anyNode());
        }
        for (; drifts >= 1; drifts--) {
            drift(anyNode());
        }
        for (; ends >= 1; ends--) {
            end(anyNode());
            begin(anyNode());
        }
    }

    private FleetNode anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private void turnAgent(FleetNode node) {
        if (node.sandboxes.isEmpty()) {
            return;
        }
        FleetSandbox sandbox = node.sandboxes.get(random.nextInt(node.sandboxes.size()));
        sandbox.turnAgent();
        log.stateChanged(sandbox.id, node.slow, sandbox.agentAnswers ? "True" : "False");
        node.changed();
    }

    private void moveFigure(FleetNode node) {
        if (node.sandboxes.isEmpty()) {
            return;
        }
        FleetSandbox sandbox = node.sandboxes.get(random.nextInt(node.sandboxes.size()));
        sandbox.moveFigure();
        log.figureMoved(sandbox.id, node.slow, sandbox.availableMemory());
        node.changed();
    }

    private void drift(FleetNode node) {
        if (!node.sandboxes.isEmpty()) {
            node.sandboxes.get(random.nextInt(node.sandboxes.size())).drift();
            node.changed();
        }
    }

    private void end(FleetNode node) {
        if (node.sandboxes.isEmpty()) {
            return;
        }
        FleetSandbox sandbox = node.sandboxes.remove(random.nextInt(node.sandboxes.size()));
        log.ended(sandbox.id, node.slow);
        pods.ended(sandbox);
        node.changed();
    }

    private void begin(FleetNode node) {
        FleetSandbox sandbox = new FleetSandbox(numbers++);
        pods.began(node, sandbox);
        node.sandboxes.add(sandbox);
        log.began(sandbox.id, node.slow);
        node.changed();
    }

    @Override
    public void close() throws IOException {
        await(vertx.close(), "the collectors cannot be ended");
    }
}
