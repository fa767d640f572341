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
    static Set<String> lost(List<LabelledPayload> payloads) {
        Map<String, TypeVote> compound = new HashMap<>();
        for (LabelledPayload labelled : payloads) {
            for (Family family : labelled.payload().sorted()) {
                if (family.known == null && family.type.compound()) {
                    compound.computeIfAbsent(family.finalName, name -> vote(payloads, name));
                }
            }
        }
        Set<String> lost = new HashSet<>();
        compound.forEach((name, vote) -> {
            if (vote.winner().compound()) {
                judge(payloads, name, vote.votes(), lost);
            }
        });
        return lost;
    }

    private static void judge(List<LabelledPayload> payloads, String name, int votes, Set<String> lost) {
        Set<String> fewer = new HashSet<>();
        for (String suffix : FinalNames.SUFFIXES) {
            int others = vote(payloads, name + suffix).votes();
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

    private static TypeVote vote(List<LabelledPayload> payloads, String name) {
        TypeVote vote = new TypeVote();
        for (LabelledPayload labelled : payloads) {
            Family family = labelled.payload().find(name);
            if (family != null) {
                vote.add(family.type);
            }
        }
        return vote;
    }
}
