package bzh.vigie.agent.windows.regf;

import bzh.vigie.agent.windows.regf.Damage.Why;
import bzh.vigie.text.LetterCase;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A key of a hive. What it holds is read when it is asked for. Names are counted UTF-16: they may hold anything, NUL and lone
 * surrogates too; those that differ in case only are the same.
 */
public final class Key {
    private static final int FIXED = 76;
    /** 255 characters; value names may have 16,383. */
    private static final int LONGEST_NAME = 510;

    private static final int MAX_DEPTH = 512;
    private static final int MAX_VALUES = 1 << 16;
    private static final int LONGEST_DESCRIPTOR = 1 << 16;
    private static final int LINK = 0x10;
    private static final int LATIN = 0x20;
    private static final int HANDLE = 0x40;
    private static final int REG_LINK = 6;

    private final Cells cells;
    private final Cell node;
    private final int offset;
    private final int depth;

    private Key(Cells cells, Cell node, int offset, int depth) {
        this.cells = cells;
        this.node = node;
        this.offset = offset;
        this.depth = depth;
    }

    static Optional<Key> root(Cells cells, int offset) {
        return read(cells, offset, 0);
    }

    /** The name of the key there; empty where there is none. */
    static Optional<String> name(Cells cells, int offset) {
        return read(cells, offset, 0).map(Key::name);
    }

    private static Optional<Key> read(Cells cells, int offset, int depth) {
        Cell node = cells.cell(offset, FIXED + LONGEST_NAME);
        if (node.length() == 0) {
            return Optional.empty();
        }
        if (!node.is("nk")) {
            cells.count(Why.OTHER_KIND);
            return Optional.empty();
        }
        if (node.length() < FIXED + node.u16(72) || node.u16(72) > LONGEST_NAME) {
            cells.count(Why.CUT_OFF);
            return Optional.empty();
        }
        return Optional.of(new Key(cells, node, offset, depth));
    }

    /** Its name; that of the root means nothing. */
    public String name() {
        return node.name(FIXED, node.u16(72), (node.u16(2) & LATIN) != 0);
    }

    /** When it was last written, as FILETIME: 100 ns since 1601 UTC, as the host said; does not tell of its subkeys. */
    public long lastWritten() {
        return node.i64(4);
    }

    /** Its class name, empty where it has none. */
    public String className() {
        int size = node.u16(74);
        return size == 0 || node.i32(48) == Cells.NIL
                ? ""
                : cells.cell(node.i32(48), size).utf16(0, size);
    }

    /** Its self-relative security descriptor, empty where it has none; at most 65,536 bytes. */
    public byte[] security() {
        if (node.i32(44) == Cells.NIL) {
            return new byte[0];
        }
        Cell security = cells.cell(node.i32(44), 20 + LONGEST_DESCRIPTOR);
        if (security.length() > 0 && !security.is("sk")) {
            cells.count(Why.OTHER_KIND);
            return new byte[0];
        }
        long size = security.u32(16);
        if (size > security.bytes().length - 20) {
            cells.count(Why.CUT_OFF);
            return new byte[0];
        }
        return Arrays.copyOfRange(security.bytes(), 20, 20 + (int) size);
    }

    /** Whether it stands for another key (REG_LINK). */
    public boolean isLink() {
        return (node.u16(2) & LINK) != 0;
    }

    /** The key it stands for, in the kernel's words: {@code \Registry\Machine\…}. */
    public Optional<String> link() {
        return isLink()
                ? value("SymbolicLinkValue").filter(v -> v.type() == REG_LINK).map(v -> {
                    byte[] target = v.data(1 << 16);
                    return new Cell(target, target.length).utf16(0, target.length);
                })
                : Optional.empty();
    }

    /** Its subkeys in the hive's order, each read as it is asked for; those that cannot be are counted and left out. */
    public Stream<Key> subkeys() {
        return lists() ? keys(Subkeys.all(cells, node.i32(28))) : Stream.empty();
    }

    /** The subkey of that name. */
    public Optional<Key> subkey(String name) {
        return lists()
                ? keys(Subkeys.named(cells, node.i32(28), name))
                        .filter(k -> LetterCase.same(k.name(), name))
                        .findFirst()
                : Optional.empty();
    }

    /** The key at that path below, names separated by backslashes; this one for an empty path. */
    public Optional<Key> at(String path) {
        Optional<Key> at = Optional.of(this);
        for (String name : path.isEmpty() ? new String[0] : path.split("\\\\", -1)) {
            at = at.flatMap(k -> k.subkey(name));
        }
        return at;
    }

    private boolean lists() {
        if (node.i32(20) == 0) {
            return false;
        }
        if (depth == MAX_DEPTH) {
            cells.count(Why.TOO_DEEP);
            return false;
        }
        return true;
    }

    private Stream<Key> keys(int[] offsets) {
        return IntStream.of(offsets).mapToObj(this::child).flatMap(Optional::stream);
    }

    private Optional<Key> child(int at) {
        Optional<Key> child = read(cells, at, depth + 1);
        if (child.isPresent() && child.get().node.i32(16) != offset) {
            cells.count(Why.MISPLACED);
            return Optional.empty();
        }
        return child;
    }

    /** Its values in the hive's order, each read as it is asked for; those that cannot be are counted and left out. */
    public Stream<Value> values() {
        long said = node.u32(36);
        if (said == 0 || (node.u16(2) & HANDLE) != 0) {
            return Stream.empty();
        }
        int list = node.i32(40);
        int room = cells.length(list) / 4;
        if (said > room) {
            cells.count(Why.CUT_OFF);
        }
        if (Math.min(said, room) > MAX_VALUES) {
            cells.count(Why.TOO_MANY);
        }
        int count = (int) Math.min(Math.min(said, room), MAX_VALUES);
        int[] offsets =
                IntStream.range(0, count).map(i -> cells.i32(list, 4 * i)).toArray();
        Set<Integer> taken = count > 1 ? new HashSet<>(Set.of(offset)) : Set.of();
        return IntStream.of(cells.once(offsets))
                .mapToObj(at -> Value.read(cells, at))
                .flatMap(Optional::stream)
                .map(value -> count > 1 ? told(value, taken) : value);
    }

    /** It; data that are another value's too, or the key itself, are counted. */
    private Value told(Value value, Set<Integer> taken) {
        if (value.cell() != Cells.NIL && !taken.add(value.cell())) {
            cells.count(Why.MISPLACED);
        }
        return value;
    }

    /** The value of that name, empty for the unnamed one. */
    public Optional<Value> value(String name) {
        return values().filter(v -> LetterCase.same(v.name(), name)).findFirst();
    }
}
