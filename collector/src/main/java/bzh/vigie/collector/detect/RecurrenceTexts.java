package bzh.vigie.collector.detect;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.NatureLine;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.event.ItemFields;
import bzh.vigie.text.Places;
import bzh.vigie.text.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.stream.Collectors;

/**
 * How many recurrences there are and who said what of them, in the same words for commands, pages and the report. Names and reasons of
 * persons are made printable and cut. Immutable.
 */
public final class RecurrenceTexts {
    private static final String BUNDLE = "bzh.vigie.collector.IncidentCommand";
    private static final int LONGEST = 60;
    private static final int LONGEST_NAME = 40;
    private static final int MOST_AUTHORS = 2;

    private final ResourceBundle words;
    private final Locale locale;

    public RecurrenceTexts(Locale locale) {
        this.locale = locale;
        words = ResourceBundle.getBundle(
                BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** How many there are that are not of the same attack, then what persons attributed to the attacker and what they explained otherwise, with who and why. */
    public List<String> lines(List<Recurrence> recurrences) {
        List<Recurrence> after =
                recurrences.stream().filter(each -> !each.sameAttack()).toList();
        if (after.isEmpty()) {
            return List.of(words.getString("recurrences-none"));
        }
        List<String> lines = new ArrayList<>();
        lines.add(say(
                "recurrences-sum",
                after.size(),
                after.stream().filter(Recurrence::isUndecided).count()));
        for (boolean otherwise : List.of(false, true)) {
            List<Recurrence> of = after.stream()
                    .filter(each -> each.nature()
                            .filter(line -> line.nature().needsApproval() == otherwise)
                            .isPresent())
                    .toList();
            if (!of.isEmpty()) {
                lines.add(said(of, otherwise));
            }
        }
        return lines;
    }

    private String said(List<Recurrence> of, boolean otherwise) {
        Map<Nature, Integer> natures = new EnumMap<>(Nature.class);
        List<Author> authors = new ArrayList<>();
        int proved = 0;
        for (Recurrence each : of) {
            NatureLine line = each.nature().orElseThrow();
            natures.merge(line.nature(), 1, Integer::sum);
            authors.add(line.author());
            proved += line.proof().isEmpty() ? 0 : 1;
        }
        String sentence = say(
                        otherwise ? "recurrences-otherwise" : "recurrences-attributed",
                        natures.entrySet().stream()
                                .map(each -> words.getString("nature." + ItemFields.word(each.getKey())) + " : "
                                        + each.getValue())
                                .collect(Collectors.joining(", ")),
                        by(authors))
                + reasons(words, locale, authors);
        if (!otherwise) {
            return sentence;
        }
        long same =
                of.stream().filter(each -> each.sameSystemUser().isPresent()).count();
        return sentence
                + say(
                        "recurrences-approved",
                        proved,
                        of.stream().filter(each -> !each.awaitsApproval()).count(),
                        of.size())
                + (same == 0 ? "" : say("recurrences-same-user", same));
    }

    /** What these persons gave as their reason, or how many reasons. */
    static String reasons(ResourceBundle words, Locale locale, List<Author> authors) {
        List<String> reasons = authors.stream().map(Author::reason).distinct().toList();
        return reasons.size() == 1
                ? Places.fill(
                        words.getString("recurrences-reason"),
                        locale,
                        List.of(Printable.line(reasons.getFirst(), LONGEST)))
                : Places.fill(
                        words.getString("recurrences-reasons"), locale, List.of(Integer.toString(reasons.size())));
    }

    /** The persons who said it of most first, each with how many. */
    static String by(List<Author> all) {
        Map<String, Integer> authors = new LinkedHashMap<>();
        all.forEach(each -> authors.merge(each.name(), 1, Integer::sum));
        String first = authors.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST_AUTHORS)
                .map(each -> Printable.line(each.getKey(), LONGEST_NAME)
                        + (authors.size() > 1 ? " (" + each.getValue() + ")" : ""))
                .collect(Collectors.joining(", "));
        return authors.size() > MOST_AUTHORS ? first + ", …" : first;
    }

    private String say(String key, Object... values) {
        return Places.fill(
                words.getString(key),
                locale,
                Arrays.stream(values).map(String::valueOf).toList());
    }
}
