/** Generates what is checked in under {@code crds/} and {@code bundle/}, and holds {@code config/} to its promises. */
@NullMarked
package io.katacontainers.monitor.manifests;

import org.jspecify.annotations.NullMarked;
