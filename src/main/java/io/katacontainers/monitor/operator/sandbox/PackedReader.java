package io.katacontainers.monitor.operator.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link PackedWriter} wrote, in the same order. */
final class PackedReader {
    private static final HexFormat HEX_FORMAT = HexFormat.of();

    private final byte[] bytes;
    private int at;

    PackedReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int oneByte() {
        return bytes[at++] & 0xFF;
    }

    long number() {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            int part = oneByte();
            number |= (long) (part & 0x7F) << shift;
            if (part < 0x80) {
                return number;
            }
        }
    }

    @Nullable
    Long figure() {
        long number = number();
        return number == 0 ? null : Long.valueOf(number - 1);
    }

    /** One of the values; absent where none was written. */
    <E extends Enum<E>> @Nullable E value(E[] values) {
        int value = oneByte();
        return value == 0 ? null : values[value - 1];
    }

    @Nullable
    Boolean truth() {
        int value = oneByte();
        return value == 0 ? null : Boolean.valueOf(value == 2);
    }

    @Nullable
    String text() {
        return switch (oneByte()) {
            case PackedWriter.ABSENT -> null;
            case PackedWriter.UUID_TEXT -> new UUID(fixed(), fixed()).toString();
            case PackedWriter.DECIMAL -> Long.toString(number());
            case PackedWriter.HEX -> hex((int) number());
            default -> utf8((int) number());
        };
    }

    /** Text that is always there. */
    String presentText() {
        return Objects.requireNonNull(text());
    }

    void skipText() {
        switch (oneByte()) {
            case PackedWriter.ABSENT -> {
                // Nothing follows.
            }
            case PackedWriter.UUID_TEXT -> at += 2 * Long.BYTES;
            case PackedWriter.DECIMAL -> {
                long unused = number();
            }
            default -> {
                int length = (int) number();
                at += length;
            }
        }
    }

    long fixed() {
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            number = (number << 8) | oneByte();
        }
        return number;
    }

    private String hex(int length) {
        String hex = HEX_FORMAT.formatHex(bytes, at, at + length);
        at += length;
        return hex;
    }

    private String utf8(int length) {
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }
}
