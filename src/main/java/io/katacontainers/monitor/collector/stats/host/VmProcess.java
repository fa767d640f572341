package io.katacontainers.monitor.collector.stats.host;

/**
 * A process that belongs to a VM.
 *
 * @param startTick since boot; tells processes with the same number apart
 */
record VmProcess(VmPart part, long pid, long startTick) {}
