package io.katacontainers.monitor.sim.sandbox;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;

/**
 * One root with sandbox directories as the Go runtime and runtime-rs make them: the directory first, then the state file. The
 * socket is the business of whoever plays the shim; {@link #socket} tells where it belongs.
 */
public final class SandboxDirectories {
    private final Path root;
    private final Flavor flavor;

    /** @param flavor {@link Flavor#GO} or {@link Flavor#RUNTIME_RS} */
    public SandboxDirectories(Path root, Flavor flavor) {
        if (flavor == Flavor.UNKNOWN) {
            throw new IllegalArgumentException("a runtime is Go or runtime-rs");
        }
        this.root = root;
        this.flavor = flavor;
    }

    /** An id as containerd makes them: 64 hexadecimal digits. */
    public static String randomId(Random random) {
        StringBuilder id = new StringBuilder(64);
        while (id.length() < 64) {
            id.append(Character.forDigit(random.nextInt(16), 16));
        }
        return id.toString();
    }

    public Path root() {
        return root;
    }

    public Path directory(String id) {
        return root.resolve(id);
    }

    /** Where the shim listens. */
    public Path socket(String id) {
        return directory(id).resolve(Sandbox.SOCKET_NAME);
    }

    /** {@code persist.json} or {@code state.json}. */
    public Path stateFile(String id) {
        return directory(id).resolve(flavor == Flavor.GO ? "persist.json" : "state.json");
    }

    /** Makes the root, the directory and the state file. */
    public Path create(String id, String hypervisor) {
        Path directory = createEmpty(id);
        writeState(id, hypervisor);
        return directory;
    }

    /** Makes the root and the directory alone, as it is for a moment. */
    public Path createEmpty(String id) {
        try {
            return Files.createDirectories(directory(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the state file in place, as both runtimes do: truncated, then written. */
    public void writeState(String id, String hypervisor) {
        try {
            Files.writeString(
                    stateFile(id),
                    flavor == Flavor.GO ? StateDocuments.go(id, hypervisor) : StateDocuments.runtimeRs(id, hypervisor));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the sandbox and all it holds; none there is fine. */
    public void remove(String id) {
        removeTree(directory(id));
    }

    /** Removes the root and all it holds; none there is fine. */
    public void removeRoot() {
        removeTree(root);
    }

    private static void removeTree(Path top) {
        try (Stream<Path> walk = Files.walk(top)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
