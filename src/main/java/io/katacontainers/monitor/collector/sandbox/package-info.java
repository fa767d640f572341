/** Finds sandboxes on the node and decides whether their shims may be asked for metrics. */
@NullMarked
package io.katacontainers.monitor.collector.sandbox;

import org.jspecify.annotations.NullMarked;
