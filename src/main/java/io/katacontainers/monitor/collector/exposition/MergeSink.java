package io.katacontainers.monitor.collector.exposition;

import java.io.IOException;

/** Takes a merged page, part by part. */
interface MergeSink {
    /** The comments before the series of a family. */
    void comments(byte[] text) throws IOException;

    /** The series that one payload has of the family. */
    void series(RelayedFamily family, ShapeGroup.Member member) throws IOException;

    /** Series that are left out. */
    void dropped(RelayedFamily family, ShapeGroup.Member member);
}
