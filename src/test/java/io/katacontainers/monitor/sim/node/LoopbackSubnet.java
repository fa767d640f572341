package io.katacontainers.monitor.sim.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Addresses for the pods of one cluster, 127.0.K.1 and following, so that each listens on its own port 8090 as in a cluster. */
public final class LoopbackSubnet implements AutoCloseable {
    private static final int LAST_SUBNET = 99;
    private static final int COLLECTOR_PORT = 8090;
    private static final int RESERVED = 254;

    private final String prefix;
    private final ServerSocket claim;
    private final AtomicInteger given = new AtomicInteger();

    private LoopbackSubnet(String prefix, ServerSocket claim) {
        this.prefix = prefix;
        this.claim = claim;
    }

    /** Takes the first that no other cluster holds. */
    public static LoopbackSubnet claim() throws IOException {
        for (int subnet = 1; subnet <= LAST_SUBNET; subnet++) {
            String prefix = "127.0." + subnet + ".";
            ServerSocket claim = new ServerSocket();
            try {
                claim.bind(new InetSocketAddress(InetAddress.getByName(prefix + RESERVED), COLLECTOR_PORT));
                return new LoopbackSubnet(prefix, claim);
            } catch (IOException e) {
                // Another cluster's.
                claim.close();
            }
        }
        throw new IOException(
                "port " + COLLECTOR_PORT + " is taken on all addresses 127.0.*.*: end what listens there");
    }

    /** For the next collector. */
    public String next() {
        return prefix + (1 + given.getAndIncrement() % (RESERVED - 1));
    }

    /** For the operator. */
    public String operator() {
        return prefix + RESERVED;
    }

    @Override
    public void close() throws IOException {
        claim.close();
    }
}
