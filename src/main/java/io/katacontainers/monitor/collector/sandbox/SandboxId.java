package io.katacontainers.monitor.collector.sandbox;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A sandbox id that is safe as a path element, a URL parameter and a label value: {@code [A-Za-z0-9][A-Za-z0-9_.-]{0,127}}.
 *
 * @param value the id
 */
public record SandboxId(String value) implements Comparable<SandboxId> {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    /** @throws IllegalArgumentException where {@code value} is no valid id */
    public SandboxId {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("not a sandbox id");
        }
    }

    /** Empty where {@code text} is no valid id. */
    public static Optional<SandboxId> parse(String text) {
        return VALID.matcher(text).matches() ? Optional.of(new SandboxId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(SandboxId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
