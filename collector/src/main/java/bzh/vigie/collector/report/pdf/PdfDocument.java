package bzh.vigie.collector.report.pdf;

import bzh.vigie.event.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A document of A4 pages that is written from top to bottom: headings, paragraphs, lists, tables and drawings, with a foot line on each
 * page. Every text is made visible before it is drawn ({@link Typeface#visible}). Equal calls make equal files. Not thread-safe.
 */
public final class PdfDocument {
    /** Room between the margins, in points (1/72 inch). */
    public static final float WIDTH = 483;

    private static final float PAGE_WIDTH = 595;
    private static final float PAGE_HEIGHT = 842;
    private static final float MARGIN = 56;
    private static final float FOOT = 52;

    /** Of a cell, so that a row never is more than most of a page; a longer one ends with an ellipsis. */
    private static final int MOST_LINES = 40;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("'D:'yyyyMMddHHmmss'Z'", Locale.ROOT);

    /** How a text looks. */
    public enum Style {
        TITLE(17, true, Ink.TITLE, 4, 6),
        HEADING(12.5f, true, Ink.TITLE, 9, 3),
        SUBHEADING(10.5f, true, Ink.TEXT, 8, 3),
        BODY(10, false, Ink.TEXT, 0, 5),
        BULLET(9, false, Ink.TEXT, 0, 2),
        STRONG(10, true, Ink.TEXT, 0, 5),
        SMALL(8, false, Ink.TEXT, 0, 3),
        SMALL_STRONG(8, true, Ink.TEXT, 0, 3);

        private final float size;
        private final boolean bold;
        private final Ink ink;
        private final float above;
        private final float below;

        Style(float size, boolean bold, Ink ink, float above, float below) {
            this.size = size;
            this.bold = bold;
            this.ink = ink;
            this.above = above;
            this.below = below;
        }

        float leading() {
            return size * 1.28f;
        }
    }

    /** Colours; on paper in black and white they stay apart by their lightness. */
    public enum Ink {
        TEXT("0.1 0.1 0.12"),
        TITLE("0.07 0.2 0.36"),
        QUIET("0.42 0.44 0.48"),
        SHADE("0.94 0.95 0.97"),
        LINE("0.75 0.77 0.8"),
        WATCHED("0.55 0.73 0.85"),
        PARTIAL("0.93 0.68 0.2"),
        NOT_WATCHED("0.62 0.07 0.1");

        private final String rgb;

        Ink(String rgb) {
            this.rgb = rgb;
        }
    }

    private final String title;
    private final String foot;
    private final Locale locale;
    private final Instant made;
    private final Typeface regular = new Typeface(TrueTypeFont.REGULAR);
    private final Typeface bold = new Typeface(TrueTypeFont.BOLD);
    private final List<StringBuilder> pages = new ArrayList<>();
    private float y;

    /**
     * An empty document.
     *
     * @param foot stands at the foot of every page, beside its number
     * @param made the date that the file says it was made
     */
    public PdfDocument(String title, String foot, Locale locale, Instant made) {
        this.title = title;
        this.foot = foot;
        this.locale = locale;
        this.made = made;
        newPage();
    }

    /** Begins a page, unless the one that is there is still empty. */
    public void pageBreak() {
        if (y < PAGE_HEIGHT - MARGIN) {
            newPage();
        }
    }

    private void newPage() {
        pages.add(new StringBuilder());
        y = PAGE_HEIGHT - MARGIN;
    }

    /** How many pages there are so far. */
    public int pages() {
        return pages.size();
    }

    /** Goes on to the next page where less than this height is left. */
    public void keep(float height) {
        if (y - height < FOOT) {
            pageBreak();
        }
    }

    /** A text over the whole width, its line breaks kept. */
    public void text(Style style, String text) {
        text(style, text, 0, "");
    }

    /** A point of a list. */
    public void bullet(String text) {
        text(Style.BULLET, text, 12, "•");
    }

    private void text(Style style, String text, float indent, String mark) {
        Typeface face = face(style);
        boolean heading = style == Style.HEADING || style == Style.SUBHEADING;
        y -= y < PAGE_HEIGHT - MARGIN ? style.above : 0;
        keep(style.leading() + (heading ? 40 : 0));
        String before = mark;
        for (String part : text.split("\n", -1)) {
            for (String line : face.lines(face.visible(part), style.size, WIDTH - indent)) {
                keep(style.leading());
                y -= style.leading();
                if (!before.isEmpty()) {
                    draw(style, MARGIN, y, before);
                    before = "";
                }
                draw(style, MARGIN + indent, y, line);
            }
        }
        y -= style.below;
    }

    /** A text in a shaded box. */
    public void box(String text) {
        Style style = Style.STRONG;
        List<String> lines = new ArrayList<>();
        for (String part : text.split("\n", -1)) {
            lines.addAll(bold.lines(bold.visible(part), style.size, WIDTH - 20));
        }
        float height = lines.size() * style.leading() + 14;
        keep(height);
        area(Ink.SHADE, MARGIN, y - height, WIDTH, height);
        area(Ink.TITLE, MARGIN, y - height, 3, height);
        y -= 5;
        for (String line : lines) {
            y -= style.leading();
            draw(style, MARGIN + 12, y, line);
        }
        y -= 19;
    }

    /**
     * A table in small letters; its head stands again on every page.
     *
     * @param widths of the columns, as parts of their sum
     */
    public void table(List<Float> widths, List<String> head, List<List<String>> rows) {
        float sum = widths.stream().reduce(0f, Float::sum);
        List<Float> points = widths.stream().map(width -> width * WIDTH / sum).toList();
        row(points, head, Style.SMALL_STRONG, Ink.LINE);
        for (int i = 0; i < rows.size(); i++) {
            float height = height(points, rows.get(i), Style.SMALL);
            if (y - height < FOOT) {
                pageBreak();
                row(points, head, Style.SMALL_STRONG, Ink.LINE);
            }
            row(points, rows.get(i), Style.SMALL, i % 2 == 0 ? Ink.SHADE : null);
        }
        y -= 8;
    }

    private float height(List<Float> widths, List<String> cells, Style style) {
        int most = 1;
        for (int i = 0; i < widths.size(); i++) {
            most = Math.max(most, cell(widths, cells, style, i).size());
        }
        return most * style.leading() + 4;
    }

    private List<String> cell(List<Float> widths, List<String> cells, Style style, int column) {
        Typeface face = face(style);
        List<String> lines = face.lines(face.visible(cells.get(column)), style.size, widths.get(column) - 6);
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> cut = new ArrayList<>(lines.subList(0, MOST_LINES - 1));
        cut.add("…");
        return cut;
    }

    private void row(List<Float> widths, List<String> cells, Style style, @Nullable Ink background) {
        float height = height(widths, cells, style);
        keep(height);
        if (background != null) {
            area(background, MARGIN, y - height, WIDTH, height);
        }
        float x = MARGIN;
        for (int i = 0; i < widths.size(); i++) {
            float line = y - 1;
            for (String text : cell(widths, cells, style, i)) {
                line -= style.leading();
                draw(style, x + 3, line + 1, text);
            }
            x += widths.get(i);
        }
        y -= height;
    }

    /** Takes a strip over the whole width to draw in; its top left is 0, 0, and y goes down. */
    public Strip strip(float height) {
        keep(height);
        Strip strip = new Strip(y);
        y -= height;
        return strip;
    }

    /** Room to draw in, on the page that was being written when it was taken. */
    public final class Strip {
        private final float top;
        private final StringBuilder page = pages.getLast();

        private Strip(float top) {
            this.top = top;
        }

        /** A filled rectangle. */
        public void area(Ink ink, float x, float down, float width, float height) {
            rectangle(page, ink, MARGIN + x, top - down - height, width, height);
        }

        /** One line of text with its base line there, cut to fit. */
        public void text(Style style, float x, float down, float widest, String text) {
            Typeface face = face(style);
            String line = face.lines(face.visible(text), style.size, widest).getFirst();
            write(page, style, style.ink, MARGIN + x, top - down, line);
        }
    }

    private Typeface face(Style style) {
        return style.bold ? bold : regular;
    }

    private void draw(Style style, float x, float base, String visible) {
        write(pages.getLast(), style, style.ink, x, base, visible);
    }

    private void write(StringBuilder page, Style style, Ink ink, float x, float base, String visible) {
        if (!visible.isEmpty()) {
            page.append("BT /").append(style.bold ? "B" : "R").append(' ').append(number(style.size));
            page.append(" Tf ")
                    .append(ink.rgb)
                    .append(" rg ")
                    .append(number(x))
                    .append(' ')
                    .append(number(base));
            page.append(" Td ").append(face(style).encoded(visible)).append(" Tj ET\n");
        }
    }

    private void area(Ink ink, float x, float bottom, float width, float height) {
        rectangle(pages.getLast(), ink, x, bottom, width, height);
    }

    private static void rectangle(StringBuilder page, Ink ink, float x, float bottom, float width, float height) {
        page.append(ink.rgb)
                .append(" rg ")
                .append(number(x))
                .append(' ')
                .append(number(bottom))
                .append(' ');
        page.append(number(width)).append(' ').append(number(height)).append(" re f\n");
    }

    private static String number(float value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** The file, with a place to sign it whole. */
    public SignaturePlace toSign() {
        return SignaturePlace.in(file(true));
    }

    /** The file, not to be signed. */
    public byte[] unsigned() {
        return file(false);
    }

    private byte[] file(boolean toSign) {
        for (int i = 0; i < pages.size(); i++) {
            footLine(i);
        }
        PdfObjects objects = new PdfObjects();
        int tree = objects.reserved();
        int regularFont = regular.write(objects);
        int boldFont = bold.write(objects);
        int first = 0;
        int field = toSign ? objects.reserved() : 0;
        StringBuilder kids = new StringBuilder();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (StringBuilder page : pages) {
            byte[] content = page.toString().getBytes(StandardCharsets.US_ASCII);
            all.writeBytes(content);
            int stream = objects.stream("", content);
            String notes = toSign && first == 0 ? " /Annots [" + field + " 0 R]" : "";
            int number =
                    objects.add("<< /Type /Page /Parent " + tree + " 0 R /MediaBox [0 0 " + number(PAGE_WIDTH) + " "
                            + number(PAGE_HEIGHT) + "] /Resources << /Font << /R " + regularFont + " 0 R /B " + boldFont
                            + " 0 R >> >> /Contents " + stream + " 0 R" + notes + " >>");
            first = first == 0 ? number : first;
            kids.append(number).append(" 0 R ");
        }
        objects.put(tree, "<< /Type /Pages /Count " + pages.size() + " /Kids [" + kids + "] >>");
        String date = DATE.format(made.atOffset(ZoneOffset.UTC));
        String form = "";
        if (toSign) {
            int signature = objects.add("<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M ("
                    + date + ") " + SignaturePlace.entries() + " >>");
            objects.put(
                    field,
                    "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Vigie) /F 132 /Rect [0 0 0 0] /P " + first
                            + " 0 R /V " + signature + " 0 R >>");
            form = " /AcroForm << /SigFlags 3 /Fields [" + field + " 0 R] >>";
        }
        int catalogue = objects.add("<< /Type /Catalog /Pages " + tree + " 0 R /Lang (" + locale.getLanguage()
                + ") /ViewerPreferences << /DisplayDocTitle true >>" + form + " >>");
        int information = objects.add("<< /Title " + PdfObjects.string(regular.visible(title))
                + " /Producer (Vigie) /CreationDate (" + date + ") >>");
        return objects.end(
                catalogue, information, Sha256.over(all.toByteArray()).hex().substring(0, 32));
    }

    private void footLine(int page) {
        StringBuilder content = pages.get(page);
        String number = (page + 1) + " / " + pages.size();
        float wide = regular.width(number, Style.SMALL.size);
        rectangle(content, Ink.LINE, MARGIN, FOOT - 14, WIDTH, 0.6f);
        String line = regular.lines(regular.visible(foot), Style.SMALL.size, WIDTH - wide - 10)
                .getFirst();
        write(content, Style.SMALL, Ink.QUIET, MARGIN, FOOT - 26, line);
        write(content, Style.SMALL, Ink.QUIET, MARGIN + WIDTH - wide, FOOT - 26, number);
    }
}
