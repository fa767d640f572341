/**
 * {@code make demo}: the real operator and real collectors on a simulated cluster. The cluster's nodes play the kubelet and the
 * container runtime; nothing here knows how operator and collectors work, they are started as a cluster would.
 */
@NullMarked
package io.katacontainers.monitor.sim.demo;

import org.jspecify.annotations.NullMarked;
