package io.katacontainers.monitor.sim.apiserver;

import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import io.katacontainers.monitor.sim.apiserver.store.Selection;
import io.katacontainers.monitor.sim.apiserver.store.Store;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Starts watches and keeps them: bookmarks, time limits. */
final class WatchHandler {
    private final Store store;
    private final TableRenderer tables;
    private final ScheduledExecutorService executor;
    private final Duration bookmarkInterval;
    private final Set<WatchSession> sessions = ConcurrentHashMap.newKeySet();

    WatchHandler(Store store, TableRenderer tables, ScheduledExecutorService executor, Duration bookmarkInterval) {
        this.store = store;
        this.tables = tables;
        this.executor = executor;
        this.bookmarkInterval = bookmarkInterval;
    }

    void start(ResourceType type, RequestInfo info, ApiRequest request, Exchange exchange) throws ApiException {
        Selection selection = ResourceHandler.selection(type, info, request);
        String from = request.parameter("resourceVersion");
        boolean sendInitial = request.flag("sendInitialEvents");
        boolean fromState = from.isEmpty() || from.equals("0") || sendInitial;
        long after = fromState ? 0 : parseVersion(from);
        long timeoutSeconds = parseTimeout(request.parameter("timeoutSeconds"));

        WatchRenderer renderer = new WatchRenderer(type, selection, tables, request);
        WatchSink sink = exchange.stream();
        WatchSession session = new WatchSession(renderer, sink, executor);
        sessions.add(session);
        sink.onClose(() -> sessions.remove(session));
        if (fromState) {
            Runnable end = store.watchFromState(type.storage(), selection.namespace(), session::offer, version -> {
                if (sendInitial) {
                    session.offerBookmark(version, true);
                }
            });
            sink.onClose(end);
        } else {
            Optional<Runnable> end = store.watch(type.storage(), after, session::offer);
            if (end.isEmpty()) {
                session.fail(ApiException.gone("too old resource version: " + from));
                return;
            }
            sink.onClose(end.get());
        }
        if (request.flag("allowWatchBookmarks")) {
            scheduleBookmark(session);
        }
        if (timeoutSeconds > 0) {
            var unused = executor.schedule(session::close, timeoutSeconds, TimeUnit.SECONDS);
        }
    }

    private static long parseVersion(String resourceVersion) throws ApiException {
        try {
            return Long.parseLong(resourceVersion);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(
                    "Invalid value: \"" + resourceVersion + "\": resourceVersion must be a number");
        }
    }

    private static long parseTimeout(String seconds) throws ApiException {
        try {
            return seconds.isEmpty() ? 0 : Long.parseLong(seconds);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("invalid timeoutSeconds: " + seconds);
        }
    }

    private void scheduleBookmark(WatchSession session) {
        var unused = executor.schedule(
                () -> {
                    if (session.isOpen()) {
                        store.betweenWrites(version -> session.offerBookmark(version, false));
                        scheduleBookmark(session);
                    }
                },
                bookmarkInterval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** How many watches are open. */
    int open() {
        return sessions.size();
    }

    /** Ends all watches, as a restarting server or load balancer does. */
    void drop() {
        sessions.forEach(WatchSession::close);
    }
}
