package io.katacontainers.monitor.sim.apiserver.controller;

import java.util.concurrent.atomic.AtomicInteger;

/** Runs nothing: pods are ready at once, each at a loopback address of its own. */
public final class LoopbackPods implements PodRunner {
    private static final int PER_BYTE = 254;

    private final AtomicInteger started = new AtomicInteger();

    @Override
    public RunningPod start(PodInfo pod) {
        return RunningPod.readyAt(address(started.getAndIncrement()));
    }

    /** The n-th address from 127.1.0.1 on. */
    static String address(int n) {
        return "127." + (1 + n / PER_BYTE / 256) + "." + n / PER_BYTE % 256 + "." + (1 + n % PER_BYTE);
    }
}
