/** The collector's HTTP server, one handler per endpoint. */
@NullMarked
package io.katacontainers.monitor.collector.http;

import org.jspecify.annotations.NullMarked;
