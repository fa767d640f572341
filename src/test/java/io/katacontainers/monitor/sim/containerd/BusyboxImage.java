package io.katacontainers.monitor.sim.containerd;

import io.katacontainers.monitor.sim.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** An image made by hand, for machines without a registry: a static busybox that sleeps unless told otherwise. */
final class BusyboxImage {
    private static final Map<String, String> ARCHITECTURES = Map.of("amd64", "amd64", "aarch64", "arm64");

    private BusyboxImage() {}

    /**
     * Writes an archive as {@code docker save} does.
     *
     * @param reference such as {@code localhost/busybox:test}
     */
    static Path archive(Path busybox, Path workspace, String reference) throws IOException {
        Path root = Files.createDirectories(workspace.resolve("rootfs/bin")).getParent();
        Files.copy(busybox, workspace.resolve("rootfs/bin/busybox"));
        Path image = Files.createDirectories(workspace.resolve("image"));
        Path layer = image.resolve("layer.tar");
        Programs.run("tar", "--owner=0", "--group=0", "-C", String.valueOf(root), "-cf", layer.toString(), "bin");
        String config = """
                {"architecture": "%s", "os": "linux",
                 "config": {"Entrypoint": ["/bin/busybox", "sleep", "2147483647"], "Env": ["PATH=/bin"]},
                 "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}
                """.formatted(architecture(), sha256(Files.readAllBytes(layer)));
        Files.writeString(image.resolve("config.json"), config);
        Files.writeString(
                image.resolve("manifest.json"),
                "[{\"Config\": \"config.json\", \"RepoTags\": [\"%s\"], \"Layers\": [\"layer.tar\"]}]"
                        .formatted(reference));
        Path archive = workspace.resolve("image.tar");
        Programs.run(
                "tar", "-C", image.toString(), "-cf", archive.toString(), "manifest.json", "config.json", "layer.tar");
        return archive;
    }

    private static String architecture() {
        String arch = System.getProperty("os.arch", "");
        return ARCHITECTURES.getOrDefault(arch, arch);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
