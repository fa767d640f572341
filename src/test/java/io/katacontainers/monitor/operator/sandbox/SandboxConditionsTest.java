package io.katacontainers.monitor.operator.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.api.v1alpha1.Condition;
import io.katacontainers.monitor.operator.sandbox.SandboxConditions.Transitions;
import io.katacontainers.monitor.report.VmReport;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxConditionsTest {
    private static final SandboxFixture WEB = SandboxFixture.running("0123456789abcdef", "web");
    private static final DeclaredOverhead DECLARED = new DeclaredOverhead(250, 160L << 20);

    private static List<Condition> conditions(
            SandboxFixture sandbox, DeclaredOverhead declared, List<Condition> before) {
        return new SandboxConditions(Transitions.of(before), Instant.EPOCH).of(sandbox.report(), declared);
    }

    private static Condition get(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(c -> c.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static SandboxFixture available(long percent) {
        return WEB.with(new VmReport(2, 1000L << 20, (percent * 10) << 20, null));
    }

    @ParameterizedTest
    @CsvSource({"50,10,False", "50,9,True", "9,10,True", "9,14,True", "9,15,False", "12,12,False"})
    void aGuestIsPressedBelowTenPerCentUntilFifteenAreAvailable(long before, long now, String status) {
        List<Condition> earlier = conditions(available(before), DECLARED, List.of());
        assertThat(get(conditions(available(now), DECLARED, earlier), "GuestMemoryPressure")
                        .status())
                .hasToString(status);
    }

    @ParameterizedTest
    @CsvSource({
        "0,100,0,160,False",
        "0,100,0,161,True",
        "0,100,251,0,True",
        "0,161,0,145,True",
        "0,161,0,144,False",
        "251,0,226,0,True",
        "251,0,225,0,False",
        "251,0,0,145,True"
    })
    void overheadIsExceededAboveTheDeclaredUntilNinetyPerCentOfIt(
            long cpuBefore, long memoryBefore, long cpu, long memory, String status) {
        List<Condition> earlier = conditions(WEB.costing(cpuBefore, memoryBefore), DECLARED, List.of());
        assertThat(get(conditions(WEB.costing(cpu, memory), DECLARED, earlier), "OverheadExceeded")
                        .status())
                .hasToString(status);
    }

    @Test
    void whatCannotBeToldIsUnknownForAReason() {
        var nothing = conditions(WEB.with(new VmReport(null, null, null, null)), DECLARED, List.of());
        assertThat(nothing)
                .extracting(c -> c.type() + "=" + c.status() + " " + c.reason())
                .containsExactly(
                        "AgentReachable=True AgentData",
                        "GuestMemoryPressure=Unknown NotMeasured",
                        "MetricsScrapable=True Allowed",
                        "OverheadExceeded=Unknown NotMeasured",
                        "Stale=False Reported");
        assertThat(get(conditions(WEB.costing(1, 1), DeclaredOverhead.NONE, List.of()), "OverheadExceeded")
                        .reason())
                .isEqualTo("NotDeclared");
        var memoryOnly = new DeclaredOverhead(Figures.ABSENT, 160L << 20);
        assertThat(get(conditions(WEB.costing(9999, 1), memoryOnly, List.of()), "OverheadExceeded")
                        .reason())
                .isEqualTo("WithinDeclared");
    }
}
