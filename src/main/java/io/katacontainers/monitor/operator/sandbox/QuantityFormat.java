package io.katacontainers.monitor.operator.sandbox;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Figures as Kubernetes writes them, rounded, so that nobody reads more into them than they hold.
 */
final class QuantityFormat {
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi");
    private static final int LONGEST = 18;
    private static final long TOO_LONG = Long.MAX_VALUE;
    private static final long MEBI = 1L << 20;
    private static final long KIBI = 1L << 10;

    private QuantityFormat() {}

    /** Rounds bytes to eight significant bits of Mi, below one Mi of Ki: within 0.4 %, and 2Gi stays 2Gi. */
    static long roundBytes(long bytes) {
        if (bytes < KIBI) {
            return Math.max(0, bytes);
        }
        long unit = bytes < MEBI ? KIBI : MEBI;
        long units = Math.round((double) bytes / unit);
        long step = Long.highestOneBit(Math.max(1, units >> 7));
        return (units + step / 2) / step * step * unit;
    }

    /** Rounds thousandths to three significant digits. */
    static long roundMillis(long millis) {
        return roundToThreeDigits(Math.max(0, millis));
    }

    /** Bytes with the largest binary unit that leaves no fraction, such as {@code 120Mi}. */
    static Quantity bytes(long bytes) {
        long n = bytes;
        int unit = 0;
        while (n != 0 && n % 1024 == 0 && unit < BINARY.size() - 1) {
            n /= 1024;
            unit++;
        }
        return new Quantity(Long.toString(n), BINARY.get(unit));
    }

    /** Thousandths, such as {@code 250m}; whole numbers without a unit. */
    static Quantity millis(long millis) {
        return millis % 1000 == 0
                ? new Quantity(Long.toString(millis / 1000), "")
                : new Quantity(Long.toString(millis), "m");
    }

    /** The inverse of {@link #bytes} for any quantity. */
    static long toBytes(Quantity quantity) {
        int unit = BINARY.indexOf(quantity.getFormat());
        long amount = unit < 0 ? TOO_LONG : whole(quantity.getAmount());
        if (amount != TOO_LONG && amount <= Long.MAX_VALUE >> (10 * unit)) {
            return amount << (10 * unit);
        }
        return Quantity.getAmountInBytes(quantity).longValue();
    }

    /** The inverse of {@link #millis} for any quantity. */
    static long toMillis(Quantity quantity) {
        String unit = quantity.getFormat();
        long amount = "m".equals(unit) || "".equals(unit) ? whole(quantity.getAmount()) : TOO_LONG;
        if (amount <= Long.MAX_VALUE / 1000) {
            return "m".equals(unit) ? amount : amount * 1000;
        }
        return Quantity.getAmountInBytes(quantity)
                .multiply(BigDecimal.valueOf(1000))
                .longValue();
    }

    /** The amount where it is one of those that are made here, else {@link #TOO_LONG}; decimal fractions take their time. */
    private static long whole(@Nullable String amount) {
        if (amount == null || amount.isEmpty() || amount.length() > LONGEST) {
            return TOO_LONG;
        }
        for (int i = 0; i < amount.length(); i++) {
            if (amount.charAt(i) < '0' || amount.charAt(i) > '9') {
                return TOO_LONG;
            }
        }
        return Long.parseLong(amount);
    }

    private static long roundToThreeDigits(long n) {
        long scale = 1;
        while (n / scale >= 1000) {
            scale *= 10;
        }
        return (n + scale / 2) / scale * scale;
    }
}
