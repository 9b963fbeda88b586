package bzh.vigie.enrol;

/** A text that is no usable enrolment token. Its message never repeats the text, which may be a secret. */
public final class InvalidToken extends Exception {
    private static final long serialVersionUID = 1L;

    private final Flaw flaw;

    InvalidToken(Flaw flaw, String message) {
        super(message);
        this.flaw = flaw;
    }

    /** What is wrong with it. */
    public Flaw flaw() {
        return flaw;
    }

    /** What can be wrong with a token's text; whoever talks to people has words for each. */
    public enum Flaw {
        /** It does not begin as a token does. */
        NOT_A_TOKEN,
        /** A token of a later version of Vigie. */
        TOO_NEW,
        /** Its end is missing. */
        TRUNCATED,
        /** Something follows its end. */
        TOO_LONG,
        /** A character was changed, added or lost in the middle. */
        ALTERED
    }
}
