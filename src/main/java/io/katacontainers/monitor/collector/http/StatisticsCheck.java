package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.runtime.StatsCall;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import io.katacontainers.monitor.collector.stats.HostUsage;
import io.katacontainers.monitor.collector.stats.StatisticsSource;
import java.nio.file.Files;
import java.nio.file.Path;

/** What of the statistics works on this node and what does not, in words. */
final class StatisticsCheck {
    private final SandboxSource sandboxes;
    private final StatisticsSource statistics;
    private final CadvisorPage cadvisor;
    private final Path hostCgroup;

    StatisticsCheck(SandboxSource sandboxes, StatisticsSource statistics, CadvisorPage cadvisor, Path hostCgroup) {
        this.sandboxes = sandboxes;
        this.statistics = statistics;
        this.cadvisor = cadvisor;
        this.hostCgroup = hostCgroup;
    }

    /** Takes one line. */
    @FunctionalInterface
    interface Lines {
        void add(boolean good, String text);
    }

    void check(Lines lines) {
        statistics.calls().forEach(call -> call(lines, call));
        cgroups(lines);
        processes(lines);
        cadvisor(lines);
    }

    private static void call(Lines lines, StatsCall call) {
        String what = "statistics: " + call.gives() + " by " + call.name();
        switch (call.state()) {
            case UNTRIED -> lines.add(true, what + ": not asked yet");
            case WORKS -> lines.add(true, what);
            case UNIMPLEMENTED -> lines.add(true, what + ": the runtime does not have this call");
            case FAILS -> lines.add(false, what + ": " + (call.problem() == null ? "fails" : call.problem()));
        }
    }

    private void cgroups(Lines lines) {
        boolean visible = Files.isReadable(hostCgroup.resolve("cgroup.controllers"))
                || Files.isReadable(hostCgroup.resolve("memory/memory.usage_in_bytes"));
        lines.add(
                visible,
                visible
                        ? "host cgroups: visible"
                        : "host cgroups: not visible, so what those of sandboxes use is not known: mount the host's"
                                + " /sys/fs/cgroup");
    }

    private void processes(Lines lines) {
        int all = 0;
        int looked = 0;
        int found = 0;
        for (Sandbox sandbox : sandboxes.sandboxes()) {
            HostUsage host = statistics.of(sandbox.id()).host();
            all++;
            if (host != null) {
                looked++;
                found += host.hypervisor() != null || host.shim() != null ? 1 : 0;
            }
        }
        lines.add(
                found == looked,
                "processes of sandboxes on the host: found for " + found + " of " + all
                        + (looked < all ? ", " + (all - looked) + " not looked for yet" : ""));
    }

    private void cadvisor(Lines lines) {
        String what = CadvisorEndpoint.PATH + " (--cadvisor=" + cadvisor.mode().word() + "): ";
        if (cadvisor.mode() == CadvisorMode.OFF) {
            lines.add(true, what + "not served");
        } else {
            lines.add(
                    true,
                    what
                            + (cadvisor.network()
                                    ? "containers, and the network of pods"
                                    : "containers, without the network of pods"));
        }
    }
}
