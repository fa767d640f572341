package io.katacontainers.monitor.operator.sandbox;

import io.fabric8.kubernetes.api.model.Quantity;
import io.katacontainers.monitor.api.v1alpha1.VmStatus;
import io.katacontainers.monitor.report.VmReport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a VM that move all the time, rounded as they are published.
 *
 * @param memory in bytes; {@link #ABSENT} where not measured, as are the others
 * @param used in bytes
 * @param available in bytes
 * @param load in thousandths
 */
record Figures(long memory, long used, long available, long load) {
    static final long ABSENT = -1;
    static final Figures NONE = new Figures(ABSENT, ABSENT, ABSENT, ABSENT);

    private static final long BYTES_BAND = 16L << 20;
    private static final long MILLIS_BAND = 50;

    static Figures of(@Nullable VmReport vm) {
        if (vm == null) {
            return NONE;
        }
        long memory = positive(vm.memoryBytes());
        long available = positive(vm.availableBytes());
        long used = memory == ABSENT || available == ABSENT ? ABSENT : Math.max(0, memory - available);
        return new Figures(rounded(memory), rounded(used), rounded(available), load(vm.load1()));
    }

    static Figures of(@Nullable VmStatus vm) {
        if (vm == null) {
            return NONE;
        }
        return new Figures(
                parsed(vm.memory(), QuantityFormat::toBytes),
                parsed(vm.used(), QuantityFormat::toBytes),
                parsed(vm.available(), QuantityFormat::toBytes),
                parsed(vm.load(), QuantityFormat::toMillis));
    }

    /** Whether a figure appeared, vanished or moved by more than the larger of 10 % and 16Mi or 50m. */
    boolean outsideDeadBandOf(Figures written) {
        return outside(memory, written.memory, BYTES_BAND)
                || outside(used, written.used, BYTES_BAND)
                || outside(available, written.available, BYTES_BAND)
                || outside(load, written.load, MILLIS_BAND);
    }

    /** The VM with these figures; absent where nothing is known of it. */
    @Nullable
    VmStatus toStatus(@Nullable Integer vcpus) {
        if (vcpus == null && equals(NONE)) {
            return null;
        }
        return new VmStatus(
                vcpus,
                quantity(memory, QuantityFormat::bytes),
                quantity(used, QuantityFormat::bytes),
                quantity(available, QuantityFormat::bytes),
                quantity(load, QuantityFormat::millis));
    }

    private static boolean outside(long now, long written, long band) {
        if (now == ABSENT || written == ABSENT) {
            return now != written;
        }
        return Math.abs(now - written) > Math.max(band, written / 10);
    }

    private static long positive(@Nullable Long value) {
        return value == null || value < 0 ? ABSENT : value;
    }

    private static long rounded(long bytes) {
        return bytes == ABSENT ? ABSENT : QuantityFormat.roundBytes(bytes);
    }

    private static long load(@Nullable Long millis) {
        return millis == null || millis < 0 ? ABSENT : QuantityFormat.roundMillis(millis);
    }

    private static long parsed(@Nullable Quantity quantity, Function<Quantity, Long> parse) {
        return quantity == null ? ABSENT : parse.apply(quantity);
    }

    private static @Nullable Quantity quantity(long value, Function<Long, Quantity> format) {
        return value == ABSENT ? null : format.apply(value);
    }
}
