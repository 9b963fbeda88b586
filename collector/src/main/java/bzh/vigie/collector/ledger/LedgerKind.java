package bzh.vigie.collector.ledger;

import java.util.Optional;

/** What an entry of the ledger is about. */
public enum LedgerKind {
    /** The first entry: what was there before the ledger began. */
    OPENED(1),
    /** An alert, as it was raised. */
    ALERT(2),
    /** A decision, as it stands in the audit log. */
    DECISION(3),
    /** A decision that begins or ends a phase of an incident. */
    PHASE(4),
    /** What was watched on one day in one commune, as far as it was known when the entry was made. */
    COVERAGE(5),
    /** A line, or several of one transaction, of what is only ever added to: incidents and all that is said about them. */
    LINE(6),
    /** In a ledger that an older version began: which lines were there before it told of them. */
    LINES_OPENED(7),
    /** What hosts of a commune told and a conclusion rests on, of the time since the entry of this kind before. */
    TOLD(8),
    /** One of a later version. */
    UNKNOWN(0);

    private final int code;

    LedgerKind(int code) {
        this.code = code;
    }

    /** What is hashed: never changes, never given twice. */
    public int code() {
        return code;
    }

    /** Empty for a code that this version does not know, or that was never given. */
    public static Optional<LedgerKind> of(int code) {
        for (LedgerKind kind : values()) {
            if (kind.code == code) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
