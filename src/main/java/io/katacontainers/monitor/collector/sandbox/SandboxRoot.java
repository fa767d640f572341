package io.katacontainers.monitor.collector.sandbox;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A directory that holds one directory per sandbox.
 *
 * @param path absolute
 * @param flavor the shim that makes the sandboxes in it; null where each sandbox tells by the state file it holds
 */
public record SandboxRoot(Path path, @Nullable Flavor flavor) {
    private static final String GO_PREFIX = "go:";
    private static final String RUST_PREFIX = "rust:";

    /** @throws IllegalArgumentException where {@code path} is relative or {@code flavor} is {@link Flavor#UNKNOWN} */
    public SandboxRoot {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("sandbox directory '" + path + "' must be an absolute path");
        }
        if (flavor == Flavor.UNKNOWN) {
            throw new IllegalArgumentException("the flavor of a sandbox directory is known or left out");
        }
    }

    /**
     * Reads the value of a flag: {@code go:/run/vc/sbs}, {@code rust:/run/kata} or {@code /some/dir}.
     *
     * @throws IllegalArgumentException with one line that says what is wrong
     */
    public static SandboxRoot parse(String value) {
        if (value.startsWith(GO_PREFIX)) {
            return new SandboxRoot(path(value.substring(GO_PREFIX.length()), value), Flavor.GO);
        }
        if (value.startsWith(RUST_PREFIX)) {
            return new SandboxRoot(path(value.substring(RUST_PREFIX.length()), value), Flavor.RUNTIME_RS);
        }
        return new SandboxRoot(path(value, value), null);
    }

    private static Path path(String text, String value) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("sandbox directory '" + value
                    + "' must be an absolute path, go:<absolute path> or rust:<absolute path>");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("sandbox directory '" + value + "' is not a path: " + e.getReason(), e);
        }
    }

    /** The value of the flag that gives this root. */
    @Override
    public String toString() {
        if (flavor == null) {
            return path.toString();
        }
        return (flavor == Flavor.GO ? GO_PREFIX : RUST_PREFIX) + path;
    }
}
