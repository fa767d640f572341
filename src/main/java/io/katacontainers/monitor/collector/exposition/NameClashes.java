package io.katacontainers.monitor.collector.exposition;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds families whose name is that of a sample of another payload's histogram or summary: Prometheus' tools take the two for one family
 * and refuse the page. What more payloads send stays; the histogram goes where as many send the other.
 */
final class NameClashes {
    private NameClashes() {}

    /** Final names of the families to leave out. Known families never clash: see {@link PayloadReview}. */
    static Set<String> lost(List<ShapeGroup> groups) {
        Map<String, TypeVote> compound = new HashMap<>();
        for (ShapeGroup group : groups) {
            for (RelayedFamily family : group.shape().sorted()) {
                if (family.known() == null && family.type().compound()) {
                    compound.computeIfAbsent(family.finalName(), name -> vote(groups, name));
                }
            }
        }
        Set<String> lost = new HashSet<>();
        compound.forEach((name, vote) -> {
            if (vote.winner().compound()) {
                judge(groups, name, vote.votes(), lost);
            }
        });
        return lost;
    }

    private static void judge(List<ShapeGroup> groups, String name, int votes, Set<String> lost) {
        Set<String> fewer = new HashSet<>();
        for (String suffix : FinalNames.SUFFIXES) {
            int others = vote(groups, name + suffix).votes();
            if (others >= votes) {
                lost.add(name);
                return;
            }
            if (others > 0) {
                fewer.add(name + suffix);
            }
        }
        lost.addAll(fewer);
    }

    private static TypeVote vote(List<ShapeGroup> groups, String name) {
        TypeVote vote = new TypeVote();
        for (ShapeGroup group : groups) {
            RelayedFamily family = group.shape().find(name);
            if (family != null) {
                vote.add(family.type(), group.members().size());
            }
        }
        return vote;
    }
}
