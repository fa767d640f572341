/**
 * The custom resources {@code KataMonitor} and {@code KataSandboxMetrics}. Data only: the definitions in {@code crds/} are
 * generated from these types.
 */
@NullMarked
package io.katacontainers.monitor.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
