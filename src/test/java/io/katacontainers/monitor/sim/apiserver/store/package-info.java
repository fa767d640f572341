/** What the API server holds: the types it serves, the objects, their history, and selectors over them. */
@NullMarked
package io.katacontainers.monitor.sim.apiserver.store;

import org.jspecify.annotations.NullMarked;
