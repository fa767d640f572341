/** The kubelet's part on simulated nodes. */
@NullMarked
package io.katacontainers.monitor.sim.node;

import org.jspecify.annotations.NullMarked;
