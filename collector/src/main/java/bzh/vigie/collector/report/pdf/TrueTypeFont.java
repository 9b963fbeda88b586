package bzh.vigie.collector.report.pdf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A TrueType font out of this program's resources, as far as embedding it needs: widths, which glyph a character has, and a copy
 * with the outlines of some glyphs alone (OpenType specification: cmap, glyf, head, hhea, hmtx, loca, maxp). Immutable. The font is
 * trusted: it is the program's own.
 */
public final class TrueTypeFont {
    /** Liberation Sans, Regular: letters of all European languages. */
    public static final TrueTypeFont REGULAR = load("LiberationSans-Regular.ttf", "LiberationSans");

    /** Liberation Sans, Bold. */
    public static final TrueTypeFont BOLD = load("LiberationSans-Bold.ttf", "LiberationSans-Bold");

    private static final int WINDOWS = 3;
    private static final int UNICODE_BMP = 1;
    private static final int COMPOSITE_WORDS = 0x0001;
    private static final int COMPOSITE_SCALE = 0x0008;
    private static final int COMPOSITE_MORE = 0x0020;
    private static final int COMPOSITE_TWO_SCALES = 0x0040;
    private static final int COMPOSITE_MATRIX = 0x0080;

    private final String name;
    private final ByteBuffer font;
    private final Map<String, Table> tables = new TreeMap<>();
    private final Map<Integer, Integer> glyphs = new HashMap<>();
    private final int unitsPerEm;
    private final int metrics;

    private record Table(int offset, int length) {}

    private TrueTypeFont(String name, byte[] bytes) {
        this.name = name;
        this.font = ByteBuffer.wrap(bytes);
        int count = u16(4);
        for (int i = 0; i < count; i++) {
            int at = 12 + 16 * i;
            byte[] tag = new byte[4];
            font.get(at, tag);
            tables.put(
                    new String(tag, StandardCharsets.US_ASCII), new Table(font.getInt(at + 8), font.getInt(at + 12)));
        }
        unitsPerEm = u16(at("head") + 18);
        metrics = u16(at("hhea") + 34);
        readCharacters();
    }

