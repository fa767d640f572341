package io.katacontainers.monitor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class LeaseReleaseTest {
    @SuppressWarnings("NullAway.Init") // set by the extension
    KubernetesClient client;

    private String holderAfterReleaseBy(String identity) {
        client.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withNamespace("system")
                        .withName("lease")
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity("operator-0")
                        .withLeaseDurationSeconds(15)
                        .endSpec()
                        .build())
                .create();
        new LeaseRelease(client, "system", "lease").releaseHeldBy(identity);
        return client.leases()
                .inNamespace("system")
                .withName("lease")
                .get()
                .getSpec()
                .getHolderIdentity();
    }

    @Test
    void releasesItsOwn() {
        assertThat(holderAfterReleaseBy("operator-0")).isEmpty();
    }

    @Test
    void leavesThatOfAnotherOne() {
        assertThat(holderAfterReleaseBy("operator-1")).isEqualTo("operator-0");
    }

    @Test
    void doesWithoutAny() {
        new LeaseRelease(client, "system", "lease").releaseHeldBy("operator-0");
        assertThat(client.leases().inNamespace("system").list().getItems()).isEmpty();
    }
}
