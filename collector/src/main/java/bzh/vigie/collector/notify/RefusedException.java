package bzh.vigie.collector.notify;

import java.io.IOException;

/** A receiver that is there does not take this one thing: others may be taken, so it is held back as a letter and passed over. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final byte[] body;

    /**
     * A refusal.
     *
     * @param id of the letter that it becomes
     * @param body what was refused, to be tried again
     */
    RefusedException(String reason, String id, byte[] body) {
        super(reason);
        this.id = id;
        this.body = body.clone();
    }

    String id() {
        return id;
    }

    byte[] body() {
        return body.clone();
    }
}
