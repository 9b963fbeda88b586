package bzh.vigie.collector.intel;

import bzh.vigie.collector.intel.CsvReader.Row;
import bzh.vigie.collector.intel.Gathering.TooManyException;
import bzh.vigie.collector.intel.ImportOptions.Said;
import bzh.vigie.collector.intel.Imported.Format;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Indicators of a CSV file with or without a header, or of a list with one value a line. Lines that begin with {@code #} are comments. */
final class CsvImport {
    private static final int LOOKED_AT = 1 << 15;
    private static final int SAMPLE = 20;
    private static final char NONE = '\0';
    private static final Pattern WITH_COMMENT = Pattern.compile("\\s#.*$");

    private final ImportOptions options;
    private final Gathering to;

    CsvImport(ImportOptions options, Gathering to) {
        this.options = options;
        this.to = to;
    }

    /** @param in that can be marked */
    Format read(Reader in) throws IOException, TooManyException {
        in.mark(LOOKED_AT);
        char[] head = new char[LOOKED_AT];
        int length = 0;
        for (int read = in.read(head); read > 0; read = in.read(head, length, LOOKED_AT - length)) {
            length += read;
        }
        in.reset();
        char delimiter = delimiter(new String(head, 0, length));
        CsvReader rows = new CsvReader(in, delimiter);
        List<Row> sample = new ArrayList<>();
        for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
            if (!isComment(row.get())) {
                sample.add(row.get());
                if (sample.size() == SAMPLE) {
                    break;
                }
            }
        }
        CsvColumns columns = CsvColumns.of(sample);
        for (Row row : columns.hasHeader() ? sample.subList(1, sample.size()) : sample) {
            row(columns, row);
        }
        for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
            if (!isComment(row.get())) {
                row(columns, row.get());
            }
        }
        return delimiter == NONE ? Format.LIST : Format.CSV;
    }

    private static boolean isComment(Row row) {
        String first = row.field(0);
        return first.startsWith("#") || first.startsWith("//");
    }

    /** What most of the first lines have, and about as often; nothing where they have none. */
    private static char delimiter(String head) {
        List<String> lines = head.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .limit(SAMPLE)
                .map(line -> line.replaceAll("\"[^\"]*\"", "\"\""))
                .toList();
        for (char each : new char[] {'\t', ';', ','}) {
            long with = lines.stream().filter(line -> line.indexOf(each) >= 0).count();
            if (!lines.isEmpty() && with * 4 >= lines.size() * 3L) {
                return each;
            }
        }
        return NONE;
    }

    private void row(CsvColumns columns, Row row) throws TooManyException {
        Said said = columns.said(row);
        String place = Integer.toString(row.line());
        boolean some = false;
        for (CsvColumns.Cell cell : columns.cells(row)) {
            String value = WITH_COMMENT
                    .matcher(cell.value().replaceAll("[\\r\\n\\t]+", " "))
                    .replaceFirst("");
            if (!value.isBlank()) {
                some = true;
                to.add(place, value, ObservableReader.read(cell.type(), value), what -> options.indicator(what, said));
            }
        }
        if (!some) {
            to.refuse(place, String.join(" ", row.fields()), RefusalReason.EMPTY);
        }
    }
}
