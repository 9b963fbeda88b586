package bzh.vigie.agent.spool;

import bzh.vigie.event.SourceCount;

/**
 * Events of one source that are lost with a batch.
 *
 * @param isTold the batch held a {@link bzh.vigie.event.Event.Loss} that told of them: they are told again, but were lost once only
 */
record CountedLoss(SourceCount count, boolean isTold) {
    /** How the summary of a journal's block, which knows names of sources only, says that they were told. */
    private static final String TOLD = "counted:";

    /** What is added up. */
    record Key(String source, boolean isTold) {}

    Key key() {
        return new Key(count.source(), isTold);
    }

    CountedLoss plus(CountedLoss other) {
        return new CountedLoss(count.plus(other.count), isTold);
    }

    /** As a journal's summary keeps it. */
    SourceCount summary() {
        return isTold ? named(TOLD + count.source(), count) : count;
    }

    /** What {@link #summary} was made from. */
    static CountedLoss of(SourceCount summary) {
        boolean told = summary.source().startsWith(TOLD);
        return new CountedLoss(told ? named(summary.source().substring(TOLD.length()), summary) : summary, told);
    }

    private static SourceCount named(String source, SourceCount count) {
        return new SourceCount(source, count.events(), count.firstWallMicros(), count.lastWallMicros());
    }
}
