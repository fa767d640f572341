package io.katacontainers.monitor.sim.apiserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the simulator until it is interrupted. */
@Command(
        name = "api-server",
        mixinStandardHelpOptions = true,
        description = "A simulator of the Kubernetes API server, for tests and demonstrations.")
final class ApiServerMain implements Callable<Integer> {
    @Option(names = "--port", description = "Port on 127.0.0.1; 0, the default, for any free one.")
    private int port;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Where to write the administrator's kubeconfig.")
    private @Nullable Path kubeconfig;

    @Option(names = "--crds", paramLabel = "DIR", description = "Directory of CustomResourceDefinitions to start with.")
    private @Nullable Path crds;

    @Option(names = "--rbac", description = "Judge requests by RBAC.")
    private boolean rbac;

    public static void main(String[] args) {
        System.exit(new CommandLine(new ApiServerMain()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ApiServer server =
                ApiServer.start(ApiServerOptions.defaults().withPort(port).withRbac(rbac))) {
            if (crds != null) {
                server.loadDefinitions(crds);
            }
            if (kubeconfig != null) {
                Files.writeString(kubeconfig, server.kubeconfig());
            }
            System.out.println("Kubernetes API server simulator on " + server.url());
            new CountDownLatch(1).await();
            return 0;
        }
    }
}
