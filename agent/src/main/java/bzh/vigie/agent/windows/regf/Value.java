package bzh.vigie.agent.windows.regf;

import bzh.vigie.agent.windows.regf.Damage.Why;
import java.util.Arrays;
import java.util.Optional;

/** A value of a key. Its data are read when they are asked for. */
public final class Value {
    private static final int FIXED = 20;
    private static final int LONGEST_NAME = 32_766;
    private static final int LATIN = 1;
    private static final int INLINE = 1 << 31;
    private static final int SEGMENT = 16_344;

    private final Cells cells;
    private final Cell record;

    private Value(Cells cells, Cell record) {
        this.cells = cells;
        this.record = record;
    }

    static Optional<Value> read(Cells cells, int offset) {
        Cell head = cells.cell(offset, FIXED + 64);
        if (head.length() == 0) {
            return Optional.empty();
        }
        if (!head.is("vk")) {
            cells.count(Why.OTHER_KIND);
            return Optional.empty();
        }
        int name = head.u16(2);
        if (head.length() < FIXED + name || name > LONGEST_NAME) {
            cells.count(Why.CUT_OFF);
            return Optional.empty();
        }
        return Optional.of(new Value(cells, name <= 64 ? head : cells.cell(offset, FIXED + name)));
    }

    /** Its name, empty for the unnamed one; counted UTF-16, as those of keys. */
    public String name() {
        return record.name(FIXED, record.u16(2), (record.u16(16) & LATIN) != 0);
    }

    /** What its data are said to be: 1 REG_SZ, 4 REG_DWORD … (winnt.h); any number. */
    public int type() {
        return record.i32(12);
    }

    /** How many bytes of data it is said to have. */
    public long size() {
        return record.u32(4) & Integer.MAX_VALUE;
    }

    /** The cell of its data; {@link Cells#NIL} where they are in itself or there are none. */
    int cell() {
        return (record.i32(4) & INLINE) != 0 || size() == 0 ? Cells.NIL : record.i32(8);
    }

    /** The first bytes of its data, no more than so many; fewer than {@link #size} where the rest cannot be read. */
    public byte[] data(int limit) {
        int wanted = (int) Math.min(size(), limit);
        if ((record.i32(4) & INLINE) != 0) {
            if (size() > 4) {
                cells.count(Why.CUT_OFF);
            }
            return Arrays.copyOfRange(record.bytes(), 8, 8 + Math.min(wanted, 4));
        }
        if (wanted == 0) {
            return new byte[0];
        }
        Cell data = cells.cell(record.i32(8), wanted);
        if (data.length() >= size()) {
            return data.bytes();
        }
        if (size() > SEGMENT && data.is("db")) {
            return segments(data, wanted);
        }
        if (data.length() > 0) {
            cells.count(Why.CUT_OFF);
        }
        return data.bytes();
    }

    private byte[] segments(Cell big, int wanted) {
        byte[] all = new byte[(int) Math.min(wanted, (long) big.u16(2) * SEGMENT)];
        int list = big.i32(4);
        int room = cells.length(list) / 4;
        int done = 0;
        for (int i = 0; done < all.length && i < room; i++) {
            int length = Math.min(SEGMENT, all.length - done);
            Cell segment = cells.cell(cells.i32(list, 4 * i), length);
            System.arraycopy(segment.bytes(), 0, all, done, segment.bytes().length);
            done += segment.bytes().length;
            if (segment.bytes().length < length) {
                break;
            }
        }
        if (done < wanted) {
            cells.count(Why.CUT_OFF);
        }
        return done == all.length ? all : Arrays.copyOf(all, done);
    }
}
