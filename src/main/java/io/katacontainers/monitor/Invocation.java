package io.katacontainers.monitor;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/**
 * The command that a command line is for, and what it is given. The same as to read it by the tree of all commands; but to read all of their flags
 * takes a fifth of the time that starting takes, so that only those are read which can be meant.
 *
 * @param arguments with two dashes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Invocation(CommandLine command, String[] arguments) {
    private static final List<String> HELP = List.of("--help", "-h");

    static Invocation of(String[] arguments) {
        return switch (arguments.length == 0 ? "" : arguments[0]) {
            case "collector" -> role(new CollectorCommand(), arguments);
            case "operator" -> role(new OperatorCommand(), arguments);
            default -> new Invocation(dropIn(arguments), arguments);
        };
    }

    private static Invocation role(Object command, String[] arguments) {
        return new Invocation(
                new CommandLine(command).setCommandName("kata-monitor " + arguments[0]),
                Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private static CommandLine dropIn(String[] arguments) {
        CommandLine command = new CommandLine(new KataMonitorCommand());
        boolean flagsAlone =
                Arrays.stream(arguments).allMatch(argument -> argument.startsWith("-") && !HELP.contains(argument));
        if (!flagsAlone) {
            command.addSubcommand(new CollectorCommand())
                    .addSubcommand(new OperatorCommand())
                    .addSubcommand(new VersionCommand());
        }
        return command;
    }
}
