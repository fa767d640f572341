/** The patch types of the Kubernetes API, and who owns which field. */
@NullMarked
package io.katacontainers.monitor.sim.apiserver.patch;

import org.jspecify.annotations.NullMarked;
