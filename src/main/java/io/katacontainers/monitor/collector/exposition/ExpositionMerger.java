package io.katacontainers.monitor.collector.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Merges what many shims sent into one page of text format 0.0.4: families sorted by name, each with one HELP and one TYPE, then its
 * series in the order of the payloads, each with the labels of its sandbox appended. Holds no page: what is written is gone. Safe for
 * use by several threads.
 *
 * <p>Timestamps are left out: a guest could write one far ahead, and Prometheus would refuse whatever comes later.
 */
public final class ExpositionMerger {
    /**
     * Writes the page. It ends with a newline, is empty where no family is left, and may be followed by families of the collector's own.
     *
     * @param payloads each with another sandbox id
     * @throws IOException from {@code out}; the page is then incomplete
     */
    public MergeResult merge(List<LabelledPayload> payloads, FamilyFilter filter, OutputStream out) throws IOException {
        MergeResult result = new MergeResult(payloads.size());
        TextBuffer buffer = new TextBuffer(out);
        List<ShapeGroup> groups = ShapeGroup.of(payloads);
        List<ShapeGroup.Member> members = inOrder(groups, payloads.size());
        Set<String> clashes = NameClashes.lost(groups);
        PriorityQueue<ShapeGroup> queue = new PriorityQueue<>(groups);
        List<ShapeGroup> alike = new ArrayList<>(groups.size());
        while (!queue.isEmpty()) {
            String name = take(queue, alike);
            if (clashes.contains(name)) {
                alike.forEach(group -> drop(group, result));
            } else if (filter.accepts(name)) {
                write(name, alike, members, result, buffer);
            }
            for (ShapeGroup group : alike) {
                if (group.advance()) {
                    queue.add(group);
                }
            }
        }
        buffer.drain();
        return result;
    }

    private static List<ShapeGroup.Member> inOrder(List<ShapeGroup> groups, int size) {
        ShapeGroup.Member[] ordered = new ShapeGroup.Member[size];
        for (ShapeGroup group : groups) {
            for (ShapeGroup.Member member : group.members()) {
                ordered[member.index()] = member;
            }
        }
        return List.of(ordered);
    }

    /**
     * Writes a shim's own text of the families that the filter accepts by their names on the merged page: the shim's names, lines and
     * order, nothing added. Families with a fault are left out.
     */
    public void writeFiltered(IndexedPayload payload, FamilyFilter filter, OutputStream out) throws IOException {
        TextBuffer buffer = new TextBuffer(out);
        PayloadShape shape = payload.shape();
        for (RelayedFamily family : shape.families()) {
            if (filter.accepts(family.finalName())) {
                shape.write(family, payload.values(), buffer);
            }
        }
        buffer.drain();
    }

    /** Takes all groups that are at the least name, and tells it. */
    private static String take(PriorityQueue<ShapeGroup> queue, List<ShapeGroup> alike) {
        alike.clear();
        ShapeGroup next = queue.remove();
        String name = next.family().finalName();
        alike.add(next);
        for (next = queue.peek(); next != null && next.isAt(name); next = queue.peek()) {
            alike.add(queue.remove());
        }
        return name;
    }

    private static void drop(ShapeGroup group, MergeResult result) {
        int series = group.family().series();
        group.members().forEach(member -> result.add(member.index(), DropReason.TYPE_CONFLICT, series));
    }

    private static void write(
            String name, List<ShapeGroup> alike, List<ShapeGroup.Member> all, MergeResult result, TextBuffer buffer)
            throws IOException {
        RelayedFamily first = alike.get(0).family();
        FamilyType type = first.known() != null ? first.known().type() : vote(alike);
        writeHelp(alike, buffer);
        buffer.write("# TYPE ");
        buffer.write(name);
        buffer.write(' ');
        buffer.write(type.keyword());
        buffer.write('\n');
        for (ShapeGroup.Member member : alike.size() == 1 ? alike.get(0).members() : all) {
            ShapeGroup group = member.group();
            if (group.isAt(name)) {
                RelayedFamily family = group.family();
                if (family.type().fits(type)) {
                    SeriesWriter.write(group.shape(), family, member.values(), member.labels(), buffer);
                } else {
                    result.add(member.index(), DropReason.TYPE_CONFLICT, family.series());
                }
            }
        }
    }

    private static FamilyType vote(List<ShapeGroup> alike) {
        TypeVote vote = new TypeVote();
        alike.forEach(group -> vote.add(group.family().type(), group.size()));
        return vote.winner();
    }

    private static void writeHelp(List<ShapeGroup> alike, TextBuffer buffer) throws IOException {
        RelayedFamily first = alike.get(0).family();
        if (first.known() != null) {
            writeHelpStart(first.finalName(), buffer);
            buffer.write(Escaping.help(first.known().help()));
            buffer.write('\n');
            return;
        }
        for (ShapeGroup group : alike) {
            RelayedFamily family = group.family();
            if (family.helpStart() < family.helpEnd()) {
                byte[] text = group.shape().text();
                writeHelpStart(first.finalName(), buffer);
                buffer.write(text, family.helpStart(), HelpText.relayedEnd(text, family.helpStart(), family.helpEnd()));
                buffer.write('\n');
                return;
            }
        }
    }

    private static void writeHelpStart(String name, TextBuffer buffer) throws IOException {
        buffer.write("# HELP ");
        buffer.write(name);
        buffer.write(' ');
    }
}
