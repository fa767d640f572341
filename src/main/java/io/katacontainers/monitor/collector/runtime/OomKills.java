package io.katacontainers.monitor.collector.runtime;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Counts kills for lack of memory: for the containers that are known, and for the last few that are not, since an event may come before its
 * container is listed. Safe for use by several threads.
 */
final class OomKills {
    static final int MAX_STRANGERS = 1024;

    private final Map<String, Long> known = new HashMap<>();
    private final Map<String, Long> strangers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_STRANGERS;
        }
    };
    private boolean watched;

    /** A runtime tells from now on. */
    synchronized void watching() {
        watched = true;
    }

    synchronized void count(String container) {
        Map<String, Long> where = known.containsKey(container) ? known : strangers;
        where.merge(container, 1L, Long::sum);
        watched = true;
    }

    /** Empty where no runtime ever told, or where nothing is known of this container. */
    synchronized OptionalLong of(String container) {
        Long kills = known.containsKey(container) ? known.get(container) : strangers.get(container);
        return watched && kills != null ? OptionalLong.of(kills) : OptionalLong.empty();
    }

    /** Forgets known containers that are not among these. */
    synchronized void retain(Set<String> containers) {
        known.keySet().retainAll(containers);
        for (String container : containers) {
            if (!known.containsKey(container)) {
                Long before = strangers.remove(container);
                known.put(container, before == null ? 0L : before);
            }
        }
    }
}
