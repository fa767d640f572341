package io.katacontainers.monitor.collector.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Steps the cache by hand through simulated time. */
class PodMetadataCacheTest {
    private static final SandboxId A = new SandboxId("a");

    private final FakeSandboxes sandboxes = new FakeSandboxes();
    private final FakeRuntime runtime = new FakeRuntime();
    /** Starts where a monotonic clock is about to overflow, as it may. */
    private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    private final PodMetadataCache cache = new PodMetadataCache(sandboxes, runtime, () -> now);

    @Test
    void asksAtOnceForANewSandboxAndThenRegularly() {
        assertThat(cache.step()).isEqualTo(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(1));
        runtime.pod("a", true);
        runtime.container("a", "c1");
        sandboxes.set("a");
        assertThat(cache.step()).isEqualTo(Duration.ofSeconds(10));
        assertThat(known().pod().name()).isEqualTo("pod-a");
        assertThat(known().containers()).extracting(ContainerMetadata::id).containsExactly("c1");
        assertThat(runtime.listings).isEqualTo(2);
        assertThat(runtime.connects).isEqualTo(1);
    }

    @Test
    void asksAgainSoonThenLessOftenWhileTheRuntimeDoesNotKnowTheSandbox() {
        sandboxes.set("a");
        assertThat(List.of(stepAndPass(), stepAndPass(), stepAndPass(), stepAndPass(), stepAndPass(), stepAndPass()))
                .extracting(Duration::toMillis)
                .containsExactly(200L, 400L, 800L, 1600L, 3200L, 5000L);
        assertThat(cache.lookup(A)).isInstanceOf(PodLookup.Pending.class);
        runtime.pod("a", true);
        runtime.container("a", "c1");
        assertThat(stepAndPass()).isEqualTo(Duration.ofSeconds(10));
        assertThat(known().pod().ready()).isTrue();
    }

    @Test
    void aNewSandboxDoesNotWaitForTheBackOffOfAnother() {
        sandboxes.set("a");
        for (int i = 0; i < 6; i++) {
            stepAndPass();
        }
        cache.step();
        pass(Duration.ofMillis(300));
        runtime.pod("b", true);
        sandboxes.set("a", "b");
        cache.step();
        assertThat(cache.lookup(new SandboxId("b"))).isInstanceOf(PodLookup.Known.class);
    }

    @Test
    void manyNewSandboxesDoNotMakeItAskWithoutPause() {
        for (int i = 0; i < 100; i++) {
            sandboxes.set("s" + i);
            cache.step();
            pass(Duration.ofMillis(10));
        }
        assertThat(runtime.listings).isBetween(4, 6);
    }

