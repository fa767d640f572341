package io.katacontainers.monitor;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** One line a record, {@code time="…" level=info logger=… msg="…"}, as upstream's kata-monitor logs. */
public final class LogfmtFormatter extends Formatter {
    static final String STACK_TRACES = LogfmtFormatter.class.getName() + ".stackTraces";

    private final boolean stackTraces;

    /** For {@link LogManager}, whose property {@code ….stackTraces} tells whether exceptions are logged with their stack. */
    public LogfmtFormatter() {
        this(Boolean.parseBoolean(LogManager.getLogManager().getProperty(STACK_TRACES)));
    }

    LogfmtFormatter(boolean stackTraces) {
        this.stackTraces = stackTraces;
    }

    @Override
    public String format(LogRecord logged) {
        StringBuilder line = new StringBuilder(160);
        line.append("time=\"")
                .append(logged.getInstant().truncatedTo(ChronoUnit.MILLIS))
                .append("\" level=");
        line.append(level(logged.getLevel())).append(" logger=").append(shortName(logged.getLoggerName()));
        line.append(" msg=");
        quote(line, formatMessage(logged));
        Throwable thrown = logged.getThrown();
        if (thrown != null) {
            line.append(" error=");
            quote(line, stackTraces ? stackTrace(thrown) : thrown.toString());
        }
        return line.append('\n').toString();
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "error";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "warning";
        }
        if (level.intValue() >= Level.INFO.intValue()) {
            return "info";
        }
        return level.intValue() >= Level.FINE.intValue() ? "debug" : "trace";
    }

    private static String shortName(@Nullable String logger) {
        if (logger == null || logger.isEmpty()) {
            return "root";
        }
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    /** Text from guests and runtimes ends up in messages: it must not be able to start a line of its own. */
    private static void quote(StringBuilder line, @Nullable String text) {
        line.append('"');
        String value = text == null ? "" : text;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (invisible(c)) {
                        line.append(String.format("\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        line.append('"');
    }

    /** Control characters, other line separators, and what turns the direction of text. */
    private static boolean invisible(char c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
