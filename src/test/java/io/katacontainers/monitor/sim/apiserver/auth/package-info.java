/** Who asks, and whether RBAC lets them. */
@NullMarked
package io.katacontainers.monitor.sim.apiserver.auth;

import org.jspecify.annotations.NullMarked;
