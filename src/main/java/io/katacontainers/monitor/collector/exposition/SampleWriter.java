package io.katacontainers.monitor.collector.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Streams the collector's own families as text format 0.0.4, without an object per series: of 500 sandboxes there are some 100,000. For
 * one page; numbers are written as plain decimals, which cost nothing and lose nothing. A family without samples leaves no trace.
 */
public final class SampleWriter {
    private static final byte[] LABELS_END = {'}', ' '};

    private final FamilyFilter filter;
    private final TextBuffer buffer;
    private @Nullable OwnFamily family;
    private boolean headed;

    /** @param filter what is asked for */
    public SampleWriter(FamilyFilter filter, OutputStream out) {
        this.filter = filter;
        this.buffer = new TextBuffer(out);
    }

    /**
     * Begins a family, to which all that is added belongs until the next begins. No family may begin twice.
     *
     * @return false where it is not asked for: then nothing may be added
     */
    public boolean begin(OwnFamily next) {
        family = filter.accepts(next.name()) ? next : null;
        headed = false;
        return family != null;
    }

    /**
     * Adds a sample.
     *
     * @param more labels besides; null for none
     * @param figure in the family's unit; nothing is written where it is null or, which no figure is, negative
     * @param at when it was read; null where it holds now
     * @throws IOException from the stream
     */
    public void add(LabelBlock labels, @Nullable LabelBlock more, @Nullable Long figure, @Nullable Instant at)
            throws IOException {
        if (figure == null || figure < 0) {
            return;
        }
        OwnFamily current = family;
        if (current == null) {
            throw new IllegalStateException("no family has begun");
        }
        if (!headed) {
            buffer.write(current.header());
            headed = true;
        }
        buffer.write(current.sampleStart());
        buffer.write(labels.text());
        if (more != null) {
            buffer.write(',');
            buffer.write(more.text());
        }
        buffer.write(LABELS_END);
        buffer.write(figure, current.decimals());
        if (at != null) {
            buffer.write(' ');
            buffer.write(Math.max(0, at.toEpochMilli()), 0);
        }
        buffer.write('\n');
    }

    /** Hands what is left to the stream, which stays open. */
    public void finish() throws IOException {
        buffer.drain();
    }
}
