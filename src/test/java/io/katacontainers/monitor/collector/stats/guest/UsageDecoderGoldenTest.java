package io.katacontainers.monitor.collector.stats.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.google.protobuf.TextFormat;
import io.katacontainers.monitor.collector.runtime.RawContainerStats;
import io.katacontainers.monitor.collector.runtime.cri.ContainerStats;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.stats.ContainerUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * {@code stats/FLAVOR/MESSAGE/CASE.txtpb} is what a runtime answers, {@code CASE.yaml} beside it what is made of it: what is not there is
 * absent. With {@code -Dgolden.update=true} the latter are written; read the difference before you commit it.
 */
class UsageDecoderGoldenTest {
    private static final Path CASES = Path.of("src/test/resources/stats");
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS))
            .addMixIn(ContainerUsage.class, WithoutTime.class)
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_EMPTY);

    @JsonIgnoreProperties("at")
    private interface WithoutTime {}

    @TestFactory
    Stream<DynamicTest> everyMessageGivesItsGoldenFigures() throws IOException {
        try (Stream<Path> files = Files.walk(CASES)) {
            return files.filter(file -> file.toString().endsWith(".txtpb")).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(CASES.relativize(file).toString(), () -> check(file)));
        }
    }

    @Test
    void everyShimMessageAndGuestHasItsCase() {
        List<Path> table = Arrays.stream(Flavor.values())
                .flatMap(flavor -> Stream.of("v1", "v2", "cri").map(CASES.resolve(flavor.label())::resolve))
                .flatMap(cell -> Stream.of("guest-v1.txtpb", "guest-v2.txtpb").map(cell::resolve))
                .toList();

        assertThat(table).hasSize(18).allSatisfy(file -> assertThat(file).isRegularFile());
    }

    private static void check(Path file) throws IOException {
        Flavor flavor = Arrays.stream(Flavor.values())
                .filter(f -> f.label().equals(CASES.relativize(file).getName(0).toString()))
                .findFirst()
                .orElseThrow();

        ContainerUsage usage = new UsageDecoder().decode(read(file), flavor);

        UsageAssertions.assertTrustworthy(usage);
        assertThat(usage.at()).isEqualTo(AT);
        Path golden = Path.of(file.toString().replace(".txtpb", ".yaml"));
        String made = YAML.writeValueAsString(usage);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, made);
        }
        // Written and read, so that equal numbers are of equal types.
        assertThat(YAML.readTree(made)).isEqualTo(YAML.readTree(golden.toFile()));
    }

    private static RawContainerStats read(Path file) throws IOException {
        String text = Files.readString(file);
        String message = CASES.relativize(file).getName(1).toString();
        return switch (message) {
            case "v1" ->
                new RawContainerStats.CgroupV1(
                        "c1",
                        AT,
                        TextFormat.parse(text, io.katacontainers.monitor.collector.runtime.cgroups.v1.Metrics.class));
            case "v2" ->
                new RawContainerStats.CgroupV2(
                        "c1",
                        AT,
                        TextFormat.parse(text, io.katacontainers.monitor.collector.runtime.cgroups.v2.Metrics.class));
            case "cri" -> new RawContainerStats.Cri("c1", AT, TextFormat.parse(text, ContainerStats.class));
            default -> throw new IllegalArgumentException("no such message: " + message);
        };
    }
}
