/** The command line of both roles. */
@NullMarked
package io.katacontainers.monitor;

import org.jspecify.annotations.NullMarked;
