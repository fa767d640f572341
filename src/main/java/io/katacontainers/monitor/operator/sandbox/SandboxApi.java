package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The API server as far as the publisher needs it. Calls block. */
interface SandboxApi {
    /** Makes one write, at most one attempt. */
    WriteOutcome write(WriteIntent intent);

    /** Reads all objects of a KataMonitor page by page. */
    void list(String monitorUid, Consumer<List<KataSandboxMetrics>> page) throws IOException;

    /** Reads uid and resourceVersion of all objects of a KataMonitor page by page. */
    void versions(String monitorUid, Consumer<Map<String, String>> page) throws IOException;

    /**
     * Asks to delete all objects of a KataMonitor.
     *
     * @return whether there was none left before
     */
    boolean deleteAll(String monitorUid) throws IOException;
}
