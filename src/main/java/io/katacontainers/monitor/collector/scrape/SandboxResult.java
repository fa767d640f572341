package io.katacontainers.monitor.collector.scrape;

import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import java.time.Duration;

/**
 * The part of one sandbox in a scrape.
 *
 * @param verdict as of the scrape; quarantine included
 * @param elapsed of the request; zero where there was none
 * @param <P> a payload
 */
public record SandboxResult<P>(Sandbox sandbox, ScrapeVerdict verdict, Outcome<P> outcome, Duration elapsed) {}
