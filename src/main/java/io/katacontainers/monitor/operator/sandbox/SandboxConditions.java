package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.api.v1alpha1.Condition;
import io.katacontainers.monitor.api.v1alpha1.Condition.Status;
import io.katacontainers.monitor.report.AgentReport;
import io.katacontainers.monitor.report.OverheadReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.report.ScrapeReport;
import io.katacontainers.monitor.report.VmReport;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The conditions of a KataSandboxMetrics, sorted by type. */
final class SandboxConditions {
    static final String AGENT_REACHABLE = "AgentReachable";
    static final String GUEST_MEMORY_PRESSURE = "GuestMemoryPressure";
    static final String METRICS_SCRAPABLE = "MetricsScrapable";
    static final String OVERHEAD_EXCEEDED = "OverheadExceeded";
    static final String STALE = "Stale";
    static final String COLLECTOR_SILENT = "CollectorUnreachable";

    /** Per cent of its memory below which a guest is short of it, and at which it is not any more. */
    private static final long PRESSURE_BELOW = 10;

    private static final long RELIEF_FROM = 15;

    /** Per cent of the declared overhead above which it is exceeded, and at which it is not any more. */
    private static final long EXCEEDED_ABOVE = 100;

    private static final long WITHIN_FROM = 90;

    private static final String NOT_MEASURED = "NotMeasured";

    /** When each condition last changed its status. */
    record Transitions(
            Transition agent, Transition pressure, Transition metrics, Transition overhead, Transition stale) {
        static final Transitions NONE =
                new Transitions(Transition.NONE, Transition.NONE, Transition.NONE, Transition.NONE, Transition.NONE);

        List<Transition> all() {
            return List.of(agent, pressure, metrics, overhead, stale);
        }

        static Transitions of(@Nullable List<Condition> conditions) {
            return new Transitions(
                    Transition.of(conditions, AGENT_REACHABLE),
                    Transition.of(conditions, GUEST_MEMORY_PRESSURE),
                    Transition.of(conditions, METRICS_SCRAPABLE),
                    Transition.of(conditions, OVERHEAD_EXCEEDED),
                    Transition.of(conditions, STALE));
        }
    }

    /** A status and since when, in seconds of the epoch. */
    record Transition(@Nullable Status status, long since) {
        static final Transition NONE = new Transition(null, 0);

        static Transition of(@Nullable List<Condition> conditions, String type) {
            if (conditions != null) {
                for (Condition condition : conditions) {
                    if (condition.type().equals(type)) {
                        return new Transition(condition.status(), epochSecond(condition.lastTransitionTime()));
                    }
                }
            }
            return NONE;
        }

        private static long epochSecond(String time) {
            try {
                return Instant.parse(time).getEpochSecond();
            } catch (DateTimeException e) {
                // Somebody else wrote it: as good as never.
                return 0;
            }
        }
    }

    private final Transitions before;
    private final Instant now;

    SandboxConditions(Transitions before, Instant now) {
        this.before = before;
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
    }

    List<Condition> of(SandboxReport sandbox, DeclaredOverhead declared) {
        return List.of(
                agent(sandbox.agent()),
                pressure(sandbox.vm()),
                metrics(sandbox.scrape()),
                overhead(sandbox.overhead(), declared),
                condition(
                        STALE,
                        before.stale,
                        Status.False,
                        "Reported",
                        "The collector on the node reports the sandbox."));
    }

    List<Condition> ofSilence() {
        String message = "The collector on the node does not answer.";
        return List.of(
                condition(AGENT_REACHABLE, before.agent, Status.Unknown, COLLECTOR_SILENT, message),
                condition(GUEST_MEMORY_PRESSURE, before.pressure, Status.Unknown, COLLECTOR_SILENT, message),
                condition(METRICS_SCRAPABLE, before.metrics, Status.Unknown, COLLECTOR_SILENT, message),
                condition(OVERHEAD_EXCEEDED, before.overhead, Status.Unknown, COLLECTOR_SILENT, message),
                condition(STALE, before.stale, Status.True, COLLECTOR_SILENT, message));
    }

