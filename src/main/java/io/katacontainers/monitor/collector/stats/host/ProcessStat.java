package io.katacontainers.monitor.collector.stats.host;

import java.util.Optional;

/**
 * {@code /proc/PID/stat}.
 *
 * @param program name of the executable, cut to 15 characters; a process may choose another
 * @param parent process that it is a child of; 0 for those that the kernel made
 * @param startTick since boot; tells processes with the same number apart
 * @param cpuNanos user and system time, in steps of 10 ms
 * @param zombie whether it has ended and only its number is still there
 */
record ProcessStat(String program, long parent, long startTick, long cpuNanos, boolean zombie) {
    /** Times are in ticks of USER_HZ, which Linux fixes at 100 on all architectures that Kata runs on. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private static final long MAX_TICKS = Long.MAX_VALUE / NANOS_PER_TICK / 2;

    /** proc(5) numbers the fields from 1; the one after the name is the third. */
    private static final int FIRST_FIELD = 3;

    static Optional<ProcessStat> parse(String text) {
        // The name, in parentheses, may itself hold blanks and parentheses.
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 0 || close < open) {
            return Optional.empty();
        }
        String[] fields = text.substring(close + 1).strip().split(" ");
        if (fields.length <= 22 - FIRST_FIELD) {
            return Optional.empty();
        }
        try {
            long user = Long.parseLong(fields[14 - FIRST_FIELD]);
            long system = Long.parseLong(fields[15 - FIRST_FIELD]);
            if (user < 0 || user > MAX_TICKS || system < 0 || system > MAX_TICKS) {
                return Optional.empty();
            }
            String state = fields[0];
            return Optional.of(new ProcessStat(
                    text.substring(open + 1, close),
                    Long.parseLong(fields[4 - FIRST_FIELD]),
                    Long.parseLong(fields[22 - FIRST_FIELD]),
                    (user + system) * NANOS_PER_TICK,
                    state.equals("Z") || state.equals("X")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
