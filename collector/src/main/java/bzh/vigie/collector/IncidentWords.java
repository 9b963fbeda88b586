package bzh.vigie.collector;

import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.event.ItemFields;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Constants of incidents as people write and read them. */
final class IncidentWords {
    private IncidentWords() {}

    /** The phase of that word: its name, or the word of the French doctrine. */
    static Optional<Phase> phase(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "endiguement" -> Optional.of(Phase.CONTAINMENT);
            case "éviction" -> Optional.of(Phase.EVICTION);
            case "éradication" -> Optional.of(Phase.ERADICATION);
            case "surveillance", "surveillance-renforcée", "watch" -> Optional.of(Phase.REINFORCED_WATCH);
            case "clôture", "cloture" -> Optional.of(Phase.CLOSURE);
            default -> constant(Phase.class, word);
        };
    }

    static String phase(Words words, Phase phase) {
        return words.say("phase." + ItemFields.word(phase));
    }

    /** The constant that is written so, in any letter case and with dashes. */
    static <E extends Enum<E>> Optional<E> constant(Class<E> of, String word) {
        return Arrays.stream(of.getEnumConstants())
                .filter(each -> ItemFields.word(each).equals(word.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** Every constant as it is written, one after the other. */
    static String all(Class<? extends Enum<?>> of) {
        return String.join(
                ", ", Arrays.stream(of.getEnumConstants()).map(ItemFields::word).toList());
    }
}
