package io.katacontainers.monitor.sim.apiserver.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Events live in two API groups with differently named fields: what is written through one is seen through the other. */
final class EventConversion {
    private static final Map<String, String> CORE_TO_EVENTS = Map.of(
            "involvedObject", "regarding",
            "message", "note",
            "source", "deprecatedSource",
            "firstTimestamp", "deprecatedFirstTimestamp",
            "lastTimestamp", "deprecatedLastTimestamp",
            "count", "deprecatedCount",
            "reportingComponent", "reportingController");

    private EventConversion() {}

    static void convert(ObjectNode event, String apiVersion) {
        boolean toCore = apiVersion.equals("v1");
        CORE_TO_EVENTS.forEach((core, events) -> rename(event, toCore ? events : core, toCore ? core : events));
    }

    private static void rename(ObjectNode event, String from, String to) {
        JsonNode value = event.remove(from);
        if (value != null) {
            event.set(to, value);
        }
    }
}
