package io.katacontainers.monitor.sim.demo;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.katacontainers.monitor.sim.node.ContainerCommand;
import io.katacontainers.monitor.sim.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One replica of the operator's Deployment as a real process, with the rights of its ServiceAccount and no others. */
final class OperatorReplica implements AutoCloseable {
    private final ChildProcess process;
    private final String ip;
    private final Path log;

    private OperatorReplica(ChildProcess process, String ip, Path log) {
        this.process = process;
        this.ip = ip;
        this.log = log;
    }

    /** @param kubeconfig with the token of the ServiceAccount */
    static OperatorReplica start(Path program, Deployment deployment, String ip, Path kubeconfig, Path log)
            throws IOException {
        Pod pod = new PodBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(deployment.getMetadata().getNamespace())
                        .withName(deployment.getMetadata().getName() + "-0")
                        .build())
                .withSpec(deployment.getSpec().getTemplate().getSpec())
                .build();
        ContainerCommand command = ContainerCommand.of(pod, ip, path -> path);
        Map<String, String> environment = new HashMap<>(command.environment());
        environment.put("KUBECONFIG", kubeconfig.toAbsolutePath().toString());
        ChildProcess process = ChildProcess.start(log, environment, command.line(program));
        return new OperatorReplica(process, ip, log);
    }

    /** The user that its ServiceAccount is to the API server. */
    static String user(Deployment deployment) {
        return "system:serviceaccount:" + deployment.getMetadata().getNamespace() + ":"
                + deployment.getSpec().getTemplate().getSpec().getServiceAccountName();
    }

    boolean alive() {
        return process.alive();
    }

    /** Completes when it has ended, with its exit status. */
    CompletableFuture<Integer> ended() {
        return process.ended();
    }

    String metricsUrl() {
        return "http://" + ip + ":8080/metrics";
    }

    Path log() {
        return log;
    }

    @Override
    public void close() {
        var unused = process.stop();
    }
}
