package io.katacontainers.monitor.operator.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsMode;
import io.katacontainers.monitor.operator.sandbox.SandboxConditions.Transitions;
import io.katacontainers.monitor.report.ScrapeReport;
import io.katacontainers.monitor.report.VmReport;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusPatchTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
    private static final SandboxFixture WEB = SandboxFixture.running("0123456789abcdef", "web");

    private static KataSandboxMetricsStatus status(SandboxFixture sandbox, SandboxMetricsMode mode) {
        return StatusFactory.reported(
                new Sighting(sandbox.report(), 1, OomKills.NONE), DeclaredOverhead.NONE, mode, Transitions.NONE, NOW);
    }

    private static JsonNode patch(KataSandboxMetricsStatus status, StatusPatch.Scope scope) throws Exception {
        return new ObjectMapper().readTree(StatusPatch.of(status, scope, "42"));
    }

    @Test
    void removesWhatIsAbsentNow() throws Exception {
        JsonNode patch = patch(
                status(WEB.with(new VmReport(2, 1L << 30, null, null)), SandboxMetricsMode.Summary),
                StatusPatch.Scope.WHOLE);
        assertThat(patch.at("/metadata/resourceVersion").asText()).isEqualTo("42");
        assertThat(patch.at("/status/containers").isNull()).isTrue();
        assertThat(patch.at("/status/containerCount").asInt()).isEqualTo(1);
        assertThat(patch.at("/status/vm/memory").asText()).isEqualTo("1Gi");
        assertThat(patch.at("/status/vm/used").isNull()).isTrue();
    }

    @Test
    void figuresTouchNothingDiscreteButContainersWhichAreOneValue() throws Exception {
        JsonNode patch = patch(
                status(WEB.costing(100, 140).using(200, 100, null), SandboxMetricsMode.Full),
                StatusPatch.Scope.FIGURES);
        assertThat(patch.get("status").fieldNames())
                .toIterable()
                .containsExactly("vm", "usage", "overhead", "containers");
        assertThat(patch.at("/status/overhead/measured/memory").asText()).isEqualTo("140Mi");
        assertThat(patch.at("/status/overhead/declared").isNull()).isTrue();
        assertThat(patch.at("/status/usage/cpu").asText()).isEqualTo("200m");
    }

    @Test
    void silenceKeepsWhatWasLastSeen() throws Exception {
        JsonNode patch = patch(StatusFactory.silent(Transitions.NONE, NOW), StatusPatch.Scope.SILENCE);
        assertThat(patch.get("status").fieldNames()).toIterable().containsExactly("phase", "conditions");
    }

    @ParameterizedTest
    @CsvSource({
        "ALLOWED,,true,,True,Allowed",
        "ALLOWED,,,,True,Allowed",
        "ALLOWED,,false,timeout,False,FailingTimeout",
        "DENIED,runtime_rs_qemu,,,False,RuntimeRsQemu",
        "DENIED,<script>1,,,False,Script1",
        "QUARANTINED,spinning,,,False,Quarantined"
    })
    void scrapeVerdicts(
            ScrapeReport.Policy policy, String reason, Boolean up, String failure, String status, String expected) {
        KataSandboxMetricsStatus made =
                status(WEB.with(new ScrapeReport(policy, reason, up, failure)), SandboxMetricsMode.Full);
        assertThat(made.conditions())
                .filteredOn(c -> c.type().equals("MetricsScrapable"))
                .singleElement()
                .satisfies(c -> {
                    assertThat(c.status()).hasToString(status);
                    assertThat(c.reason()).isEqualTo(expected);
                    assertThat(c.lastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
                });
    }
}
