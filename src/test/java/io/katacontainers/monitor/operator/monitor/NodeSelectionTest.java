package io.katacontainers.monitor.operator.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.katacontainers.monitor.api.v1alpha1.CollectorSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeSelectionTest {
    private static final NodeFacts NODE = Fixtures.facts("node-1", Map.of("cores", "16", "arch", "amd64"));

    private static boolean selects(NodeFacts node, List<Toleration> tolerations, @Nullable Affinity affinity) {
        var spec = new CollectorSpec(
                null, Map.of(), tolerations, affinity, null, null, null, null, null, null, null, null);
        return new NodeSelection(
                        CollectorSettings.of(Fixtures.monitor("kata", 0, Fixtures.spec(spec)), Fixtures.ENVIRONMENT))
                .selects(node);
    }

    private static Affinity requiring(NodeSelectorRequirement requirement) {
        return new AffinityBuilder()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .withMatchExpressions(requirement)
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "arch, In, amd64, true",
        "arch, In, arm64, false",
        "arch, NotIn, arm64, true",
        "absent, NotIn, arm64, true",
        "arch, Exists, , true",
        "absent, Exists, , false",
        "absent, DoesNotExist, , true",
        "cores, Gt, 8, true",
        "cores, Gt, 16, false",
        "cores, Lt, 32, true",
        "arch, Gt, 8, false",
        "arch, Unheard, 8, false",
    })
    void followsRequiredAffinityAsTheSchedulerDoes(
            String key, String operator, @Nullable String value, boolean selected) {
        var requirement = new NodeSelectorRequirement(key, operator, value == null ? List.of() : List.of(value));

        assertThat(selects(NODE, List.of(), requiring(requirement))).isEqualTo(selected);
    }

    @Test
    void anEmptyTermMatchesNothing() {
        Affinity affinity = new AffinityBuilder()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .build();

        assertThat(selects(NODE, List.of(), affinity)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "dedicated, NoSchedule, false",
        "dedicated, NoExecute, false",
        "dedicated, PreferNoSchedule, true",
        "node.kubernetes.io/not-ready, NoExecute, true",
        "node.kubernetes.io/unschedulable, NoSchedule, true",
    })
    void staysAwayFromTaintsThatNobodyTolerates(String key, String effect, boolean selected) {
        assertThat(selects(tainted(key, effect), List.of(), null)).isEqualTo(selected);
    }

    @ParameterizedTest
    @CsvSource({
        "dedicated, Equal, kata, NoSchedule, true",
        "dedicated, Equal, other, NoSchedule, false",
        "dedicated, , kata, , true",
        "dedicated, Exists, , , true",
        ", Exists, , , true",
        "other, Exists, , , false",
        "dedicated, Exists, , NoExecute, false",
    })
    void toleratesTaintsAsTheSchedulerDoes(
            @Nullable String key,
            @Nullable String operator,
            @Nullable String value,
            @Nullable String effect,
            boolean selected) {
        Toleration toleration = new TolerationBuilder()
                .withKey(key)
                .withOperator(operator)
                .withValue(value)
                .withEffect(effect)
                .build();

        assertThat(selects(tainted("dedicated", "NoSchedule"), List.of(toleration), null))
                .isEqualTo(selected);
    }

    private static NodeFacts tainted(String key, String effect) {
        return NodeFacts.of(new NodeBuilder(Fixtures.node("node-1", Map.of()))
                .withNewSpec()
                .addNewTaint(effect, key, null, "kata")
                .endSpec()
                .build());
    }

    @Test
    void atrimmedNodeHasTheSameFacts() {
        var node = new NodeBuilder(Fixtures.node("node-1", Map.of("a", "b"), "cri-o://1.34.0", "v1.34.1"))
                .withNewSpec()
                .addNewTaint("NoSchedule", "dedicated", null, "kata")
                .withProviderID("not needed")
                .endSpec()
                .build();

        assertThat(NodeFacts.of(NodeFacts.trim(node))).isEqualTo(NodeFacts.of(node));
        assertThat(NodeFacts.trim(node).getSpec().getProviderID()).isNull();
    }
}
