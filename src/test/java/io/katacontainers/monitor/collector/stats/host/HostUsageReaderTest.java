package io.katacontainers.monitor.collector.stats.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.stats.HostTarget;
import io.katacontainers.monitor.collector.stats.HostUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostUsageReaderTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path root;

    @Test
    void putsProcessesAndCgroupsTogether() throws IOException {
        FakeProc proc = new FakeProc(root.resolve("proc"));
        Path cgroups = Files.createDirectories(root.resolve("cgroup"));
        Files.writeString(cgroups.resolve("cgroup.controllers"), "memory");
        List<HostTarget> targets = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            SandboxId id = new SandboxId("box" + i);
            targets.add(new HostTarget(id, null));
            proc.process(100 + i, "containerd-shim-kata-v2", "-id", id.value()).runs();
            proc.process(200 + i, "cloud-hypervisor", "--api-socket", "/run/vc/vm/" + id + "/clh-api.sock")
                    .childOf(100 + i)
                    .used(i, 0)
                    .runs();
            Path cgroup = Files.createDirectories(cgroups.resolve("kubepods/pod" + i + "/" + id));
            Files.writeString(cgroup.resolve("memory.current"), Integer.toString(i));
        }
        HostUsageReader reader = new HostUsageReader(
                new HostProcesses(proc.directory(), () -> 0), cgroups, Clock.fixed(NOW, ZoneOffset.UTC), () -> 0);
        Map<SandboxId, HostUsage> usages = reader.read(targets);
        assertThat(usages).hasSize(50);
        HostUsage usage = Objects.requireNonNull(usages.get(new SandboxId("box7")));
        assertThat(usage.at()).isEqualTo(NOW);
        assertThat(Objects.requireNonNull(usage.hypervisor()).cpuNanos()).isEqualTo(70_000_000);
        assertThat(usage.shim()).isNotNull();
        assertThat(usage.virtiofsd()).isNull();
        assertThat(usage.cgroupMemoryBytes()).isEqualTo(7);
        assertThat(usage.cgroupCpuNanos()).isNull();
    }

    @Test
    void whatIsNotFoundIsAbsent() {
        HostUsageReader reader =
                new HostUsageReader(new HostProcesses(root, () -> 0), root, Clock.fixed(NOW, ZoneOffset.UTC), () -> 0);
        SandboxId id = new SandboxId("abc");
        assertThat(reader.read(List.of(new HostTarget(id, 4711L))))
                .containsOnly(Map.entry(id, new HostUsage(NOW, null, null, null, null, null)));
        assertThat(reader.read(List.of())).isEmpty();
    }
}
