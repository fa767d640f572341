package io.katacontainers.monitor.operator.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.katacontainers.monitor.report.PodReport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodClaimsTest {
    @ParameterizedTest
    @CsvSource({
        "api-uid,node-1,Holds[uid=api-uid]",
        "hash,node-1,Holds[uid=api-uid]",
        "other,node-1,Rejected[reason=other_uid]",
        "api-uid,node-2,Rejected[reason=other_node]"
    })
    void onlyPodsOfTheNodeWithTheirUidOrTheirConfigHash(String claimed, String node, String verdict) {
        var pod = new PodBuilder()
                .withNewMetadata()
                .withName("web")
                .withNamespace("shop")
                .withUid("api-uid")
                .addToAnnotations("kubernetes.io/config.hash", "hash")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .endSpec()
                .build();
        assertThat(PodClaims.judge(new PodReport(claimed, "web", "shop"), node, pod))
                .hasToString(verdict);
    }
}
