package io.katacontainers.monitor.collector.stats.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A directory that looks like a {@code /proc}. */
final class FakeProc {
    private final Path directory;

    FakeProc(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /** A process as a host's own service is: a child of init, run by root, with no memory to speak of. Exists after {@link Entry#runs()}. */
    Entry process(long pid, String... commandLine) {
        return new Entry(pid, List.of(commandLine));
    }

    void ends(long pid) throws IOException {
        Path process = directory.resolve(Long.toString(pid));
        for (String file : List.of("cmdline", "stat", "status")) {
            Files.deleteIfExists(process.resolve(file));
        }
        Files.deleteIfExists(process);
    }

    final class Entry {
        private final long pid;
        private final List<String> commandLine;
        private long parent = 1;
        private long startTick;
        private long userTicks;
        private long systemTicks;
        private String state = "S";
        private String name;
        private String namespaces;
        private int user;
        private String memory =
                "VmRSS:\t     100 kB\nRssAnon:\t     60 kB\nRssFile:\t     40 kB\nRssShmem:\t     0 kB\n";
        private long threadGroup;
        private int descriptors = -1;

        private Entry(long pid, List<String> commandLine) {
            this.pid = pid;
            this.commandLine = commandLine;
            String program = commandLine.get(0).substring(commandLine.get(0).lastIndexOf('/') + 1);
            name = program.substring(0, Math.min(15, program.length()));
            namespaces = Long.toString(pid);
            threadGroup = pid;
            startTick = pid * 10;
        }

        Entry childOf(long pid) {
            parent = pid;
            return this;
        }

        Entry startedAt(long tick) {
            startTick = tick;
            return this;
        }

        Entry used(long userTicks, long systemTicks) {
            this.userTicks = userTicks;
            this.systemTicks = systemTicks;
            return this;
        }

        Entry named(String name) {
            this.name = name;
            return this;
        }

        Entry inAPidNamespace() {
            namespaces = pid + "\t7";
            return this;
        }

        Entry runBy(int user) {
            this.user = user;
            return this;
        }

        Entry holding(long anonymousKib, long fileKib, long sharedKib) {
            memory = "VmRSS:\t%d kB\nRssAnon:\t%d kB\nRssFile:\t%d kB\nRssShmem:\t%d kB\n"
                    .formatted(anonymousKib + fileKib + sharedKib, anonymousKib, fileKib, sharedKib);
            return this;
        }

        Entry inHugePages(long kib) {
            memory += "HugetlbPages:\t%d kB\n".formatted(kib);
            return this;
        }

        Entry threadOf(long pid) {
            threadGroup = pid;
            return this;
        }

        Entry zombie() {
            state = "Z";
            memory = "";
            return this;
        }

        Entry withDescriptors(int count) {
            descriptors = count;
            return this;
        }

        void runs() {
            try {
                Path process = Files.createDirectories(directory.resolve(Long.toString(pid)));
                Files.writeString(process.resolve("cmdline"), String.join("\0", commandLine) + "\0");
                Files.writeString(
                        process.resolve("stat"),
                        "%d (%s) %s %d 1 1 0 -1 4194560 100 0 0 0 %d %d 0 0 20 0 12 0 %d 1000 100\n"
                                .formatted(pid, name, state, parent, userTicks, systemTicks, startTick));
                Files.writeString(
                        process.resolve("status"),
                        "Name:\t%s\nTgid:\t%d\nPid:\t%d\nPPid:\t%d\n".formatted(name, threadGroup, pid, parent)
                                + "Uid:\t%1$d\t%1$d\t%1$d\t%1$d\n".formatted(user)
                                + "NStgid:\t%s\nNSpid:\t%s\n%sThreads:\t12\n"
                                        .formatted(namespaces, namespaces, memory));
                if (descriptors >= 0) {
                    Path fds = Files.createDirectories(process.resolve("fd"));
                    for (int i = 0; i < descriptors; i++) {
                        Files.writeString(fds.resolve(Integer.toString(i)), "");
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
