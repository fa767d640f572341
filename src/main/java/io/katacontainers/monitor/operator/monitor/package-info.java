/**
 * Reconciles KataMonitor: the collector DaemonSet and what belongs to it.
 *
 * <p>What is wanted is computed by pure functions of the KataMonitor and of a {@link
 * io.katacontainers.monitor.operator.monitor.MonitorPlan}. Dependents are written by server-side apply: only it notices that a
 * field is no longer wanted (a toleration removed from the spec) without owning what others, such as the API server's
 * defaults, set. The price is that JOSDK compares what is wanted with what the API server stored, field by field, so
 * everything here is emitted as the API server stores it: no false for a plain boolean, no zero or empty string for an optional
 * field, canonical quantities, and lists with keys in a fixed order. Otherwise each reconciliation would write again.
 */
@NullMarked
package io.katacontainers.monitor.operator.monitor;

import org.jspecify.annotations.NullMarked;
