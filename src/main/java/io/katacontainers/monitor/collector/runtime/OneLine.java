package io.katacontainers.monitor.collector.runtime;

/** Foreign text that is safe to log and to show: one line, bounded. */
final class OneLine {
    private OneLine() {}

    /** {@code text} with control characters as spaces, cut after {@code limit} characters. */
    static String of(String text, int limit) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), limit));
        text.codePoints()
                .map(c -> isControl(c) ? ' ' : c)
                .takeWhile(c -> line.length() + Character.charCount(c) <= limit)
                .forEachOrdered(line::appendCodePoint);
        return line.toString();
    }

    private static boolean isControl(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }
}
