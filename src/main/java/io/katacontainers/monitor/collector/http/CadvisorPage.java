package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.exposition.FamilyFilter;
import io.katacontainers.monitor.collector.exposition.LabelBlock;
import io.katacontainers.monitor.collector.exposition.OwnFamily;
import io.katacontainers.monitor.collector.exposition.SampleWriter;
import io.katacontainers.monitor.collector.runtime.ContainerMetadata;
import io.katacontainers.monitor.collector.runtime.PodInterface;
import io.katacontainers.monitor.collector.runtime.PodLookup;
import io.katacontainers.monitor.collector.runtime.PodMetadata;
import io.katacontainers.monitor.collector.runtime.PodSource;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import io.katacontainers.monitor.collector.stats.ContainerSample;
import io.katacontainers.monitor.collector.stats.SandboxStatistics;
import io.katacontainers.monitor.collector.stats.StatisticsSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Containers as the kubelet's {@code /metrics/cadvisor} shows those that share the host's kernel, with its labels, so that dashboards made for
 * it show Kata's too. Nothing is said of a pod's CPU and memory, as the kubelet does; nor of sandboxes whose pod is not known.
 */
final class CadvisorPage {
    private static final List<Network> NETWORK = List.of(
            network("receive_bytes", "Bytes that the pod received.", PodInterface::receivedBytes),
            network("receive_errors", "Errors while the pod received.", PodInterface::receiveErrors),
            network("transmit_bytes", "Bytes that the pod sent.", PodInterface::sentBytes),
            network("transmit_errors", "Errors while the pod sent.", PodInterface::sendErrors));

    private final SandboxSource sandboxes;
    private final PodSource pods;
    private final StatisticsSource statistics;
    private final CadvisorMode mode;

    CadvisorPage(SandboxSource sandboxes, PodSource pods, StatisticsSource statistics, CadvisorMode mode) {
        this.sandboxes = sandboxes;
        this.pods = pods;
        this.statistics = statistics;
        this.mode = mode;
    }

    private static Network network(String what, String help, Function<PodInterface, @Nullable Long> figure) {
        return new Network(OwnFamily.counter("container_network_" + what + "_total", help, 0), figure);
    }

    /** Writes the page as of now. */
    void write(FamilyFilter filter, OutputStream out) throws IOException {
        statistics.touch();
        List<ContainerSeries> containers = new ArrayList<>();
        List<EndedContainer> ended = new ArrayList<>();
        List<InterfaceSeries> interfaces = new ArrayList<>();
        boolean network = network();
        for (Sandbox sandbox : sandboxes.sandboxes()) {
            if (pods.lookup(sandbox.id()) instanceof PodLookup.Known known && named(known.pod())) {
                SandboxStatistics figures = statistics.of(sandbox.id());
                String path = "/kata/" + sandbox.id().value();
                for (ContainerSample sample : figures.containers()) {
                    containers.add(new ContainerSeries(sample, labels(sample.container(), path, known.pod())));
                }
                ended.addAll(EndedContainer.killed(
                        known.containers(), statistics, container -> labels(container, path, known.pod())));
                if (network) {
                    addInterfaces(interfaces, figures.interfaces(), path, known.pod());
                }
            }
        }
        SampleWriter samples = new SampleWriter(filter, out);
        ContainerFamilies.CADVISOR.write(containers, ended, samples);
        for (Network family : NETWORK) {
            if (samples.begin(family.family)) {
                for (InterfaceSeries series : interfaces) {
                    samples.add(series.labels, null, family.figure.apply(series.figures), null);
                }
            }
        }
        samples.finish();
    }

    /** The switch, as the collector was started with. */
    CadvisorMode mode() {
        return mode;
    }

    /** Whether the network of pods is on the page. */
    boolean network() {
        return mode.network(pods.runtime().name());
    }

    private static boolean named(PodMetadata pod) {
        return !pod.name().isEmpty() && !pod.namespace().isEmpty();
    }

    private static LabelBlock labels(ContainerMetadata container, String path, PodMetadata pod) {
        String id = container.id();
        return LabelBlock.of(
                "container",
                container.name(),
                "id",
                path + '/' + id,
                "image",
                container.image(),
                "name",
                id,
                "namespace",
                pod.namespace(),
                "pod",
                pod.name());
    }

    private static void addInterfaces(
            List<InterfaceSeries> series, List<PodInterface> interfaces, String path, PodMetadata pod) {
        Set<String> seen = new HashSet<>();
        for (PodInterface figures : interfaces) {
            if (seen.add(figures.name())) {
                series.add(new InterfaceSeries(
                        LabelBlock.of(
                                "container",
                                "",
                                "id",
                                path,
                                "image",
                                "",
                                "interface",
                                figures.name(),
                                "name",
                                "",
                                "namespace",
                                pod.namespace(),
                                "pod",
                                pod.name()),
                        figures));
            }
        }
    }

    private record Network(OwnFamily family, Function<PodInterface, @Nullable Long> figure) {}

    private record InterfaceSeries(LabelBlock labels, PodInterface figures) {}
}
