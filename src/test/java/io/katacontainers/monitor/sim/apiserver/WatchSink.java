package io.katacontainers.monitor.sim.apiserver;

/** The wire of one watch. All methods may be called from any thread. */
interface WatchSink {
    /** Writes one event, framed as the transport needs. */
    void send(byte[] event);

    /** Whether the client reads more slowly than we write. */
    boolean full();

    /** Calls once the client has caught up. */
    void onDrain(Runnable action);

    /** Calls once when the connection ends, whoever ends it. */
    void onClose(Runnable action);

    /** Ends the stream in good order. */
    void close();
}