    private Condition agent(AgentReport agent) {
        Status status;
        String message;
        switch (agent.reachable()) {
            case YES -> {
                status = Status.True;
                message = "The agent in the guest gave data lately.";
            }
            case NO -> {
                status = Status.False;
                message = "The agent in the guest does not answer.";
            }
            default -> {
                status = Status.Unknown;
                message = "Nothing tells whether the agent in the guest answers.";
            }
        }
        return condition(
                AGENT_REACHABLE, before.agent, status, camelCase(agent.reason(), status + "ByReport"), message);
    }

    private Condition pressure(@Nullable VmReport vm) {
        Long memory = vm == null ? null : vm.memoryBytes();
        Long available = vm == null ? null : vm.availableBytes();
        if (memory == null || available == null || memory <= 0) {
            return pressure(Status.Unknown, NOT_MEASURED, "The guest's memory could not be measured.");
        }
        boolean pressed = before.pressure.status == Status.True;
        return percent(available, memory) < (pressed ? RELIEF_FROM : PRESSURE_BELOW)
                ? pressure(
                        Status.True,
                        "LittleMemoryAvailable",
                        "Less than 10 % of the guest's memory was available, and 15 % have not been since.")
                : pressure(Status.False, "EnoughMemoryAvailable", "The guest has memory available.");
    }

    private Condition pressure(Status status, String reason, String message) {
        return condition(GUEST_MEMORY_PRESSURE, before.pressure, status, reason, message);
    }

    private Condition overhead(@Nullable OverheadReport measured, DeclaredOverhead declared) {
        if (declared.equals(DeclaredOverhead.NONE)) {
            return overhead(Status.Unknown, "NotDeclared", "The Pod declares no overhead.");
        }
        Long cpu = measured == null || declared.cpuMillis() < 0 ? null : measured.cpuMillicores();
        Long memory = measured == null || declared.memoryBytes() < 0 ? null : measured.memoryBytes();
        if (cpu == null && memory == null) {
            return overhead(Status.Unknown, NOT_MEASURED, "What the VM costs on the host could not be measured.");
        }
        boolean exceeded = before.overhead.status == Status.True;
        long limit = exceeded ? WITHIN_FROM : EXCEEDED_ABOVE;
        boolean above = (cpu != null && percent(cpu, declared.cpuMillis()) > limit)
                || (memory != null && percent(memory, declared.memoryBytes()) > limit);
        return above
                ? overhead(
                        Status.True,
                        "AboveDeclared",
                        "The VM cost more on the host than the Pod declares as overhead, and has not fallen to 90 % of it since.")
                : overhead(Status.False, "WithinDeclared", "The VM costs no more on the host than the Pod declares.");
    }

    private Condition overhead(Status status, String reason, String message) {
        return condition(OVERHEAD_EXCEEDED, before.overhead, status, reason, message);
    }

    private static double percent(long part, long whole) {
        return 100.0 * part / whole;
    }

    private Condition metrics(ScrapeReport scrape) {
        return switch (scrape.policy()) {
            case DENIED ->
                metrics(
                        Status.False,
                        camelCase(scrape.reason(), "Denied"),
                        "The shim is never asked for metrics, as that could end the pod.");
            case QUARANTINED ->
                metrics(
                        Status.False,
                        "Quarantined",
                        "The shim is not asked for metrics, as it went astray when asked.");
            case ALLOWED ->
                Boolean.FALSE.equals(scrape.up())
                        ? metrics(
                                Status.False,
                                "Failing" + camelCase(scrape.failure(), ""),
                                "The last request to the shim for metrics failed.")
                        : metrics(Status.True, "Allowed", "The shim may be asked for metrics.");
        };
    }

    private Condition metrics(Status status, String reason, String message) {
        return condition(METRICS_SCRAPABLE, before.metrics, status, reason, message);
    }

    private Condition condition(String type, Transition previous, Status status, String reason, String message) {
        Instant since = previous.status == status ? Instant.ofEpochSecond(previous.since) : now;
        return new Condition(type, status, null, since.toString(), reason, message);
    }

    /** {@code runtime_rs_qemu} as {@code RuntimeRsQemu}; the fallback where that is no reason that a condition may have. */
    static String camelCase(@Nullable String reason, String fallback) {
        if (reason == null) {
            return fallback;
        }
        StringBuilder camel = new StringBuilder();
        for (String word : reason.split("[^A-Za-z0-9]+")) {
            if (!word.isEmpty()) {
                camel.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
            }
        }
        return camel.isEmpty() || !Character.isLetter(camel.charAt(0)) ? fallback : camel.toString();
    }
}
