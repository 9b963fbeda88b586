package bzh.vigie.agent.windows.regf;

import bzh.vigie.agent.windows.regf.Damage.Why;
import bzh.vigie.text.LetterCase;
import java.util.Arrays;
import java.util.Optional;

/** The lists of subkeys ({@link Hive} draws them): the offsets of keys that they hold, in their order. */
final class Subkeys {
    private static final int MAX = 1 << 18;
    private static final int START = 4;
    private static final int LI = 'l' | ('i' << 8);
    private static final int LF = 'l' | ('f' << 8);
    private static final int LH = 'l' | ('h' << 8);
    private static final int RI = 'r' | ('i' << 8);

    private final Cells cells;
    private int[] found = new int[16];
    private int count;

    private Subkeys(Cells cells) {
        this.cells = cells;
    }

    /** All in the list there, each once; at most 262,144. */
    static int[] all(Cells cells, int list) {
        Subkeys subkeys = new Subkeys(cells);
        subkeys.walk(list, (leaf, at) -> true);
        return cells.once(Arrays.copyOf(subkeys.found, subkeys.count));
    }

    /**
     * Those in the list there that may bear that name, as the order of names, hashes and first letters say: as Windows itself
     * looks it up. Of a name that is not in ASCII, whose upper case may differ, all.
     */
    static int[] named(Cells cells, int list, String name) {
        if (!Names.isAscii(name)) {
            return all(cells, list);
        }
        int hash = Names.hash(name);
        Subkeys subkeys = new Subkeys(cells);
        subkeys.walk(subkeys.leafOf(list, name), (leaf, at) -> switch (cells.i32(leaf, 0) & 0xffff) {
            case LH -> cells.i32(leaf, at + 4) == hash;
            case LF -> begins(cells.i32(leaf, at + 4), name);
            default -> true;
        });
        return Arrays.copyOf(subkeys.found, subkeys.count);
    }

    /** Whether an element of a leaf is wanted. */
    private interface Wanted {
        boolean take(int leaf, int at);
    }

    private static boolean begins(int hint, String name) {
        for (int i = 0; i < 4; i++) {
            char there = (char) ((hint >>> (8 * i)) & 0xff);
            char wanted = i < name.length() ? name.charAt(i) : 0;
            if (LetterCase.upper(there) != LetterCase.upper(wanted)) {
                return false;
            }
        }
        return true;
    }

    /** The only one of a divided list that may hold that name; the list itself where it is none or not in order. */
    private int leafOf(int list, String name) {
        int length = cells.length(list);
        if (length == 0 || (cells.i32(list, 0) & 0xffff) != RI) {
            return list;
        }
        int low = 0;
        int high = Math.min(cells.i32(list, 0) >>> 16, (length - START) / 4) - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            int leaf = cells.i32(list, START + 4 * middle);
            Optional<String> first =
                    cells.length(leaf) < 8 ? Optional.empty() : Key.name(cells, cells.i32(leaf, START));
            if (first.isEmpty()) {
                return list;
            }
            if (Names.compare(first.get(), name) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low == high ? cells.i32(list, START + 4 * low) : list;
    }

    private void walk(int list, Wanted wanted) {
        int length = cells.length(list);
        if (length == 0) {
            return;
        }
        if ((cells.i32(list, 0) & 0xffff) != RI) {
            leaf(list, length, wanted);
            return;
        }
        int lists = elements(list, length, 4);
        for (int i = 0; i < lists && count < MAX; i++) {
            int leaf = cells.i32(list, START + 4 * i);
            int size = cells.length(leaf);
            if (size > 0) {
                leaf(leaf, size, wanted);
            }
        }
    }

    private void leaf(int list, int length, Wanted wanted) {
        int stride = switch (cells.i32(list, 0) & 0xffff) {
            case LI -> 4;
            case LF, LH -> 8;
            default -> 0;
        };
        if (stride == 0) {
            cells.count(Why.OTHER_KIND);
            return;
        }
        int elements = elements(list, length, stride);
        for (int i = 0; i < elements; i++) {
            int at = START + stride * i;
            if (wanted.take(list, at)) {
                if (count == MAX) {
                    cells.count(Why.TOO_MANY);
                    return;
                }
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = cells.i32(list, at);
            }
        }
    }

    /** How many elements it has, no more than it has room for. */
    private int elements(int list, int length, int stride) {
        int said = cells.i32(list, 0) >>> 16;
        int room = (length - START) / stride;
        if (said > room) {
            cells.count(Why.CUT_OFF);
        }
        return Math.min(said, room);
    }
}
