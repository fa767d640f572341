package io.katacontainers.monitor.collector;

import static io.katacontainers.monitor.collector.CollectorFixture.eventually;
import static io.katacontainers.monitor.collector.CollectorFixture.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.sim.cri.Fault;
import io.katacontainers.monitor.sim.cri.SimulatedPod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which sandboxes are listed and how they are labelled, whatever happens to directories and runtime. */
class CollectorProcessIT {
    private static final String KATA = "5f2c9d3e".repeat(5);
    private static final String RUNC = "a1b2c3d4".repeat(5);

    @SuppressWarnings("NullAway.Init")
    private CollectorFixture collector;

    @BeforeEach
    void start() throws IOException {
        collector = CollectorFixture.onAHost();
    }

    @AfterEach
    void stop() throws IOException {
        collector.close();
    }

    /** The steps of upstream's tests/functional/kata-monitor/kata-monitor-tests.sh. */
    @Test
    void listsAKataPodAndNeverARuncPodUntilItIsRemoved() throws IOException {
        SimulatedPod runc = SimulatedPod.ready(RUNC, "shop", "till");
        collector.runtime.pods(List.of(pod(KATA), runc)).start();
        collector.shims.start(KATA, Flavor.GO, "qemu");
        eventually(() -> assertThat(collector.sandboxes()).containsExactly(KATA));
        eventually(() -> {
            List<String> lines = collector
                    .get("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.contains(KATA) && line.startsWith("kata_"))
                    .toList();
            assertThat(lines).hasSizeGreaterThanOrEqualTo(200);
            assertThat(lines)
                    .allMatch(line -> line.contains("sandbox_id=\"" + KATA + "\",cri_uid=\""
                            + pod(KATA).uid() + "\",cri_name=\"pod-of-" + KATA + "\",cri_namespace=\"shop\""));
        });
        assertThat(collector.get("/metrics").body())
                .doesNotContain(RUNC)
                .contains("\nkata_monitor_running_shim_count 1.0\n");
        collector.shims.stop(KATA);
        eventually(() -> assertThat(collector.sandboxes()).isEmpty());
        assertThat(collector.get("/metrics").body())
                .doesNotContain(KATA)
                .contains("\nkata_monitor_running_shim_count 0.0\n");
    }

    @Test
    void listsAtOnceAndLabelsWhenTheRuntimeComesUp() throws IOException {
        collector.shims.start("early", Flavor.GO, "qemu");
        eventually(() -> assertThat(collector.sandboxes()).containsExactly("early"));
        eventually(() ->
                assertThat(page().ofSandbox("kata_monitor_sandbox_up", "early")).hasValue(1));
        assertThat(page().value("kata_monitor_cri_up", Map.of())).hasValue(0);
        assertThat(page().value("kata_monitor_sandbox_up", Map.of("cri_uid", "")))
                .hasValue(1);
        collector.runtime.pods(List.of(pod("early"))).start();
        eventually(() -> labelled("early"));
        assertThat(page().value("kata_monitor_cri_up", Map.of())).hasValue(1);
    }

    @Test
    void aHungRuntimeKeepsNothingFromBeingListedAndLabelsComeAfterTheCure() throws IOException {
        collector.startShims(2);
        collector.runtime.fault(Fault.HANG);
        collector.shims.stop("sandbox-0");
        collector.shims.start("late", Flavor.RUNTIME_RS, "dragonball");
        eventually(() -> assertThat(collector.sandboxes()).containsExactlyInAnyOrder("late", "sandbox-1"));
        labelled("sandbox-1");
        collector.runtime.pods(List.of(pod("late"), pod("sandbox-1"))).fault(Fault.NONE);
        eventually(() -> labelled("late"));
    }

    @Test
    void aRestartedRuntimeIsReachedAgain() throws IOException {
        collector.startShims(1);
        collector.runtime.stop();
        collector.shims.start("late", Flavor.GO, "clh");
        eventually(() ->
                assertThat(collector.report("late").podKnowledge()).isEqualTo(SandboxReport.PodKnowledge.PENDING));
        collector.runtime.pods(List.of(pod("sandbox-0"), pod("late"))).start();
        eventually(() -> labelled("late"));
        labelled("sandbox-0");
    }

    @Test
    void aRootMayVanishAndComeBack() throws IOException {
        collector.startShims(1);
        collector.runtime.pods(List.of(pod("back"), pod("again")));
        Path root = collector.shims.goRoot();
        collector.shims.stop("sandbox-0");
        Files.delete(root);
        eventually(() -> assertThat(collector.sandboxes()).isEmpty());
        assertThat(collector.report().roots()).allMatch(state -> state.complete());
        collector.shims.start("back", Flavor.GO, "qemu");
        eventually(() -> labelled("back"));
        Path aside = root.resolveSibling("aside");
        Files.move(root, aside);
        eventually(() -> assertThat(collector.sandboxes()).isEmpty());
        Files.createDirectory(root);
        collector.shims.start("again", Flavor.GO, "qemu");
        eventually(() -> labelled("again"));
        assertThat(collector.sandboxes()).containsExactly("again");
        Files.createDirectories(collector.shims.goRoot().resolve("back"));
        remove(aside);
    }

    @Test
    void aRootThatCannotBeListedIsIncompleteAndNothingElse() throws IOException {
        collector.startShims(1);
        Path root = collector.shims.rustRoot();
        Files.delete(root);
        Files.writeString(root, "not a directory");
        eventually(() -> assertThat(collector.report().roots())
                .filteredOn(state -> !state.complete())
                .singleElement()
                .satisfies(state -> {
                    assertThat(state.path()).isEqualTo(root.toString());
                    assertThat(state.reason()).isEqualTo("not a directory");
                }));
        assertThat(collector.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(collector.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(collector.get("/validate").body()).contains("check " + root + ": not a directory");
        assertThat(page().value("kata_monitor_root_complete", Map.of("path", root.toString())))
                .hasValue(0);
        labelled("sandbox-0");
        Files.delete(root);
        collector.shims.start("cured", Flavor.RUNTIME_RS, "dragonball");
        eventually(() -> assertThat(collector.sandboxes()).contains("cured"));
    }

    private Page page() {
        return new Page(collector.metrics());
    }

    private void labelled(String id) {
        Map<String, String> labels =
                Map.of("sandbox_id", id, "cri_uid", pod(id).uid(), "cri_name", "pod-of-" + id, "cri_namespace", "shop");
        assertThat(page().value("kata_monitor_sandbox_up", labels)).hasValue(1);
        assertThat(page().value("kata_guest_load", labels)).isPresent();
    }

    private static void remove(Path tree) throws IOException {
        try (Stream<Path> walk = Files.walk(tree)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
