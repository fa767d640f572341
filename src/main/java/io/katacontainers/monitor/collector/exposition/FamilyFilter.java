package io.katacontainers.monitor.collector.exposition;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The families that a scraper asks for, by prefixes of their names as on the merged page. */
public final class FamilyFilter {
    private static final FamilyFilter ALL = new FamilyFilter(List.of());

    private final List<String> prefixes;

    private FamilyFilter(List<String> prefixes) {
        this.prefixes = prefixes;
    }

    /** Every family. */
    public static FamilyFilter all() {
        return ALL;
    }

    /**
     * Reads the parameter {@code filter_family}: prefixes with commas between. Blanks around them and empty ones do not count.
     *
     * @param filterFamily null or without any prefix: every family
     */
    public static FamilyFilter parse(@Nullable String filterFamily) {
        if (filterFamily == null) {
            return ALL;
        }
        List<String> prefixes = Arrays.stream(filterFamily.split(","))
                .map(String::strip)
                .filter(prefix -> !prefix.isEmpty())
                .distinct()
                .toList();
        return prefixes.isEmpty() ? ALL : new FamilyFilter(prefixes);
    }

    /** Whether a family is asked for. */
    public boolean accepts(String familyName) {
        if (prefixes.isEmpty()) {
            return true;
        }
        for (String prefix : prefixes) {
            if (familyName.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
