package io.katacontainers.monitor.collector.stats.host;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a process says it was started with. Every process may say anything. */
record CommandLine(List<String> arguments) {
    /** Kata installs its shims under names such as containerd-shim-kata-v2 and containerd-shim-kata-qemu-v2. */
    private static final String SHIM_PREFIX = "containerd-shim-kata-";

    private static final String ID_FLAG = "-id";

    /** {@code -name sandbox-ID} is how Kata names a QEMU. */
    private static final String NAME_PREFIX = "sandbox-";

    private static final Map<VmPart, Pattern> PROGRAMS = Map.of(
            VmPart.HYPERVISOR,
                    Pattern.compile("qemu|qemu-kvm|qemu-system-.+|cloud-hypervisor.*|clh|firecracker.*|stratovirt.*"),
            VmPart.FILE_SYSTEM, Pattern.compile("virtiofsd|virtiofsd-.+|nydusd|nydusd-.+"));

    /** All that can stand around an id: it may hold letters, digits, dots, dashes and underscores itself. */
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Za-z0-9_.-]+");

    static CommandLine parse(String zeroSeparated) {
        return new CommandLine(List.of(zeroSeparated.split("\0")));
    }

    /** The part of a VM that a program of this name is; empty for all others. */
    Optional<VmPart> part() {
        String program = program();
        if (program.startsWith(SHIM_PREFIX)) {
            return Optional.of(VmPart.SHIM);
        }
        return PROGRAMS.entrySet().stream()
                .filter(entry -> entry.getValue().matcher(program).matches())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The sandbox that a shim was started for; empty for what is no shim. */
    Optional<SandboxId> shimOf() {
        // containerd runs the same binary for a moment to start and to delete a shim.
        String last = arguments.isEmpty() ? "" : arguments.get(arguments.size() - 1);
        if (!program().startsWith(SHIM_PREFIX) || last.equals("start") || last.equals("delete")) {
            return Optional.empty();
        }
        for (int i = 1; i < arguments.size() - 1; i++) {
            if (arguments.get(i).equals(ID_FLAG) || arguments.get(i).equals("-" + ID_FLAG)) {
                return SandboxId.parse(arguments.get(i + 1));
            }
        }
        return Optional.empty();
    }

    /** The one of these sandboxes whose id stands here as a whole word, such as an element of a path; empty where none does, or several do. */
    Optional<SandboxId> names(Set<SandboxId> sandboxes) {
        Set<SandboxId> named = new HashSet<>();
        for (String argument : arguments) {
            for (String word : BETWEEN_WORDS.split(argument)) {
                String id = word.startsWith(NAME_PREFIX) ? word.substring(NAME_PREFIX.length()) : word;
                SandboxId.parse(id).filter(sandboxes::contains).ifPresent(named::add);
            }
        }
        return named.size() == 1 ? Optional.of(named.iterator().next()) : Optional.empty();
    }

    private String program() {
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        return first.substring(first.lastIndexOf('/') + 1);
    }
}
