/** Statistics of guest containers, and the host side of the VM. */
@NullMarked
package io.katacontainers.monitor.collector.stats;

import org.jspecify.annotations.NullMarked;
