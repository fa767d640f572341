package io.katacontainers.monitor.collector.runtime;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the container runtime may listen.
 *
 * @param candidates absolute paths of unix sockets, tried in this order on each connect
 */
public record RuntimeEndpoint(List<Path> candidates) {
    /** Tries where containerd, k3s, k0s, MicroK8s and CRI-O listen unless told otherwise. */
    public static final RuntimeEndpoint AUTO = new RuntimeEndpoint(List.of(
            Path.of("/run/containerd/containerd.sock"),
            Path.of("/run/k3s/containerd/containerd.sock"),
            Path.of("/run/k0s/containerd.sock"),
            Path.of("/var/snap/microk8s/common/run/containerd.sock"),
            Path.of("/run/crio/crio.sock")));

    /** {@code sun_path} in unix(7), less its terminating zero. */
    private static final int MAX_SOCKET_PATH = 107;

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)", Pattern.DOTALL);

    public RuntimeEndpoint {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("no runtime endpoint");
        }
        candidates = List.copyOf(candidates);
    }

    /**
     * Reads a setting: {@code auto} or the absolute path of a unix socket, with or without {@code unix://}.
     *
     * @throws IllegalArgumentException where it is none of these; the message is one line for the user
     */
    public static RuntimeEndpoint parse(String setting) {
        if (setting.isBlank()) {
            throw new IllegalArgumentException(
                    "runtime endpoint is empty: give \"auto\" or the path of the runtime's unix socket");
        }
        if (setting.equals("auto")) {
            return AUTO;
        }
        Matcher scheme = SCHEME.matcher(setting);
        if (!scheme.matches()) {
            return socket(setting, setting);
        }
        if (!scheme.group(1).equals("unix")) {
            throw refused(setting, "only unix sockets are supported");
        }
        return socket(scheme.group(2), setting);
    }

    private static RuntimeEndpoint socket(String path, String setting) {
        try {
            Path socket = Path.of(path);
            if (!socket.isAbsolute() || socket.getNameCount() == 0) {
                throw refused(
                        setting,
                        "give the absolute path of a unix socket, such as unix:///run/containerd/containerd.sock");
            }
            if (path.getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH) {
                throw refused(setting, "the path of a unix socket has at most " + MAX_SOCKET_PATH + " bytes");
            }
            return new RuntimeEndpoint(List.of(socket.normalize()));
        } catch (InvalidPathException e) {
            throw refused(setting, "not a path");
        }
    }

    private static IllegalArgumentException refused(String setting, String why) {
        return new IllegalArgumentException(
                "runtime endpoint \"" + OneLine.of(setting, 128) + "\" is not usable: " + why);
    }
}
