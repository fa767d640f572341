package io.katacontainers.monitor.sim.apiserver;

/**
 * How something is written.
 *
 * @param manager the field manager
 * @param dryRun whether nothing is stored
 */
record WriteContext(String manager, boolean dryRun) {
    static final WriteContext SYSTEM = new WriteContext("kube-controller-manager", false);

    static WriteContext of(ApiRequest request) {
        String manager = request.parameter("fieldManager");
        if (manager.isEmpty()) {
            manager = request.header("user-agent").split("/", 2)[0];
        }
        return new WriteContext(
                manager.isEmpty() ? "unknown" : manager,
                !request.parameter("dryRun").isEmpty());
    }
}
