package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.text.LetterCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Two inventories of one host by different readers, the running system and its disk seen from outside, compared by the keys of
 * their items, which are equal (DESIGN.md 5.8): what one of them does not show, or shows otherwise, is a difference. A location
 * that one could not read whole is not compared for what that one lacks, and one that only a running system has not at all. Used
 * by one thread.
 */
public final class TwoReadings {
    /** How the record of a place begins to say that only a running machine has it. */
    private static final String NEEDS_RUNNING = "location-needs-running";

    private static final List<String> COMPARED = List.of("value", "target", "sha256", "enabled");

    /** One of the two. */
    private static final class Reading {
        private final Map<String, Numbered> items = new LinkedHashMap<>();
        private final Map<String, SigmaRecord> places = new TreeMap<>();
        private String reader = "";
        private String os = "";

        void take(SigmaRecord record, int line) {
            switch (record.value("kind")) {
                case "item" -> {
                    int same = 0;
                    while (items.containsKey(key(record) + "\t" + same)) {
                        same++;
                    }
                    items.put(key(record) + "\t" + same, new Numbered(record, line));
                }
                case "location" -> places.put(place(record), record);
                case "summary" -> {
                    reader = record.value("reader");
                    os = record.value("os");
                }
                default -> {}
            }
        }

        /** Whether it would show an item of that place if there were one. */
        boolean isWhole(String place) {
            SigmaRecord at = places.get(place);
            return at != null && !Set.of("partial", "unreadable").contains(at.value("status")) && !needsRunning(place);
        }

        boolean needsRunning(String place) {
            SigmaRecord at = places.get(place);
            return at != null
                    && at.value("status").equals("not-applicable")
                    && at.value("detail").startsWith(NEEDS_RUNNING);
        }
    }

    private record Numbered(SigmaRecord record, int line) {}

    /** What the two say of an item. */
    public enum Kind {
        /** The disk holds it, and the running system does not show it. */
        ONLY_ON_DISK,
        /** The running system shows it, and the disk does not hold it; or only the first of two readings of one kind has it. */
        ONLY_IN_FIRST,
        /** Only the second of two readings of one kind has it. */
        ONLY_IN_SECOND,
        /** Both have it, and not with the same value, file, content or state. */
        DIFFERS
    }

    /**
     * A difference.
     *
     * @param record the item as the reading has it that shows it, of two the second's
     * @param other the same in the first, where it has one
     * @param fields that differ
     * @param first whether the record is from the first reading
     * @param line of its file
     */
    public record Difference(
            Kind kind, SigmaRecord record, Map<String, String> other, List<String> fields, boolean first, int line) {
        public Difference {
            other = Map.copyOf(other);
            fields = List.copyOf(fields);
        }
    }

    /**
     * A place that was not compared whole.
     *
     * @param first whether it is the first reading that lacks it
     * @param status partial, unreadable, or empty where that reading does not name the place
     * @param detail as the scan wrote it
     */
    public record NotCompared(String location, String user, boolean first, String status, String detail) {}

    private final Reading first = new Reading();
    private final Reading second = new Reading();

    /** A line of the first inventory. */
    public void first(SigmaRecord record, int line) {
        first.take(record, line);
    }

    /** A line of the second. */
    public void second(SigmaRecord record, int line) {
        second.take(record, line);
    }

    /** Whether one is of the running system and the other of its disk, as their last lines say. */
    public boolean areOfBothReaders() {
        return (first.reader.equals("live") && second.reader.equals("offline"))
                || (first.reader.equals("offline") && second.reader.equals("live"));
    }

    /** Whether they are of two systems that cannot be one. */
    public boolean areOfDifferentSystems() {
        return !first.os.isEmpty() && !second.os.isEmpty() && !first.os.equals(second.os);
    }

    /** What differs: in the order of the second inventory, then what only the first has. */
    public List<Difference> differences() {
        List<Difference> differences = new ArrayList<>();
        second.items.forEach((key, item) -> {
            Numbered was = first.items.get(key);
            String place = place(item.record());
            if (was != null) {
                List<String> fields = differing(was.record(), item.record());
                if (!fields.isEmpty()) {
                    differences.add(new Difference(
                            Kind.DIFFERS, item.record(), was.record().flat(), fields, false, item.line()));
                }
            } else if (first.isWhole(place)) {
                differences.add(only(item, false, second.reader));
            }
        });
        first.items.forEach((key, item) -> {
            if (!second.items.containsKey(key) && second.isWhole(place(item.record()))) {
                differences.add(only(item, true, first.reader));
            }
        });
        return differences;
    }

    private Difference only(Numbered item, boolean ofFirst, String reader) {
        boolean disk = areOfBothReaders() && reader.equals("offline");
        Kind kind = disk ? Kind.ONLY_ON_DISK : ofFirst || areOfBothReaders() ? Kind.ONLY_IN_FIRST : Kind.ONLY_IN_SECOND;
        return new Difference(kind, item.record(), Map.of(), List.of(), ofFirst, item.line());
    }

    /** Places that one of them could not read whole, or does not name, and the other could; not those of a running system alone. */
    public List<NotCompared> notCompared() {
        List<NotCompared> not = new ArrayList<>();
        add(not, true, first, second.places.values());
        add(not, false, second, first.places.values());
        return not;
    }

    private static void add(
            List<NotCompared> not, boolean isFirst, Reading reading, Collection<SigmaRecord> placesOfOther) {
        for (SigmaRecord other : placesOfOther) {
            String place = place(other);
            SigmaRecord at = reading.places.get(place);
            if (!reading.isWhole(place) && !reading.needsRunning(place)) {
                not.add(new NotCompared(
                        other.value("location"),
                        other.value("user"),
                        isFirst,
                        at == null ? "" : at.value("status"),
                        at == null ? "" : at.value("detail")));
            }
        }
    }

    /** A hash that only one of them has says nothing, unless the other says that the file is not there. */
    private static List<String> differing(SigmaRecord one, SigmaRecord other) {
        List<String> fields = new ArrayList<>();
        for (String field : COMPARED) {
            String a = one.value(field);
            String b = other.value(field);
            boolean unknown = field.equals("sha256") && (a.isEmpty() || b.isEmpty());
            boolean same = a.equals(b) || (isWindowsPath(one, field) && LetterCase.same(a, b));
            if (!same && (!unknown || isMissing(one) != isMissing(other))) {
                fields.add(field);
            }
        }
        return fields;
    }

    /** Windows takes both spellings of a path for one file. */
    private static boolean isWindowsPath(SigmaRecord record, String field) {
        return field.equals("target") && record.value("os").equals("windows");
    }

    private static boolean isMissing(SigmaRecord record) {
        return List.of(record.value("traits").split("\n", -1)).contains("target-missing");
    }

    private static String key(SigmaRecord record) {
        return ItemKeys.of(record);
    }

    private static String place(SigmaRecord record) {
        String account = record.value("account_id");
        return record.value("location") + "\t" + (account.isEmpty() ? record.value("user") : account);
    }
}
