package bzh.vigie.collector.ledger;

import bzh.vigie.event.Sha256;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Goes along a ledger from its first entry and says what was done to it since it was written: by itself where an entry was changed,
 * removed or moved; by anchors, which must come from outside the collector, where its tail was cut or all of it written anew. Not
 * thread-safe.
 */
public final class LedgerCheck {
    /** Faults that are told one by one; more are counted. */
    private static final int MOST_TOLD = 100;

    private static final Passed NOWHERE = new Passed(LedgerEntry.BEFORE_ALL, 0);

    private final List<Anchor> anchors;
    private final Set<Long> attested;
    private final Map<Long, Passed> atAnchors = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private long moreFaults;
    private long entries;
    private long withoutContent;
    private long unlinked;
    private Optional<LedgerEntry> first = Optional.empty();
    private Optional<LedgerEntry> last = Optional.empty();

    /**
     * What was there where an anchor speaks of it.
     *
     * @param unlinked the last entry so far that does not follow from the one before it; 0 where each does
     */
    private record Passed(Sha256 hash, long unlinked) {}

    /** What was found. */
    public enum Finding {
        /** Entries from that number on, up to the next one that is there, are missing. */
        MISSING,
        /** The entry stands where its number does not belong. */
        OUT_OF_ORDER,
        /** The entry does not follow from the one before it: it, or that one, was changed. */
        CHANGED,
        /** The words kept beside the entry are not those of which it holds the digest. */
        CONTENT_CHANGED,
        /** The store gave out higher numbers, or an anchor attests more entries, than there are: the tail is missing from that number on. */
        CUT,
        /** The chain holds, but an anchor attests another hash at that number: it was written anew there or before. */
        REWRITTEN,
        /** An anchor is of a ledger with another first entry: of another collector, or this one was written anew from its beginning. */
        OTHER_BEGINNING
    }

    /** A finding, and the number of the entry that it is about. */
    public record Fault(Finding finding, long number) {}

    /**
     * What can be said.
     *
     * @param entries how many there are
     * @param last the last one
     * @param faults the first ones found, by number
     * @param moreFaults how many more there are
     * @param withoutContent entries whose words are gone: they expired, or somebody removed them
     * @param earliest the earliest anchor that holds
     * @param latest the anchor that holds and attests most
     * @param vouchedFrom number of the first entry that the latest vouches for; all from there to the latest are as they were
     */
    public record Result(
            long entries,
            Optional<LedgerEntry> last,
            List<Fault> faults,
            long moreFaults,
            long withoutContent,
            Optional<Anchor> earliest,
            Optional<Anchor> latest,
            long vouchedFrom) {
        public Result {
            faults = List.copyOf(faults);
        }

        /** Whether nothing was found. Without an anchor that says little: see {@link #latest}. */
        public boolean sound() {
            return faults.isEmpty();
        }

        /** How many entries at the end no anchor speaks of. */
        public long notVouched() {
            return last.map(LedgerEntry::number).orElse(0L)
                    - latest.map(Anchor::number).orElse(0L);
        }
    }

    /** A check against these anchors. */
    public LedgerCheck(List<Anchor> anchors) {
        this.anchors = anchors.stream()
                .sorted(Comparator.comparingLong(Anchor::number).thenComparing(Anchor::time))
                .toList();
        this.attested = anchors.stream().map(Anchor::number).collect(Collectors.toSet());
    }

    /**
     * The next entry, in the order in which they are kept.
     *
     * @param content the digest of the words that are kept beside it; empty where there are none
     */
    public void next(LedgerEntry entry, Optional<Sha256> content) {
        long expected = last.map(LedgerEntry::number).orElse(0L) + 1;
        Sha256 before = last.map(LedgerEntry::hash).orElse(LedgerEntry.BEFORE_ALL);
        boolean follows = entry.number() == expected && entry.hashAfter(before).equals(entry.hash());
        if (!follows) {
            unlinked = entry.number();
            found(
                    entry.number() > expected
                            ? Finding.MISSING
                            : entry.number() < expected ? Finding.OUT_OF_ORDER : Finding.CHANGED,
                    Math.min(entry.number(), expected));
        }
        if (content.isEmpty()) {
            withoutContent++;
        } else if (!content.get().equals(entry.content())) {
            found(Finding.CONTENT_CHANGED, entry.number());
        }
        if (attested.contains(entry.number())) {
            atAnchors.put(entry.number(), new Passed(entry.hash(), unlinked));
        }
        if (first.isEmpty()) {
            first = Optional.of(entry);
        }
        last = Optional.of(entry);
        entries++;
    }

    /**
     * Ends the check.
     *
     * @param given the highest number that the store says it ever gave out
     */
    public Result end(long given) {
        long end = last.map(LedgerEntry::number).orElse(0L);
        if (given > end) {
            found(Finding.CUT, end + 1);
        }
        List<Anchor> holding = new ArrayList<>();
        for (Anchor anchor : anchors) {
            Passed passed = atAnchors.get(anchor.number());
            if (passed != null && passed.hash().equals(anchor.hash())) {
                holding.add(anchor);
            } else if (first.isPresent()
                    && first.get().number() == 1
                    && !Anchor.mark(first.get()).equals(anchor.ledger())) {
                found(Finding.OTHER_BEGINNING, 1);
            } else if (passed == null) {
                found(Finding.CUT, Math.min(end + 1, anchor.number()));
            } else {
                found(Finding.REWRITTEN, anchor.number());
            }
        }
        Optional<Anchor> latest = holding.isEmpty() ? Optional.empty() : Optional.of(holding.getLast());
        faults.sort(Comparator.comparingLong(Fault::number).thenComparing(Fault::finding));
        return new Result(
                entries,
                last,
                faults,
                moreFaults,
                withoutContent,
                holding.stream().min(Comparator.comparing(Anchor::time)),
                latest,
                latest.map(anchor ->
                                atAnchors.getOrDefault(anchor.number(), NOWHERE).unlinked() + 1)
                        .orElse(0L));
    }

    private void found(Finding finding, long number) {
        Fault fault = new Fault(finding, number);
        if (faults.contains(fault)) {
            return;
        }
        if (faults.size() < MOST_TOLD) {
            faults.add(fault);
        } else {
            moreFaults++;
        }
    }
}
