package bzh.vigie.collector.detect.sigma;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What stands in a rule's file besides its detection: name, severity, texts, origin. Detectors in code have a card too
 * (attribute {@code detector:} in place of {@code detection:}).
 *
 * @param id unique; the file's name where the rule has none
 * @param monitoring the level that it has at least while a host is under enhanced monitoring, from the attribute {@code monitoring:}
 * @param techniques ATT&CK ids from its tags, such as T1053.003
 * @param french empty texts where the rule has no {@code fr:} attribute
 * @param cause fields that alerts of this rule are grouped by, from the attribute {@code cause:}; may be empty
 * @param needs what must be set on a host for its events to be written, from the attribute {@code needs:}; may be empty
 * @param file where it was read
 */
public record Card(
        String id,
        Level level,
        Optional<Level> monitoring,
        List<String> techniques,
        RuleText english,
        RuleText french,
        List<String> falsePositives,
        List<String> cause,
        List<Need> needs,
        String author,
        String license,
        String file) {
    public Card {
        techniques = List.copyOf(techniques);
        falsePositives = List.copyOf(falsePositives);
        cause = List.copyOf(cause);
        needs = List.copyOf(needs);
    }

    /** The fields that its texts name. */
    public Set<String> named() {
        Set<String> named = new LinkedHashSet<>(english.fields());
        named.addAll(french.fields());
        return named;
    }

    /** Its title for a reader of that language: in French where it has one and the language is French. */
    public String title(Locale language) {
        boolean inFrench =
                language.getLanguage().equals("fr") && !french.title().isBlank();
        return inFrench ? french.title() : english.title();
    }

    /** The level that it has: outside an incident, or under enhanced monitoring. */
    public Level level(boolean monitored) {
        return monitoring
                .filter(least -> monitored && least.compareTo(level) > 0)
                .orElse(level);
    }

    /** The same about these techniques. */
    Card with(List<String> others) {
        return new Card(
                id, level, monitoring, others, english, french, falsePositives, cause, needs, author, license, file);
    }

    /** The same at this level, whatever the situation: somebody decided it. */
    public Card at(Level other) {
        return new Card(
                id,
                other,
                Optional.empty(),
                techniques,
                english,
                french,
                falsePositives,
                cause,
                needs,
                author,
                license,
                file);
    }
}
