package bzh.vigie.collector.detect;

import bzh.vigie.collector.incident.HistorySearch;
import bzh.vigie.text.Places;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.function.Function;

/** How far the search in the history is, in the same words for commands, pages and the report. */
public final class HistorySearchTexts {
    private static final String BUNDLE = "bzh.vigie.collector.IncidentCommand";

    private HistorySearchTexts() {}

    /**
     * One sentence; empty where all was looked for.
     *
     * @param time how a time is written
     */
    public static Optional<String> sentence(HistorySearch search, Locale locale, Function<Instant, String> time) {
        if (search.isDone()) {
            return Optional.empty();
        }
        ResourceBundle words = ResourceBundle.getBundle(
                BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        List<String> counts = List.of(Integer.toString(search.marks()), Integer.toString(search.indicators()));
        return Optional.of(search.upTo()
                .map(upTo -> Places.fill(
                        words.getString("history-search"),
                        locale,
                        List.of(counts.get(0), counts.get(1), time.apply(upTo))))
                .orElseGet(() -> Places.fill(words.getString("history-search-waits"), locale, counts)));
    }
}
