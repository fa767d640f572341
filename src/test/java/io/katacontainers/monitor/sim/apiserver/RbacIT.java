package io.katacontainers.monitor.sim.apiserver;

import static io.katacontainers.monitor.sim.apiserver.TestCluster.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RbacIT {
    private static final String USER = "system:serviceaccount:default:robot";

    private ApiServer server;
    private KubernetesClient admin;
    private KubernetesClient robot;

    @BeforeEach
    void start() throws IOException {
        server = ApiServer.start(ApiServerOptions.defaults().withRbac(true));
        admin = TestCluster.client(server);
        robot = TestCluster.client(server, server.token(USER), false);
    }

    @AfterEach
    void stop() throws IOException {
        robot.close();
        admin.close();
        server.close();
    }

    private void allow(String verb, String... names) {
        admin.resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName("reader")
                        .withNamespace("default")
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("configmaps")
                        .withVerbs(verb)
                        .withResourceNames(names)
                        .endRule()
                        .build())
                .create();
        admin.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("reader")
                        .withNamespace("default")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", "reader")
                        .addNewSubject()
                        .withKind("ServiceAccount")
                        .withName("robot")
                        .withNamespace("default")
                        .endSubject()
                        .build())
                .create();
    }

    @Test
    void deniesWhatNoRoleAllows() {
        assertThatThrownBy(() -> robot.configMaps().inNamespace("default").list())
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode())
                        .isEqualTo(403))
                .hasMessageContaining("configmaps is forbidden: User \"" + USER
                        + "\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"default\"");
        assertThat(server.audit().denied()).hasSize(1);
    }

    @Test
    void allowsByResourceNameAndNamespace() {
        admin.resource(configMap("mine", Map.of())).create();
        admin.resource(configMap("other", Map.of())).create();
        allow("get", "mine");

        assertThat(robot.configMaps().inNamespace("default").withName("mine").get())
                .isNotNull();
        assertThatThrownBy(() -> robot.configMaps()
                        .inNamespace("default")
                        .withName("other")
                        .get())
                .isInstanceOf(KubernetesClientException.class);
        assertThatThrownBy(() -> robot.configMaps()
                        .inNamespace("kube-system")
                        .withName("mine")
                        .get())
                .isInstanceOf(KubernetesClientException.class);
    }

    @Test
    void answersReviews() {
        allow("list");
        assertThat(mayI("list")).isTrue();
        assertThat(mayI("delete")).isFalse();
    }

    private boolean mayI(String verb) {
        return robot.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withNamespace("default")
                        .withResource("configmaps")
                        .withVerb(verb)
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed();
    }

    @Test
    void refusesUnknownTokens() {
        try (KubernetesClient stranger = TestCluster.client(server, "wrong", false)) {
            assertThatThrownBy(() -> stranger.namespaces().list())
                    .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode())
                            .isEqualTo(401));
        }
    }
}
