package io.katacontainers.monitor;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on, as Go programs write it: {@code 127.0.0.1:8090}, {@code [::1]:8090}, {@code :8090} for all interfaces.
 *
 * @param host empty for all interfaces
 * @param port 0 for any free one
 */
record ListenAddress(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[\\w.-]+)?)]|([^:\\[\\]\\s]*)):([0-9]{1,5})");

    /** @throws IllegalArgumentException with one line for the user where {@code text} is no address */
    static ListenAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 65535) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an address: write host:port, such as 127.0.0.1:8090");
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return new ListenAddress(host, Integer.parseInt(matcher.group(3)));
    }

    /** May ask the resolver where the host is a name; unresolved where that fails. */
    InetSocketAddress resolve() {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
