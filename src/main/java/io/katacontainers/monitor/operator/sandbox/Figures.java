package io.katacontainers.monitor.operator.sandbox;

import io.fabric8.kubernetes.api.model.Quantity;
import io.katacontainers.monitor.api.v1alpha1.ContainerStatus;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import io.katacontainers.monitor.api.v1alpha1.OverheadStatus;
import io.katacontainers.monitor.api.v1alpha1.ResourceAmounts;
import io.katacontainers.monitor.api.v1alpha1.VmStatus;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a status that move all the time, as published: two figures, one after the other, for each thing that is measured.
 * CPU and load are in thousandths, memory in bytes; what was not measured is {@link #ABSENT}. One array, as there may be 100,000.
 */
final class Figures {
    static final long ABSENT = -1;
    static final Figures NONE = of(null);

    private static final long BYTES_BAND = 16L << 20;
    private static final long MILLIS_BAND = 50;

    /** Load and memory of the VM, its used and available memory, CPU and memory of all containers, and of the overhead. */
    private static final int OF_SANDBOX = 8;

    /** Place of the one pair that holds memory twice. */
    private static final int USED_AND_AVAILABLE = 2;

    private final long[] values;

    private Figures(long[] values) {
        this.values = values;
    }

    static Figures of(@Nullable KataSandboxMetricsStatus status) {
        List<ContainerStatus> containers =
                status == null || status.containers() == null ? List.of() : status.containers();
        long[] values = new long[OF_SANDBOX + 2 * containers.size()];
        VmStatus vm = status == null ? null : status.vm();
        values[0] = millis(vm == null ? null : vm.load());
        values[1] = bytes(vm == null ? null : vm.memory());
        values[USED_AND_AVAILABLE] = bytes(vm == null ? null : vm.used());
        values[USED_AND_AVAILABLE + 1] = bytes(vm == null ? null : vm.available());
        set(values, 4, status == null ? null : status.usage());
        OverheadStatus overhead = status == null ? null : status.overhead();
        set(values, 6, overhead == null ? null : overhead.measured());
        for (int i = 0; i < containers.size(); i++) {
            values[OF_SANDBOX + 2 * i] = millis(containers.get(i).cpu());
            values[OF_SANDBOX + 2 * i + 1] = bytes(containers.get(i).memory());
        }
        return new Figures(values);
    }

    void writeTo(PackedWriter out) {
        out.add((long) values.length);
        for (long value : values) {
            out.add(value - ABSENT);
        }
    }

    static Figures readFrom(PackedReader in) {
        long[] values = new long[(int) in.number()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.number() + ABSENT;
        }
        return new Figures(values);
    }

    static void skip(PackedReader in) {
        for (long left = in.number(); left > 0; left--) {
            long unused = in.number();
        }
    }

    /** Whether a figure appeared, vanished or moved by more than the larger of 10 % and 16Mi or 50m. */
    boolean outsideDeadBandOf(Figures written) {
        if (values.length != written.values.length) {
            return true;
        }
        for (int i = 0; i < values.length; i++) {
            boolean thousandths = i % 2 == 0 && i != USED_AND_AVAILABLE;
            if (outside(values[i], written.values[i], thousandths ? MILLIS_BAND : BYTES_BAND)) {
                return true;
            }
        }
        return false;
    }

    private static boolean outside(long now, long written, long band) {
        if (now == ABSENT || written == ABSENT) {
            return now != written;
        }
        return Math.abs(now - written) > Math.max(band, written / 10);
    }

    private static void set(long[] values, int at, @Nullable ResourceAmounts amounts) {
        values[at] = millis(amounts == null ? null : amounts.cpu());
        values[at + 1] = bytes(amounts == null ? null : amounts.memory());
    }

    private static long bytes(@Nullable Quantity quantity) {
        return quantity == null ? ABSENT : QuantityFormat.toBytes(quantity);
    }

    private static long millis(@Nullable Quantity quantity) {
        return quantity == null ? ABSENT : QuantityFormat.toMillis(quantity);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Figures figures && Arrays.equals(values, figures.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
