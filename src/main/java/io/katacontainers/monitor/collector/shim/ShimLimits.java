package io.katacontainers.monitor.collector.shim;

/**
 * How much of a shim's answer is taken before it counts as {@link ShimFailure#TOO_LARGE}.
 *
 * @param maxBodyBytes of one body
 * @param maxLineBytes of the status line, of one header, of the line before a chunk
 * @param maxHeaders number of headers, and of trailers
 */
public record ShimLimits(int maxBodyBytes, int maxLineBytes, int maxHeaders) {
    /** 8 MiB, twice what a guest can send its shim (the limit of a ttrpc message is 4 MiB); 8 KiB; 64. */
    public static final ShimLimits DEFAULT = new ShimLimits(8 << 20, 8 << 10, 64);
}
