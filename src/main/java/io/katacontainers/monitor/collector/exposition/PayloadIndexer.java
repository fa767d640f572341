package io.katacontainers.monitor.collector.exposition;

import java.security.SecureRandom;

/** Indexes what a shim sent, in one pass and without an object per series. Safe for use by several threads. */
public final class PayloadIndexer {
    private final KeyedHash hash = new KeyedHash(new SecureRandom());
    private final ShapeMemory shapes;

    /**
     * Without knowledge yet.
     *
     * @param shapeBytes memory for what payloads of all shims have in common; each that has nothing in common with another takes some 90 KB, and
     *     sandboxes of one configuration share theirs
     */
    public PayloadIndexer(long shapeBytes) {
        shapes = new ShapeMemory(shapeBytes);
    }

    /** For the payloads of one shim, which mostly differ in values alone. What one learns the others use too. */
    public SandboxIndexer forSandbox() {
        return new SandboxIndexer(this, shapes);
    }

    /**
     * Reads a whole body of text format 0.0.4. A family with a fault is left out and counted. A line without a readable name counts for
     * the family that it stands in. A last line without newline was cut: its family and the one before it are left out. At most 200,000
     * series and 10,000 families; lines up to 64 KiB, 64 labels a series.
     *
     * @param body not kept
     * @param length bytes of {@code body} that count
     * @throws MalformedPayloadException where no family is valid, or there are too many series or families
     */
    public IndexedPayload index(byte[] body, int length) throws MalformedPayloadException {
        return new PayloadReader(body, length, hash).read();
    }
}
