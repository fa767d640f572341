package io.katacontainers.monitor;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Starts the role that the command line names; without one the collector, with the defaults of upstream's kata-monitor. */
public final class Main {
    /** Go programs take {@code -log-level} as well as {@code --log-level}. */
    private static final Pattern ONE_DASH = Pattern.compile("-[a-z][a-z0-9-]+(=.*)?", Pattern.DOTALL);

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(
                arguments,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8)));
    }

    /** Runs until the role ends; gives the exit code. */
    static int run(String[] arguments, PrintWriter out, PrintWriter err) {
        String[] given = Arrays.stream(arguments).map(Main::twoDashes).toArray(String[]::new);
        Invocation invocation = Invocation.of(given);
        return invocation
                .command()
                .setOut(out)
                .setErr(err)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((exception, parsed) -> refuse(exception, err))
                .setExecutionExceptionHandler((exception, commandLine, parsed) -> fail(exception, err))
                .execute(invocation.arguments());
    }

    private static String twoDashes(String argument) {
        return ONE_DASH.matcher(argument).matches() ? "-" + argument : argument;
    }

    private static int refuse(CommandLine.ParameterException exception, PrintWriter err) {
        err.println("kata-monitor: " + oneLine(exception.getMessage()) + " (--help lists all flags)");
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(Exception exception, PrintWriter err) {
        if (exception instanceof StartupException) {
            err.println("kata-monitor: " + oneLine(exception.getMessage()));
        } else {
            exception.printStackTrace(err);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String oneLine(@Nullable String message) {
        return message == null ? "failed" : message.replaceAll("\\s*\\R\\s*", "; ");
    }
}
