/** The collector's process: puts its parts together. */
@NullMarked
package io.katacontainers.monitor.collector;

import org.jspecify.annotations.NullMarked;
