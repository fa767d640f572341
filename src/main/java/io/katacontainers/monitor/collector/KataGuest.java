package io.katacontainers.monitor.collector;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells whether this process runs inside a Kata VM, where it would see the guest instead of the node. A guest that shares no files with its
 * host and was booted without parameters of Kata's is not known for one.
 */
public final class KataGuest {
    /** Source of the mount that Kata shares files with a guest by (Kata: {@code mountGuestTag}, {@code MOUNT_GUEST_TAG}). */
    private static final String SHARED_SOURCE = "kataShared";

    /** How the agent is started where the guest has systemd. */
    private static final String GUEST_UNIT = "systemd.unit=kata-containers.target";

    /** Parameters of the agent that Kata sets, alone or with a value (Kata: {@code src/agent/src/config.rs}). */
    private static final Set<String> AGENT_PARAMETERS = Set.of(
            "agent.log",
            "agent.log_vport",
            "agent.debug_console",
            "agent.debug_console_vport",
            "agent.devmode",
            "agent.trace",
            "agent.container_pipe_size",
            "agent.passfd_listener_port",
            "agent.hotplug_timeout",
            "agent.cdh_api_timeout",
            "agent.cdi_timeout",
            "agent.server_addr",
            "agent.config_file",
            "agent.unified_cgroup_hierarchy");

    private static final int MAX_CMDLINE_BYTES = 64 * 1024;

    /** A node may have many thousands of mounts; a container in a guest has few, and all of its own. */
    private static final int MAX_MOUNTINFO_BYTES = 4 * 1024 * 1024;

    private KataGuest() {}

    /**
     * What shows that this is a Kata guest, in words; empty where nothing does.
     *
     * @param proc this process's own {@code /proc}, not the node's
     */
    public static Optional<String> evidence(Path proc) {
        return Stream.of(text(proc.resolve("cmdline"), MAX_CMDLINE_BYTES).split("\\s+"))
                .filter(KataGuest::isOfAGuest)
                .findFirst()
                .map(parameter -> "the kernel was booted with " + name(parameter))
                .or(() -> text(proc.resolve("self/mountinfo"), MAX_MOUNTINFO_BYTES)
                        .lines()
                        .filter(KataGuest::isShared)
                        .findFirst()
                        .map(mount -> "files are mounted from " + SHARED_SOURCE));
    }

    private static boolean isOfAGuest(String parameter) {
        return parameter.equals(GUEST_UNIT) || AGENT_PARAMETERS.contains(name(parameter));
    }

    private static String name(String parameter) {
        return parameter.equals(GUEST_UNIT) ? parameter : parameter.split("=", 2)[0];
    }

    /** proc(5): after a dash come the type of the file system, its source and its options. On a host no source has that name. */
    private static boolean isShared(String mount) {
        int dash = mount.indexOf(" - ");
        String[] fields = dash < 0 ? new String[0] : mount.substring(dash + 3).split(" ");
        return fields.length > 1 && fields[1].equals(SHARED_SOURCE);
    }

    /** Empty where it cannot be read. */
    private static String text(Path file, int maxBytes) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(maxBytes), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
