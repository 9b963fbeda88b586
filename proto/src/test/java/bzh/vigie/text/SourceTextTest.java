package bzh.vigie.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

final class SourceTextTest {
    @Test
    void aDetailIsSaidInBothLanguages() {
        String detail = SourceText.detail("process-scan", "bind netlink 11 errno 1");
        assertTrue(SourceText.say(detail, Locale.FRENCH).endsWith("hors d’un conteneur (bind netlink 11 errno 1)."));
        assertTrue(SourceText.say(detail, Locale.ENGLISH).endsWith("outside a container (bind netlink 11 errno 1)."));
    }

    @Test
    void bothLanguagesHaveTheSameKeysAndPlaces() {
        ResourceBundle english = ResourceBundle.getBundle("bzh.vigie.text.source", Locale.ROOT);
        ResourceBundle french = ResourceBundle.getBundle("bzh.vigie.text.source", Locale.FRENCH);
        assertEquals(english.keySet(), french.keySet());
        for (String key : english.keySet()) {
            for (String place : new String[] {"{0}", "{1}"}) {
                assertEquals(
                        english.getString(key).contains(place),
                        french.getString(key).contains(place),
                        key);
            }
        }
    }

    @Test
    void anUnknownDetailIsShownWithoutControlCharacters() {
        assertEquals("odd\\u{1b}[2J|x", SourceText.say("odd\u001b[2J|x", Locale.FRENCH));
    }
}
