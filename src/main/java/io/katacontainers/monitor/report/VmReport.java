package io.katacontainers.monitor.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A VM as its guest kernel sees it, quantised: two figures in one band are equal here.
 *
 * @param memoryBytes {@code MemTotal}
 * @param availableBytes {@code MemAvailable}
 * @param load1 load average of the last minute, in thousandths
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record VmReport(
        @Nullable Integer vcpus,
        @Nullable Long memoryBytes,
        @Nullable Long availableBytes,
        @Nullable Long load1) {}
