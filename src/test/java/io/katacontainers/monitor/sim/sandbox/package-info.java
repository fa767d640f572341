/** Makes and removes sandbox directories as the runtimes do. */
@NullMarked
package io.katacontainers.monitor.sim.sandbox;

import org.jspecify.annotations.NullMarked;
