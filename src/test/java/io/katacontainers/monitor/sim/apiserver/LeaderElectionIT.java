package io.katacontainers.monitor.sim.apiserver;

import static io.katacontainers.monitor.sim.apiserver.TestCluster.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class LeaderElectionIT {
    /** Notes what it is asked to reconcile. */
    private static final class Recorder implements Reconciler<ConfigMap> {
        private final List<String> reconciled = new CopyOnWriteArrayList<>();

        @Override
        public UpdateControl<ConfigMap> reconcile(ConfigMap map, Context<ConfigMap> context) {
            reconciled.add(map.getMetadata().getName());
            return UpdateControl.noUpdate();
        }
    }

    @Test
    void theOperatorSdkBecomesLeaderAndReconciles() throws IOException {
        Recorder recorder = new Recorder();
        try (ApiServer server = ApiServer.start();
                KubernetesClient client = TestCluster.client(server)) {
            Operator operator = new Operator(settings -> settings.withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .withLeaderElectionConfiguration(
                            LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration("leader")
                                    .withLeaseNamespace("default")
                                    .withIdentity("one")
                                    .withExitOnStopLeading(false)
                                    .build()));
            operator.register(recorder);
            operator.start();
            try {
                client.resource(configMap("a", Map.of())).create();
                await().atMost(Duration.ofSeconds(30)).until(() -> recorder.reconciled.contains("a"));
                assertThat(client.leases()
                                .inNamespace("default")
                                .withName("leader")
                                .get()
                                .getSpec()
                                .getHolderIdentity())
                        .isEqualTo("one");
            } finally {
                operator.stop();
            }
        }
    }
}
