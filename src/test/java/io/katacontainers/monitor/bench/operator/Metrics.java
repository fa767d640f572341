package io.katacontainers.monitor.bench.operator;

/**
 * A page of metrics.
 *
 * @param text in the Prometheus text format
 */
record Metrics(String text) {
    /** The sum of all series of a name whose labels contain some text. */
    double sum(String name, String labels) {
        return text.lines()
                .filter(line -> line.startsWith(name)
                        && (line.charAt(name.length()) == '{' || line.charAt(name.length()) == ' ')
                        && line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
