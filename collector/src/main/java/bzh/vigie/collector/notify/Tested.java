package bzh.vigie.collector.notify;

/**
 * What came of a message that was sent as a test.
 *
 * @param text what the receiver said, or what failed, as it came; may be empty
 */
public record Tested(Outcome outcome, String text) {
    /** How it ended. */
    public enum Outcome {
        /** The receiver took it, or its protocol tells of nothing else. */
        TAKEN,
        /** The receiver is there and did not take it. */
        REFUSED,
        /** The receiver is not there, is not trusted, or does not let us in. */
        NOT_THERE,
        /** Nothing came in time. */
        NO_ANSWER,
        /** The sink is sending, or is tested already. */
        BUSY
    }
}
