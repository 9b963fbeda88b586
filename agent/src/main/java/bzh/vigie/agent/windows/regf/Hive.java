package bzh.vigie.agent.windows.regf;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A registry hive, as its file and the logs beside it say at this moment: nothing is written, locked or loaded. Whatever the
 * bytes are, no call throws; what cannot be read is counted in {@link #damage} and the rest is read.
 *
 * <p>All numbers are little-endian, all offsets in cells count from the end of the base block, -1 is none.
 *
 * <pre>
 * base block, 4,096 bytes
 *     0 "regf" · 4 primary sequence u32 · 8 secondary sequence u32, equal when everything was written
 *    12 last written FILETIME · 20 major version u32, 1 · 24 minor version u32, 3 to 6
 *    28 file type u32: 0 hive, 1 log of dirty sectors, 6 log of entries · 32 format u32, 1
 *    36 root cell i32 · 40 size of the bins u32 · 44 sector size / 512 · 48 file name UTF-16 [32]
 *   508 XOR of the 127 words before; 0 stands as 1, -1 as -2
 * bin, a multiple of 4,096 bytes
 *     0 "hbin" · 4 its offset · 8 its size · 20 FILETIME, in the first one a copy of last written · 32 cells
 * cell, a multiple of 8 bytes
 *     0 size i32, negative while in use: what is free is what was deleted · 4 content
 * key "nk"
 *     2 flags u16: 0x10 link, 0x20 name in Latin-1, 0x40 the value count is a handle · 4 last written FILETIME
 *    16 parent i32 · 20 subkeys u32 · 28 list of subkeys i32 · 36 values u32 · 40 list of values i32
 *    44 security i32 · 48 class name i32 · 72 length of the name u16 · 74 length of the class name u16 · 76 name
 *       (24 and 32: volatile subkeys, which are in memory only)
 * lists of subkeys, ordered by upper-case name
 *   "li" 2 count u16 · 4 key i32 [count]
 *   "lf" 2 count u16 · 4 (key i32, first four characters) [count]
 *   "lh" 2 count u16 · 4 (key i32, hash u32: h = 37 h + c over the upper-case name) [count]
 *   "ri" 2 count u16 · 4 list i32 [count], each of the former
 * list of values: value i32 [values]
 * value "vk"
 *     2 length of the name u16, 0 for the unnamed one · 4 size of the data u32, top bit: it lies at 8 itself, at most 4 bytes
 *     8 data i32 · 12 type u32 · 16 flags u16: 1 name in Latin-1 · 20 name
 * big data "db", where the data are over 16,344 bytes and the minor version is over 3
 *     2 segments u16 · 4 list of segments i32, each a cell of 16,344 bytes but the last
 * security "sk"
 *     4 next · 8 previous · 12 references · 16 size u32 · 20 self-relative security descriptor
 * </pre>
 *
 * <p>A key belongs to the one that its parent field names, at most 512 deep and once in a list: so whatever a list says, a hive
 * is a tree. Differencing (layered) hives of containers are read as if they stood alone; transactions that CLFS still keeps
 * (TxR) are not seen. Format: Maxim Suhanov, "Windows registry file format specification"; Joachim Metz, "Windows NT Registry
 * File (REGF) format" (libregf). Logs: {@link Recovery}.
 *
 * <p>Keeps 512 KiB of blocks at most. Not thread-safe; the caller closes what is behind the bytes.
 */
public final class Hive {
    /** Where the bins begin. */
    static final int BASE = 4096;

    /** Whether what is read of a hive is all that was written. */
    public enum State {
        /** The file says that everything was written to it. */
        SETTLED,
        /** The file alone is not whole; with the logs it is. */
        RECOVERED,
        /** The file alone is not whole, and no log goes with it: what was written last may be missing. */
        UNSETTLED
    }

    /** Why what is read of a hive that was not closed may not be all that was written. */
    public enum Doubt {
        /** No log beside it holds what is missing. */
        NO_LOG,
        /** The log beside it belongs to another hive. */
        OTHER_HIVE,
        /** A log begins after what the file, or the other log, ends with. */
        ENTRIES_MISSING,
        /** A log was not written to its end, or is damaged. */
        LOG_NOT_WHOLE
    }

    private final Cells cells;
    private final Damage damage;
    private final BaseBlock base;
    private final State state;
    private final Optional<Doubt> doubt;
    private final Key root;

    private Hive(Cells cells, Damage damage, Recovery recovery, Key root) {
        this.cells = cells;
        this.damage = damage;
        this.base = recovery.base();
        this.state = recovery.state();
        this.doubt = recovery.doubt();
        this.root = root;
    }

    /**
     * Opens one.
     *
     * @param logs those beside it, {@code .LOG1} before {@code .LOG2}; what is none is passed over
     * @return refused as malformed where these bytes are no hive or have no root
     */
    public static Reading<Hive> open(Bytes file, List<Bytes> logs) {
        try {
            Optional<Recovery> recovered = Recovery.of(file, logs);
            if (recovered.isEmpty()) {
                return Reading.refused(ReasonCode.MALFORMED, "no base block of a registry hive");
            }
            Recovery recovery = recovered.get();
            Damage damage = new Damage();
            Cells cells = new Cells(
                    new Blocks(file, recovery.overlay(), damage),
                    recovery.base().size(),
                    damage);
            return Key.root(cells, recovery.base().root())
                    .map(root -> Reading.found(new Hive(cells, damage, recovery, root)))
                    .orElseGet(() -> Reading.refused(ReasonCode.MALFORMED, "no root key: " + damage));
        } catch (IOException e) {
            return Reading.refused(ReasonCode.FAILED, "not readable");
        }
    }

    /** Whether a hive's file says that everything was written to it, so that its logs add nothing. */
    public static boolean isSettled(Bytes file) {
        try {
            return BaseBlock.read(file)
                    .filter(base -> base.isOf(BaseBlock.HIVE, BaseBlock.ALTERNATE) && base.isSettled())
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** The key that all others are in. */
    public Key root() {
        return root;
    }

    /** The key at that path below the root, names separated by backslashes; the root for an empty path. */
    public Optional<Key> key(String path) {
        return root.at(path);
    }

    /** What could not be read so far; grows while reading. */
    public Damage damage() {
        return damage;
    }

    /** Whether what was read is all that was written. */
    public State state() {
        return state;
    }

    /** Why what was read may not be all that was written; empty where nothing speaks for that. */
    public Optional<Doubt> doubt() {
        return doubt;
    }

    /** The end of the path it was loaded from, at most 31 characters; empty if it does not say. */
    public String fileName() {
        return base.name();
    }

    /** How large its bins are, in bytes. */
    public long size() {
        return cells.size();
    }
}
