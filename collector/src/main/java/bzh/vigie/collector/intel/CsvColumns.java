package bzh.vigie.collector.intel;

import bzh.vigie.collector.intel.CsvReader.Row;
import bzh.vigie.collector.intel.ImportOptions.Said;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which column of a CSV file says what: by its header, or else by what stands in its first rows. Immutable. */
final class CsvColumns {
    private static final Set<String> VALUES = Set.of(
            "value",
            "indicator",
            "ioc",
            "observable",
            "ioc_value",
            "indicator_value",
            "valeur",
            "indicateur",
            "indicators");

    private static final Set<String> TYPES = Set.of(
            "type",
            "entity_type",
            "indicator_type",
            "ioc_type",
            "kind",
            "type_ioc",
            "typ",
            "data_type",
            "attribute_type");

    private static final Set<String> NOTES = Set.of(
            "notes", "note", "description", "comment", "comments", "commentaire", "context", "title", "name", "info");

    private static final Set<String> SOURCES = Set.of("source", "author", "org", "feed", "provider", "origine");
    private static final Set<String> FROMS =
            Set.of("valid_from", "first_seen", "date", "created", "firstseen", "date_added");
    private static final Set<String> UNTILS =
            Set.of("valid_until", "expires", "expiration", "expiry", "valid_to", "expiration_date");
    private static final Pattern WORDS = Pattern.compile("\\p{L}[\\p{L}\\p{N} _.:|()/'-]{0,59}");
    private static final DateTimeFormatter FRENCH = DateTimeFormatter.ofPattern("d/M/uuuu", Locale.ROOT);

    private final boolean header;
    private final int value;
    private final int type;
    /** Columns whose name says what they hold. */
    private final Map<Integer, String> typed;

    private final Map<String, Integer> said;

    private CsvColumns(boolean header, int value, int type, Map<Integer, String> typed, Map<String, Integer> said) {
        this.header = header;
        this.value = value;
        this.type = type;
        this.typed = typed;
        this.said = said;
    }

    /** A value, and the name of its type. */
    record Cell(String type, String value) {}

    boolean hasHeader() {
        return header;
    }

    static CsvColumns of(List<Row> sample) {
        return sample.isEmpty() || !isHeader(sample) ? bySample(sample) : byHeader(sample.getFirst());
    }

    /** Words, one of which is a column's name; a type above other types is one of them: {@code service,EvilSvc}. */
    private static boolean isHeader(List<Row> sample) {
        boolean named = false;
        Row first = sample.getFirst();
        for (int i = 0; i < first.fields().size(); i++) {
            String cell = first.field(i);
            if (VALUES.contains(folded(cell)) || TYPES.contains(folded(cell))) {
                named = true;
            } else if (kindOf(cell).isPresent()) {
                int column = i;
                List<Row> below = sample.subList(1, sample.size());
                long types = below.stream()
                        .filter(row -> kindOf(row.field(column)).isPresent())
                        .count();
                named |= !below.isEmpty() && types * 2 < below.size();
            } else if (!cell.isEmpty()
                    && (!WORDS.matcher(cell).matches()
                            || ObservableReader.read(Kind.ANY, "", cell) instanceof ObservableReader.Result.Good)) {
                return false;
            }
        }
        return named;
    }

    private static CsvColumns byHeader(Row row) {
        int value = -1;
        int type = -1;
        Map<Integer, String> typed = new LinkedHashMap<>();
        Map<String, Integer> said = new LinkedHashMap<>();
        for (int i = 0; i < row.fields().size(); i++) {
            String name = folded(row.field(i));
            if (VALUES.contains(name) && value < 0) {
                value = i;
            } else if (TYPES.contains(name) && type < 0) {
                type = i;
            } else if (NOTES.contains(name)) {
                said.putIfAbsent("note", i);
            } else if (SOURCES.contains(name)) {
                said.putIfAbsent("source", i);
            } else if (FROMS.contains(name)) {
                said.putIfAbsent("from", i);
            } else if (UNTILS.contains(name)) {
                said.putIfAbsent("until", i);
            } else if (name.equals("tlp") || name.equals("confidence") || name.equals("to_ids")) {
                said.putIfAbsent(name, i);
            } else {
                Optional<String> kind = kindOf(row.field(i));
                if (kind.isPresent()) {
                    typed.put(i, kind.get());
                }
            }
        }
        return new CsvColumns(true, value < 0 && typed.isEmpty() ? 0 : value, type, value < 0 ? typed : Map.of(), said);
    }

