package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.windows.ByteReader;

/**
 * What Windows tells of an open file: FILE_ALL_INFORMATION ([MS-FSCC] 2.4.2), and the tag of its reparse point.
 *
 * <pre>
 *   16 last write · 24 change, FILETIMEs · 32 attributes u32 · 48 size u64 · 61 is a directory u8 · 64 number on its volume u64
 * </pre>
 *
 * @param attributes FILE_ATTRIBUTE_*
 * @param status of kind LINK where {@code tag} is one that stands for another name
 * @param tag of the reparse point, 0 for none
 */
record FileDetails(int attributes, int tag, Status status) {
    /** The part of the structure that is read. */
    static final int BYTES = 72;

    private static final int DIRECTORY = 0x10;
    private static final int DEVICE = 0x40;
    private static final int REPARSE_POINT = 0x400;
    private static final int OFFLINE = 0x1000;
    private static final int RECALL_ON_OPEN = 0x40000;
    private static final int RECALL_ON_DATA = 0x400000;
    private static final int NAME_SURROGATE = 0x2000_0000;

    /** IO_REPARSE_TAG_WOF: Windows' own compression of programs. */
    private static final int COMPRESSED = 0x8000_0017;

    /** IO_REPARSE_TAG_DEDUP. */
    private static final int DEDUPLICATED = 0x8000_0013;

    /** IO_REPARSE_TAG_CLOUD, whose second digit from the left of the last four tells one provider from another. */
    private static final int CLOUD = 0x9000_001A;

    private static final int CLOUD_MASK = 0xffff_0fff;

    /** What the drives are in, which is only a name. */
    static final FileDetails ABOVE_ALL_DRIVES = of(DIRECTORY, 0, 0, 0, 0, 0, 0);

    /**
     * What these bytes tell, which may be more than are needed.
     *
     * @param tag that of its reparse point; not looked at where the attributes say that there is none
     */
    static FileDetails parse(byte[] all, int tag, long device) {
        ByteReader bytes = ByteReader.of(all);
        bytes.seek(16);
        long written = micros(bytes.i64());
        long changed = micros(bytes.i64());
        int attributes = bytes.i32();
        bytes.seek(48);
        long size = bytes.i64();
        bytes.seek(64);
        return of(attributes, tag, size, written, changed, device, bytes.i64());
    }

    static FileDetails of(
            int attributes, int tag, long size, long writtenMicros, long changedMicros, long device, long number) {
        int reparse = isReparsePoint(attributes) ? tag : 0;
        Kind kind = (reparse & NAME_SURROGATE) != 0
                ? Kind.LINK
                : (attributes & DIRECTORY) != 0
                        ? Kind.DIRECTORY
                        : (attributes & DEVICE) != 0 ? Kind.OTHER : Kind.REGULAR;
        int mode = kind == Kind.DIRECTORY ? 0755 : 0644;
        return new FileDetails(
                attributes,
                reparse,
                new Status(kind, mode, 0, 0, Math.max(0, size), writtenMicros, changedMicros, device, number));
    }

    static boolean isReparsePoint(int attributes) {
        return (attributes & REPARSE_POINT) != 0;
    }

    /**
     * Whether its content is somewhere else, in a cloud or on a tape, and reading or listing would fetch it. A file that a cloud
     * keeps is told by its attributes alone to be here.
     */
    boolean isElsewhere() {
        return (attributes & (OFFLINE | RECALL_ON_OPEN | RECALL_ON_DATA)) != 0;
    }

    /**
     * Whether a driver of Windows' own stands between its bytes and whoever reads it, and gives the content only to who does not ask
     * for the reparse point itself: the file is compressed or has one copy for several.
     */
    boolean isTransparent() {
        return status.kind() == Kind.REGULAR && (tag == COMPRESSED || tag == DEDUPLICATED);
    }

    /** Whether what its bytes are hangs on a driver that is not known: nobody can tell what reading would do or give. */
    boolean isFiltered() {
        return status.kind() == Kind.REGULAR && tag != 0 && !isTransparent() && (tag & CLOUD_MASK) != CLOUD;
    }

    /** Whether two handles have the same file. */
    boolean isSameAs(FileDetails other) {
        return status.kind() == other.status.kind()
                && status.device() == other.status.device()
                && status.inode() == other.status.inode();
    }

    static long micros(long filetime) {
        return ByteReader.micros(filetime).orElse(0);
    }
}
