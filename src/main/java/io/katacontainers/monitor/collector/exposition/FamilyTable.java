package io.katacontainers.monitor.collector.exposition;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The families of one payload, by the name that the shim sent. */
final class FamilyTable {
    static final int MAX_FAMILIES = 10_000;

    private final byte[] text;
    private final KeyedHash hash;
    private final List<Family> families = new ArrayList<>(96);
    private @Nullable Family[] slots = new Family[256];

    FamilyTable(byte[] text, KeyedHash hash) {
        this.text = text;
        this.hash = hash;
    }

    /** In the order of the payload. */
    List<Family> families() {
        return families;
    }

    /** Null where none has this name. */
    @Nullable
    Family find(byte[] name, int start, int end) {
        return find(name, start, end, hash.hash(name, start, end));
    }

    /**
     * Adds the family of this name, or finds it and calls it lost: its lines do not stand together.
     *
     * @throws MalformedPayloadException where there are too many
     */
    Family begin(int lineStart, int nameStart, int nameEnd) throws MalformedPayloadException {
        long nameHash = hash.hash(text, nameStart, nameEnd);
        Family old = find(text, nameStart, nameEnd, nameHash);
        if (old != null) {
            old.lose(DropReason.BAD_LINE);
            return old;
        }
        if (families.size() == MAX_FAMILIES) {
            throw new MalformedPayloadException("more than " + MAX_FAMILIES + " families");
        }
        KnownFamilies.Known known = KnownFamilies.TABLE.find(text, nameStart, nameEnd);
        boolean prefixed = FinalNames.prefixed(text, nameStart, nameEnd);
        String finalName = known != null ? known.finalName() : finalName(nameStart, nameEnd, prefixed);
        Family family =
                new Family(families.size(), lineStart, nameStart, nameEnd, finalName, known, prefixed, nameHash);
        families.add(family);
        if (families.size() * 2 > slots.length) {
            grow();
        }
        place(family);
        return family;
    }

    private String finalName(int start, int end, boolean prefixed) {
        String name = new String(text, start, end - start, StandardCharsets.ISO_8859_1);
        return prefixed ? FinalNames.PREFIX + name : name;
    }

    private @Nullable Family find(byte[] name, int start, int end, long nameHash) {
        int slot = (int) nameHash & (slots.length - 1);
        for (Family family = slots[slot]; family != null; family = slots[slot]) {
            if (family.nameHash == nameHash
                    && Arrays.equals(text, family.nameStart, family.nameEnd, name, start, end)) {
                return family;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return null;
    }

    private void grow() {
        slots = new Family[slots.length * 4];
        families.subList(0, families.size() - 1).forEach(this::place);
    }

    private void place(Family family) {
        int slot = (int) family.nameHash & (slots.length - 1);
        while (slots[slot] != null) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = family;
    }
}
