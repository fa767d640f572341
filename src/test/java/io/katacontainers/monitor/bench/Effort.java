package io.katacontainers.monitor.bench;

import java.util.List;

/**
 * How long to measure.
 *
 * @param starts of a process
 * @param idleSeconds to look at a collector that nobody asks
 * @param warmUps scrapes of 100 sandboxes before anything counts as warm
 * @param rounds of scrapes per figure
 * @param peakRounds of scrapes before a peak of memory is read
 * @param sizes numbers of sandboxes, ascending
 * @param coldSizes numbers of sandboxes for the first scrapes
 * @param limitedRounds of scrapes per figure within the limits
 */
record Effort(
        int starts,
        int idleSeconds,
        int warmUps,
        int rounds,
        int peakRounds,
        List<Integer> sizes,
        List<Integer> coldSizes,
        int limitedRounds) {
    static final Effort FULL = new Effort(5, 10, 20, 5, 20, List.of(1, 10, 100, 500), List.of(1, 10, 100, 500), 4);
    static final Effort QUICK = new Effort(1, 2, 5, 2, 4, List.of(1, 100, 500), List.of(100), 1);
}
