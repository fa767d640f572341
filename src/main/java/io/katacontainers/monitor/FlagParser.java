package io.katacontainers.monitor;

import java.net.InetSocketAddress;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads the values of flags; what is wrong with one is told to the user in a line that names the flag. */
record FlagParser(CommandSpec spec) {
    /** @throws ParameterException where the parser refuses the text */
    <T> T parse(String flag, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), flag + ": " + e.getMessage(), e);
        }
    }

    /** @throws ParameterException where the text is no address or names a host that does not exist */
    InetSocketAddress address(String flag, String text) {
        InetSocketAddress address = parse(flag, text, ListenAddress::parse).resolve();
        if (address.isUnresolved()) {
            throw new ParameterException(spec.commandLine(), flag + ": no such host: '" + text + "'");
        }
        return address;
    }
}
