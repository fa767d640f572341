/** A real containerd of the test's own. */
@NullMarked
package io.katacontainers.monitor.sim.containerd;

import org.jspecify.annotations.NullMarked;
