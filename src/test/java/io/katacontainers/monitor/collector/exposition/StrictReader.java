package io.katacontainers.monitor.collector.exposition;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text format 0.0.4 read slowly and plainly, with regular expressions, and stricter than Prometheus: what the collector may write. */
public final class StrictReader {
    private static final Pattern HELP =
            Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\\\\n]|\\\\\\\\|\\\\n)*)");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|untyped|histogram|summary)");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)[ \t]*(?:\\{(.*)\\})?[ \t]*([-+0-9.eE]+|[-+]?(?i:Inf|Infinity)|(?i:NaN))( [0-9]{1,15})?");

    /** What guests send bears no time: theirs could keep Prometheus from taking whatever comes later. */
    private static final Pattern TIMED = Pattern.compile("(kata_sandbox|kata_container|container)_.*");

    private static final Pattern LABEL = Pattern.compile(
            "[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*\"((?:[^\\\\\"]|\\\\[\\\\\"n])*+)\"[ \t]*(,|$)");

    /** A sample; the value as written. */
    public record Sample(String name, Map<String, String> labels, String value) {}

    /** A family; its samples in the order of the page. */
    public record Family(String type, String help, List<Sample> samples) {}

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final Set<String> keys = new HashSet<>();
    private String current = "";
    private String help = "";

    private StrictReader() {}

    /** Throws an AssertionError where the page is not what it should be. */
    public static Map<String, Family> read(byte[] page) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(page))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8", e);
        }
        if (text.isEmpty()) {
            return Map.of();
        }
        check(text.endsWith("\n"), "no newline at the end");
        check(text.indexOf('\0') < 0, "NUL");
        StrictReader reader = new StrictReader();
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            reader.line(line);
        }
        reader.families.forEach((name, family) -> {
            check(!family.samples().isEmpty(), "empty family " + name);
            if (family.type().equals("histogram") || family.type().equals("summary")) {
                for (String suffix : List.of("_bucket", "_sum", "_count")) {
                    check(!reader.families.containsKey(name + suffix), "clash of " + name + suffix);
                }
            }
        });
        return reader.families;
    }

    private void line(String line) {
        Matcher matcher = HELP.matcher(line);
        if (matcher.matches()) {
            current = matcher.group(1);
            help = matcher.group(2);
            check(!families.containsKey(current), "second HELP of " + current);
            return;
        }
        matcher = TYPE.matcher(line);
        if (matcher.matches()) {
            if (!matcher.group(1).equals(current)) {
                help = "";
            }
            current = matcher.group(1);
            Family old = families.put(current, new Family(matcher.group(2), help, new ArrayList<>()));
            check(old == null, "second TYPE of " + current);
            return;
        }
        matcher = SAMPLE.matcher(line);
        check(matcher.matches(), "bad line " + line);
        check(matcher.group(4) == null || TIMED.matcher(current).matches(), "time in " + line);
        sample(matcher.group(1), labels(matcher.group(2)), matcher.group(3));
    }

    private void sample(String name, Map<String, String> labels, String value) {
        Family family = families.get(current);
        if (family == null) {
            throw new AssertionError("sample before TYPE: " + name);
        }
        check(
                value.matches("(?i)[-+]?(inf|infinity)|nan") || Double.isFinite(Double.parseDouble(value)),
                "overflow " + value);
        Map<String, String> key = new TreeMap<>(labels);
        switch (family.type()) {
            case "histogram" -> {
                check(name.matches(Pattern.quote(current) + "_(bucket|sum|count)"), name + " in histogram " + current);
                check(labels.containsKey("le") == name.endsWith("_bucket"), "le of " + name);
                key.computeIfPresent("le", (label, bound) -> number(bound));
            }
            case "summary" -> {
                check(name.matches(Pattern.quote(current) + "(|_sum|_count)"), name + " in summary " + current);
                check(labels.containsKey("quantile") == name.equals(current), "quantile of " + name);
                key.computeIfPresent("quantile", (label, bound) -> number(bound));
            }
            default -> check(name.equals(current), name + " in " + current);
        }
        key.values().removeIf(String::isEmpty);
        check(keys.add(name + key), "twice: " + name + key);
        family.samples().add(new Sample(name, labels, value));
    }

    private static String number(String text) {
        return Double.toString(Double.parseDouble(text.replaceAll("(?i)inf(inity)?", "Infinity")) + 0.0);
    }

    private static Map<String, String> labels(@Nullable String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (text == null || text.isBlank()) {
            return labels;
        }
        Matcher matcher = LABEL.matcher(text);
        int at = 0;
        while (at < text.length()) {
            check(matcher.find(at) && matcher.start() == at, "bad labels " + text);
            check(labels.put(matcher.group(1), matcher.group(2)) == null, "label twice " + text);
            at = matcher.end();
        }
        return labels;
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new AssertionError(otherwise);
        }
    }
}
