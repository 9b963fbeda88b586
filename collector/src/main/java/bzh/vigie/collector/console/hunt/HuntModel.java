package bzh.vigie.collector.console.hunt;

import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.hunt.EventLines;
import bzh.vigie.collector.hunt.HostDirectory;
import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.hunt.Parsed;
import bzh.vigie.collector.hunt.QueryText;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.SavedSearches.Saved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What the page Hunt shows.
 *
 * @param query as it was typed
 * @param fault where it is none
 * @param found what it found; empty before a search
 * @param saved searches that the reader may see
 */
public record HuntModel(
        String query,
        List<String> columns,
        Optional<Marked> fault,
        Optional<Results> found,
        List<Saved> saved,
        OptionalInt rebuilding,
        Form form) {
    /** Characters that the events of a page take at most. */
    private static final int MOST_CHARACTERS = 2_000_000;

    /** Of an address that leads on: a longer one is of use to nobody. */
    private static final int LONGEST_ADDRESS = 2_000;

    private static final int LONGEST_SHOWN = 2_000;
    private static final int MARKUP = 400;

    public HuntModel {
        columns = List.copyOf(columns);
        saved = List.copyOf(saved);
    }

    /** A query around what is wrong with it. */
    public record Marked(String before, String wrong, String after, String sentence) {
        static Marked of(String query, Parsed.Fault fault, Locale locale) {
            int from = Math.min(fault.at(), query.length());
            int to = Math.min(from + fault.length(), query.length());
            return new Marked(
                    query.substring(0, from),
                    from == to ? "␣" : query.substring(from, to),
                    query.substring(to),
                    fault.sentence(locale));
        }
    }

    /** One value and the addresses that go on from it: with it, without it. */
    public record Cell(String name, String value, Optional<String> with, Optional<String> without) {
        /** Characters that it takes on the page, about. */
        private int size() {
            return MARKUP
                    + Math.min(value.length(), LONGEST_SHOWN)
                    + with.map(String::length).orElse(0)
                    + without.map(String::length).orElse(0);
        }

        private Cell plain() {
            return new Cell(name, value, Optional.empty(), Optional.empty());
        }
    }

    /**
     * An event: its columns, and all that it has.
     *
     * @param whole whether that is all: of an event that is too large among many, only what says which it is
     */
    public record Row(String id, Instant received, List<Cell> cells, List<Cell> all, boolean whole) {
        public Row {
            cells = List.copyOf(cells);
            all = List.copyOf(all);
        }
    }

    /** A value and how many of the events shown have it. */
    public record Top(Cell cell, int events) {}

    /** What was found. */
    public record Results(List<Row> rows, Hunting.Outcome outcome, List<Top> top, String topField) {
        public Results {
            rows = List.copyOf(rows);
            top = List.copyOf(top);
        }
    }

    /** Events as rows, that take {@value #MOST_CHARACTERS} characters on the page together. */
    static List<Row> rows(String query, List<String> columns, List<Hit> hits, HostDirectory hosts) {
        int room = MOST_CHARACTERS / Math.max(1, hits.size());
        return hits.stream().map(hit -> row(query, columns, hit, hosts, room)).toList();
    }

    private static Row row(String query, List<String> columns, Hit hit, HostDirectory hosts, int room) {
        List<Cell> cells = cells(query, columns, hit, hosts);
        int left = room - cells.stream().mapToInt(Cell::size).sum();
        if (left < 0) {
            cells = cells.stream().map(Cell::plain).toList();
        }
        List<Cell> all = new ArrayList<>();
        for (String outer : List.of("received", "commune", "hostname", "host", "id")) {
            all.add(cell(query, outer, EventLines.column(hit, outer, hosts), false));
        }
        int named = all.size();
        for (Map.Entry<String, String> field : new TreeMap<>(hit.fields()).entrySet()) {
            Cell cell = cell(query, field.getKey(), field.getValue(), true);
            left -= cell.size();
            if (left < 0) {
                return new Row(hit.id(), hit.received(), cells, all.subList(0, named), false);
            }
            all.add(cell);
        }
        return new Row(hit.id(), hit.received(), cells, all, true);
    }

    /** The columns of an event. */
    static List<Cell> cells(String query, List<String> columns, Hit hit, HostDirectory hosts) {
        return columns.stream()
                .map(column -> cell(query, column, EventLines.column(hit, column, hosts), false))
                .toList();
    }

    private static Cell cell(String query, String name, String value, boolean own) {
        Optional<String> test = own ? QueryText.ofField(name, value) : QueryText.of(name, value);
        return new Cell(
                name,
                value,
                test.map(each -> address(QueryText.and(query, each))).filter(HuntModel::isShort),
                test.map(each -> address(QueryText.and(query, "not " + each))).filter(HuntModel::isShort));
    }

    private static boolean isShort(String address) {
        return address.length() <= LONGEST_ADDRESS;
    }

    static String address(String query) {
        return "/hunt?q=" + View.encoded(query);
    }

    /** The values of a column that most of these have. */
    static List<Top> top(String query, String column, List<Hit> hits, HostDirectory hosts) {
        Map<String, Integer> counts = new HashMap<>();
        hits.forEach(hit -> counts.merge(EventLines.column(hit, column, hosts), 1, Integer::sum));
        return counts.entrySet().stream()
                .filter(each -> !each.getKey().isEmpty())
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(10)
                .map(each -> new Top(cell(query, column, each.getKey(), false), each.getValue()))
                .toList();
    }
}
