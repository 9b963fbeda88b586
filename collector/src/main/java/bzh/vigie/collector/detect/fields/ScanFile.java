package bzh.vigie.collector.detect.fields;

import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.event.Account;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.text.Sentence;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of {@code agent scan}: JSON lines, an item or a place each, the last one a summary. Whoever made it may have been the attacker: a
 * line that is none of these is counted and told, and reading ends where there are too many. Immutable.
 *
 * @param items each with a key and a location
 * @param places of the catalogue, and how they could be read
 * @param summary its last line; empty where the file breaks off before it, or goes on after it
 * @param refused lines that are none of a scan's
 * @param first of these, why
 * @param cut whether there are more than {@value #MOST_LINES} lines
 */
public record ScanFile(
        List<Line> items,
        List<Line> places,
        Optional<SigmaRecord> summary,
        int refused,
        List<Refused> first,
        boolean cut) {
    /** Items and places that are read. */
    public static final int MOST_LINES = 150_000;

    private static final int MOST_TOLD = 20;
    private static final String KIND = "kind";

    public ScanFile {
        items = List.copyOf(items);
        places = List.copyOf(places);
        first = List.copyOf(first);
    }

    /** A line. */
    public record Line(int number, SigmaRecord record) {}

    /** A line that is none, and why. */
    public record Refused(int number, Sentence reason) {}

    /** Reads a file; whatever it holds, this ends. */
    public static ScanFile read(byte[] bytes) {
        Reading reading = new Reading();
        try {
            JsonLines.read(new ByteArrayInputStream(bytes), reading);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        return new ScanFile(
                reading.items, reading.places, reading.summary, reading.refused, reading.first, reading.cut);
    }

    /** The line by which a scan tells how a place was read, out of what an agent told of it. */
    public static SigmaRecord place(LocationStatus status) {
        return SigmaRecord.of(Kinds.logSource(Kinds.LOCATION, "", ""))
                .put(KIND, Kinds.LOCATION)
                .put("location", status.location())
                .ifAny("user", status.account().map(Account::name).orElse(""))
                .ifAny("account_id", status.account().map(Account::id).orElse(""))
                .put("status", ItemFields.word(status.state()))
                .put("reason", ItemFields.word(status.reason()))
                .ifAny("detail", status.detail())
                .build();
    }

    /** The last line of a scan of a running system. */
    public static SigmaRecord summary(String os) {
        return SigmaRecord.of(Kinds.logSource(Kinds.LOCATION, os, ""))
                .put(KIND, "summary")
                .put("reader", "live")
                .ifAny("os", os)
                .build();
    }

    /** A field of the summary; empty where there is none. */
    public String said(String field) {
        return summary.map(record -> record.value(field)).orElse("");
    }

    private static final class Reading implements JsonLines.Taker {
        private final List<Line> items = new ArrayList<>();
        private final List<Line> places = new ArrayList<>();
        private final List<Refused> first = new ArrayList<>();
        private Optional<SigmaRecord> summary = Optional.empty();
        private int refused;
        private boolean cut;

        @Override
        public void line(int number, String text) {
            if (items.size() + places.size() >= MOST_LINES) {
                cut = true;
                return;
            }
            try {
                Map<String, List<String>> fields = FlatJson.fields(text);
                take(number, fields.getOrDefault(KIND, List.of()).equals(List.of("summary")), fields);
            } catch (BadLineException e) {
                bad(number, e.reason());
            }
        }

        private void take(int number, boolean last, Map<String, List<String>> fields) throws BadLineException {
            if (last) {
                summary = Optional.of(FlatJson.record(fields));
                return;
            }
            // What comes after the last line is not of the scan that the line sums up.
            summary = Optional.empty();
            boolean item = fields.getOrDefault(KIND, List.of()).equals(List.of(Kinds.ITEM));
            boolean place = fields.getOrDefault(KIND, List.of()).equals(List.of(Kinds.LOCATION));
            if ((!item && !place) || !fields.containsKey("location") || (item && !fields.containsKey("key"))) {
                throw new BadLineException("of-no-scan");
            }
            (item ? items : places).add(new Line(number, FlatJson.record(fields)));
        }

        @Override
        public void bad(int number, Sentence reason) {
            refused++;
            if (first.size() < MOST_TOLD) {
                first.add(new Refused(number, reason));
            }
        }
    }
}