    private static TrueTypeFont load(String resource, String name) {
        try (InputStream in = Objects.requireNonNull(TrueTypeFont.class.getResourceAsStream(resource), resource)) {
            return new TrueTypeFont(name, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("The program's own font cannot be read: install it again.", e);
        }
    }

    private int at(String table) {
        return Objects.requireNonNull(tables.get(table), table).offset();
    }

    private int u16(int at) {
        return Short.toUnsignedInt(font.getShort(at));
    }

    /** The table cmap of Windows and the basic plane, format 4. */
    private void readCharacters() {
        int cmap = at("cmap");
        int count = u16(cmap + 2);
        for (int i = 0; i < count; i++) {
            int record = cmap + 4 + 8 * i;
            int sub = cmap + font.getInt(record + 4);
            if (u16(record) == WINDOWS && u16(record + 2) == UNICODE_BMP && u16(sub) == 4) {
                readSegments(sub);
            }
        }
        if (glyphs.isEmpty()) {
            throw new IllegalStateException(name + " has no table of characters that is known");
        }
    }

    private void readSegments(int sub) {
        int doubled = u16(sub + 6);
        int ends = sub + 14;
        int starts = ends + doubled + 2;
        int deltas = starts + doubled;
        int ranges = deltas + doubled;
        for (int i = 0; i < doubled; i += 2) {
            int end = u16(ends + i);
            int range = u16(ranges + i);
            for (int c = u16(starts + i); c <= end && c != 0xffff; c++) {
                int glyph = range == 0 ? c : u16(ranges + i + range + 2 * (c - u16(starts + i)));
                if (glyph != 0 || range == 0) {
                    glyph = (glyph + u16(deltas + i)) & 0xffff;
                }
                if (glyph != 0) {
                    glyphs.put(c, glyph);
                }
            }
        }
    }

    /** Name for a PDF. */
    String name() {
        return name;
    }

    /** The glyph of a character, 0 where there is none. */
    int glyph(int character) {
        return glyphs.getOrDefault(character, 0);
    }

    /** Whether a character is drawn, and takes room. */
    boolean shows(int character) {
        return glyph(character) != 0 && width(glyph(character)) > 0;
    }

    /** Width of a glyph in thousandths of the font's size. */
    int width(int glyph) {
        return scaled(u16(at("hmtx") + 4 * Math.min(glyph, metrics - 1)));
    }

    private int scaled(int units) {
        return Math.round(units * 1000f / unitsPerEm);
    }

    /** Top and bottom of lines, in thousandths of the size. */
    int ascent() {
        return scaled(font.getShort(at("hhea") + 4));
    }

    int descent() {
        return scaled(font.getShort(at("hhea") + 6));
    }

    /** The box that holds every glyph: left, bottom, right, top. */
    String box() {
        int head = at("head") + 36;
        return scaled(font.getShort(head)) + " " + scaled(font.getShort(head + 2)) + " "
                + scaled(font.getShort(head + 4)) + " " + scaled(font.getShort(head + 6));
    }

    /** A font file with these glyphs, under their numbers, and no others. */
    byte[] only(Set<Integer> wanted) {
        int glyf = at("glyf");
        SortedSet<Integer> kept = withParts(wanted);
        int all = u16(at("maxp") + 4);
        ByteArrayOutputStream outlines = new ByteArrayOutputStream();
        ByteBuffer places = ByteBuffer.allocate(4 * (all + 1));
        for (int glyph = 0; glyph < all; glyph++) {
            places.putInt(outlines.size());
            if (kept.contains(glyph)) {
                byte[] outline = new byte[place(glyph + 1) - place(glyph)];
                font.get(glyf + place(glyph), outline);
                outlines.writeBytes(outline);
                outlines.writeBytes(new byte[-outline.length & 3]);
            }
        }
        places.putInt(outlines.size());
        Map<String, byte[]> made = new TreeMap<>();
        for (String table : Set.of("cvt ", "fpgm", "prep", "head", "hhea", "hmtx", "maxp")) {
            Table known = tables.get(table);
            if (known != null) {
                byte[] content = new byte[known.length()];
                font.get(known.offset(), content);
                made.put(table, content);
            }
        }
        made.put("glyf", outlines.toByteArray());
        made.put("loca", places.array());
        byte[] head = Objects.requireNonNull(made.get("head"));
        // Places in long form; the sum over the file is put in when it is known.
        ByteBuffer.wrap(head).putInt(8, 0).putShort(50, (short) 1);
        return file(made);
    }

    private int place(int glyph) {
        int loca = at("loca");
        return u16(at("head") + 50) == 0 ? 2 * u16(loca + 2 * glyph) : font.getInt(loca + 4 * glyph);
    }

    /** With the glyphs that others are put together from; the first is always there. */
    private SortedSet<Integer> withParts(Set<Integer> wanted) {
        SortedSet<Integer> kept = new TreeSet<>(Set.of(0));
        for (int glyph : wanted) {
            keep(glyph, kept);
        }
        return kept;
    }

    private void keep(int glyph, SortedSet<Integer> kept) {
        int at = at("glyf") + place(glyph);
        if (!kept.add(glyph) || place(glyph + 1) == place(glyph) || font.getShort(at) >= 0) {
            return;
        }
        at += 10;
        int flags;
        do {
            flags = u16(at);
            keep(u16(at + 2), kept);
            at += 4 + ((flags & COMPOSITE_WORDS) != 0 ? 4 : 2);
            at += (flags & COMPOSITE_SCALE) != 0
                    ? 2
                    : (flags & COMPOSITE_TWO_SCALES) != 0 ? 4 : (flags & COMPOSITE_MATRIX) != 0 ? 8 : 0;
        } while ((flags & COMPOSITE_MORE) != 0);
    }

    private static byte[] file(Map<String, byte[]> made) {
        int count = made.size();
        int power = Integer.highestOneBit(count);
        int start = 12 + 16 * count;
        int size = start;
        for (byte[] content : made.values()) {
            size += content.length + (-content.length & 3);
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putInt(0x00010000).putShort((short) count).putShort((short) (16 * power));
        out.putShort((short) Integer.numberOfTrailingZeros(power)).putShort((short) (16 * (count - power)));
        int at = start;
        int head = 0;
        for (Map.Entry<String, byte[]> table : made.entrySet()) {
            byte[] content = table.getValue();
            out.put(table.getKey().getBytes(StandardCharsets.US_ASCII));
            out.putInt(sum(ByteBuffer.wrap(Arrays.copyOf(content, content.length + (-content.length & 3)))));
            out.putInt(at).putInt(content.length);
            head = table.getKey().equals("head") ? at : head;
            out.put(at, content);
            at += content.length + (-content.length & 3);
        }
        out.putInt(head + 8, 0xB1B0AFBA - sum(ByteBuffer.wrap(out.array())));
        return out.array();
    }

    private static int sum(ByteBuffer words) {
        int sum = 0;
        while (words.hasRemaining()) {
            sum += words.getInt();
        }
        return sum;
    }
}
