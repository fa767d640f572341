package io.katacontainers.monitor.collector.exposition;

import java.nio.charset.StandardCharsets;

/** A family of the collector's own, whose figures are whole numbers of a unit that is a power of ten. */
public final class OwnFamily {
    private final String name;
    private final int decimals;
    private final byte[] sampleStart;
    private final byte[] header;

    private OwnFamily(String name, String help, FamilyType type, int decimals) {
        this.name = name;
        this.decimals = decimals;
        sampleStart = (name + '{').getBytes(StandardCharsets.UTF_8);
        header = ("# HELP " + name + ' ' + Escaping.help(help) + "\n# TYPE " + name + ' ' + type.keyword() + '\n')
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A counter.
     *
     * @param decimals digits of a figure that stand after the point: 9 where it counts nanoseconds and the family seconds
     */
    public static OwnFamily counter(String name, String help, int decimals) {
        return new OwnFamily(name, help, FamilyType.COUNTER, decimals);
    }

    /**
     * A gauge.
     *
     * @param decimals as for a counter
     */
    public static OwnFamily gauge(String name, String help, int decimals) {
        return new OwnFamily(name, help, FamilyType.GAUGE, decimals);
    }

    /** As on the page. */
    public String name() {
        return name;
    }

    int decimals() {
        return decimals;
    }

    /** Its HELP and TYPE lines. */
    byte[] header() {
        return header;
    }

    /** Of each line: the name and the brace before the labels. */
    byte[] sampleStart() {
        return sampleStart;
    }
}
