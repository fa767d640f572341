/** What containers in guests use, and what their VMs cost on the host: asked for regularly while somebody reads, held for a minute. */
@NullMarked
package io.katacontainers.monitor.collector.stats;

import org.jspecify.annotations.NullMarked;
