package io.katacontainers.monitor.operator.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeOwnershipTest {
    private static final Map<String, String> A = Map.of("pool", "a");
    private final List<NodeFacts> nodes = List.of(
            Fixtures.facts("node-1", A), Fixtures.facts("node-2", Map.of("pool", "b")), Fixtures.facts("node-3", A));

    private static KataMonitor selecting(String name, int minute, Map<String, String> labels) {
        return Fixtures.monitor(name, minute, Fixtures.spec(Fixtures.selecting(labels)));
    }

    private NodeOwnership of(KataMonitor... monitors) {
        return NodeOwnership.of(List.of(monitors), nodes, Fixtures.ENVIRONMENT);
    }

    @Test
    void selectsByAllLabels() {
        KataMonitor a = selecting("a", 0, A);

        assertThat(of(a).claimOf(a).owned()).containsExactly("node-1", "node-3");
        assertThat(of(a).claimOf(a).lost()).isEmpty();
    }

    @Test
    void theOlderOneOwnsANodeThatTwoSelect() {
        KataMonitor all = selecting("all", 5, Map.of());
        KataMonitor a = selecting("a", 9, A);

        NodeOwnership ownership = of(a, all);

        assertThat(ownership.claimOf(all).owned()).containsExactly("node-1", "node-2", "node-3");
        assertThat(ownership.claimOf(a).selected()).containsOnlyKeys("node-1", "node-3");
        assertThat(ownership.claimOf(a).owned()).isEmpty();
        assertThat(ownership.claimOf(a).lost()).containsExactly(entry("node-1", "all"), entry("node-3", "all"));
    }

    @Test
    void theNameDecidesBetweenTwoOfTheSameSecond() {
        KataMonitor a = selecting("a", 5, A);
        KataMonitor b = selecting("b", 5, A);

        assertThat(of(b, a).claimOf(a).owned()).hasSize(2);
        assertThat(of(b, a).claimOf(b).owned()).isEmpty();
    }

    @Test
    void oneThatIsBeingDeletedGivesItsNodesToTheNext() {
        KataMonitor old = selecting("old", 0, A);
        old.getMetadata().setDeletionTimestamp("2026-01-01T01:00:00Z");
        KataMonitor next = selecting("next", 5, A);

        assertThat(of(old, next).claimOf(old).owned()).isEmpty();
        assertThat(of(old, next).claimOf(next).owned()).containsExactly("node-1", "node-3");
        assertThat(of(old, next).claimOf(next).lost()).isEmpty();
    }
}
