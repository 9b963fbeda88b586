package bzh.vigie.collector.detect.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ReasonTest {
    private static final Pattern PLACE = Pattern.compile("\\{\\d}");

    private static ResourceBundle words(Locale locale) {
        return ResourceBundle.getBundle(
                "bzh.vigie.collector.detect.sigma.reasons",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    private static Set<String> places(String text) {
        return new TreeSet<>(
                PLACE.matcher(text).results().map(MatchResult::group).toList());
    }

    @Test
    void everyReasonHasWordsInBothLanguagesAboutTheSameThings() {
        Set<String> keys = new HashSet<>();
        for (Fault fault : Fault.values()) {
            String key = fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
            keys.add(key);
            String english = words(Locale.ENGLISH).getString(key);
            String french = words(Locale.FRENCH).getString(key);
            assertFalse(english.isBlank());
            assertNotEquals(english, french);
            assertEquals(places(english), places(french), key);
        }
        assertEquals(keys, words(Locale.ENGLISH).keySet());
        assertEquals(keys, words(Locale.FRENCH).keySet());
    }

    @Test
    void aReasonWithinOneIsInItsLanguageAndValuesStandAsTheyAre() {
        Reason inner = Reason.of(Fault.NO_NUMBER, "$1 {0}");
        Reason whole = Reason.of(Fault.REFERS_TO_REFUSED, "x", inner);
        assertEquals("it refers to 'x', which is refused: '$1 {0}' is not a number", whole.toString());
        assertEquals(
                "f.yml:3: elle se réfère à « x », qui est refusée : « $1 {0} » n'est pas un nombre",
                new Refused("f.yml", 3, whole).in(Locale.FRENCH));
    }
}
