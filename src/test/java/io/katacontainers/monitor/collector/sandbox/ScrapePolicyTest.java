package io.katacontainers.monitor.collector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapePolicyTest {
    private static final ScrapeVerdict ALLOWED = new ScrapeVerdict.Allowed();
    private final ScrapePolicy policy = new ScrapePolicy(false);

    @ParameterizedTest
    @ValueSource(strings = {"dragonball", "clh", "openvmm"})
    void runtimeRsIsAskedWhereItsHypervisorIsKnownToBeSafe(String hypervisor) {
        assertThat(decide(Flavor.RUNTIME_RS, hypervisor)).isEqualTo(ALLOWED);
    }

    @ParameterizedTest
    @CsvSource({
        "qemu, runtime_rs_qemu",
        "firecracker, runtime_rs_firecracker",
        "remote, runtime_rs_remote",
        "cloud-hypervisor, runtime_rs_cloud_hypervisor",
        "stratovirt, runtime_rs_unknown_hypervisor",
        "CLH, runtime_rs_unknown_hypervisor",
        "clh2, runtime_rs_unknown_hypervisor"
    })
    void runtimeRsIsNotAskedOtherwise(String hypervisor, String reason) {
        assertThat(decide(Flavor.RUNTIME_RS, hypervisor)).isEqualTo(new ScrapeVerdict.Denied(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dragonbal", "dragonballs", "Dragonball", "clhh", "cl", "openvm", "qemuclh", "q"})
    void runtimeRsIsNeverAskedForANameThatIsNotInTheList(String hypervisor) {
        assertThat(decide(Flavor.RUNTIME_RS, hypervisor)).isInstanceOf(ScrapeVerdict.Denied.class);
    }

    @Test
    void runtimeRsIsNotAskedWhereTheFileDoesNotTell() {
        assertThat(policy.decide(Flavor.RUNTIME_RS, new HypervisorReading.Missing()))
                .isEqualTo(new ScrapeVerdict.Denied("state_missing"));
        assertThat(policy.decide(Flavor.RUNTIME_RS, new HypervisorReading.Unreadable("x")))
                .isEqualTo(new ScrapeVerdict.Denied("state_unreadable"));
        assertThat(policy.decide(Flavor.RUNTIME_RS, new HypervisorReading.Unnamed()))
                .isEqualTo(new ScrapeVerdict.Denied("runtime_rs_unknown_hypervisor"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qemu", "firecracker", "clh", "dragonball", "anything"})
    void goIsAsked(String hypervisor) {
        assertThat(decide(Flavor.GO, hypervisor)).isEqualTo(ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"remote", "Remote"})
    void goIsNotAskedWhereTheHypervisorIsRemote(String hypervisor) {
        assertThat(decide(Flavor.GO, hypervisor)).isEqualTo(new ScrapeVerdict.Denied("go_remote"));
    }

    @Test
    void goIsAskedWhereTheFileDoesNotTell() {
        assertThat(policy.decide(Flavor.GO, new HypervisorReading.Missing())).isEqualTo(ALLOWED);
        assertThat(policy.decide(Flavor.GO, new HypervisorReading.Unreadable("x")))
                .isEqualTo(ALLOWED);
    }

    @Test
    void anUnknownShimIsNotAsked() {
        assertThat(decide(Flavor.UNKNOWN, "clh")).isEqualTo(new ScrapeVerdict.Denied("flavor_unknown"));
    }

    @ParameterizedTest
    @EnumSource(Flavor.class)
    void theOverrideAllowsAll(Flavor flavor) {
        assertThat(new ScrapePolicy(true).decide(flavor, new HypervisorReading.Named("qemu")))
                .isEqualTo(ALLOWED);
    }

    private ScrapeVerdict decide(Flavor flavor, String hypervisor) {
        return policy.decide(flavor, new HypervisorReading.Named(hypervisor));
    }
}
