package bzh.vigie.collector.evidence;

/** Numbers as the ledger writes them. */
final class Numbers {
    private Numbers() {}

    /** 0 for what is none. */
    static long of(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
