package io.katacontainers.monitor.collector.sandbox;

import java.util.Set;

/**
 * Decides whether a shim may be asked for metrics. One request can end a pod: runtime-rs shims abort where their hypervisor
 * has no metrics ({@code get_hypervisor_metrics} is {@code todo!()} for QEMU and Firecracker, and was for others).
 *
 * @param allowUnsafe whether every shim may be asked, whatever happens to it
 */
public record ScrapePolicy(boolean allowUnsafe) {
    /**
     * Hypervisors of runtime-rs that answer or fail politely, spelt as {@code state.json} spells them. The older
     * {@code cloud-hypervisor} is left out: it dates from shims that may abort.
     */
    private static final Set<String> SAFE = Set.of("dragonball", "clh", "openvmm");

    /** Those with a reason of their own; others share one, so that a label cannot take any value. */
    private static final Set<String> KNOWN_UNSAFE = Set.of("qemu", "firecracker", "remote", "cloud-hypervisor");

    private static final String REMOTE = "remote";
    private static final ScrapeVerdict ALLOWED = new ScrapeVerdict.Allowed();

    ScrapeVerdict decide(Flavor flavor, HypervisorReading hypervisor) {
        if (allowUnsafe) {
            return ALLOWED;
        }
        return switch (flavor) {
            case GO -> go(hypervisor);
            case RUNTIME_RS -> runtimeRs(hypervisor);
            case UNKNOWN -> new ScrapeVerdict.Denied("flavor_unknown");
        };
    }

    private static ScrapeVerdict go(HypervisorReading hypervisor) {
        boolean remote = hypervisor instanceof HypervisorReading.Named named
                && named.label().equals(REMOTE);
        return remote ? new ScrapeVerdict.Denied("go_remote") : ALLOWED;
    }

    private static ScrapeVerdict runtimeRs(HypervisorReading hypervisor) {
        if (hypervisor instanceof HypervisorReading.Named named) {
            return SAFE.contains(named.value()) ? ALLOWED : new ScrapeVerdict.Denied(reason(named.value()));
        }
        if (hypervisor instanceof HypervisorReading.Unnamed) {
            return new ScrapeVerdict.Denied("runtime_rs_unknown_hypervisor");
        }
        return new ScrapeVerdict.Denied(
                hypervisor instanceof HypervisorReading.Missing ? "state_missing" : "state_unreadable");
    }

    private static String reason(String hypervisor) {
        return KNOWN_UNSAFE.contains(hypervisor)
                ? "runtime_rs_" + hypervisor.replace('-', '_')
                : "runtime_rs_unknown_hypervisor";
    }
}