    /** The column in which names of types stand, and the first other one. */
    private static CsvColumns bySample(List<Row> sample) {
        int columns = sample.stream().mapToInt(row -> row.fields().size()).max().orElse(1);
        for (int i = 0; i < columns && columns > 1; i++) {
            int column = i;
            long names = sample.stream()
                    .filter(row -> kindOf(row.field(column)).isPresent())
                    .count();
            if (names * 5 >= sample.size() * 4L) {
                int value = i == 0 ? 1 : 0;
                return new CsvColumns(false, value, i, Map.of(), i == 2 || columns < 3 ? Map.of() : Map.of("note", 2));
            }
        }
        return new CsvColumns(false, 0, -1, Map.of(), columns > 1 ? Map.of("note", 1) : Map.of());
    }

    /** The type that a column's name says, or the last word of it: {@code Associated URL}. */
    private static Optional<String> kindOf(String name) {
        String folded = folded(name);
        return folded.isEmpty()
                ? Optional.empty()
                : Optional.of(folded)
                        .filter(each -> Kind.of(each)
                                .filter(kind -> kind != Kind.ANY && kind != Kind.CONTEXT)
                                .isPresent())
                        .or(() -> Optional.of(folded.substring(folded.lastIndexOf('_') + 1))
                                .filter(word -> folded.length() < 40 && word.length() < folded.length())
                                .filter(word -> Kind.of(word)
                                        .filter(kind -> kind == Kind.URL || kind == Kind.HOST)
                                        .isPresent()));
    }

    private static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace(' ', '_');
    }

    /** What is looked for in a row. */
    List<Cell> cells(Row row) {
        if (!typed.isEmpty()) {
            List<Cell> cells = new ArrayList<>();
            typed.forEach((place, name) -> cells.add(new Cell(name, row.field(place))));
            return cells;
        }
        return List.of(new Cell(type < 0 ? "" : row.field(type), row.field(value)));
    }

    /** What a row says besides. */
    Said said(Row row) {
        return new Said(
                of(row, "source"),
                of(row, "note"),
                Tlp.of(of(row, "tlp")),
                confidence(of(row, "confidence")),
                instant(of(row, "from")),
                instant(of(row, "until")),
                !Set.of("false", "0", "no", "non").contains(of(row, "to_ids").toLowerCase(Locale.ROOT)));
    }

    private String of(Row row, String what) {
        return row.field(said.getOrDefault(what, -1));
    }

    /** A number, or a word of STIX's scale (2.1, appendix A). */
    private static Optional<Integer> confidence(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "none" -> Optional.of(0);
            case "low", "faible" -> Optional.of(15);
            case "med", "medium", "moyenne", "moyen" -> Optional.of(50);
            case "high", "haute", "élevée" -> Optional.of(85);
            default -> text.matches("\\d{1,3}") ? Optional.of(Math.min(100, Integer.parseInt(text))) : Optional.empty();
        };
    }

    /** An instant or a day: as in ISO 8601, in French, or in seconds since 1970. */
    static Optional<Instant> instant(String text) {
        try {
            if (text.matches("\\d{9,11}")) {
                return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
            }
            if (text.matches("\\d{1,2}/\\d{1,2}/\\d{4}")) {
                return Optional.of(LocalDate.parse(text, FRENCH)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant());
            }
            if (text.length() == 10) {
                return Optional.of(
                        LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
            }
            String time = text.replace(' ', 'T');
            return time.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
                    ? Optional.of(OffsetDateTime.parse(time).toInstant())
                    : text.isEmpty()
                            ? Optional.empty()
                            : Optional.of(LocalDateTime.parse(time).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
