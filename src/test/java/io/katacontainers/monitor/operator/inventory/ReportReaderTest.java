package io.katacontainers.monitor.operator.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.OverheadReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.report.ScrapeReport;
import io.katacontainers.monitor.report.VmReport;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {
    private static final String HEAD =
            "{\"schemaVersion\":1,\"collectorVersion\":\"0.1\",\"roots\":[{\"path\":\"/run/vc/sbs\",\"complete\":true}],\"sandboxes\":[";

    private static NodeReport read(String json) throws Exception {
        return new ReportReader().read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void newerCollectorsAreUnderstood() throws Exception {
        NodeReport report = read("{\"new\":{\"er\":[1]}," + HEAD.substring(1).replace(":1,", ":7,")
                + "{\"id\":\"abc\",\"state\":\"HIBERNATED\",\"flavor\":\"go\",\"podKnowledge\":\"NONE\",\"scrape\":{\"policy\":\"MAYBE\"},"
                + "\"agent\":{\"reachable\":\"YES\"},\"containers\":[],\"colour\":\"red\"}]}");
        assertThat(report.sandboxes()).singleElement().satisfies(s -> {
            assertThat(s.state()).isEqualTo(SandboxReport.State.NOT_READY);
            assertThat(s.scrape().policy()).isEqualTo(ScrapeReport.Policy.DENIED);
            assertThat(s.podKnowledge()).isEqualTo(SandboxReport.PodKnowledge.NONE);
        });
    }

    @Test
    void stringsAreCutAndCleaned() throws Exception {
        NodeReport report = read(HEAD + "{\"id\":\"abc\",\"agentUrl\":\"a\\nb" + "c".repeat(4000) + "\"}]}");
        assertThat(report.sandboxes().get(0).agentUrl()).startsWith("abc").hasSize(512);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "4611686018427387905", "-9223372036854775808", "9223372036854775807"})
    void figuresThatNothingHasAreDropped(String figure) throws Exception {
        SandboxReport sandbox = read(HEAD
                        + ("{'id':'abc','vm':{'vcpus':-1,'memoryBytes':#,'availableBytes':#,'load1':#},"
                                        + "'overhead':{'memoryBytes':#,'cpuMillicores':#},'containers':[{'name':'web','id':'c',"
                                        + "'cpuMillicores':#,'workingSetBytes':#,'cpuLimitMillicores':#,'memoryLimitBytes':#,'oomKills':#}]}]}")
                                .replace('\'', '"')
                                .replace("#", figure))
                .sandboxes()
                .get(0);
        assertThat(sandbox.vm()).isEqualTo(new VmReport(null, null, null, null));
        assertThat(sandbox.overhead()).isEqualTo(new OverheadReport(null, null));
        assertThat(sandbox.containers())
                .containsExactly(new ContainerReport(
                        "web", "c", null, ContainerReport.State.UNKNOWN, null, null, null, null, null));
    }

    @Test
    void containersAreCutOff() throws Exception {
        String containers = "{\"id\":\"c\"},".repeat(2000) + "null";
        NodeReport report = read(HEAD + "{\"id\":\"abc\",\"containers\":[" + containers + "]}]}");
        assertThat(report.sandboxes().get(0).containers()).hasSize(ReportReader.MAX_CONTAINERS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "not json",
                "{\"schemaVersion\":0,\"roots\":[{\"path\":\"/\",\"complete\":true}],\"sandboxes\":[]}",
                "{\"schemaVersion\":1,\"roots\":[],\"sandboxes\":[]}",
                HEAD + "null]}",
                HEAD + "{\"id\":\"../etc\"}]}",
                HEAD + "{\"id\":\"a\"},{\"id\":\"a\"}]}",
                HEAD + "]} trailing",
                HEAD + "{\"id\":\"a\",\"pod\":{\"uid\":\"u\",\"name\":\"../x\",\"namespace\":\"shop\"}}]}"
            })
    void garbageIsRefused(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(BadReportException.class);
    }

    @Test
    void endlessBodiesAreRefused() {
        String spaces = " ".repeat(NodeReport.MAX_BYTES + 1);
        assertThatThrownBy(() -> read(HEAD + spaces + "]}")).isInstanceOf(Exception.class);
    }
}
