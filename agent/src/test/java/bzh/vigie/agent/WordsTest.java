package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.transport.LinkException;
import bzh.vigie.agent.uplink.Notice;
import bzh.vigie.enrol.InvalidToken;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.v1.EnrolRefusal;
import bzh.vigie.v1.GoodbyeReason;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final Words FRENCH = Words.in(Locale.FRANCE);
    private static final Words ENGLISH = Words.in(Locale.GERMANY);

    @Test
    void bothLanguagesHaveTheSameKeysAndPlaceholders() {
        assertEquals(FRENCH.bundle().keySet(), ENGLISH.bundle().keySet());
        for (String key : ENGLISH.bundle().keySet()) {
            assertEquals(placeholders(ENGLISH.say(key)), placeholders(FRENCH.say(key)), key);
            assertFalse(FRENCH.say(key).isBlank(), key);
        }
        assertTrue(FRENCH.say("status.stopped").startsWith("À L'ARRÊT"), FRENCH.say("status.stopped"));
        assertTrue(ENGLISH.say("status.stopped").startsWith("NOT running"), ENGLISH.say("status.stopped"));
    }

    private static Set<String> placeholders(String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile("\\{\\d}").matcher(text);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    @Test
    void everyConstantThatIsShownHasWords() {
        List<Enum<?>[]> shown = List.of(
                InvalidToken.Flaw.values(),
                EnrolRefusal.values(),
                LinkException.Kind.values(),
                GoodbyeReason.values(),
                WatchState.values(),
                LocationStatus.State.values(),
                ReasonCode.values());
        for (Enum<?>[] constants : shown) {
            for (Enum<?> constant : constants) {
                assertFalse(FRENCH.of(constant).equals(ENGLISH.of(constant)), constant.name());
            }
        }
        for (Notice.Kind kind : Notice.Kind.values()) {
            assertFalse(FRENCH.say("Notice." + kind.name()).equals(ENGLISH.say("Notice." + kind.name())), kind.name());
        }
    }
}
