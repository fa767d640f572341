package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.exposition.DropReason;
import io.katacontainers.monitor.collector.exposition.ExpositionMerger;
import io.katacontainers.monitor.collector.exposition.FamilyFilter;
import io.katacontainers.monitor.collector.exposition.FamilyWriter;
import io.katacontainers.monitor.collector.exposition.IndexedPayload;
import io.katacontainers.monitor.collector.exposition.LabelBlock;
import io.katacontainers.monitor.collector.exposition.LabelledPayload;
import io.katacontainers.monitor.collector.exposition.MergeResult;
import io.katacontainers.monitor.collector.exposition.MergedPage;
import io.katacontainers.monitor.collector.exposition.SampleWriter;
import io.katacontainers.monitor.collector.exposition.SandboxLabels;
import io.katacontainers.monitor.collector.runtime.ContainerMetadata;
import io.katacontainers.monitor.collector.runtime.PodLookup;
import io.katacontainers.monitor.collector.runtime.PodMetadata;
import io.katacontainers.monitor.collector.runtime.PodSource;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.scrape.GuestSummary;
import io.katacontainers.monitor.collector.scrape.LastScrape;
import io.katacontainers.monitor.collector.scrape.Outcome;
import io.katacontainers.monitor.collector.scrape.SandboxResult;
import io.katacontainers.monitor.collector.scrape.ScrapeRound;
import io.katacontainers.monitor.collector.scrape.Scraper;
import io.katacontainers.monitor.collector.stats.ContainerSample;
import io.katacontainers.monitor.collector.stats.SandboxStatistics;
import io.katacontainers.monitor.collector.stats.StatisticsSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The page of all sandboxes: the collector's own metrics, what shims gave, then what there is to say of each sandbox,
 * and of its containers. */
final class MetricsPage {
    private final PodSource pods;
    private final Scraper<IndexedPayload, GuestSummary> scraper;
    private final CollectorMetrics metrics;
    private final StatisticsSource statistics;
    private final FamilyWriter writer = new FamilyWriter(CollectorMetrics.UPSTREAM_COUNTERS);
    private final ExpositionMerger merger = new ExpositionMerger();

    MetricsPage(
            PodSource pods,
            Scraper<IndexedPayload, GuestSummary> scraper,
            CollectorMetrics metrics,
            StatisticsSource statistics) {
        this.pods = pods;
        this.scraper = scraper;
        this.metrics = metrics;
        this.statistics = statistics;
    }

    /** The page of one round, which is not written yet. */
    Prepared prepare(ScrapeRound<IndexedPayload> round, FamilyFilter filter) {
        statistics.touch();
        List<Described> all = round.results().stream().map(this::describe).toList();
        List<LabelledPayload> payloads = new ArrayList<>(all.size());
        List<SandboxId> owners = new ArrayList<>(all.size());
        for (Described described : all) {
            if (described.result.outcome() instanceof Outcome.Up<IndexedPayload> up) {
                payloads.add(new LabelledPayload(described.labels, up.payload()));
                owners.add(described.result.sandbox().id());
            }
        }
        MergedPage shims = merger.merge(payloads, filter);
        count(shims.dropped(), owners);
        return new Prepared(all, shims, filter);
    }

    /** A page whose larger part, that of the shims, has a known length. */
    final class Prepared {
        private final List<Described> all;
        private final MergedPage shims;
        private final FamilyFilter filter;

        private Prepared(List<Described> all, MergedPage shims, FamilyFilter filter) {
            this.all = all;
            this.shims = shims;
            this.filter = filter;
        }

        /** What does not come from shims, in text format: families of no shim's name, so that they may stand before the others. */
        void writeOwn(OutputStream out) throws IOException {
            writer.write(metrics.registry().metricFamilySamples(), filter, out);
            SandboxFamilies families = new SandboxFamilies();
            for (Described described : all) {
                families.add(
                        described.result,
                        described.labels,
                        described.runtimeHandler,
                        scraper.counters(described.result.sandbox().id()));
            }
            writer.write(Collections.enumeration(families.families()), filter, out);
            SampleWriter samples = new SampleWriter(filter, out);
            writeUsage(all, samples);
            samples.finish();
        }

        /** What comes from shims. */
        MergedPage shims() {
            return shims;
        }
    }

    /** Of every sandbox, also where its shim must not be asked: the figures come by other ways. */
    private void writeUsage(List<Described> all, SampleWriter samples) throws IOException {
        List<VmFamilies.Vm> vms = new ArrayList<>(all.size());
        List<ContainerSeries> containers = new ArrayList<>();
        List<EndedContainer> ended = new ArrayList<>();
        for (Described described : all) {
            SandboxStatistics known = statistics.of(described.result.sandbox().id());
            vms.add(new VmFamilies.Vm(LabelBlock.of(described.labels), guest(described.result), known));
            for (ContainerSample sample : known.containers()) {
                containers.add(new ContainerSeries(sample, described.labels(sample.container())));
            }
            ended.addAll(EndedContainer.killed(described.containers, statistics, described::labels));
        }
        VmFamilies.write(vms, samples);
        ContainerFamilies.KATA.write(containers, ended, samples);
    }

    private @Nullable GuestSummary guest(SandboxResult<IndexedPayload> result) {
        return result.outcome() instanceof Outcome.Up
                ? scraper.last(result.sandbox().id()).map(LastScrape::summary).orElse(null)
                : null;
    }

    /** Writes what one shim gave: byte for byte, or the families that the filter accepts. */
    void writeRaw(IndexedPayload payload, FamilyFilter filter, OutputStream out) throws IOException {
        if (filter.equals(FamilyFilter.all())) {
            payload.writeTo(out);
        } else {
            merger.writeFiltered(payload, filter, out);
        }
    }

    private void count(MergeResult merged, List<SandboxId> owners) {
        for (int i = 0; i < owners.size(); i++) {
            for (var dropped : merged.dropped(i).entrySet()) {
                DropReason reason = dropped.getKey();
                scraper.countDropped(owners.get(i), reason.label(), dropped.getValue());
            }
        }
    }

    private Described describe(SandboxResult<IndexedPayload> result) {
        String id = result.sandbox().id().value();
        if (pods.lookup(result.sandbox().id()) instanceof PodLookup.Known known) {
            PodMetadata pod = known.pod();
            return new Described(
                    result,
                    new SandboxLabels(id, pod.uid(), pod.name(), pod.namespace()),
                    pod.runtimeHandler(),
                    known.containers());
        }
        return new Described(result, new SandboxLabels(id, "", "", ""), "", List.of());
    }

    private record Described(
            SandboxResult<IndexedPayload> result,
            SandboxLabels labels,
            String runtimeHandler,
            List<ContainerMetadata> containers) {
        LabelBlock labels(ContainerMetadata container) {
            return LabelBlock.of(labels, "container", container.name(), "container_id", container.id());
        }
    }
}
