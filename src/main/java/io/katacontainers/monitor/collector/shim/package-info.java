/** Asks a shim over its unix socket, within hard limits of time and size. */
@NullMarked
package io.katacontainers.monitor.collector.shim;

import org.jspecify.annotations.NullMarked;
