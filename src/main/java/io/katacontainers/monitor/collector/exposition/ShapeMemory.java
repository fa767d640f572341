package io.katacontainers.monitor.collector.exposition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The shapes that payloads of this node have, bounded; which of them a sandbox's payload has, {@link SandboxIndexer} remembers. Safe for use by
 * several threads.
 */
final class ShapeMemory {
    /** Most shapes differ early, but a guest can make them differ late: then each costs a part of reading the payload whole. */
    private static final int MOST_TRIED = 8;

    private final long limit;
    private volatile List<Remembered> shapes = List.of();
    private volatile long turn;

    /** @param limit bytes that all shapes may take together */
    ShapeMemory(long limit) {
        this.limit = limit;
    }

    /** Shapes to try, the one used last first. */
    List<Remembered> candidates() {
        List<Remembered> all = shapes;
        return all.subList(0, Math.min(MOST_TRIED, all.size()));
    }

    /** Keeps a shape in the place of those that were not used for longest. */
    synchronized Remembered add(PayloadShape shape) {
        turn++;
        Remembered added = new Remembered(shape);
        // Others go on to use them, and no order may change while it is made.
        List<Use> byUse = new ArrayList<>();
        shapes.forEach(each -> byUse.add(new Use(each, each.usedAt)));
        byUse.sort(Comparator.comparingLong(Use::at).reversed());
        List<Remembered> kept = new ArrayList<>();
        kept.add(added);
        long bytes = shape.bytes();
        for (Use use : byUse) {
            bytes += use.shape().shape.bytes();
            if (bytes > limit) {
                break;
            }
            kept.add(use.shape());
        }
        shapes = List.copyOf(kept);
        return added;
    }

    /** Bytes of the shapes that are kept. */
    int bytes() {
        return shapes.stream().mapToInt(each -> each.shape.bytes()).sum();
    }

    private record Use(Remembered shape, long at) {}

    /** A shape, and when it was of use. */
    final class Remembered {
        private final PayloadShape shape;
        private volatile long usedAt = turn;

        private Remembered(PayloadShape shape) {
            this.shape = shape;
        }

        PayloadShape shape() {
            return shape;
        }

        void used() {
            if (usedAt != turn) {
                usedAt = turn;
            }
        }
    }
}
