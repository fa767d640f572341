package io.katacontainers.monitor.collector.exposition;

import java.util.OptionalDouble;

/** What the samples of a family of some type must look like. */
final class SampleShape {
    private static final String BOUND = "le";
    private static final String QUANTILE = "quantile";

    private SampleShape() {}

    /** Whether the range is a suffix of a histogram's or summary's sample. */
    static boolean suffixed(byte[] text, int start, int end) {
        return Bytes.equal(text, start, end, "_sum")
                || Bytes.equal(text, start, end, "_count")
                || Bytes.equal(text, start, end, "_bucket");
    }

    /**
     * Whether a sample fits its family.
     *
     * @param suffix where the sample's name goes on after the family's
     */
    static boolean valid(FamilyType type, byte[] text, int suffix, int nameEnd, SampleLine line) {
        return switch (type) {
            case COUNTER, GAUGE, UNTYPED -> true;
            case HISTOGRAM ->
                suffix < nameEnd && number(text, line, BOUND, Bytes.equal(text, suffix, nameEnd, "_bucket"));
            case SUMMARY ->
                !Bytes.equal(text, suffix, nameEnd, "_bucket") && number(text, line, QUANTILE, suffix == nameEnd);
        };
    }

    /** Whether Prometheus compares the values of this label as numbers. */
    static boolean numeric(FamilyType type, byte[] text, int nameStart, int nameEnd) {
        return type.compound()
                && Bytes.equal(text, nameStart, nameEnd, type == FamilyType.HISTOGRAM ? BOUND : QUANTILE);
    }

    /** Whether the label is a number where it must be there, and absent where it must not. */
    private static boolean number(byte[] text, SampleLine line, String name, boolean wanted) {
        int label = line.label(text, name);
        if (label < 0 || !wanted) {
            return label < 0 && !wanted;
        }
        OptionalDouble number = SampleValue.parse(text, line.labelValueStart(label), line.labelValueEnd(label));
        return number.isPresent() && !Double.isNaN(number.getAsDouble());
    }
}
