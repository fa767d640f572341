package io.katacontainers.monitor.collector.exposition;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes the collector's own families as text format 0.0.4. Unlike simpleclient's writer it honours a filter, can leave {@code _total}
 * away, which simpleclient appends to every counter, and writes no {@code _created} series, which this format does not know.
 */
public final class FamilyWriter {
    private static final String TOTAL = "_total";
    private static final String CREATED = "_created";

    private final Set<String> countersWithoutTotal;

    /** @param countersWithoutTotal names of counters, without {@code _total}, that are written as they stand: upstream's */
    public FamilyWriter(Set<String> countersWithoutTotal) {
        this.countersWithoutTotal = Set.copyOf(countersWithoutTotal);
    }

    /**
     * Writes families in the order of the enumeration; of two with one name only the first.
     *
     * @throws IOException from {@code out}
     */
    public void write(Enumeration<MetricFamilySamples> families, FamilyFilter filter, OutputStream out)
            throws IOException {
        TextBuffer buffer = new TextBuffer(out);
        Set<String> written = new HashSet<>();
        while (families.hasMoreElements()) {
            MetricFamilySamples family = families.nextElement();
            String name = name(family);
            if (filter.accepts(name) && !family.samples.isEmpty() && written.add(name)) {
                write(family, name, buffer);
            }
        }
        buffer.drain();
    }

    private String name(MetricFamilySamples family) {
        return switch (family.type) {
            case COUNTER -> countersWithoutTotal.contains(family.name) ? family.name : family.name + TOTAL;
            case INFO -> family.name + "_info";
            default -> family.name;
        };
    }

    private void write(MetricFamilySamples family, String name, TextBuffer buffer) throws IOException {
        buffer.write("# HELP " + name + ' ' + Escaping.help(family.help) + '\n');
        buffer.write("# TYPE " + name + ' ' + type(family.type).keyword() + '\n');
        for (Sample sample : family.samples) {
            if (!sample.name.equals(family.name + CREATED)) {
                String sampleName = family.type == Collector.Type.COUNTER ? name : sample.name;
                write(sampleName, sample, buffer);
            }
        }
    }

    private static void write(String name, Sample sample, TextBuffer buffer) throws IOException {
        buffer.write(name);
        for (int i = 0; i < sample.labelNames.size(); i++) {
            buffer.write(i == 0 ? '{' : ',');
            buffer.write(sample.labelNames.get(i));
            buffer.write("=\"");
            buffer.write(Escaping.labelValue(sample.labelValues.get(i)));
            buffer.write('"');
        }
        if (!sample.labelNames.isEmpty()) {
            buffer.write('}');
        }
        buffer.write(' ');
        buffer.write(Collector.doubleToGoString(sample.value));
        if (sample.timestampMs != null) {
            buffer.write(' ');
            buffer.write(sample.timestampMs.toString());
        }
        buffer.write('\n');
    }

    private static FamilyType type(Collector.Type type) {
        return switch (type) {
            case COUNTER -> FamilyType.COUNTER;
            case GAUGE, INFO, STATE_SET -> FamilyType.GAUGE;
            case HISTOGRAM -> FamilyType.HISTOGRAM;
            case SUMMARY -> FamilyType.SUMMARY;
            case UNKNOWN, GAUGE_HISTOGRAM -> FamilyType.UNTYPED;
        };
    }
}
