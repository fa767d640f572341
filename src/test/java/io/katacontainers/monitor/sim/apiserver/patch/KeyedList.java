package io.katacontainers.monitor.sim.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import java.util.List;

/** Elements of lists that are identified by keys. */
final class KeyedList {
    private KeyedList() {}

    /** The keys of an element, in order; the protocol of a port defaults to TCP as in the real schema. */
    static ObjectNode keyOf(JsonNode element, List<String> keys) {
        ObjectNode key = Json.object();
        for (String name : keys) {
            JsonNode value = element.get(name);
            if (value != null) {
                key.set(name, value);
            } else if (name.equals("protocol")) {
                key.put(name, "TCP");
            }
        }
        return key;
    }

    /** The position of the element with a key; -1 if there is none. */
    static int indexOf(JsonNode list, ObjectNode key, List<String> keys) {
        for (int i = 0; i < list.size(); i++) {
            if (keyOf(list.get(i), keys).equals(key)) {
                return i;
            }
        }
        return -1;
    }
}
