package io.katacontainers.monitor.sim.apiserver;

/** Where the answer to one request goes. Exactly one of the two is called, once. */
interface Exchange {
    void respond(ApiResponse response);

    /** Answers with an endless stream. */
    WatchSink stream();
}
