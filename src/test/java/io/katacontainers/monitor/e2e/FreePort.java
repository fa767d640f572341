package io.katacontainers.monitor.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** For programs that must be told where to listen. */
final class FreePort {
    private FreePort() {}

    /** A port of 127.0.0.1 that nobody listened on a moment ago. */
    static int find() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
