package io.katacontainers.monitor.operator.sandbox;

/** A write budget: so many tokens a second, saved up to five seconds' worth. Times are monotonic milliseconds. */
final class TokenBucket {
    private static final int BURST_SECONDS = 5;

    /** Part of the burst that figures leave to changes of state. */
    private static final double RESERVE = 0.2;

    private double perSecond;
    private double tokens;
    private long filledAt;
    private long pausedUntil;

    TokenBucket(double perSecond, long now) {
        this.perSecond = perSecond;
        this.tokens = burst();
        this.filledAt = now;
        this.pausedUntil = now;
    }

    void setRate(double rate, long now) {
        fill(now);
        perSecond = rate;
        tokens = Math.min(tokens, burst());
    }

    double rate() {
        return perSecond;
    }

    /** Whether a token is there, for figures one above the reserve. */
    boolean has(long now, Priority priority) {
        fill(now);
        double kept = priority == Priority.FIGURES ? burst() * RESERVE : 0;
        return now >= pausedUntil && tokens >= 1 + kept;
    }

    void take() {
        tokens--;
    }

    /** Returns the token of a write that was not made. */
    void giveBack() {
        tokens = Math.min(burst(), tokens + 1);
    }

    /** Gives no tokens until then, whatever was saved up. */
    void pause(long until) {
        pausedUntil = Math.max(pausedUntil, until);
    }

    private double burst() {
        return perSecond * BURST_SECONDS;
    }

    private void fill(long now) {
        tokens = Math.min(burst(), tokens + (now - filledAt) * perSecond / 1000);
        filledAt = now;
    }
}
