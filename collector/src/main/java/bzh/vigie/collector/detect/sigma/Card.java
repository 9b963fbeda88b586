package bzh.vigie.collector.detect.sigma;

import java.util.List;

/**
 * What stands in a rule's file besides its detection: name, severity, texts, origin. Detectors in code have a card too
 * (attribute {@code detector:} in place of {@code detection:}).
 *
 * @param id unique; the file's name where the rule has none
 * @param techniques ATT&CK ids from its tags, such as T1053.003
 * @param french empty texts where the rule has no {@code fr:} attribute
 * @param cause fields that alerts of this rule are grouped by, from the attribute {@code cause:}; may be empty
 * @param file where it was read
 */
public record Card(
        String id,
        Level level,
        List<String> techniques,
        RuleText english,
        RuleText french,
        List<String> falsePositives,
        List<String> cause,
        String author,
        String license,
        String file) {
    public Card {
        techniques = List.copyOf(techniques);
        falsePositives = List.copyOf(falsePositives);
        cause = List.copyOf(cause);
    }

    /** The same about these techniques. */
    Card with(List<String> others) {
        return new Card(id, level, others, english, french, falsePositives, cause, author, license, file);
    }

    /** The same at this level. */
    public Card at(Level other) {
        return new Card(id, other, techniques, english, french, falsePositives, cause, author, license, file);
    }
}
