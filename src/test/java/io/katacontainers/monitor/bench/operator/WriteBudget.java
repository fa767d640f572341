package io.katacontainers.monitor.bench.operator;

import java.util.List;

/**
 * Writes at the moments at which the API server answered them, in milliseconds, held against a budget.
 *
 * @param moments in ascending order
 */
record WriteBudget(List<Long> moments) {
    private static final long SECOND = 1000;

    /** The most writes in any second. */
    int mostInOneSecond() {
        int most = 0;
        int from = 0;
        for (int to = 0; to < moments.size(); to++) {
            while (moments.get(to) - moments.get(from) >= SECOND) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    /**
     * By how many writes any window of whatever length exceeds what the rate allows for its length: to be held against what may be
     * saved up.
     */
    long mostAbove(int rate) {
        double above = 0;
        double most = 0;
        for (int i = 0; i < moments.size(); i++) {
            double refilled = i == 0 ? 0 : (moments.get(i) - moments.get(i - 1)) * rate / (double) SECOND;
            above = Math.max(0, above - refilled) + 1;
            most = Math.max(most, above);
        }
        return (long) Math.ceil(most);
    }
}
