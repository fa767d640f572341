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
        Path path, boolean complete, @Nullable String problem) {}
