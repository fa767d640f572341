package io.katacontainers.monitor.sim.demo;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Tells what there is to see and to try. */
final class DemoGuide {
    private final DemoCluster cluster;
    private final Consumer<String> out;
    private final ObjectTable tables;
    private final ContainerTable containers;

    /** @param out gets a line at a time */
    DemoGuide(DemoCluster cluster, Consumer<String> out) {
        this.cluster = cluster;
        this.out = out;
        this.tables = new ObjectTable(cluster.api().url(), cluster.api().adminToken());
        this.containers = new ContainerTable(cluster.client());
    }

    /** Whether all collectors answer and the first sandboxes have their objects. */
    boolean ready(int sandboxes) {
        return cluster.collectors().ready().size() == cluster.nodes().size()
                && cluster.tally().created() >= sandboxes;
    }

    void introduce(boolean kubectl) throws IOException, InterruptedException {
        out.accept("");
        tables.get(Demo.groupVersion(), "katamonitors").forEach(out);
        sandboxes();
        out.accept("API server  " + cluster.api().url() + " (a simulator, not Kubernetes)");
        out.accept("operator    " + cluster.operator().metricsUrl() + "   log: "
                + cluster.operator().log());
        for (Map.Entry<String, String> collector : cluster.collectors().ready().entrySet()) {
            out.accept("%-11s http://%s:8090/ /metrics and /metrics/cadvisor   log: %s"
                    .formatted(
                            collector.getKey(),
                            collector.getValue(),
                            cluster.collectors().log(collector.getKey())));
        }
        out.accept("");
        if (kubectl) {
            suggest();
        } else {
            out.accept("No kubectl is installed, so tables are printed here every ten seconds.");
        }
        out.accept("Sandboxes come and go from now on, and what containers use inside them is told every "
                + Demo.CONTAINER_SECONDS + " s. Ctrl-C ends.");
    }

    private void suggest() {
        out.accept("Try in another terminal:");
        out.accept("  export KUBECONFIG=" + cluster.kubeconfig().toAbsolutePath());
        out.accept("  kubectl get katamonitors -n kata-monitor-system");
        out.accept("  kubectl get katasandboxmetrics -A -w");
        out.accept("  kubectl get katasandboxmetrics -A -o wide");
        out.accept("  kubectl describe katasandboxmetrics -n shop");
        out.accept("  kubectl get nodes,pods,daemonsets,podmonitors -A");
        out.accept("  kubectl delete katamonitor kata -n kata-monitor-system");
        out.accept("  kubectl apply -f config/samples/monitoring_v1alpha1_katamonitor.yaml");
        out.accept("");
    }

    /** The table of all containers. */
    void containers() {
        out.accept("");
        containers.lines().forEach(out);
        out.accept("");
    }

    /** The table of all sandboxes. */
    void sandboxes() throws IOException, InterruptedException {
        out.accept("");
        List<String> lines = tables.get(Demo.groupVersion(), "katasandboxmetrics");
        (lines.size() == 1 ? List.of("No KataSandboxMetrics found.") : lines).forEach(out);
        out.accept("");
    }
}
