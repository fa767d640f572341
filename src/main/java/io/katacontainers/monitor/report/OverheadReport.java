package io.katacontainers.monitor.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a VM costs on the host on top of what its containers use, quantised.
 *
 * @param memoryBytes of hypervisor, virtiofsd and shim, less the memory charged to the containers in the guest
 * @param cpuMillicores of the same, less those of the containers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record OverheadReport(
        @Nullable Long memoryBytes, @Nullable Long cpuMillicores) {}
