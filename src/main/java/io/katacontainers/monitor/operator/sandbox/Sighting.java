package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.report.SandboxReport;

/**
 * A sandbox as last reported.
 *
 * @param report may hold only the first containers
 * @param containerCount number of all containers
 * @param oomKills kills for lack of memory, over restarts of the collector
 */
record Sighting(SandboxReport report, int containerCount, OomKills oomKills) {}
