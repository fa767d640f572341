package io.katacontainers.monitor.collector.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.katacontainers.monitor.collector.runtime.RuntimeDocument.SandboxInfo.Overhead;
import io.katacontainers.monitor.collector.runtime.containerd.ContainerRuntime;
import io.katacontainers.monitor.collector.runtime.containerd.StoredContainer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeDocumentTest {
    private static final String SPECIFICATION = """
            {"process": {"env": ["PASSWORD=hunter2"]}, "linux": {"resources": {
              "memory": {"limit": %s}, "cpu": {"period": %s, "quota": %s, "shares": %s}}}}
            """;

    @Test
    void readsLimits() {
        assertThat(facts(SPECIFICATION.formatted(1024, 100000, 50000, 512)))
                .isEqualTo(new ContainerFacts("c1", null, 100_000L, 50_000L, 512L, 1024L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "9223372036854775807",
                "18446744073709551615",
                "4611686018427387904",
                "1.5",
                "1e3",
                "null"
            })
    void takesNoFigureThatIsNone(String figure) {
        assertThat(facts(SPECIFICATION.formatted(figure, figure, figure, figure)))
                .isEqualTo(new ContainerFacts("c1", null, null, null, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{\"linux\": 1}",
                "{\"linux\": {\"resources\": {\"memory\": {\"limit\": \"1024\"}}}}",
                "{} {}"
            })
    void knowsNothingWhereTheSpecificationIsNone(String text) {
        assertThat(facts(text)).isEqualTo(new ContainerFacts("c1", null, null, null, null, null));
    }

    @Test
    void refusesDepthAndSize() {
        assertThat(RuntimeDocument.specification(
                        ByteString.copyFromUtf8("{\"a\":".repeat(200) + "1" + "}".repeat(200))))
                .isEmpty();
        assertThat(RuntimeDocument.specification(ByteString.copyFromUtf8("{\"a\":\"" + "x".repeat(5 << 20) + "\"}")))
                .isEmpty();
    }

    /** The last one is what containerd tells of a pod that was resized. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'config': {'linux': {'overhead': {'cpu_period': 100000, 'cpu_quota': 25000, 'memory_limit_in_bytes': 1024}}}}",
                "{'overhead': {'cpuPeriod': 100000, 'cpuQuota': 25000, 'memoryLimitInBytes': 1024}}",
                "{'config': {'linux': {'overhead': {'memory_limit_in_bytes': 1}}},"
                        + " 'overhead': {'linux': {'cpu_period': 100000, 'cpu_quota': 25000, 'memory_limit_in_bytes': 1024}}}"
            })
    void readsTheDeclaredOverheadInAllItsPlaces(String text) {
        Overhead overhead = Objects.requireNonNull(
                info(text.replace('\'', '"')).orElseThrow().declaredOverhead());
        assertThat(overhead.bytes()).isEqualTo(1024);
        assertThat(overhead.millicores()).isEqualTo(250);
    }

    @Test
    void aQuotaWithoutAPeriodIsNoCpu() {
        Overhead overhead = Objects.requireNonNull(
                info("{\"overhead\": {\"cpu_quota\": 25000}}").orElseThrow().declaredOverhead());
        assertThat(overhead.millicores()).isNull();
        assertThat(overhead.bytes()).isNull();
        assertThat(info("{}").orElseThrow().declaredOverhead()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "io.containerd.kata.v2, true",
        "io.containerd.kata-qemu-runtime-rs.v2, true",
        "/opt/kata/bin/containerd-shim-kata-v2, true",
        "io.containerd.runc.v2, false",
        "/usr/bin/containerd-shim-runc-v2, false",
        "katana, false"
    })
    void tellsKataByTheRuntimeType(String type, boolean kata) {
        assertThat(new SandboxFacts(type, null, null, null, List.of()).kata()).contains(kata);
        assertThat(SandboxFacts.UNKNOWN.kata()).isEmpty();
    }

    private static Optional<RuntimeDocument.SandboxInfo> info(String text) {
        return RuntimeDocument.sandboxInfo(ByteString.copyFromUtf8(text));
    }

    private static ContainerFacts facts(String specification) {
        StoredContainer stored = StoredContainer.newBuilder()
                .setId("c1")
                .setRuntime(ContainerRuntime.newBuilder().setName("io.containerd.kata.v2"))
                .setSpec(Any.newBuilder().setValue(ByteString.copyFromUtf8(specification)))
                .build();
        return Objects.requireNonNull(StoredFacts.read(
                                List.of(stored, stored.toBuilder().setId("c2").build())
                                        .iterator(),
                                ContainerIds.of(List.of("c1")))
                        .get("c1"))
                .facts();
    }
}
