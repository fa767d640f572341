package io.katacontainers.monitor.collector.exposition;

/** Escapes of the text format. NUL, which Prometheus' scanner cannot bear, becomes U+FFFD. */
final class Escaping {
    private Escaping() {}

    static String labelValue(String value) {
        return help(value).replace("\"", "\\\"");
    }

    static String help(String text) {
        return text.replace('\0', '\ufffd').replace("\\", "\\\\").replace("\n", "\\n");
    }
}
