/** What the operator costs: the real process, a simulated API server, and thousands of simulated collectors. */
@NullMarked
package io.katacontainers.monitor.bench.operator;

import org.jspecify.annotations.NullMarked;
