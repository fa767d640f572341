package io.katacontainers.monitor.collector.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.SocketFactory;

/** Connects to one unix socket, whatever address it is asked for. */
final class UnixDomainSocketFactory extends SocketFactory {
    private final Path path;

    UnixDomainSocketFactory(Path path) {
        this.path = path;
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return UnixDomainSocket.connect(path);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return UnixDomainSocket.connect(path);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return UnixDomainSocket.connect(path);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return UnixDomainSocket.connect(path);
    }
}
