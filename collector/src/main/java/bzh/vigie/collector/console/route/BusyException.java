package bzh.vigie.collector.console.route;

/** Others, or the same person, have taken all turns: to be tried again in a moment. */
public final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BusyException() {
        super("too much at once", null, false, false);
    }
}
