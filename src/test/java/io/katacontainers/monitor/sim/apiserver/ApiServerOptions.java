package io.katacontainers.monitor.sim.apiserver;

import io.katacontainers.monitor.sim.apiserver.controller.LoopbackPods;
import io.katacontainers.monitor.sim.apiserver.controller.PodRunner;
import io.katacontainers.monitor.sim.schema.ResourceSchemaFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How the simulator is set up.
 *
 * @param port 0 for any free one
 * @param rbac whether requests with a token are judged by RBAC; others are the administrator's, and without RBAC all are
 * @param schemas compiles the schemas of custom resources
 * @param podRunner runs the pods of DaemonSets
 * @param controllers those that run
 * @param historyLimit how many events per resource a watch may catch up on
 * @param bookmarkInterval how often watches get a bookmark if they want them
 * @param clock for timestamps
 */
public record ApiServerOptions(
        int port,
        boolean rbac,
        ResourceSchemaFactory schemas,
        PodRunner podRunner,
        Set<ControllerName> controllers,
        int historyLimit,
        Duration bookmarkInterval,
        Clock clock) {
    private static final int HISTORY = 10_000;

    /** The controllers that can be left out. */
    public enum ControllerName {
        /** Deletes dependents of owners that are gone. */
        GARBAGE_COLLECTOR,
        /** Empties and removes namespaces. */
        NAMESPACES,
        /** Makes pods of DaemonSets. */
        DAEMON_SETS,
        /** Runs the pods of DaemonSets. */
        KUBELETS,
        /** Removes the pods of removed nodes. */
        NODE_EVICTION
    }

    /** Any port, no RBAC, no schemas, instantly ready pods, all controllers. */
    public static ApiServerOptions defaults() {
        return new ApiServerOptions(
                0,
                false,
                version -> (incoming, old) -> incoming,
                new LoopbackPods(),
                EnumSet.allOf(ControllerName.class),
                HISTORY,
                Duration.ofSeconds(10),
                Clock.systemUTC());
    }

    public ApiServerOptions withPort(int value) {
        return new ApiServerOptions(
                value, rbac, schemas, podRunner, controllers, historyLimit, bookmarkInterval, clock);
    }

    public ApiServerOptions withRbac(boolean value) {
        return new ApiServerOptions(
                port, value, schemas, podRunner, controllers, historyLimit, bookmarkInterval, clock);
    }

    public ApiServerOptions withSchemas(ResourceSchemaFactory value) {
        return new ApiServerOptions(port, rbac, value, podRunner, controllers, historyLimit, bookmarkInterval, clock);
    }

    public ApiServerOptions withPodRunner(PodRunner value) {
        return new ApiServerOptions(port, rbac, schemas, value, controllers, historyLimit, bookmarkInterval, clock);
    }

    public ApiServerOptions withControllers(Set<ControllerName> value) {
        return new ApiServerOptions(port, rbac, schemas, podRunner, value, historyLimit, bookmarkInterval, clock);
    }

    public ApiServerOptions withHistoryLimit(int value) {
        return new ApiServerOptions(port, rbac, schemas, podRunner, controllers, value, bookmarkInterval, clock);
    }

    public ApiServerOptions withBookmarkInterval(Duration value) {
        return new ApiServerOptions(port, rbac, schemas, podRunner, controllers, historyLimit, value, clock);
    }

    public ApiServerOptions withClock(Clock value) {
        return new ApiServerOptions(port, rbac, schemas, podRunner, controllers, historyLimit, bookmarkInterval, value);
    }
}
