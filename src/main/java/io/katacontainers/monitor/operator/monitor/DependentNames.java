package io.katacontainers.monitor.operator.monitor;

import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names derived from a KataMonitor's name, which may be longer than what they are used for. */
final class DependentNames {
    /** Label values end here, and the DaemonSet controller uses the DaemonSet's name in one. */
    private static final int MAX_LENGTH = 63;

    private static final int HASH_LENGTH = 8;
    private static final String SUFFIX = "-collector";

    private DependentNames() {}

    /** Name of every dependent: each kind has one per KataMonitor. */
    static String dependent(KataMonitor monitor) {
        return fit(monitor.getMetadata().getName(), MAX_LENGTH - SUFFIX.length()) + SUFFIX;
    }

    static String labelValue(KataMonitor monitor) {
        return fit(monitor.getMetadata().getName(), MAX_LENGTH);
    }

    private static String fit(String name, int length) {
        return name.length() <= length
                ? name
                : name.substring(0, length - HASH_LENGTH - 1) + "-" + hash(name).substring(0, HASH_LENGTH);
    }

    /** SHA-256 of a text in hexadecimal. */
    static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
