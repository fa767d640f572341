package io.katacontainers.monitor.collector.stats.host;

import io.katacontainers.monitor.collector.stats.ProcessUsage;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the processes of a VM use; null for a part that is not there, not found, or not found whole. */
record VmUsage(
        @Nullable ProcessUsage hypervisor,
        @Nullable ProcessUsage virtiofsd,
        @Nullable ProcessUsage shim) {
    /** The parts that are null. */
    Set<VmPart> missing() {
        Set<VmPart> missing = EnumSet.noneOf(VmPart.class);
        if (shim == null) {
            missing.add(VmPart.SHIM);
        }
        if (hypervisor == null) {
            missing.add(VmPart.HYPERVISOR);
        }
        if (virtiofsd == null) {
            missing.add(VmPart.FILE_SYSTEM);
        }
        return missing;
    }
}
