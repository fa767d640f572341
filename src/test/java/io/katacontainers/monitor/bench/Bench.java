package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private static final Path PLOT = Path.of("target/bench.svg");

    @Option(names = "--quick", description = "Some minutes, fewer and rougher figures, on the newest JDK alone.")
    private boolean quick;

    @Option(names = "--release", description = "Measure this feature release of the JDK alone.")
    private int release;

    @Option(
            names = "--soak",
            paramLabel = "MINUTES",
            description = "At the end, scrape for so long within the limits, on the newest JDK alone.")
    private int soakMinutes;

    @Option(names = "--only-soak", description = "Nothing but that.")
    private boolean onlySoak;

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
        if (jdks.isEmpty()) {
            System.err.println("bench: there is no JDK " + release + " here, or it is neither the newest nor 17");
            return CommandLine.ExitCode.USAGE;
        }
        Report report = new Report();
        report.line("## Figures");
        report.line("");
        report.line(
                "One run: %s, %d cores, Linux %s; load average at the start %s.",
                cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.version"),
                Report.load());
        if (!onlySoak) {
            List<BenchPlot> plots = new ArrayList<>();
            for (Jdk jdk : quick ? jdks.subList(0, 1) : jdks) {
                try (SimulatedNodeProcess node = new SimulatedNodeProcess()) {
                    plots.add(new CollectorBench(new TestBed(jdk, node), quick ? Effort.QUICK : Effort.FULL, report)
                            .run());
                }
            }
            Files.writeString(PLOT, plots.get(0).svg());
        }
        if (soakMinutes > 0) {
            try (SimulatedNodeProcess node = new SimulatedNodeProcess()) {
                new Soak(new TestBed(jdks.get(0), node), report).run(soakMinutes);
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
