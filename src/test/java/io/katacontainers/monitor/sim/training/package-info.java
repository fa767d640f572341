/** Runs both roles as they run on a small cluster, so that the JVM records what it will need at the next start. */
@NullMarked
package io.katacontainers.monitor.sim.training;

import org.jspecify.annotations.NullMarked;
