package io.katacontainers.monitor.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A directory in which shims keep one directory per sandbox.
 *
 * @param path as configured
 * @param complete whether the last listing saw all of it
 * @param reason why not, one line; absent where it did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RootReport(
        String path, boolean complete, @Nullable String reason) {}
