/** Decodes what runtimes answer about the containers in a guest, and puts right what shims and agents mix up. */
@NullMarked
package io.katacontainers.monitor.collector.stats.guest;

import org.jspecify.annotations.NullMarked;
