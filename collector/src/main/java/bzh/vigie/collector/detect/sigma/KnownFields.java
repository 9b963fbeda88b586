package bzh.vigie.collector.detect.sigma;

import java.util.Optional;

/**
 * What is known of a record before it is looked at: its event id, so that a rule for others is left out. A rule says it as
 * {@code EventID: 4624}; what it says of the id in any other way stays open.
 *
 * @param eventId folded; empty where the record has none, or one that no rule asks for; absent where nothing is known
 */
record KnownFields(Optional<String> eventId) {
    static final String EVENT_ID = "EventID";

    /** Whether a condition holds of every such record, of none, or that is open. */
    enum Verdict {
        TRUE,
        FALSE,
        OPEN
    }

    /** The event id that this test asks for, and no other. */
    static Optional<String> asked(ValueTest value) {
        return value instanceof ValueTest.Like like
                        && !like.cased()
                        && !like.pattern().hasWildcard()
                ? Optional.of(like.pattern().text()).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    Verdict judge(Condition condition) {
        return switch (condition) {
            case Condition.And and -> {
                Verdict all = Verdict.TRUE;
                for (Condition part : and.parts()) {
                    all = least(all, judge(part));
                }
                yield all;
            }
            case Condition.AtLeast some -> atLeast(some);
            case Condition.Not not -> opposite(judge(not.part()));
            case Condition.OfField of -> of.field().equals(EVENT_ID) ? field(of) : Verdict.OPEN;
            case Condition.OfAny ignored -> Verdict.OPEN;
        };
    }

    private Verdict atLeast(Condition.AtLeast some) {
        int sure = 0;
        int possible = 0;
        for (Condition part : some.parts()) {
            Verdict verdict = judge(part);
            sure += verdict == Verdict.TRUE ? 1 : 0;
            possible += verdict == Verdict.FALSE ? 0 : 1;
        }
        return sure >= some.count() ? Verdict.TRUE : possible < some.count() ? Verdict.FALSE : Verdict.OPEN;
    }

    private Verdict field(Condition.OfField of) {
        Verdict any = Verdict.FALSE;
        Verdict all = Verdict.TRUE;
        for (ValueTest value : of.values()) {
            Optional<String> asked = asked(value);
            Verdict verdict = eventId.isEmpty() || asked.isEmpty()
                    ? Verdict.OPEN
                    : asked.equals(eventId) ? Verdict.TRUE : Verdict.FALSE;
            any = opposite(least(opposite(any), opposite(verdict)));
            all = least(all, verdict);
        }
        return of.all() ? all : any;
    }

    private static Verdict least(Verdict one, Verdict other) {
        if (one == Verdict.FALSE || other == Verdict.FALSE) {
            return Verdict.FALSE;
        }
        return one == Verdict.OPEN || other == Verdict.OPEN ? Verdict.OPEN : Verdict.TRUE;
    }

    private static Verdict opposite(Verdict verdict) {
        return switch (verdict) {
            case TRUE -> Verdict.FALSE;
            case FALSE -> Verdict.TRUE;
            case OPEN -> Verdict.OPEN;
        };
    }
}
