package io.katacontainers.monitor.collector.scrape;

import io.katacontainers.monitor.collector.shim.ShimFailure;

/**
 * What a scrape of one sandbox gave.
 *
 * @param <P> a payload
 */
public sealed interface Outcome<P> {
    /** A payload. */
    record Up<P>(P payload) implements Outcome<P> {}

    /** None, though there should be one. */
    record Down<P>(ShimFailure reason) implements Outcome<P> {}

    /** None, and that is no failure: the verdict forbids it, or the shim is still starting. */
    record NotAsked<P>() implements Outcome<P> {}
}
