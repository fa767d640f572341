package io.katacontainers.monitor.sim.shim;

/** What can be wrong with a shim's /metrics. */
public enum ShimFault {
    /** Nothing. */
    NONE,
    /** Takes the request and never answers. */
    HANG,
    /** Sends headers and the first family, then nothing. */
    HANG_AFTER_FIRST_FAMILY,
    /** Sends one byte now and then. */
    SLOW_DRIP,
    /** Status 500 with a line of text. */
    STATUS_500,
    /** Status 404 with a line of text. */
    STATUS_404,
    /** Status 500 with a valid payload. */
    STATUS_500_VALID_BODY,
    /** Status 302 to another socket's metrics. */
    REDIRECT,
    /** Bytes that are no HTTP. */
    GARBAGE,
    /** Valid HTTP whose body is no exposition. */
    GARBAGE_BODY,
    /** One line of the payload is not valid. */
    BAD_LINE,
    /** Closes after half of the Content-Length. */
    HALF_BODY,
    /** Closes within a chunk. */
    CUT_CHUNK,
    /** Closes without reading the request. */
    RESET,
    /** The socket is there, and nobody listens. */
    REFUSED,
    /** There is no socket. */
    NO_SOCKET,
    /** A family with another TYPE than all other shims give it. */
    OTHER_TYPE,
    /** The same series twice. */
    DUPLICATE_SERIES,
    /** Series that carry the monitor's own labels, and job. */
    OWN_LABELS,
    /** Families that carry the monitor's own names. */
    OWN_NAMES,
    /** Chunk after chunk, for ever. */
    ENDLESS_BODY,
    /** Neither Content-Length nor chunks. */
    NO_LENGTH,
    /** A Content-Length of many gigabytes. */
    HUGE_LENGTH,
    /** A header of many megabytes. */
    HUGE_HEADER,
    /** Headers without end. */
    MANY_HEADERS,
    /** A body in gzip, which nobody asked for. */
    GZIP,
    /** Hangs, and burns one more core for each request, as Go shims do on malformed agent text. */
    SPINNING
}
