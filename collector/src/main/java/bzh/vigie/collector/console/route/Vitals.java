package bzh.vigie.collector.console.route;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How the collector itself is. Thread-safe. */
public interface Vitals {
    /** Where people read what is wrong. */
    String PAGE = "/collector";

    /** Of a collector of which nothing is known. */
    Vitals NONE = new Vitals() {
        @Override
        public Map<String, Double> gauges() {
            return Map.of();
        }

        @Override
        public Map<String, Double> counters() {
            return Map.of();
        }

        @Override
        public List<Trouble> troubles(Locale locale) {
            return List.of();
        }
    };

    /**
     * Something to look at.
     *
     * @param key what it is, in letters and dashes, for whoever links to where it is dealt with
     * @param wrong whether it is wrong now; otherwise it will be
     */
    record Trouble(boolean wrong, String key, String text, String remedy) {}

    /** Figures as they are now, by their names in OpenMetrics. */
    Map<String, Double> gauges();

    /** Figures that only grow while the collector runs, by their names in OpenMetrics without {@code _total}. */
    Map<String, Double> counters();

    /** What is wrong, or will be, in this language; empty where all is well. */
    List<Trouble> troubles(Locale locale);

    /** The same as it was found a moment ago: a page that is about something else does not wait for it. */
    default List<Trouble> known(Locale locale) {
        return troubles(locale);
    }
}
