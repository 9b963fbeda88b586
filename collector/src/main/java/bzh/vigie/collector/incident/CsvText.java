package bzh.vigie.collector.incident;

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
final class CsvText {
    private static final Charset OLD_WINDOWS = Charset.forName("windows-1252");
    private static final int LONGEST_ROW = 64 << 10;
    private static final int MOST_FIELDS = 1_000;

    /**
     * A row.
     *
     * @param line where it begins in the text, from 1
     */
    record Row(int line, List<String> fields) {
        Row {
            fields = List.copyOf(fields);
        }

        /** What stands in that column, without blanks around; empty where there is nothing. */
        String cell(OptionalInt column) {
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
    static char separator(String line) {
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
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        int length = 0;
        int line = 1;
        int first = 1;
        for (int i = 0; i < text.length() && rows.size() < most; i++) {
            char c = text.charAt(i);
            boolean end = i + 1 == text.length();
            if (c == '\n' || (c == '\r' && (end || text.charAt(i + 1) != '\n'))) {
                line++;
            }
            if (++length > LONGEST_ROW) {
                // A quote that nobody closes must not eat the rest of the file.
                quoted = false;
            }
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (!end && text.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
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
                finish(rows, row, field, first);
                row = new ArrayList<>();
                length = 0;
                first = line;
            } else if (length <= LONGEST_ROW) {
                field.append(c);
            }
        }
        if (rows.size() < most) {
            finish(rows, row, field, first);
        }
        return rows;
    }

    private static void finish(List<Row> rows, List<String> row, StringBuilder field, int line) {
        row.add(field.toString());
        field.setLength(0);
        if (row.stream().anyMatch(each -> !each.isBlank())) {
            rows.add(new Row(line, row));
        }
    }
}
