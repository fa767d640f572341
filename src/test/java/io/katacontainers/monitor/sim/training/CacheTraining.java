package io.katacontainers.monitor.sim.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Fills {@code cache/} of a runnable tree. A cache is a matter of speed: where none can be made, the build says so and goes on, and the
 * program starts without.
 */
@Command(
        name = "cache-training",
        mixinStandardHelpOptions = true,
        description = "Makes the class caches of a runnable tree by running both roles on a simulated cluster.")
public final class CacheTraining implements Callable<Integer> {
    private static final int FIRST_WITH_MOVABLE_CACHES = 25;

    @Option(names = "--tree", defaultValue = "target/kata-monitor", description = "The runnable tree.")
    private Path tree = Path.of("");

    @Option(
            names = "--store",
            defaultValue = "target/caches",
            description = "Keeps what was recorded, for the next build of the same tree.")
    private Path store = Path.of("");

    @Option(
            names = "--java-home",
            paramLabel = "DIR",
            description = "JDKs or JREs to make caches for. Default: this one, and the one that the launcher chooses.")
    private List<Path> javaHomes = List.of();

    @Option(
            names = "--to-be-moved",
            description = "Make only caches that are right wherever the tree is moved to: those of JDK 25 and newer.")
    private boolean toBeMoved;

    /** See {@code --help}. */
    public static void main(String[] arguments) {
        // Of the simulators nobody wants to know anything in a build.
        LogManager.getLogManager().reset();
        System.exit(new CommandLine(new CacheTraining()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path cache = emptied(tree.resolve("cache"));
        List<Path> homes = (javaHomes.isEmpty() ? JavaHomes.launched() : javaHomes)
                .stream()
                        .filter(home -> !toBeMoved || JavaHomes.release(home) >= FIRST_WITH_MOVABLE_CACHES)
                        .toList();
        if (homes.isEmpty()) {
            return CommandLine.ExitCode.OK;
        }
        ExecutorService threads = Executors.newFixedThreadPool(homes.size());
        try {
            List<Future<Path>> recordings = new ArrayList<>();
            for (Path home : homes) {
                recordings.add(threads.submit(() -> recorded(home)));
            }
            for (int i = 0; i < homes.size(); i++) {
                install(homes.get(i), recordings.get(i), cache);
            }
            forgetAllBut(homes);
        } finally {
            threads.shutdownNow();
        }
        return CommandLine.ExitCode.OK;
    }

    private static void install(Path home, Future<Path> recording, Path cache)
            throws IOException, InterruptedException {
        try {
            for (Path file : files(recording.get())) {
                // Never a half one under its name: Java 17 would crash on it.
                Path whole = Files.copy(file, cache.resolve(".unfinished"), StandardCopyOption.REPLACE_EXISTING);
                Files.move(whole, cache.resolve(String.valueOf(file.getFileName())), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (ExecutionException e) {
            System.err.println("cache-training: no caches for " + home + ", kata-monitor starts without: "
                    + Objects.requireNonNullElse(e.getCause(), e).getMessage());
        }
    }

    /** A directory with the caches of both roles. */
    private Path recorded(Path javaHome) throws IOException, InterruptedException {
        Path kept = store.resolve(Fingerprint.of(tree, javaHome));
        if (Files.notExists(kept)) {
            Path fresh = emptied(store.resolve("." + kept.getFileName()));
            try (TrainingGround ground = TrainingGround.prepare(tree, javaHome, fresh, store)) {
                ground.exercise();
            }
            Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
        }
        return kept;
    }

    /** What was recorded of older trees. */
    private void forgetAllBut(List<Path> homes) throws IOException {
        List<Path> kept = new ArrayList<>();
        for (Path home : homes) {
            kept.add(store.resolve(Fingerprint.of(tree, home)));
        }
        for (Path old : files(store)) {
            if (Files.isDirectory(old) && !kept.contains(old)) {
                Files.delete(emptied(old));
            }
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static Path emptied(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Path file : files(directory)) {
            Files.delete(file);
        }
        return directory;
    }
}
