package io.katacontainers.monitor.collector.stats;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn is next. Looks only at those whose time has come: there may be thousands of others, and a step for each answer. For one thread.
 *
 * @param <T> who takes turns
 */
final class Agenda<T> {
    /** With one whose time has come those are called whose time comes this soon: to wake threads and warm caches for each alone costs twice as much. */
    static final Duration GATHERING = Duration.ofSeconds(1);

    /** Called together so; more at a time would only wait for each other. */
    static final int MOST_GATHERED = 8;

    private final Outlook<T> outlook;
    private final Queue<Entry<T>> later = queue();
    private final Queue<Entry<T>> due = queue();
    private final Queue<Entry<T>> doubtful = queue();

    /** Tells what somebody's next turn is. */
    @FunctionalInterface
    interface Outlook<T> {
        /** Null where there is none. What it answers changes by time alone, or {@link #renew} must be called. */
        @Nullable
        Turn of(T who, long now);
    }

    /**
     * A turn.
     *
     * @param at its time, on a monotonic clock in nanoseconds
     * @param doubtful whether it comes after all turns that are not
     */
    record Turn(long at, boolean doubtful) {}

    private record Entry<T>(long at, T who) {}

    Agenda(Outlook<T> outlook) {
        this.outlook = outlook;
    }

    private static <T> Queue<Entry<T>> queue() {
        // By the difference, for a monotonic clock may overflow.
        Comparator<Entry<T>> byTime = (a, b) -> Long.signum(a.at - b.at);
        return new PriorityQueue<>(byTime);
    }

    /** Forgets all and looks at these. */
    void renew(Collection<T> all, long now) {
        later.clear();
        due.clear();
        doubtful.clear();
        all.forEach(who -> add(who, now));
    }

    /** Adds somebody, who must not be there yet; nobody who has no turn. */
    void add(T who, long now) {
        file(who, outlook.of(who, now), now);
    }

    /**
     * Takes out whoever's turn it is, the one that waits for the longest first.
     *
     * @param doubtfulToo whether a doubtful turn may be had
     * @return null where it is nobody's
     */
    @Nullable
    T take(boolean doubtfulToo, long now) {
        gather(now);
        for (Entry<T> next = poll(doubtfulToo); next != null; next = poll(doubtfulToo)) {
            // Who waited for long may have something else to do by now.
            Turn turn = outlook.of(next.who, now);
            if (turn != null && soon(turn.at, now) && (doubtfulToo || !turn.doubtful)) {
                return next.who;
            }
            file(next.who, turn, now);
        }
        return null;
    }

    private @Nullable Entry<T> poll(boolean doubtfulToo) {
        Entry<T> next = due.poll();
        return next == null && doubtfulToo ? doubtful.poll() : next;
    }

    private void gather(long now) {
        Entry<T> first = later.peek();
        if (first == null || first.at - now > 0) {
            return;
        }
        int gathered = 0;
        for (Entry<T> next = first; next != null && soon(next.at, now); next = later.peek()) {
            if (next.at - now > 0 && gathered >= MOST_GATHERED) {
                return;
            }
            gathered++;
            later.remove();
            Turn turn = outlook.of(next.who, now);
            if (turn != null) {
                queue(turn, soon(turn.at, now)).add(new Entry<>(turn.at, next.who));
            }
        }
    }

    private static boolean soon(long at, long now) {
        return at - now <= GATHERING.toNanos();
    }

    private void file(T who, @Nullable Turn turn, long now) {
        if (turn != null) {
            queue(turn, turn.at - now <= 0).add(new Entry<>(turn.at, who));
        }
    }

    private Queue<Entry<T>> queue(Turn turn, boolean now) {
        return !now ? later : turn.doubtful ? doubtful : due;
    }

    /** Nanoseconds until somebody's time comes; {@code most} where that is sooner. Who waits for a place already does not count. */
    long left(long now, long most) {
        Entry<T> next = later.peek();
        return next == null ? most : Math.min(most, next.at - now);
    }
}
