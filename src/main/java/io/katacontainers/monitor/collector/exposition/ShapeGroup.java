package io.katacontainers.monitor.collector.exposition;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** The payloads of one shape among those that are merged, and the family that is next in all of them. */
final class ShapeGroup implements Comparable<ShapeGroup> {
    private final PayloadShape shape;
    private final List<Member> members = new ArrayList<>();
    private int next;

    private ShapeGroup(PayloadShape shape) {
        this.shape = shape;
    }

    /**
     * A payload.
     *
     * @param index its place among all that are merged
     * @param labels as {@link SeriesWriter#render} gives them
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Member(int index, ShapeGroup group, SeriesValues values, byte[] labels) {}

    /** Groups payloads, ordered by the first of each group. */
    static List<ShapeGroup> of(List<LabelledPayload> payloads) {
        IdentityHashMap<PayloadShape, ShapeGroup> groups = new IdentityHashMap<>();
        List<ShapeGroup> ordered = new ArrayList<>();
        for (int index = 0; index < payloads.size(); index++) {
            LabelledPayload labelled = payloads.get(index);
            PayloadShape shape = labelled.payload().shape();
            ShapeGroup group = groups.get(shape);
            if (group == null) {
                group = new ShapeGroup(shape);
                groups.put(shape, group);
                ordered.add(group);
            }
            group.members.add(
                    new Member(index, group, labelled.payload().values(), SeriesWriter.render(labelled.labels())));
        }
        return ordered;
    }

    PayloadShape shape() {
        return shape;
    }

    /** In the order of all payloads. */
    List<Member> members() {
        return members;
    }

    int size() {
        return members.size();
    }

    /** The next one; not to be called when all were taken. */
    RelayedFamily family() {
        return shape.sorted()[next];
    }

    /** Goes on to the next family; false where there is none. */
    boolean advance() {
        return ++next < shape.sorted().length;
    }

    /** Whether this is the next family's name. */
    boolean isAt(String finalName) {
        return next < shape.sorted().length && order(family().finalName(), finalName) == 0;
    }

    @Override
    public int compareTo(ShapeGroup other) {
        int order = order(family().finalName(), other.family().finalName());
        return order != 0
                ? order
                : Integer.compare(members.get(0).index(), other.members.get(0).index());
    }

    /** Known names are one object each. */
    @SuppressWarnings("ReferenceEquality")
    private static int order(String name, String other) {
        return name == other ? 0 : name.compareTo(other);
    }
}
