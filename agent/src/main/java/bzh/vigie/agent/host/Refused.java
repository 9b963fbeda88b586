package bzh.vigie.agent.host;

import bzh.vigie.event.ReasonCode;

/** The machine does not offer something, or not to this account. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final ReasonCode reason;
    private final String what;

    /** With what was asked for and what the machine answered, in a few words without a language. */
    public Refused(ReasonCode reason, String what) {
        super(what);
        this.reason = reason;
        this.what = what;
    }

    /** What was asked for and what the machine answered. */
    public String what() {
        return what;
    }

    public ReasonCode reason() {
        return reason;
    }
}
