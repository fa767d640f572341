package io.katacontainers.monitor.sim.apiserver;

import io.katacontainers.monitor.sim.apiserver.ApiServerOptions.ControllerName;
import io.katacontainers.monitor.sim.apiserver.auth.Rbac;
import io.katacontainers.monitor.sim.apiserver.auth.Tokens;
import io.katacontainers.monitor.sim.apiserver.auth.User;
import io.katacontainers.monitor.sim.apiserver.controller.Cluster;
import io.katacontainers.monitor.sim.apiserver.controller.Controller;
import io.katacontainers.monitor.sim.apiserver.controller.CustomResourceCleanup;
import io.katacontainers.monitor.sim.apiserver.controller.DaemonSetEmulator;
import io.katacontainers.monitor.sim.apiserver.controller.GarbageCollector;
import io.katacontainers.monitor.sim.apiserver.controller.Kubelets;
import io.katacontainers.monitor.sim.apiserver.controller.NamespaceController;
import io.katacontainers.monitor.sim.apiserver.controller.NodeEviction;
import io.katacontainers.monitor.sim.apiserver.store.ResourceTypes;
import io.katacontainers.monitor.sim.apiserver.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Predicate;

/** The simulator, running. See the package for what it does and what it does not. */
public final class ApiServer implements AutoCloseable {
    private static final int REQUEST_THREADS = 8;

    private final ScheduledExecutorService requests = threads("api-server", REQUEST_THREADS);
    private final ScheduledExecutorService controllerThread = threads("api-server-controllers", 1);
    private final ScheduledExecutorService kubeletThreads = threads("api-server-kubelets", 4);
    private final Tokens tokens = new Tokens();
    private final Audit audit = new Audit();
    private final Faults faults = new Faults();
    private final Store store;
    private final WatchHandler watches;
    private final Bootstrap bootstrap;
    private final HttpFront front;
    private final List<AutoCloseable> closeables = new ArrayList<>();

    private ApiServer(ApiServerOptions options) {
        store = new Store(options.historyLimit());
        ResourceTypes types = new ResourceTypes();
        CustomTypes customTypes = new CustomTypes(types, options.schemas(), options.clock());
        store.listen(customTypes::onEvent);
        Admission admission = new Admission(store, customTypes, options.clock());
        ResourceWriter writer = new ResourceWriter(store, admission);
        ResourceDeleter deleter = new ResourceDeleter(store, admission);
        startControllers(options, new ClusterAccess(store, types, writer, deleter, admission));
        TableRenderer tables = new TableRenderer(options.clock());
        ResourceHandler resources =
                new ResourceHandler(store, writer, deleter, new Patches(), new ListRenderer(store, tables), tables);
        watches = new WatchHandler(store, tables, requests, options.bookmarkInterval());
        RequestPipeline pipeline = new RequestPipeline(
                types,
                resources,
                watches,
                new Rbac(store),
                options.rbac(),
                tokens,
                audit,
                faults,
                requests,
                options.clock());
        bootstrap = new Bootstrap(types, writer);
        front = new HttpFront(pipeline, requests);
    }

    private static ScheduledExecutorService threads(String name, int count) {
        ScheduledThreadPoolExecutor executor =
                (ScheduledThreadPoolExecutor) Executors.newScheduledThreadPool(count, task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    private void startControllers(ApiServerOptions options, Cluster cluster) {
        follow(new CustomResourceCleanup(cluster, controllerThread));
        for (ControllerName name : options.controllers()) {
            follow(
                    switch (name) {
                        case GARBAGE_COLLECTOR -> new GarbageCollector(cluster, controllerThread);
                        case NAMESPACES -> new NamespaceController(cluster, controllerThread);
                        case DAEMON_SETS -> new DaemonSetEmulator(cluster, controllerThread);
                        case NODE_EVICTION -> new NodeEviction(cluster, controllerThread);
                        case KUBELETS -> {
                            Kubelets kubelets = new Kubelets(cluster, options.podRunner(), kubeletThreads);
                            closeables.add(kubelets);
                            yield kubelets;
                        }
                    });
        }
    }

    private void follow(Controller controller) {
        store.listen(controller::onEvent);
    }

    /** Starts it; it serves when this returns. */
    public static ApiServer start(ApiServerOptions options) throws IOException {
        ApiServer server = new ApiServer(options);
        try {
            server.bootstrap.run();
            server.front.listen(options.port());
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** Starts it with {@link ApiServerOptions#defaults}. */
    public static ApiServer start() throws IOException {
        return start(ApiServerOptions.defaults());
    }

    /** Creates all CustomResourceDefinitions in the YAML files of a directory. */
    public void loadDefinitions(Path directory) throws IOException {
        bootstrap.load(directory);
    }

    /** Its port on 127.0.0.1. */
    public int port() {
        return front.port();
    }

    /** {@code http://127.0.0.1:PORT}. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** The administrator's kubeconfig, YAML. */
    public String kubeconfig() {
        return kubeconfig(tokens.admin());
    }

    /** The kubeconfig of whoever has this token, YAML. */
    public String kubeconfig(String token) {
        return """
                apiVersion: v1
                kind: Config
                current-context: simulator
                clusters:
                  - name: simulator
                    cluster:
                      server: %s
                contexts:
                  - name: simulator
                    context:
                      cluster: simulator
                      user: user
                      namespace: default
                users:
                  - name: user
                    user:
                      token: %s
                """.formatted(url(), token);
    }

    /** A token for a user or, by the form of its name ({@code system:serviceaccount:NAMESPACE:NAME}), a ServiceAccount. */
    public String token(String user) {
        return tokens.issue(User.named(user));
    }

    /** The administrator's token. */
    public String adminToken() {
        return tokens.admin();
    }

    /** What was asked. */
    public Audit audit() {
        return audit;
    }

    /** To make it misbehave. */
    public Faults faults() {
        return faults;
    }

    /** All objects, for assertions that should not show in the audit. */
    public Store store() {
        return store;
    }

    /** How many watches are open. */
    public int openWatches() {
        return watches.open();
    }

    /** Ends all watches. */
    public void dropWatches() {
        watches.drop();
    }

    /** Forgets the past, so that a watch that resumes from it is 410 Gone. */
    public void compact() {
        store.compact();
    }

    /** Refuses connections and cuts those there are, until {@link #heal}. */
    public void partition() throws IOException {
        front.partition();
    }

    /** Ends a {@link #partition}. */
    public void heal() throws IOException {
        front.heal();
    }

    /** Calls on one resource, for {@link #faults}. */
    public static Predicate<ApiCall> calls(String verb, String resource) {
        return call -> call.verb().equals(verb) && call.resource().equals(resource);
    }

    @Override
    public void close() throws IOException {
        watches.drop();
        requests.shutdown();
        controllerThread.shutdown();
        kubeletThreads.shutdown();
        front.close();
        for (AutoCloseable closeable : closeables) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IOException("Cannot stop the pods", e);
            }
        }
    }
}
