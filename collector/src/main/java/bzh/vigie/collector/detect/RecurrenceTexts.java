package bzh.vigie.collector.detect;

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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
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
        Map<String, Integer> authors = new LinkedHashMap<>();
        Set<String> reasons = new LinkedHashSet<>();
        int proved = 0;
        for (Recurrence each : of) {
            NatureLine line = each.nature().orElseThrow();
            natures.merge(line.nature(), 1, Integer::sum);
            authors.merge(line.author().name(), 1, Integer::sum);
            reasons.add(line.author().reason());
            proved += line.proof().isEmpty() ? 0 : 1;
        }
        String sentence = say(
                        otherwise ? "recurrences-otherwise" : "recurrences-attributed",
                        natures.entrySet().stream()
                                .map(each -> words.getString("nature." + ItemFields.word(each.getKey())) + " : "
                                        + each.getValue())
                                .collect(Collectors.joining(", ")),
                        by(authors))
                + (reasons.size() == 1
                        ? say(
                                "recurrences-reason",
                                Printable.line(reasons.iterator().next(), LONGEST))
                        : say("recurrences-reasons", reasons.size()));
        return otherwise
                ? sentence
                        + say(
                                "recurrences-approved",
                                proved,
                                of.stream()
                                        .filter(each -> !each.awaitsApproval())
                                        .count(),
                                of.size())
                : sentence;
    }

    /** The persons who said it of most first, each with how many. */
    private static String by(Map<String, Integer> authors) {
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
