package io.katacontainers.monitor.collector.runtime;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON in which runtimes keep what was set for a sandbox or a container. It holds the environment of the processes, with its secrets:
 * nothing but the fields of these records is taken out of it, and no message of the parser, which quotes it, is shown.
 */
final class RuntimeDocument {
    /** A specification holds some ten kilobytes; Kubernetes bounds what a pod can put into it to about 1.5 MiB. */
    private static final int MAX_BYTES = 4 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxStringLength(MAX_BYTES)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectReader SPECIFICATION = MAPPER.readerFor(Specification.class);
    private static final ObjectReader SANDBOX_INFO = MAPPER.readerFor(SandboxInfo.class);

    private RuntimeDocument() {}

    /** The OCI runtime specification of a container; empty where it cannot be read. */
    static Optional<Specification> specification(ByteString json) {
        return read(SPECIFICATION, json);
    }

    /** What is under {@code info} in a verbose {@code PodSandboxStatus}; empty where it cannot be read. */
    static Optional<SandboxInfo> sandboxInfo(ByteString json) {
        return read(SANDBOX_INFO, json);
    }

    private static <T> Optional<T> read(ObjectReader reader, ByteString json) {
        if (json.isEmpty() || json.size() > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(reader.readValue(json.newInput()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** {@code specs-go/config.go} of the OCI runtime specification. */
    record Specification(@JsonProperty("linux") @Nullable Linux linux) {
        record Linux(@JsonProperty("resources") @Nullable Resources resources) {}

        record Resources(
                @JsonProperty("memory") @Nullable Memory memory,
                @JsonProperty("cpu") @Nullable Cpu cpu) {}

        record Memory(@JsonProperty("limit") @Nullable Number limit) {}

        record Cpu(
                @JsonProperty("period") @Nullable Number period,
                @JsonProperty("quota") @Nullable Number quota,
                @JsonProperty("shares") @Nullable Number shares) {}

        @Nullable
        Memory memory() {
            return linux == null || linux.resources() == null
                    ? null
                    : linux.resources().memory();
        }

        @Nullable
        Cpu cpu() {
            return linux == null || linux.resources() == null
                    ? null
                    : linux.resources().cpu();
        }
    }

    /**
     * containerd's {@code SandboxInfo}: {@code internal/cri/server/podsandbox/types}.
     *
     * @param overhead set where the pod was resized
     */
    record SandboxInfo(
            @JsonProperty("pid") @Nullable Number pid,
            @JsonProperty("runtimeType") @Nullable String runtimeType,
            @JsonProperty("config") @Nullable Config config,
            @JsonProperty("overhead") @Nullable Overhead overhead) {
        record Config(@JsonProperty("linux") @Nullable SandboxLinux linux) {}

        record SandboxLinux(
                @JsonProperty("overhead") @Nullable Overhead overhead) {}

        /** CRI's {@code LinuxContainerResources}, at top level within {@code ContainerResources}. */
        record Overhead(
                @JsonProperty("cpu_period") @JsonAlias("cpuPeriod") @Nullable
                Number cpuPeriod,

                @JsonProperty("cpu_quota") @JsonAlias("cpuQuota") @Nullable
                Number cpuQuota,

                @JsonProperty("memory_limit_in_bytes") @JsonAlias("memoryLimitInBytes") @Nullable
                Number memoryLimit,

                @JsonProperty("linux") @Nullable Overhead linux) {
            @Nullable
            Long bytes() {
                return PositiveAmount.of(memoryLimit);
            }

            @Nullable
            Long millicores() {
                Long period = PositiveAmount.of(cpuPeriod);
                Long quota = PositiveAmount.of(cpuQuota);
                return period == null || quota == null ? null : PositiveAmount.of(Math.round(1000.0 * quota / period));
            }
        }

        /** What the pod declares now; null where it declares none. */
        @Nullable
        Overhead declaredOverhead() {
            if (overhead != null) {
                return overhead.linux() == null ? overhead : overhead.linux();
            }
            return config == null || config.linux() == null
                    ? null
                    : config.linux().overhead();
        }
    }
}
