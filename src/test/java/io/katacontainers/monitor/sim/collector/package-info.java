/** A simulated collector, as far as the operator sees one. */
@NullMarked
package io.katacontainers.monitor.sim.collector;

import org.jspecify.annotations.NullMarked;
