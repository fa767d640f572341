package io.katacontainers.monitor.collector.exposition;

import java.lang.ref.WeakReference;

/**
 * Indexes what one shim sends time after time. A payload that differs from one before in nothing but values is compared with it, which costs
 * a fraction of reading it; the result is the same. Safe for use by several threads.
 */
public final class SandboxIndexer {
    /** So many payloads of one shape in a row show that the text does not change each time. */
    private static final int TRUSTED_HITS = 64;

    private final PayloadIndexer indexer;
    private final ShapeMemory shapes;

    /** Weak: what all sandboxes remember together is bounded by {@link ShapeMemory}. */
    private WeakReference<ShapeMemory.Remembered> last = new WeakReference<>(null);

    private int misses;
    private int hitsInARow;

    SandboxIndexer(PayloadIndexer indexer, ShapeMemory shapes) {
        this.indexer = indexer;
        this.shapes = shapes;
    }

    /** As {@link PayloadIndexer#index}. */
    public synchronized IndexedPayload index(byte[] body, int length) throws MalformedPayloadException {
        ShapeMemory.Remembered latest = last.get();
        ShapeMemory.Remembered known = latest;
        IndexedPayload payload = known == null ? null : known.shape().index(body, length);
        if (payload == null) {
            known = null;
            for (ShapeMemory.Remembered candidate : shapes.candidates()) {
                payload = candidate.equals(latest) ? null : candidate.shape().index(body, length);
                if (payload != null) {
                    known = candidate;
                    break;
                }
            }
        }
        if (payload == null || known == null) {
            return learn(indexer.index(body, length));
        }
        if (++hitsInARow == TRUSTED_HITS) {
            misses = 0;
        }
        known.used();
        if (!known.equals(latest)) {
            last = new WeakReference<>(known);
        }
        return payload;
    }

    /** A guest that sends another text each time must not push out the shapes of others: it is believed ever more rarely. */
    private IndexedPayload learn(IndexedPayload payload) {
        misses++;
        hitsInARow = 0;
        if (Integer.bitCount(misses) == 1) {
            PayloadShape shape = payload.shape();
            if (shape.repeatable()) {
                last = new WeakReference<>(shapes.add(shape));
            }
        }
        return payload;
    }
}
