package io.katacontainers.monitor.operator.inventory;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.katacontainers.monitor.report.AgentReport;
import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.OverheadReport;
import io.katacontainers.monitor.report.PodReport;
import io.katacontainers.monitor.report.RootReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.report.ScrapeReport;
import io.katacontainers.monitor.report.VmReport;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads reports from nodes that may have been taken over: what comes out has no missing fields, valid ids and names, and strings
 * that fit the custom resource. Fields and enum values of newer collectors are tolerated.
 */
final class ReportReader {
    /** More sandboxes than any node can run; a report that claims more is refused. */
    static final int MAX_SANDBOXES = 4096;

    /** Of one sandbox; more are cut off. Many times what any pod has. */
    static final int MAX_CONTAINERS = 1024;

    /** Larger figures are dropped: so large, that nothing has them, and so small, that two of them can be added. */
    static final long LARGEST_FIGURE = 1L << 62;

    private static final Pattern SANDBOX_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern POD_NAME =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern UID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private final ObjectReader reader;
    private final StringPool pool = new StringPool();

    ReportReader() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(16)
                        .maxStringLength(8192)
                        .maxNumberLength(32)
                        .maxNameLength(128)
                        .maxDocumentLength(NodeReport.MAX_BYTES)
                        .build())
                .build();
        reader = JsonMapper.builder(factory)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build()
                .readerFor(NodeReport.class);
    }

    /**
     * Reads one report.
     *
     * @throws BadReportException where the body is no report
     * @throws IOException where it could not be read to its end
     */
    NodeReport read(InputStream body) throws BadReportException, IOException {
        NodeReport report;
        try {
            report = reader.readValue(new BoundedInputStream(body, NodeReport.MAX_BYTES));
        } catch (JacksonException e) {
            throw new BadReportException("not a report: " + e.getClass().getSimpleName());
        }
        if (report == null || report.schemaVersion() < NodeReport.SCHEMA_VERSION) {
            throw new BadReportException("schemaVersion is older than " + NodeReport.SCHEMA_VERSION);
        }
        return normalise(report);
    }

    private NodeReport normalise(NodeReport report) throws BadReportException {
        if (report.roots() == null || report.roots().isEmpty() || report.sandboxes() == null) {
            throw new BadReportException("roots or sandboxes are missing");
        }
        if (report.sandboxes().size() > MAX_SANDBOXES) {
            throw new BadReportException("more than " + MAX_SANDBOXES + " sandboxes");
        }
        for (RootReport root : report.roots()) {
            if (root == null) {
                throw new BadReportException("a root is null");
            }
        }
        List<SandboxReport> sandboxes = new ArrayList<>(report.sandboxes().size());
        Set<String> ids = new HashSet<>();
        for (SandboxReport sandbox : report.sandboxes()) {
            SandboxReport normal = normalise(sandbox);
            if (!ids.add(normal.id())) {
                throw new BadReportException("a sandbox is there twice");
            }
            sandboxes.add(normal);
        }
        return new NodeReport(
                report.schemaVersion(),
                text(report.collectorVersion(), 64),
                report.roots(),
                report.runtime(),
                sandboxes);
    }

    private SandboxReport normalise(@Nullable SandboxReport sandbox) throws BadReportException {
        if (sandbox == null
                || sandbox.id() == null
                || !SANDBOX_ID.matcher(sandbox.id()).matches()) {
            throw new BadReportException("a sandbox has no valid id");
        }
        PodReport pod = normalise(sandbox.pod());
        SandboxReport.PodKnowledge knowledge = sandbox.podKnowledge();
        if (knowledge == null || (knowledge == SandboxReport.PodKnowledge.KNOWN) != (pod != null)) {
            knowledge = SandboxReport.PodKnowledge.PENDING;
            pod = null;
        }
        return new SandboxReport(
                sandbox.id(),
                sandbox.state() == null ? SandboxReport.State.NOT_READY : sandbox.state(),
                text(sandbox.flavor(), 32),
                optional(sandbox.hypervisor(), 64),
                optional(sandbox.runtimeHandler(), 253),
                clean(sandbox.agentUrl(), 512),
                knowledge,
                pod,
                normalise(sandbox.scrape()),
                normalise(sandbox.agent()),
                normalise(sandbox.vm()),
                normalise(sandbox.overhead()),
                normalise(sandbox.containers()));
    }

    private @Nullable PodReport normalise(@Nullable PodReport pod) throws BadReportException {
        if (pod == null) {
            return null;
        }
        if (pod.uid() == null
                || pod.name() == null
                || pod.namespace() == null
                || !UID.matcher(pod.uid()).matches()
                || !POD_NAME.matcher(pod.name()).matches()
                || !NAMESPACE.matcher(pod.namespace()).matches()) {
            throw new BadReportException("a pod has no valid name");
        }
        return new PodReport(pod.uid(), pod.name(), pool.share(pod.namespace()));
    }

    private ScrapeReport normalise(@Nullable ScrapeReport scrape) {
        if (scrape == null || scrape.policy() == null) {
            return new ScrapeReport(ScrapeReport.Policy.DENIED, "unknown", null, null);
        }
        return new ScrapeReport(
                scrape.policy(), optional(scrape.reason(), 64), scrape.up(), optional(scrape.failure(), 64));
    }

    private AgentReport normalise(@Nullable AgentReport agent) {
        if (agent == null || agent.reachable() == null) {
            return new AgentReport(AgentReport.Reachable.UNKNOWN, null);
        }
        return new AgentReport(agent.reachable(), optional(agent.reason(), 64));
    }

    private List<ContainerReport> normalise(@Nullable List<ContainerReport> containers) {
        if (containers == null) {
            return List.of();
        }
        List<ContainerReport> normal = new ArrayList<>(containers.size());
        for (ContainerReport container : containers) {
            if (container != null && container.id() != null) {
                normal.add(new ContainerReport(
                        text(container.name(), 253),
                        own(container.id(), 128),
                        optional(container.image(), 512),
                        container.state() == null ? ContainerReport.State.UNKNOWN : container.state(),
                        figure(container.cpuMillicores()),
                        figure(container.workingSetBytes()),
                        figure(container.cpuLimitMillicores()),
                        figure(container.memoryLimitBytes()),
                        figure(container.oomKills())));
            }
            if (normal.size() == MAX_CONTAINERS) {
                break;
            }
        }
        return List.copyOf(normal);
    }

    private static @Nullable VmReport normalise(@Nullable VmReport vm) {
        if (vm == null) {
            return null;
        }
        Integer vcpus = vm.vcpus();
        return new VmReport(
                vcpus == null || vcpus < 0 ? null : vcpus,
                figure(vm.memoryBytes()),
                figure(vm.availableBytes()),
                figure(vm.load1()));
    }

    private static @Nullable OverheadReport normalise(@Nullable OverheadReport overhead) {
        return overhead == null
                ? null
                : new OverheadReport(figure(overhead.memoryBytes()), figure(overhead.cpuMillicores()));
    }

    private static @Nullable Long figure(@Nullable Long figure) {
        return figure == null || figure < 0 || figure > LARGEST_FIGURE ? null : figure;
    }

    private String text(@Nullable String s, int limit) {
        String text = optional(s, limit);
        return text == null ? "unknown" : text;
    }

    /** Text that no other sandbox has, and that is not worth a place in the pool. */
    private static String own(@Nullable String s, int limit) {
        String text = clean(s, limit);
        return text == null ? "unknown" : text;
    }

    private @Nullable String optional(@Nullable String s, int limit) {
        String text = clean(s, limit);
        return text == null ? null : pool.share(text);
    }

    private static @Nullable String clean(@Nullable String s, int limit) {
        if (s == null || s.isEmpty()) {
            return null;
        }
        if (isClean(s, limit)) {
            return s;
        }
        StringBuilder clean = new StringBuilder(Math.min(s.length(), limit));
        s.codePoints()
                .filter(c -> !Character.isISOControl(c) && (c < 0xD800 || c > 0xDFFF))
                .limit(limit)
                .forEach(clean::appendCodePoint);
        return clean.isEmpty() ? null : clean.toString();
    }

    /** Whether nothing is to be cut or left out; surrogates are left to those who count code points. */
    private static boolean isClean(String s, int limit) {
        if (s.length() > limit) {
            return false;
        }
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }
}
