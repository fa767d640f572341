package io.katacontainers.monitor.operator.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.report.AgentReport;
import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.OverheadReport;
import io.katacontainers.monitor.report.PodReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.report.ScrapeReport;
import io.katacontainers.monitor.report.VmReport;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PackedReportTest {
    private static final String[] TEXTS = {
        "",
        "0",
        "00",
        "7",
        "123456789012345678",
        "1234567890123456789",
        "abcdef",
        "ABCDEF",
        "abc",
        "11111111-2222-4333-8444-555555555555",
        "11111111-2222-4333-8444-55555555555G",
        "vsock://3:1024",
        "grüße \uD83D\uDE80",
        "x".repeat(512)
    };
    private static final long[] FIGURES = {0, 1, 126, 127, 128, 1L << 40, 1L << 62};

    @RepeatedTest(200)
    @DisplayName("what is packed comes out as it went in, whatever is absent")
    void roundTrip(RepetitionInfo repetition) {
        SplittableRandom any = new SplittableRandom(repetition.getCurrentRepetition());
        SandboxReport report = report(any);
        assertThat(PackedReport.of(report).unpack(report.id())).isEqualTo(report);
        assertThat(PackedReport.of(report)).isEqualTo(PackedReport.of(report));
        SandboxReport other = report(any);
        assertThat(PackedReport.of(report).equals(PackedReport.of(other))).isEqualTo(report.equals(other));
    }

    private static SandboxReport report(SplittableRandom any) {
        List<ContainerReport> containers = new ArrayList<>();
        for (int i = any.nextInt(4); i > 0; i--) {
            containers.add(new ContainerReport(
                    text(any),
                    text(any),
                    absentOr(any, text(any)),
                    one(any, ContainerReport.State.values()),
                    figure(any),
                    figure(any),
                    figure(any),
                    figure(any),
                    figure(any)));
        }
        return new SandboxReport(
                "id",
                one(any, SandboxReport.State.values()),
                text(any),
                absentOr(any, text(any)),
                absentOr(any, text(any)),
                absentOr(any, text(any)),
                one(any, SandboxReport.PodKnowledge.values()),
                absentOr(any, new PodReport(text(any), text(any), text(any))),
                new ScrapeReport(
                        one(any, ScrapeReport.Policy.values()),
                        absentOr(any, text(any)),
                        absentOr(any, any.nextBoolean()),
                        absentOr(any, text(any))),
                new AgentReport(one(any, AgentReport.Reachable.values()), absentOr(any, text(any))),
                absentOr(any, new VmReport(absentOr(any, any.nextInt(9)), figure(any), figure(any), figure(any))),
                absentOr(any, new OverheadReport(figure(any), figure(any))),
                containers);
    }

    private static <T> T one(SplittableRandom any, T[] values) {
        return values[any.nextInt(values.length)];
    }

    private static String text(SplittableRandom any) {
        return one(any, TEXTS);
    }

    private static @Nullable Long figure(SplittableRandom any) {
        return absentOr(any, FIGURES[any.nextInt(FIGURES.length)]);
    }

    private static <T> @Nullable T absentOr(SplittableRandom any, T value) {
        return any.nextInt(4) == 0 ? null : value;
    }

    @Test
    @DisplayName("what is kept of a sandbox is bounded: below 700 bytes with two containers")
    void memory() {
        var monitor = SandboxFixture.monitor("node-1");
        NodeState node = new NodeState(new MonitorState(monitor, 0), "node-1", 0);
        SandboxReport report = typical();
        SandboxEntry entry = new SandboxEntry(node, report.id(), 0);
        entry.restore(StoredSandbox.of(monitor, "node-1", report, "123456789"));
        entry.take(report);
        assertThat(entry.ownBytes()).isLessThan(700);
    }

    @Test
    @DisplayName("a report that reads as the last one did leaves nothing to be done")
    void unchanged() {
        NodeState node = new NodeState(new MonitorState(SandboxFixture.monitor("node-1"), 0), "node-1", 0);
        SandboxEntry entry = new SandboxEntry(node, typical().id(), 0);
        assertThat(entry.take(typical())).isNotNull();
        assertThat(entry.take(typical())).isNull();
        assertThat(entry.take(SandboxFixture.running(typical().id(), "other").report()))
                .isNotNull();
    }

    private SandboxReport typical() {
        return SandboxFixture.running("0123456789abcdef".repeat(4), "deployment-7d4b9c6f5d-x2x4z")
                .in(new PodReport("11111111-2222-4333-8444-555555555555", "deployment-7d4b9c6f5d-x2x4z", "shop"))
                .with(List.of(container("app", "a1"), container("proxy", "b2")))
                .costing(100, 140)
                .report();
    }

    private static ContainerReport container(String name, String id) {
        return new ContainerReport(
                name,
                id.repeat(32),
                "registry.example/shop/" + name + ":v1.4",
                ContainerReport.State.RUNNING,
                180L,
                300L << 20,
                500L,
                512L << 20,
                0L);
    }
}
