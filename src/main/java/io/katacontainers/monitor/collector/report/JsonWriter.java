package io.katacontainers.monitor.collector.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/** Writes JSON. Its library, a fifth of all classes, is loaded when the first is asked for: not every collector has an operator. */
public final class JsonWriter {
    private @Nullable ObjectMapper mapper;

    /** As UTF-8. */
    public byte[] write(Object value) {
        try {
            return mapper().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(value.getClass().getSimpleName() + " cannot be written as JSON", e);
        }
    }

    private synchronized ObjectMapper mapper() {
        ObjectMapper ready = mapper;
        if (ready == null) {
            ready = new ObjectMapper();
            mapper = ready;
        }
        return ready;
    }
}
