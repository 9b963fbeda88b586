package bzh.vigie.collector.console.route;

/** What a call is about is not there, or not for this caller. */
public final class NotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotFoundException() {
        super("not found", null, false, false);
    }
}
