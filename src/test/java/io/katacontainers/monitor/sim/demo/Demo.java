package io.katacontainers.monitor.sim.demo;

import io.katacontainers.monitor.api.v1alpha1.ApiGroup;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the operator and collectors on a simulated cluster until it is interrupted. Run it in the repository, after a build. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "The operator and collectors on a simulated cluster.")
public final class Demo implements Callable<Integer> {
    private static final int STEP_SECONDS = 5;
    private static final int TABLE_SECONDS = 10;
    private static final int SCRAPE_SECONDS = 15;

    /** Between two tables of containers. */
    static final int CONTAINER_SECONDS = 15;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--seconds", description = "How long it runs; 0, the default, until it is interrupted.")
    private int seconds;

    @Option(
            names = "--program",
            paramLabel = "FILE",
            defaultValue = "target/kata-monitor/bin/kata-monitor",
            description = "What is demonstrated (default: ${DEFAULT-VALUE}).")
    private Path program = Path.of("");

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            defaultValue = "target/demo",
            description = "Gets the kubeconfig and the logs (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of("");

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch cleaned = new CountDownLatch(1);
    private final long beginning = System.nanoTime();

    /** See {@code --help}. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Demo()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isExecutable(program)) {
            return failed(program + " is not there: run `make build` first");
        }
        Files.createDirectories(directory);
        logToFile(directory.resolve("simulators.log"));
        Runtime.getRuntime().addShutdownHook(new Thread(this::cleanUp, "cleanup"));
        say("Starting a simulated cluster of three nodes ...");
        try (DemoCluster cluster = DemoCluster.start(program, directory)) {
            Workload workload = new Workload(cluster.client(), cluster.nodes(), this::narrate);
            workload.start();
            cluster.applySample();
            int status = run(cluster, workload);
            summarize(cluster.tally(), workload);
            return status;
        } finally {
            cleaned.countDown();
        }
    }

    /** Lets {@link #call} end what it started before the process goes. */
    private void cleanUp() {
        interrupted.countDown();
        try {
            if (!cleaned.await(1, TimeUnit.MINUTES)) {
                failed("the demo does not end; see " + directory.resolve("simulators.log"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int run(DemoCluster cluster, Workload workload) throws IOException, InterruptedException {
        boolean kubectl = kubectlIsInstalled();
        DemoGuide guide = new DemoGuide(cluster, this::say);
        Scrapes scrapes = new Scrapes();
        boolean introduced = false;
        for (long second = 1; !interrupted.await(1, TimeUnit.SECONDS); second++) {
            if (!cluster.operator().alive() && !interrupted.await(2, TimeUnit.SECONDS)) {
                return failed("the operator has ended with status "
                        + cluster.operator().ended().join() + "; see "
                        + cluster.operator().log());
            }
            for (String refusal : cluster.tally().newRefusals()) {
                failed("the operator may not " + refusal);
            }
            boolean over = seconds > 0 && elapsed().toSeconds() >= seconds;
            if (cluster.tally().created() == 0 && (over || elapsed().compareTo(PATIENCE) > 0)) {
                return failed("no KataSandboxMetrics after " + elapsed().toSeconds() + " s; see "
                        + cluster.operator().log());
            }
            if (cluster.nodes().stream().anyMatch(DemoNode::lostShim)) {
                return failed("a request for metrics has ended a shim that must not be asked");
            }
            if (over) {
                return cluster.tally().refusals().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
            }
            if (!introduced && guide.ready(workload.started())) {
                guide.introduce(kubectl);
                introduced = true;
                second = 0;
                continue;
            }
            if (introduced && second % STEP_SECONDS == 0) {
                workload.step();
            }
            if (introduced && !kubectl && second % TABLE_SECONDS == 0) {
                guide.sandboxes();
            }
            if (introduced && second % CONTAINER_SECONDS == 0) {
                guide.containers();
            }
            if (second % SCRAPE_SECONDS == 0) {
                scrapes.begin(cluster.collectors().ready().values());
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private void summarize(Tally tally, Workload workload) {
        say(String.format(
                Locale.ROOT,
                "Ran %d s: %d sandboxes; KataSandboxMetrics: %d created, %d updated, %d deleted; requests refused to the operator: %d.",
                elapsed().toSeconds(),
                workload.started(),
                tally.created(),
                tally.updated(),
                tally.deleted(),
                tally.refusals().size()));
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - beginning);
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private void narrate(String line) {
        say(String.format(Locale.ROOT, "%4d s  %s", elapsed().toSeconds(), line));
    }

    private int failed(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("demo: " + line);
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static boolean kubectlIsInstalled() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "kubectl")));
    }

    /** What libraries and simulators have to say is not what the demo is about. */
    private static void logToFile(Path file) throws IOException {
        LogManager.getLogManager().reset();
        FileHandler handler = new FileHandler(file.toString());
        handler.setFormatter(new SimpleFormatter());
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(handler);
    }

    /** The group and version of the custom resources. */
    static String groupVersion() {
        return ApiGroup.GROUP + "/" + ApiGroup.VERSION;
    }
}
