package io.katacontainers.monitor.collector.exposition;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Measures a page, and notes what is left out of it. */
final class PageMeasure implements MergeSink {
    private final MergeResult dropped;
    private long bytes;

    private PageMeasure(int payloads) {
        dropped = new MergeResult(payloads);
    }

    /** A pass over all parts of a page. */
    @FunctionalInterface
    interface Pass {
        void over(MergeSink sink) throws IOException;
    }

    static PageMeasure of(int payloads, Pass pass) {
        PageMeasure measure = new PageMeasure(payloads);
        try {
            pass.over(measure);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written here", e);
        }
        return measure;
    }

    @Override
    public void comments(byte[] text) {
        bytes += text.length;
    }

    @Override
    public void series(RelayedFamily family, ShapeGroup.Member member) {
        SeriesValues values = member.values();
        bytes += family.headBytes()
                + (long) family.series() * member.labels().length
                + values.start(family.lastSeries())
                - values.start(family.firstSeries());
    }

    @Override
    public void dropped(RelayedFamily family, ShapeGroup.Member member) {
        dropped.add(member.index(), DropReason.TYPE_CONFLICT, family.series());
    }

    long bytes() {
        return bytes;
    }

    MergeResult dropped() {
        return dropped;
    }
}
