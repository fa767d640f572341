package io.katacontainers.monitor.collector.stats.guest;

import io.katacontainers.monitor.collector.stats.ContainerUsage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gathers what a message says of huge pages, which shims send in no order. */
final class HugePagesTable {
    /** No architecture has as many sizes. */
    static final int MAX_SIZES = 16;

    private static final int MAX_NAME_CHARS = 10;
    private static final Pattern PAGE_SIZE = Pattern.compile("[1-9][0-9]{0,5}[KMG]B");

    private final Map<String, ContainerUsage.HugePages> sizes = new TreeMap<>();

    void add(String pageSize, @Nullable Long usage, @Nullable Long maxUsage, @Nullable Long failures) {
        boolean valid = pageSize.length() <= MAX_NAME_CHARS
                && PAGE_SIZE.matcher(pageSize).matches();
        if (valid && usage != null && sizes.size() < MAX_SIZES) {
            Long max = maxUsage == null ? null : Long.valueOf(Math.max(usage, maxUsage));
            sizes.putIfAbsent(pageSize, new ContainerUsage.HugePages(pageSize, usage, max, failures));
        }
    }

    List<ContainerUsage.HugePages> sizes() {
        return List.copyOf(sizes.values());
    }
}
