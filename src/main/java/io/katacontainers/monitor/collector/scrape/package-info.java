/** The fan-out over all sandboxes, shared by concurrent scrapers. */
@NullMarked
package io.katacontainers.monitor.collector.scrape;

import org.jspecify.annotations.NullMarked;
