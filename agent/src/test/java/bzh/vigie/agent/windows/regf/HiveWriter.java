package bzh.vigie.agent.windows.regf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes hives for tests, as {@link Hive} draws them: a new one each time, no cell ever freed. What it writes is checked against
 * hivex by {@code HivexTest}.
 */
public final class HiveWriter {
    private static final int PAGE = 4096;
    private static final int BIN_HEADER = 32;
    private static final int SEGMENT = 16_344;
    private static final int LINK = 0x10;
    private static final int LATIN = 0x20;
    private static final int ROOT = 0x0c;

    /** Which kind of list a key's subkeys stand in. */
    public enum Leaf {
        LI,
        LF,
        LH
    }

    private final Leaf leaf;
    private final int inLeaf;
    private final Map<String, Integer> securities = new HashMap<>();
    private byte[] all = new byte[16 * PAGE];
    private ByteBuffer bins = little(all);
    private int binStart;
    private int binEnd;
    private int next;

    private HiveWriter(Leaf leaf, int inLeaf) {
        this.leaf = leaf;
        this.inLeaf = inLeaf;
    }

    /** A hive as Windows would write it. */
    public static byte[] write(RegKey root) {
        return write(root, Leaf.LH, 507);
    }

    /** A hive with such lists, divided where there are more in one. */
    public static byte[] write(RegKey root, Leaf leaf, int inLeaf) {
        HiveWriter writer = new HiveWriter(leaf, inLeaf);
        int at = writer.key(root, -1);
        writer.closeBin();
        byte[] bins = Arrays.copyOf(writer.all, writer.binEnd);
        return concat(baseBlock(1, 1, root.written(), BaseBlock.HIVE, at, bins.length, PAGE), bins);
    }

    /** The first so many bytes of a base block. */
    static byte[] baseBlock(int primary, int secondary, long written, int type, int root, int size, int length) {
        byte[] bytes = new byte[length];
        ByteBuffer block = little(bytes);
        block.put("regf".getBytes(StandardCharsets.US_ASCII))
                .putInt(primary)
                .putInt(secondary)
                .putLong(written);
        block.putInt(1)
                .putInt(5)
                .putInt(type)
                .putInt(1)
                .putInt(root)
                .putInt(size)
                .putInt(1);
        block.put(48, RegText.units("\\SystemRoot\\System32\\Config\\TEST"));
        return sealed(bytes);
    }

    /** The same with the right checksum. */
    static byte[] sealed(byte[] block) {
        ByteBuffer.wrap(block)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(508, BaseBlock.checksum(Arrays.copyOf(block, 512)));
        return block;
    }

    static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Room for a cell of that content: its offset. */
    private int cell(int content) {
        int size = (content + 4 + 7) & ~7;
        if (next + size > binEnd) {
            closeBin();
            openBin(size);
        }
        int at = next;
        bins.putInt(at, -size);
        next += size;
        return at;
    }

    private void openBin(int size) {
        binStart = binEnd;
        binEnd = binStart + (size + BIN_HEADER + PAGE - 1) / PAGE * PAGE;
        if (binEnd > bins.capacity()) {
            all = Arrays.copyOf(all, Math.max(binEnd, all.length * 2));
            bins = little(all);
        }
        bins.put(binStart, "hbin".getBytes(StandardCharsets.US_ASCII));
        bins.putInt(binStart + 4, binStart).putInt(binStart + 8, binEnd - binStart);
        bins.putLong(binStart + 20, binStart == 0 ? RegKey.WRITTEN : 0);
        next = binStart + BIN_HEADER;
    }

    private void closeBin() {
        if (next < binEnd) {
            bins.putInt(next, binEnd - next);
            next = binEnd;
        }
    }

