package io.katacontainers.monitor.operator.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes values one after the other in as few bytes as is easy, for what is kept of each of 100,000 sandboxes. {@link
 * PackedReader} reads them in the same order.
 */
final class PackedWriter {
    static final int ABSENT = 0;
    static final int TEXT = 1;
    static final int HEX = 2;
    static final int UUID_TEXT = 3;
    static final int DECIMAL = 4;

    private static final int UUID_LENGTH = 36;
    private static final int LONGEST_DECIMAL = 18;
    private static final HexFormat HEX_FORMAT = HexFormat.of();

    private byte[] bytes = new byte[256];
    private int size;

    PackedWriter add(int oneByte) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = (byte) oneByte;
        return this;
    }

    /** Small numbers that are not negative take the least; all others can be had back too. */
    PackedWriter add(long number) {
        long left = number;
        while ((left & ~0x7FL) != 0) {
            add((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        return add((int) left);
    }

    /** A figure that is not negative, or none. */
    PackedWriter add(@Nullable Long figure) {
        return add(figure == null ? 0L : figure + 1);
    }

    @SuppressWarnings("EnumOrdinal") // It never leaves the process.
    PackedWriter add(@Nullable Enum<?> value) {
        return add(value == null ? 0 : value.ordinal() + 1);
    }

    PackedWriter add(@Nullable Boolean value) {
        return add(value == null ? 0 : value ? 2 : 1);
    }

    /** Ids, UIDs and versions take half their length. */
    PackedWriter add(@Nullable String text) {
        if (text == null) {
            return add(ABSENT);
        }
        if (isUuid(text)) {
            UUID uuid = UUID.fromString(text);
            return add(UUID_TEXT).addFixed(uuid.getMostSignificantBits()).addFixed(uuid.getLeastSignificantBits());
        }
        if (isDecimal(text)) {
            return add(DECIMAL).add(Long.parseLong(text));
        }
        if (isHex(text)) {
            return add(HEX).addAll(HEX_FORMAT.parseHex(text));
        }
        return add(TEXT).addAll(text.getBytes(StandardCharsets.UTF_8));
    }

    PackedWriter addFixed(long number) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            add((int) (number >>> shift));
        }
        return this;
    }

    private PackedWriter addAll(byte[] all) {
        add((long) all.length);
        if (size + all.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (size + all.length));
        }
        System.arraycopy(all, 0, bytes, size, all.length);
        size += all.length;
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private static boolean isUuid(String text) {
        if (text.length() != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !isHexDigit(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDecimal(String text) {
        if (text.isEmpty() || text.length() > LONGEST_DECIMAL || (text.charAt(0) == '0' && text.length() > 1)) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(String text) {
        if (text.isEmpty() || text.length() % 2 != 0) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHexDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
}
