package io.katacontainers.monitor.collector.exposition;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** TYPE and HELP of the families that shims are known to send: a guest has no say in them. */
final class KnownFamilies {
    static final KnownFamilies TABLE = load();

    private static final String RESOURCE = "families.txt";

    /**
     * A family.
     *
     * @param finalName as written on the merged page
     */
    record Known(String finalName, FamilyType type, String help) {}

    private final Map<String, Known> byFinalName;
    private final Set<String> sampleNames;
    /** Names as sent, each at its hash or after it. */
    private final byte[][] slots;

    private final Known[] families;

    private KnownFamilies(Map<String, Known> byName) {
        byFinalName = new HashMap<>();
        sampleNames = new HashSet<>();
        slots = new byte[Integer.highestOneBit(byName.size()) * 4][];
        families = new Known[slots.length];
        byName.forEach((name, family) -> {
            byFinalName.put(family.finalName(), family);
            place(name.getBytes(StandardCharsets.US_ASCII), family);
            if (family.type().compound()) {
                FinalNames.SUFFIXES.forEach(suffix -> sampleNames.add(family.finalName() + suffix));
            }
        });
    }

    private static KnownFamilies load() {
        Map<String, Known> byName = new HashMap<>();
        for (String line : lines()) {
            if (line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split(" ", 3);
            String finalName = FinalNames.of(parts[0]);
            Known family = new Known(finalName, FamilyType.valueOf(parts[1].toUpperCase(Locale.ROOT)), parts[2]);
            byName.put(parts[0], family);
            byName.put(finalName, family);
        }
        return new KnownFamilies(byName);
    }

    private static List<String> lines() {
        try (InputStream in = KnownFamilies.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(
                        "incomplete installation: " + RESOURCE + " is missing beside " + KnownFamilies.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void place(byte[] name, Known family) {
        int slot = hash(name, 0, name.length) & (slots.length - 1);
        while (slots[slot] != null) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = name;
        families[slot] = family;
    }

    /** Null where no family is sent under this name. Takes constant time: the table is ours. */
    @Nullable
    Known find(byte[] text, int start, int end) {
        int slot = hash(text, start, end) & (slots.length - 1);
        while (slots[slot] != null) {
            byte[] name = slots[slot];
            if (Arrays.equals(name, 0, name.length, text, start, end)) {
                return families[slot];
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return null;
    }

    @Nullable
    Known byFinalName(String finalName) {
        return byFinalName.get(finalName);
    }

    /** Whether a known histogram or summary writes, or could write, samples of this name. */
    boolean sampleOfKnown(String finalName) {
        return sampleNames.contains(finalName);
    }

    private static int hash(byte[] text, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + text[i];
        }
        return hash ^ (hash >>> 15);
    }
}
