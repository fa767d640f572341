package io.katacontainers.monitor.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KataGuestTest {
    private static final String HOST_BOOT =
            "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet systemd.unit=multi-user.target";
    private static final String HOST_MOUNTS = """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            700 22 0:50 /shared /run/kata-containers/shared/sandboxes/5ca1ab1e/shared ro,relatime shared:9 - tmpfs tmpfs ro
            701 22 8:1 /var/lib/kataShared /run/kata-containers/shared/sandboxes/5ca1ab1e/mounts/x rw - ext4 /dev/sda1 rw
            702 22 0:51 / /mnt/kataShared rw,relatime - 9p share rw,trans=virtio
            703 22 0:52 / /overlay rw - overlay overlay rw,lowerdir=/run/kata-containers/kataShared
            """;

    @TempDir
    private Path proc;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reboot=k panic=1 systemd.unit=kata-containers.target systemd.mask=systemd-networkd.service",
                "console=hvc0 agent.log=debug",
                "console=hvc0 agent.debug_console",
                "agent.log_vport=1025 agent.passfd_listener_port=1027 virtio_mmio.device=8K@0xe0000000:5"
            })
    void aKernelBootedByKataIsAGuest(String parameters) throws IOException {
        write(parameters + "\n", HOST_MOUNTS);
        assertThat(KataGuest.evidence(proc)).hasValueSatisfying(words -> assertThat(words)
                .startsWith("the kernel was booted with")
                .doesNotContain("debug ", "1025"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "30 1 0:31 /5ca1ab1e/rootfs / rw,relatime - virtiofs kataShared rw",
                "30 1 0:31 / /etc/hosts rw shared:3 master:1 - 9p kataShared rw,trans=virtio,version=9p2000.L",
                "30 1 0:31 / / rw - overlay kataShared rw,lowerdir=/a"
            })
    void filesOfTheHostOfAGuestAreEvidence(String mount) throws IOException {
        write(HOST_BOOT, "22 1 0:2 / /proc rw - proc proc rw\n" + mount + "\n");
        assertThat(KataGuest.evidence(proc)).contains("files are mounted from kataShared");
    }

    @Test
    void aHostThatRunsKataIsNone() throws IOException {
        write(HOST_BOOT + " agentx.log=1 myagent.log=1 agent.logs=1 xsystemd.unit=kata-containers.target", HOST_MOUNTS);
        assertThat(KataGuest.evidence(proc)).isEmpty();
    }

    @Test
    void brokenOrAbsentFilesAreNoEvidence() throws IOException {
        assertThat(KataGuest.evidence(proc)).isEmpty();
        write("", " - \n - virtiofs\nkataShared\n30 1 0:31 kataShared kataShared -\n");
        assertThat(KataGuest.evidence(proc)).isEmpty();
    }

    @Test
    void thisMachineIsNone() {
        assertThat(KataGuest.evidence(Path.of("/proc"))).isEmpty();
    }

    private void write(String parameters, String mounts) throws IOException {
        Files.writeString(proc.resolve("cmdline"), parameters);
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(proc.resolve("self/mountinfo"), mounts);
    }
}
