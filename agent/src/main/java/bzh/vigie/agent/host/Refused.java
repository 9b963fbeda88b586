package bzh.vigie.agent.host;

import bzh.vigie.event.ReasonCode;

/** The machine does not offer something, or not to this account. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final ReasonCode reason;
    private final String what;
    private final boolean ownWords;

    /** With what was asked for and what the machine answered, in a few words without a language. */
    public Refused(ReasonCode reason, String what) {
        this(reason, what, false);
    }

    private Refused(ReasonCode reason, String what, boolean ownWords) {
        super(what);
        this.reason = reason;
        this.what = what;
        this.ownWords = ownWords;
    }

    /** One whose detail ({@link bzh.vigie.text.SourceText}) says all, with what to do. */
    public static Refused saying(ReasonCode reason, String detail) {
        return new Refused(reason, detail, true);
    }

    /** The detail for a state that follows from it: its own words, or those otherwise said. */
    public String detailOr(String otherwise) {
        return ownWords ? what : otherwise;
    }

    /** What was asked for and what the machine answered. */
    public String what() {
        return what;
    }

    public ReasonCode reason() {
        return reason;
    }
}
