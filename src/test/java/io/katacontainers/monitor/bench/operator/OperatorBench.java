package io.katacontainers.monitor.bench.operator;

import io.katacontainers.monitor.bench.Jdk;
import io.katacontainers.monitor.bench.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints what the operator of target/kata-monitor costs with ever more sandboxes. Judges nothing. */
@Command(
        name = "bench-operator",
        mixinStandardHelpOptions = true,
        description = "Measures the operator in target/kata-monitor on a simulated cluster.")
public final class OperatorBench implements Callable<Integer> {
    private static final Path RESULT = Path.of("target/bench-operator.md");

    @Option(names = "--quick", description = "About a minute: 1,000 sandboxes only, shorter.")
    private boolean quick;

    @Option(
            names = "--sandboxes",
            split = ",",
            paramLabel = "N",
            description = "How many, one after the other (default: 1000,10000,100000).")
    private List<Integer> sandboxes = List.of(1_000, 10_000, 100_000);

    @Option(names = "--release", description = "Run the operator on this feature release of the JDK.")
    private int release;

    /** Entry point. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new OperatorBench()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of("target/kata-monitor/bin/kata-monitor"))) {
            System.err.println("bench-operator: there is no target/kata-monitor: run make build");
            return CommandLine.ExitCode.USAGE;
        }
        Jdk jdk = Jdk.toMeasure().stream()
                .filter(found -> release == 0 || found.release() == release)
                .findFirst()
                .orElseThrow(() -> new IOException("there is no JDK " + release));
        Report report = new Report();
        report.line("# What the operator costs");
        report.line("");
        report.line(
                "JDK %s, heap limit %s, %d cores, Linux %s; load average at the start %s.",
                jdk.version(),
                OperatorUnderTest.HEAP,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.version"),
                Report.load());
        Tables tables = new Tables();
        Duration warmUp = Duration.ofSeconds(quick ? 10 : 20);
        Duration measured = Duration.ofSeconds(quick ? 15 : 40);
        for (int size : quick ? sandboxes.subList(0, 1) : sandboxes) {
            new Scenario(jdk, size, warmUp, measured, tables).run();
        }
        tables.printTo(report);
        report.save(RESULT);
        return CommandLine.ExitCode.OK;
    }
}
