package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.detect.returns.LocalChecking.Answer;
import bzh.vigie.collector.detect.returns.LocalChecking.OfHost;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What hosts looked for by themselves, as they say: never what is so, and no criterion rests on it.
 *
 * @param said in one sentence how many were given something to look for
 * @param counts how many gave each answer, those alone that any gave
 * @param open those that did not go through all that they have, by name, some first
 * @param more how many more there are
 */
public record Checked(String said, List<Count> counts, List<Line> open, int more) {
    public Checked {
        counts = List.copyOf(counts);
        open = List.copyOf(open);
    }

    /** How many hosts gave an answer. */
    public record Count(String answer, int hosts) {}

    /** A host and what it answered, in words. */
    public record Line(OfHost of, String answer) {}

    /** Of the facts of a conclusion, naming at most so many. */
    static Checked of(Facts facts, IncidentTexts words, int most) {
        List<OfHost> given = facts.checks().stream()
                .filter(each -> each.answer() != Answer.NOTHING_GIVEN)
                .toList();
        List<OfHost> open = given.stream()
                .filter(each -> each.answer() != Answer.WHOLE)
                .sorted(Comparator.comparing(OfHost::answer)
                        .thenComparing(each -> each.host().hostname()))
                .toList();
        return new Checked(
                given.isEmpty()
                        ? words.say("checked-nothing")
                        : words.say(
                                "checked",
                                Integer.toString(given.size()),
                                Integer.toString(facts.checks().size() - given.size()),
                                Long.toString(facts.withoutAgent())),
                Arrays.stream(Answer.values())
                        .filter(answer -> answer != Answer.NOTHING_GIVEN)
                        .map(answer -> new Count(
                                words.of("checked", answer),
                                Math.toIntExact(given.stream()
                                        .filter(each -> each.answer() == answer)
                                        .count())))
                        .filter(count -> count.hosts() > 0)
                        .toList(),
                open.stream()
                        .limit(most)
                        .map(each -> new Line(each, words.of("checked", each.answer())))
                        .toList(),
                Math.max(0, open.size() - most));
    }
}
