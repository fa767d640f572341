/** Asks the container runtime for pods and containers. Read calls only. */
@NullMarked
package io.katacontainers.monitor.collector.runtime;

import org.jspecify.annotations.NullMarked;
