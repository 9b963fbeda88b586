package bzh.vigie.collector.detect;

import bzh.vigie.collector.incident.Evictions.Move;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Tombstones.Withdrawn;
import bzh.vigie.text.Places;
import bzh.vigie.text.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.function.Function;

/**
 * Marks that persons took back and ends of the eviction that they dated anew, in the same words for commands, pages and the report. Names and
 * reasons of persons are made printable and cut. Immutable.
 */
public final class RevisionTexts {
    private static final String BUNDLE = "bzh.vigie.collector.IncidentCommand";
    private static final int LONGEST_NAME = 40;
    private static final int MOST_MOVES = 2;

    private final ResourceBundle words;
    private final Locale locale;
    private final Function<Instant, String> time;

    /** @param time how a time is written */
    public RevisionTexts(Locale locale, Function<Instant, String> time) {
        this.locale = locale;
        this.time = time;
        words = ResourceBundle.getBundle(
                BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /**
     * A sentence about all marks that were taken back, and one about each of the last moves; none where there are none.
     *
     * @param name of a host
     */
    public List<String> lines(List<Withdrawn> withdrawn, List<Move> moves, Function<AgentId, String> name) {
        List<String> lines = new ArrayList<>();
        if (!withdrawn.isEmpty()) {
            lines.add(withdrawn(withdrawn));
        }
        moves.reversed().stream().limit(MOST_MOVES).forEach(move -> lines.add(moved(move, name)));
        if (moves.size() > MOST_MOVES) {
            lines.add(say("eviction-moved-more", moves.size() - MOST_MOVES));
        }
        return lines;
    }

    private String withdrawn(List<Withdrawn> withdrawn) {
        List<Author> authors = withdrawn.stream().map(Withdrawn::author).toList();
        return say("marks-withdrawn", withdrawn.size(), RecurrenceTexts.by(authors))
                + RecurrenceTexts.reasons(words, locale, authors)
                + say(
                        "marks-withdrawn-approved",
                        withdrawn.stream()
                                .filter(each -> !each.awaitsApproval())
                                .count(),
                        withdrawn.size());
    }

    private String moved(Move move, Function<AgentId, String> name) {
        return say(
                move.to().isPresent() ? "eviction-moved" : "eviction-reopened",
                time.apply(move.from()),
                move.to().map(time).orElse(""),
                Printable.line(move.author().name(), LONGEST_NAME),
                move.host()
                        .map(host -> Printable.line(name.apply(host), LONGEST_NAME))
                        .orElseGet(() -> words.getString("eviction-moved-all")));
    }

    private String say(String key, Object... values) {
        return Places.fill(
                words.getString(key),
                locale,
                Arrays.stream(values).map(String::valueOf).toList());
    }
}
