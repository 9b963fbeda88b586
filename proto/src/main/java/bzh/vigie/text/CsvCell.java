package bzh.vigie.text;

/** A cell of a comma-separated table (RFC 4180) for spreadsheets. Pure. */
public final class CsvCell {
    /** What a spreadsheet takes for the beginning of a formula, also in full width. */
    private static final String FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    private CsvCell() {}

    /**
     * The text in quotes. One that a spreadsheet could take for a formula begins with an apostrophe; what is not visible is written as
     * {@code \}{@code u{hex}}.
     */
    public static String of(String text) {
        String visible = Printable.clean(text.strip());
        boolean formula = !visible.isEmpty() && FORMULA.indexOf(visible.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + visible.replace("\"", "\"\"") + '"';
    }
}
