package bzh.vigie.collector.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.Sha256;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnchorTest {
    private static final Anchor ANCHOR = new Anchor(
            "0123456789abcdef", 4_711, Instant.parse("2026-11-26T06:00:07Z"), Sha256.over(new byte[] {1, 2, 3}));

    @Test
    void itsLineIsReadBack() {
        assertEquals(new Anchor.Found(List.of(ANCHOR), 0), Anchor.find(ANCHOR.line()));
    }

    @Test
    void itIsFoundInAMailAsPeopleForwardIt() {
        String quoted = "Bonjour,\r\n\r\n> " + ANCHOR.line().replace(" ", "\r\n> ") + "\r\n-- \r\nLa mairie";
        assertEquals(List.of(ANCHOR), Anchor.find(quoted).anchors());
        String line = ANCHOR.line();
        String encoded = line.substring(0, 75) + "=\r\n" + line.substring(75, 130) + "=\n" + line.substring(130);
        assertEquals(List.of(ANCHOR), Anchor.find(encoded).anchors());
    }

    @Test
    void allOfAMailboxAreFound() {
        Anchor next = new Anchor(ANCHOR.ledger(), 4_712, ANCHOR.time().plusSeconds(86_400), ANCHOR.hash());
        assertEquals(
                new Anchor.Found(List.of(ANCHOR, next), 0),
                Anchor.find("From x\n" + ANCHOR.line() + "\n\nFrom y\n" + next.line() + "\n"));
    }

    @Test
    void anyCharacterThatIsCopiedWronglyMakesItDamagedAndNotAnother() {
        String line = ANCHOR.line();
        int name = line.indexOf(' ');
        for (int i = name + 1; i < line.length(); i++) {
            char other = line.charAt(i) == '7' ? '8' : '7';
            String copied = line.substring(0, i) + other + line.substring(i + 1);
            assertEquals(new Anchor.Found(List.of(), 1), Anchor.find(copied), copied);
        }
        for (int end = name; end < line.length(); end++) {
            assertEquals(new Anchor.Found(List.of(), 1), Anchor.find(line.substring(0, end)), "cut at " + end);
        }
    }

    @Test
    void aTextWithoutOneHasNone() {
        assertEquals(new Anchor.Found(List.of(), 0), Anchor.find("vigie-anchor, vigie-anchor-2 …"));
    }
}