    @Test
    void asksSoonForTheFirstContainerOfANewPod() {
        runtime.pod("a", true);
        sandboxes.set("a");
        assertThat(stepAndPass()).isEqualTo(Duration.ofMillis(200));
        pass(PodTable.STARTUP);
        assertThat(stepAndPass()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void saysNoneOnlyAfterACompleteListAndAGrace() {
        sandboxes.set("a");
        cache.step();
        pass(PodTable.GRACE.minusMillis(1));
        cache.step();
        assertThat(cache.lookup(A)).isInstanceOf(PodLookup.Pending.class);
        runtime.refusal = "down";
        pass(Duration.ofMinutes(5));
        cache.step();
        assertThat(cache.lookup(A)).isInstanceOf(PodLookup.Pending.class);
        runtime.refusal = null;
        pass(Duration.ofSeconds(1));
        cache.step();
        assertThat(cache.lookup(A)).isInstanceOf(PodLookup.None.class);
        runtime.pod("a", true);
        pass(Duration.ofSeconds(10));
        cache.step();
        assertThat(cache.lookup(A)).isInstanceOf(PodLookup.Known.class);
    }

    @Test
    void aPodThatTheRuntimeForgetsStaysForTheGraceThenIsNone() {
        runtime.pod("a", true);
        sandboxes.set("a");
        cache.step();
        runtime.refusal = "restarting";
        pass(Duration.ofMinutes(2));
        cache.step();
        runtime.refusal = null;
        runtime.pods.clear();
        pass(Duration.ofSeconds(1));
        cache.step();
        assertThat(cache.lookup(A)).isInstanceOf(PodLookup.Known.class);
        pass(PodTable.GRACE);
        cache.step();
        assertThat(cache.lookup(A)).isInstanceOf(PodLookup.None.class);
    }

    @Test
    void keepsTheLastAnswersWhileTheRuntimeIsAway() {
        runtime.pod("a", false);
        runtime.container("a", "c1");
        sandboxes.set("a");
        cache.step();
        runtime.refusal = "connection refused";
        pass(Duration.ofSeconds(10));
        assertThat(stepAndPass()).isEqualTo(Duration.ofMillis(200));
        assertThat(cache.runtime())
                .isEqualTo(new RuntimeState(false, "/run/fake.sock", "fake", "1.0", "v1", "connection refused"));
        assertThat(runtime.open).isZero();
        assertThat(known().pod().ready()).isFalse();
        for (int i = 0; i < 20; i++) {
            assertThat(stepAndPass()).isLessThanOrEqualTo(Duration.ofSeconds(5));
        }
        runtime.refusal = null;
        cache.step();
        assertThat(cache.runtime()).isEqualTo(new RuntimeState(true, "/run/fake.sock", "fake", "1.0", "v1", null));
    }

    @Test
    void podsAreNamedEvenWhereContainersCannotBeListed() {
        runtime.pod("a", true);
        runtime.containersFail = true;
        sandboxes.set("a");
        cache.step();
        assertThat(known().pod().name()).isEqualTo("pod-a");
        assertThat(cache.runtime().problem()).isEqualTo("no containers");
    }

    @Test
    void survivesADefect() {
        runtime.defect = new IllegalStateException("boom\nboom");
        sandboxes.set("a");
        cache.step();
        assertThat(cache.runtime().problem()).contains("boom boom");
        runtime.defect = null;
        runtime.pod("a", true);
        pass(Duration.ofSeconds(1));
        cache.step();
        assertThat(cache.lookup(A)).isInstanceOf(PodLookup.Known.class);
    }

    @Test
    void connectsAgainWhereTheSocketWasReplaced() {
        cache.step();
        runtime.replaced = true;
        pass(Duration.ofSeconds(10));
        cache.step();
        assertThat(runtime.connects).isEqualTo(2);
        assertThat(runtime.open).isEqualTo(1);
    }

    @Test
    void forgetsWhatDiscoveryForgets() {
        runtime.pod("a", true);
        sandboxes.set("a");
        cache.step();
        sandboxes.set();
        cache.step();
        assertThat(cache.lookup(A)).isInstanceOf(PodLookup.Pending.class);
    }

    @Test
    void tellsListenersOfChangesOnly() {
        AtomicInteger told = new AtomicInteger();
        cache.onChange(() -> {
            throw new IllegalStateException("a listener must not harm others");
        });
        cache.onChange(told::incrementAndGet);
        runtime.pod("a", true);
        runtime.container("a", "c1");
        sandboxes.set("a");
        cache.step();
        assertThat(told).hasValue(1);
        pass(Duration.ofSeconds(10));
        cache.step();
        assertThat(told).hasValue(1);
        runtime.container("a", "c2");
        pass(Duration.ofSeconds(10));
        cache.step();
        assertThat(told).hasValue(2);
    }

    private PodLookup.Known known() {
        assertThat(cache.lookup(A)).isInstanceOf(PodLookup.Known.class);
        return (PodLookup.Known) cache.lookup(A);
    }

    private Duration stepAndPass() {
        Duration wait = cache.step();
        pass(wait);
        return wait;
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
