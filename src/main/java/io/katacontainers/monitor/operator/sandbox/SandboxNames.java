package io.katacontainers.monitor.operator.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names and label values of KataSandboxMetrics objects: pure functions of the pod's name and the sandbox' id. */
final class SandboxNames {
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;
    private static final int ID_PART = 12;
    private static final String WITHOUT_POD = "sandbox-";
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9]{12}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?");

    private SandboxNames() {}

    /**
     * {@code <pod>-<first 12 of the id>}, the pod's name cut so that it fits. Ids of containerd and CRI-O are hexadecimal; where
     * the first twelve characters are no part of a DNS name, twelve of the id's hash take their place.
     */
    static String ofPod(String pod, String sandboxId) {
        String start = sandboxId.substring(0, Math.min(ID_PART, sandboxId.length()));
        String part = PLAIN.matcher(start).matches() ? start : hash(sandboxId).substring(0, ID_PART);
        int room = LONGEST_NAME - 1 - part.length();
        String name = pod.length() <= room ? pod : pod.substring(0, room);
        return trimmed(name) + "-" + part;
    }

    /** Whether {@link #withoutPod} may have made a name; it certainly did not where this is false. */
    static boolean mayBeWithoutPod(String name) {
        return name.startsWith(WITHOUT_POD);
    }

    /** The name for a sandbox that belongs to no pod. */
    static String withoutPod(String sandboxId) {
        return WITHOUT_POD + hash(sandboxId).substring(0, ID_PART);
    }

    /** The value as a label, or its hash where it cannot be one. */
    static String label(String value) {
        return value.length() <= LONGEST_LABEL && LABEL.matcher(value).matches()
                ? value
                : hash(value).substring(0, LONGEST_LABEL);
    }

    private static String trimmed(String name) {
        int end = name.length();
        while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == '-')) {
            end--;
        }
        return name.substring(0, end).toLowerCase(Locale.ROOT);
    }

    private static String hash(String s) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(s.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
