package io.katacontainers.monitor.collector.sandbox;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the directory of a sandbox tells of its runtime, bound to the files it was read from.
 *
 * @param flavor the shim
 * @param hypervisor as its state file names it
 * @param source the files
 */
record Inspection(Flavor flavor, HypervisorReading hypervisor, Source source) {
    private static final int ATTEMPTS = 3;

    /**
     * The state files as they were.
     *
     * @param persistJson null where there is none, or where it does not matter
     * @param stateJson null where there is none, or where it does not matter
     */
    record Source(
            @Nullable FileIdentity persistJson, @Nullable FileIdentity stateJson) {

        /** Costs one stat where the root declares a flavour and the sandbox holds its state file. */
        static Source of(Path sandbox, @Nullable Flavor declared) {
            FileIdentity persistJson = declared == Flavor.RUNTIME_RS ? null : StateFile.PERSIST_JSON.identify(sandbox);
            boolean certain = declared == Flavor.GO && persistJson != null;
            return new Source(persistJson, certain ? null : StateFile.STATE_JSON.identify(sandbox));
        }

        /** A root declared Go that holds a state file of runtime-rs is a mistake that must not cost a pod. */
        Flavor flavor(@Nullable Flavor declared) {
            if (declared == Flavor.RUNTIME_RS) {
                return declared;
            }
            if (stateJson == null) {
                return persistJson != null || declared == Flavor.GO ? Flavor.GO : Flavor.UNKNOWN;
            }
            return persistJson == null && declared == null ? Flavor.RUNTIME_RS : Flavor.UNKNOWN;
        }

        HypervisorReading read(Path sandbox, Flavor flavor) {
            if (flavor == Flavor.GO && persistJson != null) {
                return StateFile.PERSIST_JSON.read(sandbox, persistJson);
            }
            if (flavor == Flavor.RUNTIME_RS && stateJson != null) {
                return StateFile.STATE_JSON.read(sandbox, stateJson);
            }
            return new HypervisorReading.Missing();
        }
    }

    /** Reads the state file, again where it changes meanwhile. */
    static Inspection of(Path sandbox, @Nullable Flavor declared) {
        Source before = Source.of(sandbox, declared);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Flavor flavor = before.flavor(declared);
            HypervisorReading reading = before.read(sandbox, flavor);
            Source after = Source.of(sandbox, declared);
            if (after.equals(before)) {
                return new Inspection(flavor, reading, before);
            }
            before = after;
        }
        return new Inspection(
                before.flavor(declared), new HypervisorReading.Unreadable("changes while it is read"), before);
    }
}
