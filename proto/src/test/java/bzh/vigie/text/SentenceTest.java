package bzh.vigie.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

final class SentenceTest {
    private static final List<String> BUNDLES = List.of(
            "bzh.vigie.text.source", "bzh.vigie.text.refusal", "bzh.vigie.settings.settings", "bzh.vigie.usage.usage");

    private static Sentence settings(String key, Object... values) {
        return Sentence.of("bzh.vigie.settings.settings", key, values);
    }

    @Test
    void aSentenceInASentenceIsInTheSameLanguage() {
        Sentence sentence = settings("value", "f", "port", "70000", settings("allowed.number", 1, 65_535));
        assertEquals(
                "f: key 'port' has the value '70000', allowed is a whole number from 1 to 65535",
                sentence.in(Locale.GERMANY));
        assertEquals(
                "f : la clé « port » a la valeur « 70000 », est permis : un nombre entier de 1 à 65535",
                sentence.in(Locale.FRANCE).replace('\u00a0', ' '));
    }

    @Test
    void aValueCannotMoveTheCursorOrPullInAnother() {
        String said = settings("not-utf8", "{1}\u001b[2J\n$1\\").in(Locale.ENGLISH);
        assertEquals("{1}\\u{1b}[2J\\u{a}$1\\: not UTF-8 text; save it as UTF-8", said);
    }

    @Test
    void everyTextStandsInBothLanguagesWithTheSamePlaces() {
        for (String bundle : BUNDLES) {
            ResourceBundle english = ResourceBundle.getBundle(bundle, Locale.ROOT);
            ResourceBundle french = ResourceBundle.getBundle(bundle, Locale.FRENCH);
            assertEquals(english.keySet(), french.keySet(), bundle);
            for (String key : english.keySet()) {
                for (int i = 0; i < 5; i++) {
                    String place = "{" + i + "}";
                    assertEquals(
                            english.getString(key).contains(place),
                            french.getString(key).contains(place),
                            key);
                }
            }
        }
    }

    @Test
    void aRefusalsDetailIsSaidInBothLanguages() {
        String detail = RefusalText.detail("token-used-up", 20);
        assertEquals("token-used-up|20", detail);
        assertTrue(RefusalText.say(detail, Locale.FRENCH).contains("ses 20 inscriptions"));
        assertTrue(RefusalText.say(detail, Locale.ENGLISH).contains("its 20 enrolments"));
    }
}
