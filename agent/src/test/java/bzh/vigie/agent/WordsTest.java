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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    @Test
    void aDetailWithAKeyHasWordsAndAnyOtherIsShownAsItIs() {
        assertEquals("hôte:443 (connexion refusée)", FRENCH.detail("met|hôte:443|met-refused"));
        assertEquals("host:443 (Some \\u{1b} failure)", ENGLISH.detail("met|host:443|Some \u001b failure"));
        assertEquals("CN=Filtre", FRENCH.detail("CN=Filtre"));
        assertEquals("", FRENCH.detail(""));
    }

    /** A sentence that takes another in brings its own full stop. */
    @Test
    void whatASentenceOfAFailedLoginTakesInEndsWithoutAFullStop() {
        for (Words words : List.of(FRENCH, ENGLISH)) {
            for (String detail : List.of(
                    "proxy-login-error|InitializeSecurityContext|0x80090304",
                    "proxy-login-left-off|2026-03-02 09:00 UTC|1",
                    "proxy-login-late",
                    "proxy-no-domain",
                    "proxy-no-service",
                    "proxy-clock",
                    "proxy-token")) {
                String said = words.say("Kind.PROXY_LOGIN_IMPOSSIBLE", words.detail(detail));
                assertFalse(said.contains("..") || said.contains(detail), said);
            }
        }
    }

    @Test
    void everyDetailThatTheCodeNamesHasWords() throws IOException {
        Set<String> named = new TreeSet<>();
        Pattern key = Pattern.compile("\"((?:identity|answer|certificate|met|frame|proxy|lane)-[a-z-]+)\"");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/bzh/vigie/agent"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                key.matcher(Files.readString(file))
                        .results()
                        .map(match -> match.group(1))
                        .forEach(named::add);
            }
        }
        assertTrue(named.size() > 20, named.toString());
        named.forEach(each -> assertTrue(FRENCH.bundle().containsKey("Detail." + each), each));
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
                ReasonCode.values(),
                Plain.values(),
                Diagnosis.Verdict.values());
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
