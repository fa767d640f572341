/** The Prometheus text format as bytes: index a payload by family, inject labels, merge, stream. */
@NullMarked
package io.katacontainers.monitor.collector.exposition;

import org.jspecify.annotations.NullMarked;
