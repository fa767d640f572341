package io.katacontainers.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogfmtFormatterTest {
    @Test
    void writesALineInUpstreamsForm() {
        assertThat(line("sandbox \"a\" is\\gone"))
                .isEqualTo(
                        "time=\"2026-01-02T03:04:05.678Z\" level=info logger=Scraper msg=\"sandbox \\\"a\\\" is\\\\gone\"\n");
    }

    @Test
    void nothingThatAGuestWroteStartsALineOrTurnsTheTerminal() {
        StringBuilder hostile = new StringBuilder();
        for (char c = 0; c < 0xa0; c++) {
            hostile.append(c);
        }
        hostile.append("\u2028\u2029\u202e\ufeff");
        String line = line(hostile.toString());
        assertThat(line).endsWith("\"\n").contains("\\u001b", "\\u009b", "\\u2028", "\\u202e");
        assertThat(line.substring(0, line.length() - 1)).doesNotMatch("(?s).*[\\p{Cc}\\p{Cf}\\u2028\\u2029].*");
    }

    @Test
    void namesAnErrorWithoutItsStackUnlessDebugging() {
        LogRecord logged = logged("failed");
        logged.setThrown(new IllegalStateException("a\nb"));
        assertThat(new LogfmtFormatter(false).format(logged))
                .endsWith(" error=\"java.lang.IllegalStateException: a\\nb\"\n");
        assertThat(new LogfmtFormatter(true).format(logged))
                .contains("\\n\\tat ")
                .hasLineCount(1);
    }

    private static String line(String message) {
        return new LogfmtFormatter(false).format(logged(message));
    }

    private static LogRecord logged(String message) {
        LogRecord logged = new LogRecord(Level.INFO, message);
        logged.setInstant(Instant.parse("2026-01-02T03:04:05.678901Z"));
        logged.setLoggerName("io.katacontainers.monitor.collector.scrape.Scraper");
        return logged;
    }
}
