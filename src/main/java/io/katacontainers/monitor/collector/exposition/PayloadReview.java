package io.katacontainers.monitor.collector.exposition;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Judges the families of a payload once all of it was read. */
final class PayloadReview {
    /** Histograms and summaries that no table of ours knows; a bound on the work of telling clashes of names. */
    static final int MAX_UNKNOWN_COMPOUND = 16;

    private final byte[] text;
    private final int length;
    private final FamilyTable families;
    private final int[] offsets;
    private final Map<DropReason, Integer> dropped = new EnumMap<>(DropReason.class);
    private int unknownCompound;

    PayloadReview(byte[] text, int length, FamilyTable families, int[] offsets, int unattributed) {
        this.text = text;
        this.length = length;
        this.families = families;
        this.offsets = offsets;
        count(DropReason.BAD_LINE, unattributed);
    }

    IndexedPayload payload() throws MalformedPayloadException {
        families.families().forEach(this::judge);
        for (Family family : families.families()) {
            if (family.lost != null) {
                count(family.lost, family.lines);
            } else {
                count(DropReason.RESERVED_LABEL, family.reserved);
            }
        }
        List<Family> relayed =
                families.families().stream().filter(Family::relayed).toList();
        if (relayed.isEmpty()) {
            throw new MalformedPayloadException("no valid family");
        }
        return new PayloadCutter(text, length, offsets).cut(relayed, dropped);
    }

    private void judge(Family family) {
        if (ReservedNames.family(family.finalName)) {
            family.lost = DropReason.RESERVED_NAME;
        }
        loseBothSpellings(family);
        if (!family.relayed()) {
            return;
        }
        if (family.known != null) {
            if (!family.type.fits(family.known.type())) {
                family.lose(DropReason.TYPE_CONFLICT);
            }
        } else if (KnownFamilies.TABLE.sampleOfKnown(family.finalName)) {
            family.lose(DropReason.TYPE_CONFLICT);
        } else if (family.type.compound()) {
            judgeUnknownCompound(family);
        }
    }

    /** {@code go_threads} and {@code kata_shim_go_threads} would be one family on the merged page. */
    private void loseBothSpellings(Family family) {
        int rest = family.nameStart + FinalNames.PREFIX.length();
        if (Bytes.startsWith(text, family.nameStart, family.nameEnd, FinalNames.PREFIX)
                && FinalNames.prefixed(text, rest, family.nameEnd)) {
            Family other = families.find(text, rest, family.nameEnd);
            if (other != null) {
                family.lose(DropReason.DUPLICATE);
                other.lose(DropReason.DUPLICATE);
            }
        }
    }

    private void judgeUnknownCompound(Family family) {
        if (FinalNames.SUFFIXES.stream()
                .anyMatch(suffix -> KnownFamilies.TABLE.byFinalName(family.finalName + suffix) != null)) {
            family.lose(DropReason.TYPE_CONFLICT);
        } else if (++unknownCompound > MAX_UNKNOWN_COMPOUND) {
            family.lose(DropReason.LIMIT);
        }
    }

    private void count(DropReason reason, int series) {
        if (series > 0) {
            dropped.merge(reason, series, Integer::sum);
        }
    }
}
