package io.katacontainers.monitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.e2e.Exposition.Sample;
import io.katacontainers.monitor.sim.containerd.ContainerLimits;
import io.katacontainers.monitor.sim.containerd.PodRunner;
import io.katacontainers.monitor.sim.containerd.PrivateContainerd;
import io.katacontainers.monitor.sim.shim.ShimSimulator;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Figures of real containers, compared with the kernel's own. */
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuestStatisticsE2E {
    private static final Logger LOG = LoggerFactory.getLogger(GuestStatisticsE2E.class);
    private static final Duration SPAN = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Deque<Closeable> parts = new ArrayDeque<>();

    @SuppressWarnings("NullAway.Init")
    private PodRunner pods;

    @SuppressWarnings("NullAway.Init")
    private CollectorProgram collector;

    @SuppressWarnings("NullAway.Init")
    private String spinner;

    @SuppressWarnings("NullAway.Init")
    private String hog;

    @BeforeAll
    void start() throws IOException {
        Workspace workspace = Workspace.create();
        parts.push(workspace::close);
        PrivateContainerd containerd = PrivateContainerd.start(workspace.directory("c"));
        parts.push(containerd::close);
        ShimSimulator shims = new ShimSimulator(workspace.directory());
        parts.push(shims::close);
        pods = new PodRunner(containerd.socket());
        parts.push(pods::close);

        String sandbox = pods.runPod("shop", "load-0", "kata");
        shims.start(sandbox, Flavor.GO, "qemu");
        spinner = pods.runContainer(sandbox, "spinner", new ContainerLimits(300, 0), BusyContainers.SPINNER);
        hog = pods.runContainer(sandbox, "hog", BusyContainers.HOG);
        pods.runContainer(sandbox, "leak", new ContainerLimits(0, BusyContainers.LEAK_LIMIT), BusyContainers.LEAK);
        String runc = pods.runPod("shop", "plain-0", "runc");
        pods.runContainer(runc, "plain");

        collector = CollectorProgram.start(workspace, containerd.socket(), shims.goRoot(), shims.rustRoot());
        parts.push(collector::close);
    }

    @AfterAll
    void stop() throws IOException {
        OneNodeCluster.closeAll(parts);
    }

    @Test
    void givesTheFiguresOfTheCgroups() {
        NavigableMap<Instant, Double> cpu = new TreeMap<>();
        NavigableMap<Instant, Double> workingSet = new TreeMap<>();
        try (CgroupRecorder spinning = new CgroupRecorder(pods.cgroup(spinner));
                CgroupRecorder hoarding = new CgroupRecorder(pods.cgroup(hog))) {
            Instant since = Instant.now();
            await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).until(() -> {
                Exposition page = cadvisor();
                page.of("container_cpu_usage_seconds_total", "spinner").forEach(sample -> keep(sample, since, cpu));
                page.of("container_memory_working_set_bytes", "hog").forEach(sample -> keep(sample, since, workingSet));
                return span(cpu).compareTo(SPAN) >= 0 && span(workingSet).compareTo(SPAN) >= 0;
            });
            double used = cpu.lastEntry().getValue() - cpu.firstEntry().getValue();
            double usedByCgroup = spinning.cpuSeconds(cpu.firstKey(), cpu.lastKey());
            LOG.info("CPU over {}: {} s, by the cgroup {} s", span(cpu), used, usedByCgroup);
            assertThat(used).isCloseTo(usedByCgroup, withinPercentage(5));
            assertThat(workingSet.tailMap(since.plusSeconds(10))).isNotEmpty().allSatisfy((at, bytes) -> assertThat(
                            bytes)
                    .isCloseTo(hoarding.workingSetBytes(at), withinPercentage(2)));
            double last = workingSet.lastEntry().getValue();
            LOG.info("working set: {} bytes, by the cgroup {}", last, hoarding.workingSetBytes(workingSet.lastKey()));
            assertThat(last).isBetween((double) BusyContainers.HOG_BYTES, 1.5 * BusyContainers.HOG_BYTES);
        }
    }

    private static void keep(Sample sample, Instant since, NavigableMap<Instant, Double> samples) {
        Instant at = Objects.requireNonNull(sample.at(), "a sample without its own time");
        if (at.isAfter(since)) {
            samples.put(at, sample.value());
        }
    }

    private static Duration span(NavigableMap<Instant, Double> samples) {
        return samples.isEmpty() ? Duration.ZERO : Duration.between(samples.firstKey(), samples.lastKey());
    }

    @Test
    void tellsUserFromSystemTime() {
        await().atMost(LIMIT).untilAsserted(() -> {
            Exposition page = cadvisor();
            double total = value(page, "container_cpu_usage_seconds_total", "spinner");
            double user = value(page, "container_cpu_user_seconds_total", "spinner");
            double system = value(page, "container_cpu_system_seconds_total", "spinner");
            assertThat(total).isGreaterThan(1);
            assertThat(user).isGreaterThan(4 * system);
            assertThat(user + system).isCloseTo(total, withinPercentage(5));
        });
    }

    @Test
    void showsThrottling() {
        await().atMost(LIMIT).untilAsserted(() -> {
            Exposition page = cadvisor();
            double periods = value(page, "container_cpu_cfs_periods_total", "spinner");
            assertThat(periods).isGreaterThan(10);
            assertThat(value(page, "container_cpu_cfs_throttled_periods_total", "spinner"))
                    .isBetween(0.25 * periods, periods);
            assertThat(page.of("container_cpu_cfs_periods_total", "hog")).isEmpty();
        });
    }

    @Test
    void countsKillsForLackOfMemory() {
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            assertThat(value(cadvisor(), "container_oom_events_total", "leak")).isPositive();
            Exposition own = Exposition.of(collector.get("/metrics").body());
            assertThat(value(own, "kata_container_oom_events_total", "leak")).isPositive();
            assertThat(value(own, "kata_container_oom_events_total", "hog")).isZero();
        });
    }

    @Test
    void showsContainersOfKataByNameAndNoOthers() throws IOException {
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(cadvisor().of("container_memory_working_set_bytes", "hog"))
                    .singleElement()
                    .satisfies(sample -> {
                        assertThat(sample.label("namespace")).isEqualTo("shop");
                        assertThat(sample.label("pod")).isEqualTo("load-0");
                        assertThat(sample.label("image")).isEqualTo(PrivateContainerd.IMAGE);
                        assertThat(sample.label("name")).isEqualTo(hog);
                        assertThat(sample.label("id")).startsWith("/kata/").endsWith("/" + hog);
                    });
        });
        assertThat(cadvisor().samples()).noneMatch(sample -> sample.label("pod").equals("plain-0"));
    }

    @Test
    void servesOnlyWhatPromtoolAccepts() throws IOException {
        await().atMost(LIMIT).until(() -> !cadvisor()
                .of("container_memory_working_set_bytes", "hog")
                .isEmpty());
        Promtool promtool = new Promtool();
        promtool.check(collector.get("/metrics/cadvisor").body());
        promtool.check(collector.get("/metrics").body());
    }

    private Exposition cadvisor() throws IOException {
        return Exposition.of(collector.get("/metrics/cadvisor").body());
    }

    private static double value(Exposition page, String family, String container) {
        assertThat(page.of(family, container)).as(family).hasSize(1);
        return page.of(family, container).get(0).value();
    }
}
