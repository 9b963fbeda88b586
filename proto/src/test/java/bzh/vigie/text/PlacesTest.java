package bzh.vigie.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class PlacesTest {
    private static String fill(Locale locale, String text, String... values) {
        return Places.fill(text, locale, List.of(values));
    }

    @Test
    void oneIsOneAndInFrenchNoneToo() {
        String text = "{0} {0|x|xs}, {1}";
        assertEquals("1 x, a", fill(Locale.ENGLISH, text, "1", "a"));
        assertEquals("0 xs, a", fill(Locale.ENGLISH, text, "0", "a"));
        assertEquals("0 x, a", fill(Locale.FRANCE, text, "0", "a"));
        assertEquals("11 xs, a", fill(Locale.FRENCH, text, "11", "a"));
    }

    @Test
    void aValueIsNoPlaceAndAPlaceWithoutAValueStays() {
        assertEquals("{1}$0\\ b {2} {2|x|y}", fill(Locale.ENGLISH, "{0} {1} {2} {2|x|y}", "{1}$0\\", "b"));
    }
}
