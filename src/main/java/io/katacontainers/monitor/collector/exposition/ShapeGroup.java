package io.katacontainers.monitor.collector.exposition;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** The payloads of one shape among those that are merged. */
final class ShapeGroup {
    private final int place;
    private final PayloadShape shape;
    private final List<Member> members = new ArrayList<>();

    private ShapeGroup(int place, PayloadShape shape) {
        this.place = place;
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
                group = new ShapeGroup(ordered.size(), shape);
                groups.put(shape, group);
                ordered.add(group);
            }
            group.members.add(
                    new Member(index, group, labelled.payload().values(), SeriesWriter.render(labelled.labels())));
        }
        return ordered;
    }

    /** Its own place among the groups. */
    int place() {
        return place;
    }

    PayloadShape shape() {
        return shape;
    }

    /** In the order of all payloads. */
    List<Member> members() {
        return members;
    }
}
