package bzh.vigie.agent.windows.program;

/** Bytes that are not what they should be there. It never leaves the package. */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String what) {
        super(what, null, false, false);
    }
}
