package io.katacontainers.monitor.operator.sandbox;

import org.jspecify.annotations.Nullable;

/** A 64 bit FNV-1a hash over a sequence of strings, each ended, absent ones distinct from empty ones. */
final class Fingerprint {
    private static final long PRIME = 0x100000001b3L;

    private long hash = 0xcbf29ce484222325L;

    Fingerprint add(@Nullable String s) {
        if (s == null) {
            mix(0xFFFE);
        } else {
            for (int i = 0; i < s.length(); i++) {
                mix(s.charAt(i));
            }
        }
        mix(0xFFFF);
        return this;
    }

    long value() {
        return hash;
    }

    private void mix(int c) {
        hash = (hash ^ (c & 0xFF)) * PRIME;
        hash = (hash ^ (c >>> 8)) * PRIME;
    }
}
