/** Shims of Kata sandboxes, simulated on real unix sockets, with every fault a shim was seen to have and some more. */
@NullMarked
package io.katacontainers.monitor.sim.shim;

import org.jspecify.annotations.NullMarked;
