package bzh.vigie.collector.detect.cloud;

/** Numbers of rows, as ranges: {@code 3-17, 20}. Given in growing order. Not thread-safe. */
final class RowNumbers {
    /** Ranges that are written at most: what comes behind is one more, from its first to its last row. */
    static final int MOST = 10_000;

    private final StringBuilder text = new StringBuilder();
    private int ranges;
    private int rows;
    private int first;
    private int last;

    void add(int number) {
        rows++;
        if (rows > 1 && (number <= last + 1 || ranges >= MOST)) {
            last = Math.max(last, number);
            return;
        }
        if (rows > 1) {
            text.append(range()).append(", ");
            ranges++;
        }
        first = number;
        last = number;
    }

    private String range() {
        return (ranges >= MOST ? "… " : "") + (first == last ? Integer.toString(first) : first + "-" + last);
    }

    /** How many rows. */
    int rows() {
        return rows;
    }

    @Override
    public String toString() {
        return rows == 0 ? "" : text + range();
    }
}
