package bzh.vigie.collector.intel;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Records of a CSV file (RFC 4180) with any delimiter. A quote inside a field that does not begin with one stands for itself; one that is
 * never closed ends with its line. Bounds: {@value #LONGEST} characters a record, {@value #MOST_FIELDS} fields; what is beyond is cut.
 */
final class CsvReader {
    static final int LONGEST = 1 << 16;
    static final int MOST_FIELDS = 64;

    private final Reader in;
    private final char delimiter;
    private int next = -2;
    private int line;

    /** @param in that can be marked */
    CsvReader(Reader in, char delimiter) {
        this.in = in;
        this.delimiter = delimiter;
    }

    /**
     * A record.
     *
     * @param line where it begins, from 1
     */
    record Row(int line, List<String> fields) {
        Row {
            fields = List.copyOf(fields);
        }

        /** The field in that place; empty where there is none. */
        String field(int place) {
            return place >= 0 && place < fields.size() ? fields.get(place) : "";
        }
    }

    /** The next record that is not blank; empty at the end. */
    Optional<Row> next() throws IOException {
        while (peek() >= 0) {
            Row row = row();
            if (row.fields().stream().anyMatch(field -> !field.isBlank())) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }

    private Row row() throws IOException {
        int first = ++line;
        List<String> fields = new ArrayList<>();
        int[] left = {LONGEST};
        while (true) {
            String field = peek() == '"' ? quoted(left) : plain(left);
            if (fields.size() < MOST_FIELDS) {
                fields.add(field.strip());
            }
            int c = take();
            if (c < 0 || c == '\n') {
                return new Row(first, fields);
            }
        }
    }

    /** Up to the delimiter or the end of the line, which comes next. */
    private String plain(int[] left) throws IOException {
        StringBuilder field = new StringBuilder();
        for (int c = peek(); c >= 0 && c != '\n' && c != delimiter; c = peek()) {
            append(field, take(), left);
        }
        return field.toString();
    }

    private String quoted(int[] left) throws IOException {
        StringBuilder field = new StringBuilder();
        take();
        while (peek() >= 0) {
            int c = take();
            if (c == '"') {
                if (peek() != '"') {
                    break;
                }
                take();
            } else if (c == '\n') {
                line++;
            }
            if (left[0] == 0 && c == '\n') {
                // A quote that nobody closed: the file goes on after this line.
                break;
            }
            append(field, c, left);
        }
        return field + plain(left);
    }

    private static void append(StringBuilder field, int c, int[] left) {
        if (left[0] > 0 && c != '\r') {
            field.append((char) c);
            left[0]--;
        }
    }

    private int peek() throws IOException {
        if (next == -2) {
            next = in.read();
        }
        return next;
    }

    private int take() throws IOException {
        int c = peek();
        next = -2;
        return c;
    }
}
