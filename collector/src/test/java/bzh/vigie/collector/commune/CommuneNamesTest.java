package bzh.vigie.collector.commune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Commune;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommuneNamesTest {
    private static final Commune SAINT_MALO = new Commune("35288");

    @TempDir
    Path folder;

    @Test
    void aCodeOfFranceHasItsNameAndAnotherHasNone() {
        assertEquals("35288 Saint-Malo", CommuneNames.ofFrance().shown(SAINT_MALO));
        assertEquals("2A004 Ajaccio", CommuneNames.ofFrance().shown(new Commune("2A004")));
        assertEquals("22991", CommuneNames.ofFrance().shown(new Commune("22991")));
    }

    @Test
    void itIsFoundByWhatPeopleWrite() {
        CommuneNames names = CommuneNames.ofFrance();
        for (String written :
                new String[] {"352", "35288", "saint malo", "ST-MALO", "malo", "Saint-Ma", "st malo", ""}) {
            assertTrue(names.isMeant(SAINT_MALO, written), written);
        }
        for (String written : new String[] {"5288", "alo", "malo saint", "brest"}) {
            assertFalse(names.isMeant(SAINT_MALO, written), written);
        }
        assertTrue(names.isMeant(new Commune("22353"), "tregastel"));
        assertFalse(names.isMeant(new Commune("22991"), "saint"));
    }

    @Test
    void theFolderNamesWhatHasNoneAndWhatIsNoLineIsPassedOver() throws IOException {
        Files.writeString(
                folder.resolve(CommuneNames.FILE),
                "22991 Plouessai\n\nnonsense\n35288 Sant-Maloù\n2299x No code\n22992\n22993 " + "x".repeat(81) + "\n"
                        + "22994 a\u202eb\n");
        CommuneNames names = CommuneNames.of(folder);

        assertEquals("22991 Plouessai", names.shown(new Commune("22991")));
        assertEquals("35288 Sant-Maloù", names.shown(SAINT_MALO));
        assertEquals("22993", names.shown(new Commune("22993")));
        assertEquals("22994 a\\u{202e}b", names.shown(new Commune("22994")));
        assertEquals("29019 Brest", names.shown(new Commune("29019")));
    }

    @Test
    void aFileThatIsNoTextLeavesTheOfficialNames() throws IOException {
        Files.write(folder.resolve(CommuneNames.FILE), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 0});
        assertEquals("35288 Saint-Malo", CommuneNames.of(folder).shown(SAINT_MALO));
    }
}
