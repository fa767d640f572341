/** Builds the report that the operator reads. */
@NullMarked
package io.katacontainers.monitor.collector.report;

import org.jspecify.annotations.NullMarked;
