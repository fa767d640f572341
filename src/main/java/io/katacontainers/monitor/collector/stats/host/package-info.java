/** Reads what a VM uses on its host: processes and cgroups. */
@NullMarked
package io.katacontainers.monitor.collector.stats.host;

import org.jspecify.annotations.NullMarked;
