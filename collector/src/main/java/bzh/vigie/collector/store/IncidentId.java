package bzh.vigie.collector.store;

import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;

/** The readable number of an incident: the year in which it was opened (UTC) and its place in that year, such as 2026-001. */
public record IncidentId(String text) implements Comparable<IncidentId> {
    private static final Pattern FORM = Pattern.compile("\\d{4}-\\d{3,6}");
    private static final Comparator<IncidentId> ORDER =
            Comparator.comparingInt(IncidentId::year).thenComparingInt(IncidentId::number);

    public IncidentId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("the number of an incident is a year and a number such as 2026-001");
        }
    }

    /** That of a year, counted from 1. */
    public static IncidentId of(int year, int number) {
        return new IncidentId(String.format(Locale.ROOT, "%04d-%03d", year, number));
    }

    int year() {
        return Integer.parseInt(text.substring(0, 4));
    }

    int number() {
        return Integer.parseInt(text.substring(5));
    }

    @Override
    public int compareTo(IncidentId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return text;
    }
}
