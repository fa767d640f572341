package io.katacontainers.monitor.collector.scrape;

import io.katacontainers.monitor.collector.exposition.MalformedPayloadException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The simplest reader there is: the text as it came, and its length. */
final class TextReader implements PayloadReader<String, Integer> {
    @Override
    public String read(byte[] body, int length) throws MalformedPayloadException {
        String text = new String(body, 0, length, StandardCharsets.UTF_8);
        if (!text.startsWith("# HELP")) {
            throw new MalformedPayloadException("no family");
        }
        if (text.contains("sandbox_id=\"other\"")) {
            throw new IllegalStateException("a bug in a reader");
        }
        return text;
    }

    @Override
    public Integer summarize(String payload) {
        return payload.length();
    }

    @Override
    public Map<String, Integer> dropped(String payload) {
        return payload.contains("not a number") ? Map.of("bad_line", 2) : Map.of();
    }
}
