package io.katacontainers.monitor.collector.sandbox;

import java.util.Locale;
import java.util.regex.Pattern;

/** What the state file of a sandbox says of its hypervisor. */
sealed interface HypervisorReading {
    /**
     * The file names one.
     *
     * @param value as written: {@code [A-Za-z0-9_-]{1,64}}
     */
    record Named(String value) implements HypervisorReading {
        private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

        public Named {
            if (!isValid(value)) {
                throw new IllegalArgumentException("not the name of a hypervisor");
            }
        }

        static boolean isValid(String text) {
            return VALID.matcher(text).matches();
        }

        /** In lower case, as metrics and objects show it. */
        String label() {
            return value.toLowerCase(Locale.ROOT);
        }
    }

    /** The file is complete and names none. */
    record Unnamed() implements HypervisorReading {}

    /** There is no such file. */
    record Missing() implements HypervisorReading {}

    /**
     * There is something that cannot be understood.
     *
     * @param problem one line
     */
    record Unreadable(String problem) implements HypervisorReading {}
}
