package io.katacontainers.monitor;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.util.Optional;
import javax.management.Notification;
import javax.management.NotificationEmitter;

/**
 * Has the old generation of the heap collected when a good part of it is garbage. By itself the serial collector does so only when the heap has
 * grown to its limit, and from then on the node lacks memory that holds next to nothing. A collection takes some 60 ms of CPU with 500 sandboxes,
 * and is due about every tenth scrape; with 100 it takes half of that, and is hardly ever due.
 */
final class HeapTrimmer {
    private static final String OLD_GENERATION = "Tenured Gen";

    /** Garbage that is left alone. */
    private static final long SLACK_BYTES = 4L << 20;

    private final MemoryPoolMXBean old;
    private final Runnable collection;

    /** @param collection collects all of the heap before it returns */
    HeapTrimmer(MemoryPoolMXBean old, Runnable collection) {
        this.old = old;
        this.collection = collection;
    }

    /** Begins, in a JVM that runs the serial collector; others keep their own heaps small. */
    static void start() {
        Optional<MemoryPoolMXBean> old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals(OLD_GENERATION) && pool.isUsageThresholdSupported())
                .findFirst();
        if (old.isPresent() && ManagementFactory.getMemoryMXBean() instanceof NotificationEmitter memory) {
            HeapTrimmer trimmer = new HeapTrimmer(old.get(), System::gc);
            trimmer.await();
            memory.addNotificationListener((notification, handback) -> trimmer.notified(notification), null, null);
        }
    }

    /** Sets the mark: what lives now, a quarter more, and some slack. */
    void await() {
        long used = old.getUsage().getUsed();
        long most = old.getUsage().getMax();
        long mark = used + used / 4 + SLACK_BYTES;
        // Near its limit the JVM collects by itself.
        old.setUsageThreshold(most < 0 ? mark : Math.min(mark, most));
    }

    private void notified(Notification notification) {
        if (notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
            trim();
        }
    }

    void trim() {
        collection.run();
        await();
    }
}
