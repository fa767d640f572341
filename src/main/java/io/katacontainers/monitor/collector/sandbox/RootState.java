package io.katacontainers.monitor.collector.sandbox;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the last listing of a directory of sandboxes went.
 *
 * @param path as configured
 * @param complete whether it saw all there is; a directory that does not exist is complete and empty
 * @param problem why not, one line; null where it did
 */
public record RootState(
        Path path, boolean complete, @Nullable String problem) {
    private static final String NOT_LISTED_YET = "not listed yet";

    /** A root that was not looked at yet. */
    static RootState notListedYet(Path path) {
        return new RootState(path, false, NOT_LISTED_YET);
    }

    /** Whether the root was looked at, with whatever result. */
    public boolean tried() {
        return !NOT_LISTED_YET.equals(problem);
    }
}
