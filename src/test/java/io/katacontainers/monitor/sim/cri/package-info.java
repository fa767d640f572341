/** A container runtime that serves the read calls of the CRI and misbehaves on demand. */
@NullMarked
package io.katacontainers.monitor.sim.cri;

import org.jspecify.annotations.NullMarked;
