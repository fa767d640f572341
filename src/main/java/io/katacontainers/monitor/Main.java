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
        String role = arguments.length == 0 ? "" : arguments[0];
        CommandLine command =
                switch (role) {
                    case "collector" -> role(new CollectorCommand(), role);
                    case "operator" -> role(new OperatorCommand(), role);
                    default -> new CommandLine(new KataMonitorCommand());
                };
        command.setOut(out)
                .setErr(err)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((exception, given) -> refuse(exception, err))
                .setExecutionExceptionHandler((exception, commandLine, parsed) -> fail(exception, err));
        return command.execute(Arrays.stream(arguments)
                .skip(command.getCommandName().equals("kata-monitor") ? 0 : 1)
                .map(Main::twoDashes)
                .toArray(String[]::new));
    }

    /** One command alone, as it is on the way through the whole tree of them, which takes its time to be read. */
    private static CommandLine role(Object command, String name) {
        return new CommandLine(command).setCommandName("kata-monitor " + name);
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
