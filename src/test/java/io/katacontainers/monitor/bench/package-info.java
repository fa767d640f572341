/** What the launched collector costs: start, memory, CPU and latency of scrapes. */
@NullMarked
package io.katacontainers.monitor.bench;

import org.jspecify.annotations.NullMarked;
