package io.katacontainers.monitor.operator.inventory;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets equal strings of thousands of reports (images, container names, hypervisors) share one instance. Bounded: emptied when
 * full, which costs only sharing.
 */
final class StringPool {
    private static final int CAPACITY = 16_384;
    private static final int LONGEST = 256;

    private final ConcurrentHashMap<String, String> strings = new ConcurrentHashMap<>();

    String share(String s) {
        if (s.length() > LONGEST) {
            return s;
        }
        if (strings.size() >= CAPACITY) {
            strings.clear();
        }
        String earlier = strings.putIfAbsent(s, s);
        return earlier == null ? s : earlier;
    }
}
