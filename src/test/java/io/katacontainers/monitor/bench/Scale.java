package io.katacontainers.monitor.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Where on paper a value is, by its logarithm.
 *
 * @param from the value at the start
 * @param to the value at the end
 */
record Scale(double from, double to, double start, double end) {
    Scale {
        if (!(from > 0 && to > from)) {
            throw new IllegalArgumentException("no logarithmic scale from " + from + " to " + to);
        }
    }

    double at(double value) {
        return start + Math.log(value / from) / Math.log(to / from) * (end - start);
    }

    /** The powers of ten on it. */
    List<Double> decades() {
        List<Double> decades = new ArrayList<>();
        for (double power = Math.ceil(Math.log10(from)); power <= Math.log10(to); power++) {
            decades.add(Math.pow(10, power));
        }
        return decades;
    }
}
