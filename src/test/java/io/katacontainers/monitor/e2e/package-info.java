/** What users do, with real programs: containerd, Prometheus, promtool, kubectl, Chromium, and our own processes. */
@NullMarked
package io.katacontainers.monitor.e2e;

import org.jspecify.annotations.NullMarked;
