package io.katacontainers.monitor.sim.apiserver.patch;

import java.util.List;

/** How a part of an object is merged and owned: the little that patches need to know of a schema. */
public interface Structure {
    /** What a list is to its writers. */
    enum ListKind {
        /** One value, replaced and owned whole. */
        ATOMIC,
        /** Elements identified by keys. */
        MAP,
        /** Scalars without order. */
        SET
    }

    /** The structure of a field of this object, or of the elements' field if this is a list. */
    Structure field(String name);

    /** Whether this object is replaced and owned whole. */
    boolean atomic();

    /** What this list is. */
    ListKind listKind();

    /** The keys of a {@link ListKind#MAP}; the first one is also the strategic merge key. */
    List<String> keys();
}
