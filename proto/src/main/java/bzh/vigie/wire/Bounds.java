package bzh.vigie.wire;

/** What one batch may hold (invariant 7); stated in event.proto and inventory.proto too. */
public final class Bounds {
    /** Bytes of an encoded batch before it is deflated. */
    public static final int BATCH_BYTES = 8 * 1024 * 1024;

    /** Events of one batch. */
    public static final int BATCH_EVENTS = 4_096;

    /** Bytes of one encoded event: reading one is not interrupted. */
    public static final int EVENT_BYTES = 1024 * 1024;

    /** Characters of one text. */
    public static final int TEXT = 32_768;

    /** Characters of the detail of a coverage, a state or a loss, which the store keeps; a longer one is cut. */
    public static final int DETAIL = 1_024;

    /** Characters of an id: source, location, boot. */
    public static final int ID = 128;

    /** Characters of an account's id or name. */
    public static final int ACCOUNT = 256;

    /** Entries of a list. */
    public static final int LIST = 256;

    private Bounds() {}
}
