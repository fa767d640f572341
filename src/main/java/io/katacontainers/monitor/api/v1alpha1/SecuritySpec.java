package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import org.jspecify.annotations.Nullable;

/** Mandatory access control of the collector pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecuritySpec(
        @JsonPropertyDescription("SELinux context of the collector container.") @Nullable
        SELinuxOptions seLinuxOptions,

        @JsonPropertyDescription("AppArmor profile of the collector container.") @Nullable
        AppArmorProfile appArmorProfile) {}
