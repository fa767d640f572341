package io.katacontainers.monitor.collector.stats.host;

/** What the processes of a VM on the host are for. */
enum VmPart {
    SHIM,
    HYPERVISOR,
    /** Serves the guest files of the host: virtiofsd or nydusd. */
    FILE_SYSTEM
}
