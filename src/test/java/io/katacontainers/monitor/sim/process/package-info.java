/** Programs of the machine, run by tests and simulators. */
@NullMarked
package io.katacontainers.monitor.sim.process;

import org.jspecify.annotations.NullMarked;
