package io.katacontainers.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeapTrimmerTest {
    private static final long MEBI = 1L << 20;

    private final AtomicLong used = new AtomicLong();
    private final AtomicLong mark = new AtomicLong();
    private final AtomicInteger collections = new AtomicInteger();
    private final HeapTrimmer trimmer = new HeapTrimmer(pool(100 * MEBI), () -> {
        collections.incrementAndGet();
        used.set(20 * MEBI);
    });

    @Test
    void marksAQuarterAndSlackAboveWhatLives() {
        used.set(40 * MEBI);
        trimmer.await();
        assertThat(mark).hasValue(54 * MEBI);
        assertThat(collections).hasValue(0);
    }

    @Test
    void marksAnewAfterACollection() {
        used.set(60 * MEBI);
        trimmer.trim();
        assertThat(collections).hasValue(1);
        assertThat(mark).hasValue(29 * MEBI);
    }

    @Test
    void neverMarksBeyondTheLimit() {
        used.set(99 * MEBI);
        trimmer.await();
        assertThat(mark).hasValue(100 * MEBI);
    }

    private MemoryPoolMXBean pool(long most) {
        return (MemoryPoolMXBean) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MemoryPoolMXBean.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("setUsageThreshold")) {
                        mark.set((Long) arguments[0]);
                        return null;
                    }
                    return new MemoryUsage(0, used.get(), most, most);
                });
    }
}
