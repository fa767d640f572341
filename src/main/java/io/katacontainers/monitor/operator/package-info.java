/** The operator's process: leader election, health and metrics. */
@NullMarked
package io.katacontainers.monitor.operator;

import org.jspecify.annotations.NullMarked;
