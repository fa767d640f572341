/** Publishes KataSandboxMetrics, sparingly. */
@NullMarked
package io.katacontainers.monitor.operator.sandbox;

import org.jspecify.annotations.NullMarked;
