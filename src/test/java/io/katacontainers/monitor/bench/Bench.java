package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints what the collector of target/kata-monitor costs, beside a baseline measured in the same run. Judges nothing. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the collector in target/kata-monitor on simulated sandboxes.")
public final class Bench implements Callable<Integer> {
    private static final Path RESULT = Path.of("target/bench.md");

    @Option(names = "--quick", description = "Less than a minute, fewer and rougher figures.")
    private boolean quick;

    @Option(names = "--release", description = "Measure this feature release of the JDK alone.")
    private int release;

    /** Entry point. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of("target/kata-monitor/bin/kata-monitor"))) {
            System.err.println("bench: there is no target/kata-monitor: run make build");
            return CommandLine.ExitCode.USAGE;
        }
        List<Jdk> jdks = Jdk.toMeasure().stream()
                .filter(jdk -> release == 0 || jdk.release() == release)
                .toList();
        Report report = new Report();
        report.line("# What a collector costs");
        report.line("");
        report.line(
                "%s, %d cores, Linux %s; load average at the start %s.",
                cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.version"),
                Report.load());
        for (Jdk jdk : quick ? jdks.subList(0, 1) : jdks) {
            try (SimulatedNodeProcess node = new SimulatedNodeProcess()) {
                new CollectorBench(jdk, node, quick ? CollectorBench.Effort.QUICK : CollectorBench.Effort.FULL, report)
                        .run();
            }
        }
        report.save(RESULT);
        return CommandLine.ExitCode.OK;
    }

    private static String cpuModel() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown CPU");
        }
    }
}
