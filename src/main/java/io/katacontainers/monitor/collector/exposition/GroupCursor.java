package io.katacontainers.monitor.collector.exposition;

/** The family that is next in all payloads of one shape. */
final class GroupCursor implements Comparable<GroupCursor> {
    private final ShapeGroup group;
    private final RelayedFamily[] families;
    private int next;

    GroupCursor(ShapeGroup group) {
        this.group = group;
        this.families = group.shape().sorted();
    }

    ShapeGroup group() {
        return group;
    }

    /** The next one; not to be called after the last. */
    RelayedFamily family() {
        return families[next];
    }

    /** Goes on; false where there is no other family. */
    boolean advance() {
        return ++next < families.length;
    }

    /** Whether the next family has this name. */
    boolean isAt(String finalName) {
        return next < families.length && order(family().finalName(), finalName) == 0;
    }

    @Override
    public int compareTo(GroupCursor other) {
        int order = order(family().finalName(), other.family().finalName());
        return order != 0 ? order : Integer.compare(group.place(), other.group.place());
    }

    /** Known names are one object each. */
    @SuppressWarnings("ReferenceEquality")
    private static int order(String name, String other) {
        return name == other ? 0 : name.compareTo(other);
    }
}
