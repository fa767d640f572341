package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;

/** The version that it claims to be. */
final class ServerVersion {
    static final String GIT = "v1.33.0+simulator";

    private ServerVersion() {}

    static ObjectNode json() {
        return Json.object()
                .put("major", "1")
                .put("minor", "33")
                .put("gitVersion", GIT)
                .put("gitCommit", "simulator")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-01-01T00:00:00Z")
                .put("goVersion", "none")
                .put("compiler", "none")
                .put("platform", "linux/amd64");
    }
}
