package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.detect.HistorySearchTexts;
import bzh.vigie.collector.detect.RecurrenceTexts;
import bzh.vigie.collector.detect.RevisionTexts;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Incidents;
import bzh.vigie.collector.store.Thresholds.Threshold;
import bzh.vigie.event.ItemFields;
import bzh.vigie.text.Places;
import bzh.vigie.text.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.function.Function;
import java.util.stream.Stream;

/** Criteria that persons loosened, in the same words for commands, pages and the report. Names of persons are made printable. Immutable. */
public final class LoosenedTexts {
    private static final String BUNDLE = "bzh.vigie.collector.IncidentCommand";
    private static final int LONGEST = 40;

    private final ResourceBundle words;
    private final Locale locale;

    public LoosenedTexts(Locale locale) {
        this.locale = locale;
        words = ResourceBundle.getBundle(
                BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /**
     * Sentences of a first page: a search that is under way, what persons decided of each recurrence, of marks and the eviction's dates, then the criteria.
     *
     * @param time how a time is written
     */
    public static List<String> firstPage(Facts facts, Locale locale, Function<Instant, String> time) {
        Function<AgentId, String> name = id -> facts.hosts().stream()
                .filter(host -> host.coverage().host().id().equals(id))
                .findFirst()
                .map(WatchedHost::name)
                .orElse(id.text());
        return Stream.of(
                        HistorySearchTexts.sentence(facts.search(), locale, time).stream(),
                        new RecurrenceTexts(locale).lines(facts.recurrences()).stream(),
                        new RevisionTexts(locale, time).lines(facts.withdrawn(), facts.moves(), name).stream(),
                        new LoosenedTexts(locale)
                                .sentence(facts.table(), facts.incident().watchDays()).stream())
                .flatMap(Function.identity())
                .toList();
    }

    /** One sentence that names each with who did it; empty where all is as usual or stricter. Why stands in the table. */
    public Optional<String> sentence(CoverageTable table, int watchDays) {
        List<String> loosened = new ArrayList<>();
        for (Threshold each : table.loosened()) {
            loosened.add(say(
                            "loosened-threshold",
                            words.getString("threshold." + ItemFields.word(each)),
                            table.value(each),
                            each.usual(),
                            Printable.line(
                                    table.stated(each).orElseThrow().author().name(), LONGEST))
                    + (table.isBeyondFloor(each) ? say("loosened-floor", each.floor()) : ""));
        }
        if (watchDays < Incidents.USUAL_WATCH) {
            loosened.add(say("loosened-watch", watchDays, Incidents.USUAL_WATCH)
                    + (watchDays < Incidents.SHORTEST_WATCH ? say("loosened-floor", Incidents.SHORTEST_WATCH) : ""));
        }
        return loosened.isEmpty() ? Optional.empty() : Optional.of(say("loosened", String.join(" ; ", loosened)));
    }

    private String say(String key, Object... values) {
        return Places.fill(
                words.getString(key),
                locale,
                Arrays.stream(values).map(String::valueOf).toList());
    }
}
