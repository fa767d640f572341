package io.katacontainers.monitor.sim.apiserver.controller;

import java.io.IOException;

/** The kubelet's part: runs the pods of DaemonSets. */
@FunctionalInterface
public interface PodRunner {
    /**
     * Starts a pod. Called on a worker thread, at the same time for several pods.
     *
     * @throws IOException if it does not start; the pod is then Failed
     */
    RunningPod start(PodInfo pod) throws IOException;
}
