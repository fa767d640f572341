/** The collectors in the cluster and their reports. */
@NullMarked
package io.katacontainers.monitor.operator.inventory;

import org.jspecify.annotations.NullMarked;
