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
        Set<String> clashes = NameClashes.lost(payloads);
        PriorityQueue<Cursor> queue = new PriorityQueue<>(Math.max(1, payloads.size()));
        for (int i = 0; i < payloads.size(); i++) {
            queue.add(new Cursor(i, payloads.get(i)));
        }
        List<Cursor> group = new ArrayList<>(payloads.size());
        while (!queue.isEmpty()) {
            take(queue, group);
            String name = group.get(0).family().finalName;
            if (clashes.contains(name)) {
                group.forEach(cursor -> result.add(cursor.index, DropReason.TYPE_CONFLICT, cursor.family().series));
            } else if (filter.accepts(name)) {
                write(group, result, buffer);
            }
            for (Cursor cursor : group) {
                if (cursor.advance()) {
                    queue.add(cursor);
                }
            }
        }
        buffer.drain();
        return result;
    }

    /**
     * Writes a shim's own text of the families that the filter accepts by their names on the merged page: the shim's names, lines and
     * order, nothing added. Families with a fault are left out.
     */
    public void writeFiltered(IndexedPayload payload, FamilyFilter filter, OutputStream out) throws IOException {
        TextBuffer buffer = new TextBuffer(out);
        for (Family family : payload.families()) {
            if (filter.accepts(family.finalName)) {
                buffer.write(payload.text(), family.start, family.end);
            }
        }
        buffer.drain();
    }

    /** All cursors at the least name, in the order of the payloads. */
    private static void take(PriorityQueue<Cursor> queue, List<Cursor> group) {
        group.clear();
        Cursor next = queue.remove();
        String name = next.family().finalName;
        group.add(next);
        for (next = queue.peek(); next != null && next.family().finalName.equals(name); next = queue.peek()) {
            group.add(queue.remove());
        }
    }

    private static void write(List<Cursor> group, MergeResult result, TextBuffer buffer) throws IOException {
        Family first = group.get(0).family();
        FamilyType type = first.known != null ? first.known.type() : vote(group);
        writeHelp(group, buffer);
        buffer.write("# TYPE ");
        buffer.write(first.finalName);
        buffer.write(' ');
        buffer.write(type.keyword());
        buffer.write('\n');
        for (Cursor cursor : group) {
            Family family = cursor.family();
            if (family.type.fits(type)) {
                SeriesWriter.write(cursor.payload, family, cursor.labels(), buffer);
            } else {
                result.add(cursor.index, DropReason.TYPE_CONFLICT, family.series);
            }
        }
    }

    private static FamilyType vote(List<Cursor> group) {
        TypeVote vote = new TypeVote();
        group.forEach(cursor -> vote.add(cursor.family().type));
        return vote.winner();
    }

    private static void writeHelp(List<Cursor> group, TextBuffer buffer) throws IOException {
        Family first = group.get(0).family();
        if (first.known != null) {
            writeHelpStart(first.finalName, buffer);
            buffer.write(Escaping.help(first.known.help()));
            buffer.write('\n');
            return;
        }
        for (Cursor cursor : group) {
            Family family = cursor.family();
            if (family.helpStart < family.helpEnd) {
                byte[] text = cursor.payload.text();
                writeHelpStart(first.finalName, buffer);
                buffer.write(text, family.helpStart, HelpText.relayedEnd(text, family.helpStart, family.helpEnd));
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

    /** One payload's next family. */
    private static final class Cursor implements Comparable<Cursor> {
        private final int index;
        private final IndexedPayload payload;
        private final byte[] labels;
        private int next;

        Cursor(int index, LabelledPayload labelled) {
            this.index = index;
            payload = labelled.payload();
            labels = SeriesWriter.render(labelled.labels());
        }

        Family family() {
            return payload.sorted()[next];
        }

        byte[] labels() {
            return labels;
        }

        boolean advance() {
            return ++next < payload.sorted().length;
        }

        @Override
        public int compareTo(Cursor other) {
            String name = family().finalName;
            String otherName = other.family().finalName;
            // Known names are one object each.
            int order = sameObject(name, otherName) ? 0 : name.compareTo(otherName);
            return order != 0 ? order : Integer.compare(index, other.index);
        }

        @SuppressWarnings("ReferenceEquality")
        private static boolean sameObject(String name, String other) {
            return name == other;
        }
    }
}
