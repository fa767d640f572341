package io.katacontainers.monitor.collector.sandbox;

import java.util.Optional;

/**
 * A sandbox id that is safe as a path element, a URL parameter and a label value: {@code [A-Za-z0-9][A-Za-z0-9_.-]{0,127}}.
 *
 * @param value the id
 */
public record SandboxId(String value) implements Comparable<SandboxId> {
    private static final int MAX_LENGTH = 128;

    /** @throws IllegalArgumentException where {@code value} is no valid id */
    public SandboxId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a sandbox id");
        }
    }

    /** Empty where {@code text} is no valid id. */
    public static Optional<SandboxId> parse(String text) {
        return isValid(text) ? Optional.of(new SandboxId(text)) : Optional.empty();
    }

    /** By hand, as this is done for each sandbox and each of its containers again and again, and a pattern takes many times as long. */
    private static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || !isAlphanumeric(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isAlphanumeric(c) && c != '_' && c != '.' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
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
