/** Schemas of custom resources as an API server applies them: defaults, pruning, validation. */
@NullMarked
package io.katacontainers.monitor.sim.schema;

import org.jspecify.annotations.NullMarked;
