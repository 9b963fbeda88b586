package bzh.vigie.collector.incident;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines of {@code filterlog}, as the packet filter of pfSense and OPNsense writes them (pfSense's manual, <i>Raw Filter Log Format</i>): by syslog of
 * RFC 5424 or with a time of ISO 8601, which have their year, or of RFC 3164, whose year somebody has to say. It is that of the first line; where
 * the months begin anew it is the next. One file, one thread.
 *
 * <pre>
 *   rule,sub-rule,anchor,tracker,interface,reason,action,direction,4,tos,ecn,ttl,id,offset,flags,number,protocol,length,source,destination,…
 *   rule,sub-rule,anchor,tracker,interface,reason,action,direction,6,class,flow,hops,protocol,number,length,source,destination,…
 * </pre>
 */
final class FilterLog {
    private static final Pattern BEGIN = Pattern.compile("(?:<\\d{1,3}>)?(?:1 )?"
            + "(?:(?<iso>\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?(?:Z|[+-]\\d{2}:?\\d{2})?)"
            + "|(?<month>[A-Z][a-z]{2}) {1,2}(?<day>\\d{1,2}) (?<clock>\\d{2}:\\d{2}:\\d{2}))"
            + " (?:\\S{1,255} )?filterlog\\b");

    private static final int ACTION = 6;
    private static final int VERSION = 8;
    private static final int MOST_FIELDS = 64;
    private static final int HALF_A_YEAR = 6;

    private OptionalInt year;
    private int lastMonth;
    private int yearless;

    FilterLog(OptionalInt year) {
        this.year = year;
    }

    /** Whether a file is one, by a line of it. */
    static boolean isOne(String line) {
        return BEGIN.matcher(line).lookingAt();
    }

    /** How many lines had no year, and nobody said it. */
    int yearless() {
        return yearless;
    }

    /** Time, source, destination and action under the names that {@link WitnessReader} looks for; empty where it is no such line. */
    Map<String, String> fields(String line) {
        Matcher begin = BEGIN.matcher(line);
        if (!begin.lookingAt()) {
            return Map.of();
        }
        // What is told of a packet has no blanks, what syslog puts before it may.
        String[] told = line.substring(line.lastIndexOf(' ') + 1).split(",", MOST_FIELDS);
        int source = told.length <= VERSION ? -1 : told[VERSION].equals("4") ? 18 : told[VERSION].equals("6") ? 15 : -1;
        Optional<String> time = time(begin);
        if (source < 0 || told.length <= source + 1 || time.isEmpty()) {
            return Map.of();
        }
        Map<String, String> fields = new HashMap<>();
        fields.put("datetime", time.get());
        fields.put("src", told[source]);
        fields.put("dst", told[source + 1]);
        fields.put("action", told[ACTION]);
        return fields;
    }

    private Optional<String> time(Matcher begin) {
        String iso = begin.group("iso");
        if (iso != null) {
            return Optional.of(iso);
        }
        OptionalInt month = month(begin.group("month"));
        if (month.isEmpty() || year.isEmpty()) {
            yearless += year.isEmpty() ? 1 : 0;
            return Optional.empty();
        }
        int apart = lastMonth == 0 ? 0 : month.getAsInt() - lastMonth;
        int of = year.getAsInt() + (apart <= -HALF_A_YEAR ? 1 : apart >= HALF_A_YEAR ? -1 : 0);
        if (apart < HALF_A_YEAR) {
            year = OptionalInt.of(of);
            lastMonth = month.getAsInt();
        }
        try {
            return Optional.of(LocalDate.of(of, month.getAsInt(), Integer.parseInt(begin.group("day"))) + " "
                    + begin.group("clock"));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    private static OptionalInt month(String word) {
        return List.of(Month.values()).stream()
                .filter(month -> month.getDisplayName(TextStyle.SHORT, Locale.ENGLISH)
                        .substring(0, 3)
                        .equals(word))
                .mapToInt(Month::getValue)
                .findFirst();
    }
}
