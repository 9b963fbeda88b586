package bzh.vigie.collector.incident;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Rows of a table as text (RFC 4180): fields between commas, semicolons or tabs, in quotes where they hold one or a line feed. Text is
 * UTF-8, UTF-16 with its mark, or what Windows wrote before (1252). Pure and total: what is cut off or unbalanced gives what there is.
 */
public final class CsvText {
    private static final Charset OLD_WINDOWS = Charset.forName("windows-1252");
    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_ROW = 64 << 10;
    private static final int MOST_FIELDS = 1_000;

    /**
     * A row.
     *
     * @param line where it begins in the text, from 1
     */
    public record Row(int line, List<String> fields) {
        public Row {
            fields = List.copyOf(fields);
        }

        /** What stands in that column, without blanks around; empty where there is nothing. */
        public String cell(OptionalInt column) {
            return column.isPresent() && column.getAsInt() < fields.size()
                    ? fields.get(column.getAsInt()).strip()
                    : "";
        }
    }

    private CsvText() {}

    /** The bytes as text, without the mark at their beginning. */
    static String decode(byte[] bytes) {
        if (starts(bytes, 0xff, 0xfe)) {
            return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16LE);
        }
        if (starts(bytes, 0xfe, 0xff)) {
            return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16BE);
        }
        int from = starts(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, OLD_WINDOWS);
        }
    }

    private static boolean starts(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (bytes.length <= i || (bytes[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** What stands between the fields of this line: the one of tab, semicolon and comma that it has most of. */
    public static char separator(String line) {
        char found = ',';
        long most = 0;
        for (char each : new char[] {'\t', ';', ','}) {
            long number = line.chars().filter(c -> c == each).count();
            if (number > most) {
                most = number;
                found = each;
            }
        }
        return found;
    }

    /** The rows, at most that many; empty lines are none. */
    static List<List<String>> rows(String text, char separator, int most) {
        return lines(text, separator, most).stream().map(Row::fields).toList();
    }

    /** Likewise, each with the line that it begins in. */
    static List<Row> lines(String text, char separator, int most) {
        List<Row> rows = new ArrayList<>();
        try {
            each(new StringReader(text), separator, LONGEST_ROW, (row, cut) -> {
                if (rows.size() < most) {
                    rows.add(row);
                }
                return rows.size() < most;
            });
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        return rows;
    }

    /** Takes rows as they are read. */
    public interface Rows {
        /**
         * Takes one.
         *
         * @param cut whether it was longer than a row may be, and its end is left out
         * @return whether to go on
         */
        boolean take(Row row, boolean cut);
    }

    /** Text of a file, without the mark at its beginning: UTF-16 with its mark, otherwise UTF-8; what is neither becomes U+FFFD. */
    public static BufferedReader reader(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(3);
        byte[] first = buffered.readNBytes(3);
        buffered.reset();
        boolean little = starts(first, 0xff, 0xfe);
        boolean big = starts(first, 0xfe, 0xff);
        buffered.skipNBytes(little || big ? 2 : starts(first, 0xef, 0xbb, 0xbf) ? 3 : 0);
        return new BufferedReader(
                new InputStreamReader(
                        buffered,
                        little ? StandardCharsets.UTF_16LE : big ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8),
                BUFFER);
    }

    /** Each row of at most that many characters, until the text ends or nobody wants more; no more than one row is in memory. */
    public static void each(Reader in, char separator, int longest, Rows rows) throws IOException {
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        int length = 0;
        int line = 1;
        int first = 1;
        int next = in.read();
        while (next >= 0) {
            char c = (char) next;
            next = in.read();
            if (c == '\n' || (c == '\r' && next != '\n')) {
                line++;
            }
            if (++length > longest) {
                // A quote that nobody closes must not eat the rest of the file.
                quoted = false;
            }
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (next == '"') {
                    field.append('"');
                    next = in.read();
                } else {
                    quoted = false;
                }
            } else if (c == '"' && field.toString().isBlank()) {
                field.setLength(0);
                quoted = true;
            } else if (c == separator && row.size() < MOST_FIELDS) {
                row.add(field.toString());
                field.setLength(0);
            } else if (c == '\n' || c == '\r') {
                if (!finish(rows, row, field, first, length > longest)) {
                    return;
                }
                row = new ArrayList<>();
                length = 0;
                first = line;
            } else if (length <= longest) {
                field.append(c);
            }
        }
        finish(rows, row, field, first, length > longest);
    }

    private static boolean finish(Rows rows, List<String> row, StringBuilder field, int line, boolean cut) {
        row.add(field.toString());
        field.setLength(0);
        return row.stream().allMatch(String::isBlank) || rows.take(new Row(line, row), cut);
    }
}
