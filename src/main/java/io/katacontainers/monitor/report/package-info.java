/**
 * The JSON contract between a collector and the operator. Data only. Fields are only ever added; a reader ignores those that it
 * does not know, and an absent field means that the figure could not be had.
 */
@NullMarked
package io.katacontainers.monitor.report;

import org.jspecify.annotations.NullMarked;
