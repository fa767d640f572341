package io.katacontainers.monitor.collector.sandbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The files in which the runtimes keep the state of a sandbox. Only the hypervisor's name is taken from them. */
final class StateFile {
    /** Of the Go runtime: {@code virtcontainers/persist/fs/fs.go}, {@code persist/api/sandbox.go}. */
    static final StateFile PERSIST_JSON = new StateFile("persist.json", PersistedSandbox.class);

    /** Of runtime-rs: {@code crates/persist/src/lib.rs}, {@code crates/hypervisor/src/hypervisor_persist.rs}. */
    static final StateFile STATE_JSON = new StateFile("state.json", RustSandbox.class);

    /** Many times what a sandbox with hundreds of containers needs. */
    static final int MAX_BYTES = 1 << 20;

    private final String fileName;
    private final ObjectReader reader;

    private StateFile(String fileName, Class<? extends SavedSandbox> content) {
        this.fileName = fileName;
        this.reader = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(100)
                                .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build()
                .readerFor(content);
    }

    /** Null where there is none. */
    @Nullable
    FileIdentity identify(Path sandbox) {
        return FileIdentity.of(sandbox.resolve(fileName), MAX_BYTES);
    }

    /**
     * Reads the file that was looked at before. Whoever asks must look again afterwards: only where both identities are equal does
     * the answer belong to them.
     */
    HypervisorReading read(Path sandbox, FileIdentity identity) {
        if (identity.problem() != null) {
            return new HypervisorReading.Unreadable(identity.problem());
        }
        try {
            SavedSandbox saved = reader.readValue(bytes(sandbox.resolve(fileName)));
            String name = saved == null ? null : saved.hypervisorName();
            if (name == null || name.isEmpty()) {
                return new HypervisorReading.Unnamed();
            }
            return HypervisorReading.Named.isValid(name)
                    ? new HypervisorReading.Named(name)
                    : new HypervisorReading.Unreadable("not the name of a hypervisor");
        } catch (JsonProcessingException e) {
            return new HypervisorReading.Unreadable("not complete, valid JSON");
        } catch (IOException e) {
            return new HypervisorReading.Unreadable(IoProblem.describe(e));
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("larger than " + MAX_BYTES + " bytes");
            }
            return bytes;
        }
    }

    private interface SavedSandbox {
        @Nullable
        String hypervisorName();
    }

    /** The configuration counts first: a remote hypervisor saves an empty {@code HypervisorState} ({@code remote.go}). */
    private record PersistedSandbox(
            @JsonProperty("Config") @Nullable Config config,
            @JsonProperty("HypervisorState") @Nullable State state) implements SavedSandbox {

        @Override
        public @Nullable String hypervisorName() {
            if (config != null && config.type() != null && !config.type().isEmpty()) {
                return config.type();
            }
            return state == null ? null : state.type();
        }

        private record Config(
                @JsonProperty("HypervisorType") @Nullable String type) {}

        private record State(@JsonProperty("Type") @Nullable String type) {}
    }

    private record RustSandbox(
            @JsonProperty("hypervisor") @Nullable Hypervisor hypervisor) implements SavedSandbox {
        @Override
        public @Nullable String hypervisorName() {
            return hypervisor == null ? null : hypervisor.type();
        }

        private record Hypervisor(
                @JsonProperty("hypervisor_type") @Nullable String type) {}
    }
}
