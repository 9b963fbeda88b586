package bzh.vigie.collector.report.pdf;

import bzh.vigie.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A font in one document: what of it is used. Everything that is written goes through {@link #visible}, so that nothing from a host is
 * drawn as it came. Not thread-safe.
 */
final class Typeface {
    private static final int LONGEST = 10_000;
    private static final int NO_BREAK_SPACE = 0xa0;
    private static final int NARROW_NO_BREAK_SPACE = 0x202f;

    private final TrueTypeFont font;
    private final SortedMap<Integer, Integer> used = new TreeMap<>();

    Typeface(TrueTypeFont font) {
        this.font = font;
    }

    /**
     * Text of which every character is seen: what has no glyph or no width, blanks other than the usual ones, control characters and
     * those that change the direction are shown as {@code \}{@code u{hex}}. What is longer than {@value #LONGEST} characters is cut: a host may
     * call itself anything.
     */
    String visible(String text) {
        String part = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        StringBuilder out = new StringBuilder();
        Printable.clean(part).codePoints().forEach(c -> {
            if (c == NARROW_NO_BREAK_SPACE) {
                out.appendCodePoint(NO_BREAK_SPACE);
            } else if (c == ' ' || c == NO_BREAK_SPACE || seen(c)) {
                out.appendCodePoint(c);
            } else {
                out.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        });
        return out.toString();
    }

    private boolean seen(int c) {
        return Character.getType(c) != Character.SPACE_SEPARATOR
                && Character.getType(c) != Character.NON_SPACING_MARK
                && Character.getType(c) != Character.ENCLOSING_MARK
                && font.shows(c);
    }

    /** Width of a visible text at a size, in points. */
    float width(String visible, float size) {
        return visible.codePoints().map(c -> font.width(font.glyph(c))).sum() * size / 1000;
    }

    /** A visible text in lines that are no wider than that; words that are wider are broken. At least one line. */
    List<String> lines(String visible, float size, float widest) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : visible.split(" ", -1)) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (width(longer, size) <= widest) {
                line = longer;
                continue;
            }
            if (!line.isEmpty()) {
                lines.add(line);
            }
            line = word;
            while (width(line, size) > widest && line.codePointCount(0, line.length()) > 1) {
                int end = fitting(line, size, widest);
                lines.add(line.substring(0, end));
                line = line.substring(end);
            }
        }
        lines.add(line);
        return lines;
    }

    private int fitting(String word, float size, float widest) {
        int end = Character.charCount(word.codePointAt(0));
        while (end < word.length()
                && width(word.substring(0, end + Character.charCount(word.codePointAt(end))), size) <= widest) {
            end += Character.charCount(word.codePointAt(end));
        }
        return end;
    }

    /** A visible text as a string of a content stream, in glyph numbers. */
    String encoded(String visible) {
        StringBuilder hex = new StringBuilder("<");
        visible.codePoints().forEach(c -> {
            int glyph = font.glyph(c);
            used.putIfAbsent(glyph, c);
            hex.append(String.format(Locale.ROOT, "%04x", glyph));
        });
        return hex.append('>').toString();
    }

    /** Writes the font, with what was used of it, and gives its number. */
    int write(PdfObjects objects) {
        int file = objects.stream("/Length1 " + font.only(used.keySet()).length, font.only(used.keySet()));
        int descriptor = objects.add("<< /Type /FontDescriptor /FontName /" + tagged() + " /Flags 32 /FontBBox ["
                + font.box() + "] /ItalicAngle 0 /Ascent " + font.ascent() + " /Descent " + font.descent()
                + " /CapHeight 729 /StemV 80 /FontFile2 " + file + " 0 R >>");
        StringBuilder widths = new StringBuilder();
        used.keySet()
                .forEach(glyph -> widths.append(glyph)
                        .append(" [")
                        .append(font.width(glyph))
                        .append("] "));
        int cid = objects.add("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /" + tagged()
                + " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor "
                + descriptor + " 0 R /CIDToGIDMap /Identity /W [" + widths + "] >>");
        int characters = objects.stream("", characters().getBytes(StandardCharsets.US_ASCII));
        return objects.add("<< /Type /Font /Subtype /Type0 /BaseFont /" + tagged()
                + " /Encoding /Identity-H /DescendantFonts [" + cid + " 0 R] /ToUnicode " + characters + " 0 R >>");
    }

    /** Six letters that tell one part of a font from another (ISO 32000-1, 9.6.4), out of which glyphs it has. */
    private String tagged() {
        int hash = used.keySet().hashCode();
        StringBuilder tag = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            tag.append((char) ('A' + Math.floorMod(hash >> (5 * i), 26)));
        }
        return tag + "+" + font.name();
    }

    /** Which characters the glyphs stand for, so that text can be searched and copied. */
    private String characters() {
        StringBuilder map = new StringBuilder("""
                /CIDInit /ProcSet findresource begin 12 dict begin begincmap
                /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
                /CMapName /Adobe-Identity-UCS def /CMapType 2 def
                1 begincodespacerange <0000> <ffff> endcodespacerange
                """);
        List<Integer> all = List.copyOf(used.keySet());
        for (int i = 0; i < all.size(); i += 100) {
            List<Integer> some = all.subList(i, Math.min(all.size(), i + 100));
            map.append(some.size()).append(" beginbfchar\n");
            some.forEach(glyph -> map.append(String.format(Locale.ROOT, "<%04x> <%04x>\n", glyph, used.get(glyph))));
            map.append("endbfchar\n");
        }
        return map + "endcmap CMapName currentdict /CMap defineresource pop end end";
    }
}
