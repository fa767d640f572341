package io.katacontainers.monitor.operator.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeEndpointTest {
    private static NodeFacts node(String runtime, String kubelet) {
        return NodeFacts.of(Fixtures.node("node", Map.of(), runtime, kubelet));
    }

    @ParameterizedTest
    @CsvSource({
        "containerd://2.1.4, v1.34.1, /run/containerd/containerd.sock",
        "containerd://1.7.27, v1.33.1-gke.1, /run/containerd/containerd.sock",
        "containerd://2.1.4-k3s1, v1.34.1+k3s1, /run/k3s/containerd/containerd.sock",
        "containerd://2.1.4-k3s1, v1.34.1+rke2r1, /run/k3s/containerd/containerd.sock",
        "containerd://2.1.4, v1.34.1+k0s, /run/k0s/containerd.sock",
        "cri-o://1.34.0, v1.34.1, /run/crio/crio.sock",
        "docker://28.0.1, v1.34.1, /run/containerd/containerd.sock",
        "'', '', /run/containerd/containerd.sock",
    })
    void isDerivedFromWhatANodeReports(String runtime, String kubelet, String path) {
        assertThat(RuntimeEndpoint.of(List.of(node(runtime, kubelet)))).isEqualTo(RuntimeEndpoint.fixed(path));
    }

    @Test
    void knowsMicroK8sByItsLabel() {
        var node = Fixtures.node("node", Map.of("microk8s.io/cluster", "true"));

        assertThat(RuntimeEndpoint.of(List.of(NodeFacts.of(node))).path())
                .isEqualTo("/var/snap/microk8s/common/run/containerd.sock");
    }

    @Test
    void isContainerdsDefaultWithoutNodes() {
        assertThat(RuntimeEndpoint.of(List.of())).isEqualTo(RuntimeEndpoint.fixed(RuntimeEndpoint.CONTAINERD));
    }

    @Test
    void isTheMajoritysWhereRuntimesDiffer() {
        var endpoint = RuntimeEndpoint.of(List.of(
                node("containerd://2.1.4", "v1.34.1"),
                node("cri-o://1.34.0", "v1.34.1"),
                node("cri-o://1.34.0", "v1.34.1"),
                node("docker://28", "v1.34.1")));

        assertThat(endpoint.path()).isEqualTo(RuntimeEndpoint.CRIO);
        assertThat(endpoint.others()).containsExactly(RuntimeEndpoint.CONTAINERD);
    }

    @Test
    void doesNotDependOnTheOrderOfNodesWhereTwoAreEquallyMany() {
        var crio = node("cri-o://1.34.0", "v1.34.1");
        var containerd = node("containerd://2.1.4", "v1.34.1");

        assertThat(RuntimeEndpoint.of(List.of(crio, containerd)))
                .isEqualTo(RuntimeEndpoint.of(List.of(containerd, crio)));
    }
}
