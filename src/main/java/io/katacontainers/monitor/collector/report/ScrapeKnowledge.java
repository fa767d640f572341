package io.katacontainers.monitor.collector.report;

import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import io.katacontainers.monitor.collector.scrape.GuestSummary;
import io.katacontainers.monitor.collector.scrape.LastScrape;
import java.util.Optional;

/** What earlier requests to shims told. Never asks a shim. */
public interface ScrapeKnowledge {
    /** The last request for metrics; empty where none was made. */
    Optional<LastScrape<GuestSummary>> last(SandboxId id);

    /** Whether the shim may be asked, quarantine included. */
    ScrapeVerdict verdict(Sandbox sandbox);

    /** Where the agent listens; empty where the shim has not told. */
    Optional<String> agentUrl(SandboxId id);
}
