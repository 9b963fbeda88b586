package bzh.vigie.agent.windows.wmi;

import bzh.vigie.agent.windows.ByteReader;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The tree of names in INDEX.BTR.
 *
 * <pre>
 * page  u32 0xACCC (in use; 0xADDD the first one on XP, 0xBADD thrown away), u32 number, u32, u32 root,
 *       u32 n, n × u32, (n + 1) × u32 pages below, n × u16 places of keys,
 *       u16 m, m × u16: at the place of a key u16 parts and so many u16 numbers of texts,
 *       u16 t, (t + 1) × u16 places of texts, then the texts, ASCII with a zero
 * key   its parts joined by a backslash: NS_digest\CI_digest\IL_digest.page.id.size
 * </pre>
 *
 * <p>Sources: libyal/dtformats "WMI repository file format"; flare-wmi.
 */
final class Index {
    private static final long IN_USE = 0xACCC;
    private static final int MAX_KEYS_OF_A_PAGE = 2_048;
    private static final int MAX_PARTS = 8;
    private static final int MAX_TEXT = 512;

    private final PagedFile file;
    private final Form form;
    private int malformed;

    Index(PagedFile file, Form form) {
        this.file = file;
        this.form = form;
    }

    /** How many pages and keys were not understood. */
    int malformed() {
        return malformed + file.unreadable();
    }

    /** Gives every key to that consumer: from the root down, each page once; without a root, of every page that is in use. */
    void forEach(Consumer<String> keys) {
        long root = root();
        BitSet seen = new BitSet();
        Deque<Long> below = new ArrayDeque<>();
        boolean walked = isInUse(file.page(root));
        if (walked) {
            below.add(root);
        } else {
            malformed++;
            for (int i = 0; i < file.table.size(); i++) {
                if (file.table.page(i) >= 0) {
                    below.add((long) i);
                }
            }
        }
        while (!below.isEmpty()) {
            long number = below.removeLast();
            if (number < file.table.size() && !seen.get((int) number)) {
                seen.set((int) number);
                byte[] page = file.page(number);
                if (isInUse(page)) {
                    page(page, keys, below);
                } else {
                    // what the tree leads to is in use; of all pages some are not
                    malformed += walked ? 1 : 0;
                }
            }
        }
    }

    private long root() {
        if (form == Form.XP) {
            ByteReader first = ByteReader.of(file.page(0));
            first.skip(12);
            return first.u32();
        }
        long told = file.table.firstUsed;
        return told > 0 && told < file.table.size() && isInUse(file.page(told)) ? told : 1;
    }

    private static boolean isInUse(byte[] page) {
        return ByteReader.of(page).u32() == IN_USE;
    }

    private void page(byte[] page, Consumer<String> keys, Deque<Long> below) {
        ByteReader in = ByteReader.of(page);
        in.skip(16);
        long count = in.u32();
        if (count > MAX_KEYS_OF_A_PAGE) {
            malformed++;
            return;
        }
        in.skip(4 * count);
        for (long i = 0; i <= count; i++) {
            long child = in.u32();
            if (child != 0 && child != 0xFFFF_FFFFL) {
                below.add(child);
            }
        }
        int[] places = u16s(in, (int) count);
        int[] parts = u16s(in, in.u16());
        int[] texts = u16s(in, in.u16() + 1);
        int start = in.position();
        for (int place : places) {
            String key = key(in, start, parts, texts, place);
            if (key.isEmpty()) {
                malformed++;
            } else {
                keys.accept(key);
            }
        }
    }

    private static int[] u16s(ByteReader in, int count) {
        int[] values = new int[Math.min(count, in.remaining() / 2)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.u16();
        }
        return values;
    }

    private static String key(ByteReader in, int start, int[] parts, int[] texts, int place) {
        int count = place < parts.length ? parts[place] : 0;
        if (count == 0 || count > MAX_PARTS || place + count >= parts.length) {
            return "";
        }
        StringBuilder key = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            int text = parts[place + i];
            if (text >= texts.length || start + texts[text] >= PagedFile.PAGE) {
                return "";
            }
            in.seek((long) start + texts[text]);
            key.append(i == 1 ? "" : "\\").append(in.latin1z(MAX_TEXT));
        }
        return key.toString();
    }
}