    private int key(RegKey key, int parent) {
        byte[] name = name(key.name());
        boolean latin = isLatin(key.name());
        int at = cell(76 + name.length);
        int data = at + 4;
        boolean link = key.values().values().stream().anyMatch(v -> v.type() == 6);
        int flags = (parent < 0 ? ROOT : 0) | (latin ? LATIN : 0) | (link ? LINK : 0);
        put(data, "nk");
        bins.putShort(data + 2, (short) flags).putLong(data + 4, key.written()).putInt(data + 16, parent);
        bins.putInt(data + 20, key.subkeys().size()).putInt(data + 28, -1).putInt(data + 32, -1);
        bins.putInt(data + 36, key.values().size()).putInt(data + 40, -1);
        bins.putInt(data + 48, -1).putShort(data + 72, (short) name.length);
        bins.put(data + 76, name);
        if (!key.className().isEmpty()) {
            byte[] units = RegText.units(key.className());
            int place = raw(units);
            bins.putInt(data + 48, place).putShort(data + 74, (short) units.length);
        }
        int security = security(key.security());
        bins.putInt(data + 44, security);
        values(key, data);
        List<Integer> subkeys = new ArrayList<>();
        key.subkeys().values().forEach(k -> subkeys.add(key(k, at)));
        if (!subkeys.isEmpty()) {
            int list = list(List.copyOf(key.subkeys().keySet()), subkeys);
            bins.putInt(data + 28, list);
        }
        widths(key, data);
        return at;
    }

    /** How long the longest names and data are, in bytes of UTF-16: a reader of Windows makes room for so much. */
    private void widths(RegKey key, int data) {
        int subkey =
                key.subkeys().keySet().stream().mapToInt(String::length).max().orElse(0);
        int value =
                key.values().keySet().stream().mapToInt(String::length).max().orElse(0);
        int bytes = key.values().values().stream()
                .mapToInt(v -> v.bytes().length)
                .max()
                .orElse(0);
        bins.putInt(data + 52, 2 * subkey).putInt(data + 60, 2 * value).putInt(data + 64, bytes);
    }

    private void values(RegKey key, int data) {
        if (key.values().isEmpty()) {
            return;
        }
        int list = cell(4 * key.values().size());
        bins.putInt(data + 40, list);
        int at = list + 4;
        for (Map.Entry<String, RegKey.Data> each : key.values().entrySet()) {
            int value = value(each.getKey(), each.getValue());
            bins.putInt(at, value);
            at += 4;
        }
    }

    private int value(String of, RegKey.Data value) {
        byte[] name = name(of);
        byte[] bytes = value.bytes();
        int at = cell(20 + name.length);
        int data = at + 4;
        put(data, "vk");
        bins.putShort(data + 2, (short) name.length)
                .putInt(data + 4, bytes.length)
                .putInt(data + 12, value.type());
        bins.putShort(data + 16, (short) (isLatin(of) && !of.isEmpty() ? 1 : 0));
        bins.put(data + 20, name);
        if (bytes.length <= 4) {
            bins.putInt(data + 4, bytes.length | (1 << 31)).putInt(data + 8, 0);
            bins.put(data + 8, bytes);
        } else {
            int place = bytes.length > SEGMENT ? big(bytes) : raw(bytes);
            bins.putInt(data + 8, place);
        }
        return at;
    }

    private int big(byte[] bytes) {
        int segments = (bytes.length + SEGMENT - 1) / SEGMENT;
        int at = cell(8);
        put(at + 4, "db");
        bins.putShort(at + 6, (short) segments);
        int list = cell(4 * segments);
        bins.putInt(at + 8, list);
        for (int i = 0; i < segments; i++) {
            // Windows leaves four bytes at the end of a segment's cell.
            int length = Math.min(SEGMENT, bytes.length - i * SEGMENT);
            int segment = cell(length + 4);
            bins.put(segment + 4, bytes, i * SEGMENT, length);
            bins.putInt(list + 4 + 4 * i, segment);
        }
        return at;
    }

    private int raw(byte[] bytes) {
        int at = cell(bytes.length);
        bins.put(at + 4, bytes);
        return at;
    }

