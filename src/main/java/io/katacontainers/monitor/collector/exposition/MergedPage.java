package io.katacontainers.monitor.collector.exposition;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/** A page of what many shims sent: its length is known before any of it is written. See {@link ExpositionMerger}. */
public final class MergedPage {
    private final List<ShapeGroup> groups;
    private final List<ShapeGroup.Member> members;
    private final FamilyFilter filter;
    private final Set<String> clashes;
    private final PageMeasure measure;

    MergedPage(List<LabelledPayload> payloads, FamilyFilter filter) {
        this.groups = ShapeGroup.of(payloads);
        this.members = inOrder(groups, payloads.size());
        this.filter = filter;
        this.clashes = NameClashes.lost(groups);
        this.measure = PageMeasure.of(payloads.size(), this::pass);
    }

    private static List<ShapeGroup.Member> inOrder(List<ShapeGroup> groups, int size) {
        ShapeGroup.Member[] ordered = new ShapeGroup.Member[size];
        for (ShapeGroup group : groups) {
            for (ShapeGroup.Member member : group.members()) {
                ordered[member.index()] = member;
            }
        }
        return Arrays.asList(ordered);
    }

    /** Of the page, in bytes. */
    public long length() {
        return measure.bytes();
    }

    /** What is left out. */
    public MergeResult dropped() {
        return measure.dropped();
    }

    /**
     * Writes the page. It ends with a newline, is empty where no family is left, and may be followed by families of the collector's own.
     *
     * @throws IOException from {@code out}; the page is then incomplete
     */
    public void writeTo(OutputStream out) throws IOException {
        TextBuffer buffer = new TextBuffer(out);
        pass(new SeriesWriter(buffer));
        buffer.drain();
    }

    private void pass(MergeSink sink) throws IOException {
        GroupCursor[] cursors = new GroupCursor[groups.size()];
        Arrays.setAll(cursors, place -> new GroupCursor(groups.get(place)));
        PriorityQueue<GroupCursor> queue = new PriorityQueue<>(Arrays.asList(cursors));
        List<GroupCursor> alike = new ArrayList<>(cursors.length);
        while (!queue.isEmpty()) {
            String name = take(queue, alike);
            if (clashes.contains(name)) {
                alike.forEach(cursor -> drop(cursor, sink));
            } else if (filter.accepts(name)) {
                family(name, alike, cursors, sink);
            }
            for (GroupCursor cursor : alike) {
                if (cursor.advance()) {
                    queue.add(cursor);
                }
            }
        }
    }

    /** Takes all cursors that are at the least name, and tells it. */
    private static String take(PriorityQueue<GroupCursor> queue, List<GroupCursor> alike) {
        alike.clear();
        GroupCursor next = queue.remove();
        String name = next.family().finalName();
        alike.add(next);
        for (next = queue.peek(); next != null && next.isAt(name); next = queue.peek()) {
            alike.add(queue.remove());
        }
        return name;
    }

    private static void drop(GroupCursor cursor, MergeSink sink) {
        cursor.group().members().forEach(member -> sink.dropped(cursor.family(), member));
    }

    private void family(String name, List<GroupCursor> alike, GroupCursor[] cursors, MergeSink sink)
            throws IOException {
        RelayedFamily first = alike.get(0).family();
        FamilyType type = first.known() != null ? first.known().type() : vote(alike);
        sink.comments(comments(name, type, alike));
        for (ShapeGroup.Member member : alike.size() == 1 ? alike.get(0).group().members() : members) {
            GroupCursor cursor = cursors[member.group().place()];
            if (cursor.isAt(name)) {
                RelayedFamily family = cursor.family();
                if (family.type().fits(type)) {
                    sink.series(family, member);
                } else {
                    sink.dropped(family, member);
                }
            }
        }
    }

    private static FamilyType vote(List<GroupCursor> alike) {
        TypeVote vote = new TypeVote();
        alike.forEach(cursor ->
                vote.add(cursor.family().type(), cursor.group().members().size()));
        return vote.winner();
    }

    private static byte[] comments(String name, FamilyType type, List<GroupCursor> alike) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(128);
        help(name, alike, text);
        text.writeBytes(utf8("# TYPE " + name + ' ' + type.keyword() + '\n'));
        return text.toByteArray();
    }

    private static void help(String name, List<GroupCursor> alike, ByteArrayOutputStream text) {
        KnownFamilies.Known known = alike.get(0).family().known();
        if (known != null) {
            text.writeBytes(utf8("# HELP " + name + ' ' + Escaping.help(known.help()) + '\n'));
            return;
        }
        for (GroupCursor cursor : alike) {
            RelayedFamily family = cursor.family();
            if (family.helpStart() < family.helpEnd()) {
                byte[] from = cursor.group().shape().text();
                int end = HelpText.relayedEnd(from, family.helpStart(), family.helpEnd());
                text.writeBytes(utf8("# HELP " + name + ' '));
                text.write(from, family.helpStart(), end - family.helpStart());
                text.write('\n');
                return;
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
