package io.katacontainers.monitor.manifests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Writes the files of {@code crds/} and {@code bundle/} that are generated. */
public final class ManifestGenerator {
    private ManifestGenerator() {}

    /**
     * Writes them.
     *
     * @param args the repository's directory; default: the working directory
     */
    public static void main(String[] args) throws IOException {
        Path repository = Path.of(args.length == 0 ? "." : args[0]);
        for (GeneratedFile file : generate(repository)) {
            write(repository, file);
        }
    }

    static List<GeneratedFile> generate(Path repository) {
        List<GeneratedFile> definitions = new CrdGenerator().generate();
        return Stream.concat(definitions.stream(), new BundleGenerator(repository, definitions).generate().stream())
                .toList();
    }

    private static void write(Path repository, GeneratedFile file) throws IOException {
        Path target = repository.resolve(file.path());
        Files.createDirectories(target.getParent());
        Files.writeString(target, file.content());
    }
}