    /** One cell for all keys of the same descriptor, in a ring. */
    private int security(byte[] descriptor) {
        byte[] own = descriptor.length > 0 ? descriptor : OPEN_TO_SYSTEM;
        Integer known = securities.get(Arrays.toString(own));
        if (known != null) {
            bins.putInt(known + 16, bins.getInt(known + 16) + 1);
            return known;
        }
        int at = cell(20 + own.length);
        int data = at + 4;
        put(data, "sk");
        int first = securities.isEmpty() ? at : new TreeMap<>(invert(securities)).firstKey();
        int last = securities.isEmpty() ? at : bins.getInt(first + 4 + 8);
        bins.putInt(data + 4, first).putInt(data + 8, last).putInt(data + 12, 1).putInt(data + 16, own.length);
        bins.put(data + 20, own);
        bins.putInt(first + 4 + 8, at).putInt(last + 4 + 4, at);
        securities.put(Arrays.toString(own), at);
        return at;
    }

    private static Map<Integer, String> invert(Map<String, Integer> map) {
        Map<Integer, String> inverted = new HashMap<>();
        map.forEach((k, v) -> inverted.put(v, k));
        return inverted;
    }

    /** Owner and group SYSTEM, who alone may do everything; inherited by subkeys. */
    private static final byte[] OPEN_TO_SYSTEM = system();

    private static byte[] system() {
        byte[] bytes = new byte[20 + 28 + 12 + 12];
        ByteBuffer sd = little(bytes);
        byte[] sid = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};
        sd.put((byte) 1)
                .put((byte) 0)
                .putShort((short) 0x8004)
                .putInt(48)
                .putInt(60)
                .putInt(0)
                .putInt(20);
        sd.put((byte) 2).put((byte) 0).putShort((short) 28).putShort((short) 1).putShort((short) 0);
        sd.put((byte) 0).put((byte) 2).putShort((short) 20).putInt(0xf003f).put(sid);
        sd.put(sid).put(sid);
        return bytes;
    }

    private int list(List<String> names, List<Integer> keys) {
        List<Integer> leaves = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += inLeaf) {
            int to = Math.min(from + inLeaf, keys.size());
            leaves.add(leaf(names.subList(from, to), keys.subList(from, to)));
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int at = cell(4 + 4 * leaves.size());
        put(at + 4, "ri");
        bins.putShort(at + 6, (short) leaves.size());
        for (int i = 0; i < leaves.size(); i++) {
            bins.putInt(at + 8 + 4 * i, leaves.get(i));
        }
        return at;
    }

    private int leaf(List<String> names, List<Integer> keys) {
        int stride = leaf == Leaf.LI ? 4 : 8;
        int at = cell(4 + stride * keys.size());
        put(
                at + 4,
                switch (leaf) {
                    case LI -> "li";
                    case LF -> "lf";
                    case LH -> "lh";
                });
        bins.putShort(at + 6, (short) keys.size());
        for (int i = 0; i < keys.size(); i++) {
            bins.putInt(at + 8 + stride * i, keys.get(i));
            if (leaf != Leaf.LI) {
                bins.putInt(at + 12 + stride * i, leaf == Leaf.LH ? Names.hash(names.get(i)) : hint(names.get(i)));
            }
        }
        return at;
    }

    private static int hint(String name) {
        int hint = 0;
        for (int i = 0; i < Math.min(4, name.length()); i++) {
            hint |= (name.charAt(i) < 0x80 ? name.charAt(i) : 0) << (8 * i);
        }
        return hint;
    }

    private void put(int at, String signature) {
        bins.put(at, signature.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] name(String name) {
        return isLatin(name) ? name.getBytes(StandardCharsets.ISO_8859_1) : RegText.units(name);
    }

    private static boolean isLatin(String name) {
        return name.chars().allMatch(c -> c < 0x100);
    }
}
