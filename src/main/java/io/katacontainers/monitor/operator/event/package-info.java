/** What happened, told as Kubernetes Events. */
@NullMarked
package io.katacontainers.monitor.operator.event;

import org.jspecify.annotations.NullMarked;
