package bzh.vigie.collector.incident;

import bzh.vigie.collector.incident.CsvText.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A table with a heading, as text of whatever encoding and separator, whose columns are found by what their headings are usually called.
 * Rows know their line in the file. Pure and total.
 */
public final class CsvTable {
    /** Lines that are named where they could not be read, the first ones. */
    public static final int NAMED = 20;

    private static final List<String> NO = List.of("false", "faux", "non", "no", "0");

    private final List<String> headings;
    private final List<String> plain;
    private final List<Row> rows;
    private final boolean cut;

    private CsvTable(List<String> headings, List<Row> rows, boolean cut) {
        this.headings = headings;
        this.plain = headings.stream().map(CsvTable::plain).toList();
        this.rows = rows;
        this.cut = cut;
    }

    /** Reads it, at most that many rows with the heading. */
    static CsvTable read(byte[] bytes, int most) {
        return read(CsvText.decode(bytes), most);
    }

    /** Likewise, of text whose first line that is not empty is the heading. */
    static CsvTable read(String text, int most) {
        // What Export-Csv of Windows PowerShell writes first.
        boolean typed = text.startsWith("#TYPE");
        String table = typed ? text.substring(Math.max(0, text.indexOf('\n'))) : text;
        String first = table.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        List<Row> rows = new ArrayList<>(CsvText.lines(table, CsvText.separator(first), most));
        Optional<Row> heading = rows.isEmpty() ? Optional.empty() : Optional.of(rows.removeFirst());
        return new CsvTable(heading.map(Row::fields).orElse(List.of()), List.copyOf(rows), rows.size() + 1 >= most);
    }

    /** The headings, written as {@link #plain} makes them. */
    List<String> plainHeadings() {
        return plain;
    }

    List<Row> rows() {
        return rows;
    }

    /** Whether there were more rows. */
    boolean isCut() {
        return cut;
    }

    /** The first of these headings that is there, written as {@link #plain} makes them. */
    OptionalInt column(List<String> wanted) {
        return wanted.stream()
                .mapToInt(plain::indexOf)
                .filter(place -> place >= 0)
                .findFirst();
    }

    /** A heading as it is written; empty where there is none. */
    String heading(OptionalInt column) {
        return column.isPresent() ? headings.get(column.getAsInt()).strip() : "";
    }

    List<String> values(OptionalInt column) {
        return rows.stream().map(row -> row.cell(column)).toList();
    }

    /** In small letters, without what is no letter. */
    public static String plain(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetter)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Whether a cell says no. */
    static boolean isNo(String cell) {
        return NO.contains(cell.toLowerCase(Locale.ROOT));
    }
}
