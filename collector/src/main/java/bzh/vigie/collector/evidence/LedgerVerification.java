package bzh.vigie.collector.evidence;

import bzh.vigie.collector.ledger.Anchor;
import bzh.vigie.collector.ledger.LedgerCheck;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.ledger.LedgerEntry;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.store.Ledger;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import bzh.vigie.event.ItemFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Verifies the ledger of a store, and what that store shows to people against it: alerts and where they stand, decisions, the lines of
 * incidents, who signed, exemptions, what hosts told, what was watched. In one reading of the store, so that what is written meanwhile is left out.
 */
public final class LedgerVerification {
    private static final int PAGE = 500;

    private LedgerVerification() {}

    /** What differs between the ledger and what is shown to people. */
    public enum Difference {
        /** An alert is not as it was raised. */
        ALERT_CHANGED,
        /** An alert that was raised is gone. */
        ALERT_GONE,
        /** An alert was never raised. */
        ALERT_NOT_IN_LEDGER,
        /** An alert does not stand where it was last decided that it does. */
        ALERT_STATUS_CHANGED,
        /** An alert came again less often, or last earlier, than the ledger says of a day. */
        ALERT_REPETITION_CHANGED,
        /** A decision is not as it was taken. */
        DECISION_CHANGED,
        /** A decision that was taken is gone. */
        DECISION_GONE,
        /** A decision was never taken. */
        DECISION_NOT_IN_LEDGER,
        /** A line of an incident is not as it was written. */
        LINE_CHANGED,
        /** A line of an incident that was written is gone. */
        LINE_GONE,
        /** A line of an incident was never written. */
        LINE_NOT_IN_LEDGER,
        /** A conclusion or a baseline stands signed, or a conclusion refused, and no decision in the audit log says so. */
        SIGNATURE_NOT_DECIDED,
        /** A machine is exempted although nobody decided so, or not although somebody did. */
        EXEMPTION_CHANGED,
        /** What a host told, which the ledger says of a day, is gone. */
        TOLD_GONE,
        /** What hosts told is other than the ledger says of a day: less late, or items that came or went are not as they were. */
        TOLD_CHANGED,
        /** A day of a user on a host was told by nobody. */
        TOLD_ADDED,
        /** Rows of coverage of a host are not those of which the ledger tells a day. */
        COVERAGE_CHANGED,
        /** A host is shut out although nobody decided so, or not although somebody did. */
        HOST_STATE_CHANGED,
        /** A host of which the ledger tells a day is gone. */
        HOST_GONE,
        /** What was there before the ledger is no longer as its first entry says. */
        BEFORE_CHANGED,
        /** An entry other than the first says what was there before the ledger. */
        BEGUN_AGAIN,
        /** What this program would never write stands there. */
        UNREADABLE
    }

    /** A difference, and what it is about: the id of an alert or host, the number of a decision or entry, the reference of a line. */
    public record Different(Difference difference, String id) {}

    /**
     * What was found.
     *
     * @param differences the first ones
     */
    public record Outcome(LedgerCheck.Result chain, List<Different> differences) {
        public Outcome {
            differences = List.copyOf(differences);
        }

        /** Whether nothing was found. */
        public boolean sound() {
            return chain.sound() && differences.isEmpty();
        }

        /** What was found, and what is missing to compare with: each a word and what it is about, two blanks between. */
        public List<String> told() {
            List<String> told = new ArrayList<>();
            chain.faults().forEach(fault -> told.add(ItemFields.word(fault.finding()) + "  " + fault.number()));
            differences.forEach(each -> told.add(ItemFields.word(each.difference()) + "  " + each.id()));
            if (chain.withoutContent() > 0) {
                told.add("without-content  " + chain.withoutContent());
            }
            return told;
        }

        /** Whether nothing was found, and nothing is missing with which what is shown could be compared. */
        public boolean complete() {
            return sound() && chain.withoutContent() == 0;
        }
    }

    /** Against these anchors, which must come from outside the collector. */
    public static Outcome of(Store store, List<Anchor> anchors) {
        return store.read(session -> of(session, anchors));
    }

    /** The same in a reading that goes on. */
    public static Outcome of(Store.Session session, List<Anchor> anchors) {
        LedgerCheck check = new LedgerCheck(anchors);
        Findings found = new Findings();
        Alerted alerts = new Alerted(session, found);
        Decided decisions = new Decided(session, found);
        Lined lines = new Lined(session, found);
        long last = 0;
        List<Ledger.Row> page;
        do {
            page = session.ledger().list(new Scope.All(), last, PAGE);
            for (Ledger.Row row : page) {
                LedgerEntry entry = row.entry();
                last = entry.number();
                check.next(entry, row.digest());
                // Words that are not those of the entry are worth nothing; the chain's check tells of them.
                Optional<LedgerContent> said =
                        row.digest().filter(entry.content()::equals).isPresent() ? row.content() : Optional.empty();
                LedgerKind kind = LedgerKind.of(entry.kind()).orElse(LedgerKind.UNKNOWN);
                if (said.isEmpty() && (kind == LedgerKind.OPENED || kind == LedgerKind.LINES_OPENED)) {
                    // Nothing personal is in it, so that it never expires.
                    found.add(Difference.BEFORE_CHANGED, Long.toString(entry.number()));
                }
                switch (kind) {
                    case OPENED -> {
                        if (entry.number() == 1) {
                            said.ifPresent(alerts::before);
                            said.ifPresent(decisions::before);
                            lines.before(entry, said);
                        } else {
                            found.add(Difference.BEGUN_AGAIN, Long.toString(entry.number()));
                        }
                    }
                    case LINES_OPENED -> lines.opened(entry, said);
                    case ALERT -> part(found, "alert", () -> alerts.raised(entry.reference(), said));
                    case DECISION, PHASE -> part(found, "audit", () -> decisions.taken(entry.reference(), said));
                    case LINE -> lines.written(entry.reference(), said);
                    case COVERAGE -> said.ifPresent(alerts::day);
                    case TOLD, UNKNOWN -> {}
                }
            }
        } while (page.size() == PAGE);
        part(found, "audit", decisions::end);
        part(found, "alert", () -> alerts.end(decisions.statuses()));
        lines.end();
        part(
                found,
                "told",
                () -> new ToldCheck(session, found).check(session.ledger().communes(LedgerKind.TOLD)));
        part(found, "incident", () -> Signings.check(session, found));
        return new Outcome(check.end(session.ledger().given()), found.all());
    }

    /** Checks a part; of what it reads, a row that cannot be read is a difference too. */
    private static void part(Findings found, String about, Runnable work) {
        try {
            work.run();
        } catch (StoreException e) {
            if (e.fault() != Fault.DAMAGED) {
                throw e;
            }
            found.add(Difference.UNREADABLE, about);
        }
    }
}
