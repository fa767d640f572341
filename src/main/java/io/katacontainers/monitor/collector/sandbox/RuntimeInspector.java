package io.katacontainers.monitor.collector.sandbox;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Remembers what tracked sandboxes told of their runtime for as long as their state files stay the same. */
final class RuntimeInspector {
    private final ConcurrentMap<Path, Inspection> known = new ConcurrentHashMap<>();

    /** What {@code sandbox} tells now; remembered until {@link #forget}. */
    Inspection track(Path sandbox, @Nullable Flavor declared) {
        Inspection current = current(sandbox, declared);
        known.put(sandbox, current);
        return current;
    }

    /** What {@code sandbox} tells now. */
    Inspection current(Path sandbox, @Nullable Flavor declared) {
        Inspection last = known.get(sandbox);
        if (last == null) {
            return Inspection.of(sandbox, declared);
        }
        // What could not be read is tried again each time: the failure may have been the reader's, not the file's.
        boolean readable = !(last.hypervisor() instanceof HypervisorReading.Unreadable);
        if (readable && last.source().equals(Inspection.Source.of(sandbox, declared))) {
            return last;
        }
        Inspection next = Inspection.of(sandbox, declared);
        if (isTorn(last, next)) {
            return last;
        }
        known.replace(sandbox, last, next);
        return next;
    }

    void forget(Path sandbox) {
        known.remove(sandbox);
    }

    /**
     * The Go runtime truncates persist.json and writes it anew with every container: a file caught in between must not make a
     * sandbox look safe that was not. The file of runtime-rs is written once, and what cannot be read is denied anyway.
     */
    private static boolean isTorn(Inspection last, Inspection next) {
        return next.flavor() == Flavor.GO
                && last.flavor() == Flavor.GO
                && next.hypervisor() instanceof HypervisorReading.Unreadable
                && last.hypervisor() instanceof HypervisorReading.Named;
    }
}
