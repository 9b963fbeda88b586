package bzh.vigie.agent.persistence.format;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every format of the catalogue takes any text, under the name of each of its places, in time in proportion to its length. */
class HostileTextTest {
    private static final String ALPHABET = "=:;\"'\\\n\n[]#|&$(){}%*@+-,/ <>!?^~.\tabEXec0159é\0";

    @Test
    void noFormatThrowsOnRandomBytes() {
        Random random = new Random(31);
        for (int i = 0; i < 30; i++) {
            byte[] bytes = new byte[random.nextInt(1_500)];
            random.nextBytes(bytes);
            byAll(HostText.content(bytes));
        }
    }

    @Test
    void noFormatThrowsOnScrambledText() {
        Random random = new Random(32);
        for (int i = 0; i < 80; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(400); n > 0; n--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            byAll(text.toString());
        }
    }

    @Test
    void hostileTextCostsNoMoreThanItsLength() {
        for (String part : List.of(
                "{",
                "a {",
                "[a]\n",
                "a = ",
                "eval(",
                "eval($",
                "$a=$_GET;",
                "include ",
                "|",
                "\"|",
                "chr(1).",
                "preg_replace('/a",
                "${run{",
                "a: ",
                "- ",
                "<a>",
                "Mx, P=",
                "X",
                "-j ",
                "\\",
                "[a \"b",
                "(",
                "a::",
                "DocumentRoot /a\n",
                " \n",
                "\t",
                "program(",
                "://a")) {
            String text = part.repeat(8_000 / part.length());
            assertTimeoutPreemptively(Duration.ofMinutes(10), () -> byAll(text), part);
        }
    }

    private static void byAll(String text) {
        Status status = new Status(Kind.REGULAR, 0755, 0, 0, text.length(), 0, 0, 1, 1);
        for (Location location : Catalogue.linux()) {
            String place = location.places().getFirst();
            HostPath path = HostPath.of(
                    place.replaceFirst("^~", "/home/a").replace("**", "d").replace('*', 'x'));
            Parsed parsed = location.format().parse(new SourceFile(path, text, status, Optional.empty(), false));
            assertTrue(parsed.malformed() >= 0, location.id());
        }
    }
}
