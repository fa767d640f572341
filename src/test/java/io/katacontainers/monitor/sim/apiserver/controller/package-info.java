/** The parts of a cluster beside the API server: garbage collector, namespaces, DaemonSets, the kubelet's pods. */
@NullMarked
package io.katacontainers.monitor.sim.apiserver.controller;

import org.jspecify.annotations.NullMarked;
