/** Reconciles KataMonitor: the collector DaemonSet and what belongs to it. */
@NullMarked
package io.katacontainers.monitor.operator.monitor;

import org.jspecify.annotations.NullMarked;
