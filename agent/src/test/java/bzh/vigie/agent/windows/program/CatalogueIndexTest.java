package bzh.vigie.agent.windows.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.program.Signing.By;
import bzh.vigie.agent.windows.program.Signing.Reason;
import bzh.vigie.event.Item.Signature;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Files that only a catalogue signs. */
final class CatalogueIndexTest {
    @Test
    void aProgramIsFoundByItsImage() throws IOException {
        assertFound("unsigned.exe", "second.cat");
    }

    @Test
    void theFirstVersionListsSha1AsText() throws IOException {
        assertFound("unsigned.exe", "first.cat");
    }

    @Test
    void aScriptIsFoundByItsBytes() throws IOException {
        assertFound("listed.ps1", "flat.cat");
    }

    @Test
    void aCatalogueThatWasChangedIsWorthNothing() throws IOException {
        Signing signing = signing("unsigned.exe", "tampered.cat");
        assertEquals(Signature.INVALID, signing.verdict());
        assertEquals(Reason.SIGNATURE_WRONG, signing.reason());
    }

    @Test
    void aGoodCatalogueCountsBeforeABadOne() throws IOException {
        assertEquals(
                "second.cat",
                signing("unsigned.exe", "tampered.cat", "second.cat").catalogue());
    }

    @Test
    void anUnlistedFileStaysUnsigned() throws IOException {
        assertEquals(Signing.UNSIGNED, signing("overlay.exe", "first.cat", "second.cat", "flat.cat"));
    }

    @Test
    void itsOwnSignatureComesFirst() throws IOException {
        assertEquals(By.EMBEDDED, signing("valid.exe", "second.cat").by());
        assertEquals(By.CATALOGUE, signing("expired.exe", "second.cat").by());
    }

    @Test
    void whatCannotBeReadIsCounted() {
        Map<String, byte[]> files = new TreeMap<>();
        byte[] good = Specimens.read("second.cat");
        files.put("good.cat", good);
        files.put("program.cat", Specimens.read("valid.exe"));
        files.put("empty.cat", new byte[0]);
        files.put("cut.cat", Arrays.copyOf(good, good.length / 2));
        CatalogueIndex index = CatalogueIndex.of(folder(files), Specimens.pins(), Specimens.CLOCK);
        assertEquals(41, index.size());
        assertEquals(3, index.unreadable());
        assertTrue(index.isWhole());
    }

    @Test
    void changedBytesAreNeverAValidCatalogue() throws IOException {
        byte[] good = Specimens.read("second.cat");
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] changed = Mutations.of(good, random);
            CatalogueIndex index =
                    CatalogueIndex.of(folder(Map.of("x.cat", changed)), Specimens.pins(), Specimens.CLOCK);
            Programs programs = new Programs(index, Specimens.pins(), Specimens.CLOCK);
            Signing signing =
                    programs.facts(Bytes.of(Specimens.read("unsigned.exe"))).signing();
            if (signing.verdict() == Signature.VALID) {
                assertTrue(sameList(good, changed), "mutation " + i);
            }
        }
    }

    /** Whether two catalogues have the same signed list. */
    private static boolean sameList(byte[] one, byte[] other) throws IOException {
        try {
            Cms first = CatalogueFile.open(Bytes.of(one));
            Cms second = CatalogueFile.open(Bytes.of(other));
            return Arrays.equals(
                    one,
                    (int) first.contentFrom(),
                    (int) (first.contentFrom() + first.contentLength()),
                    other,
                    (int) second.contentFrom(),
                    (int) (second.contentFrom() + second.contentLength()));
        } catch (Malformed e) {
            return false;
        }
    }

    private static void assertFound(String file, String catalogue) throws IOException {
        Signing signing = signing(file, catalogue);
        assertEquals(Signature.VALID, signing.verdict());
        assertEquals(By.CATALOGUE, signing.by());
        assertEquals(catalogue, signing.catalogue());
        assertEquals("Signataire, essai", signing.signer());
    }

    private static Signing signing(String file, String... catalogues) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (String each : catalogues) {
            files.put(each, Specimens.read(each));
        }
        CatalogueIndex index = CatalogueIndex.of(folder(files), Specimens.pins(), Specimens.CLOCK);
        return new Programs(index, Specimens.pins(), Specimens.CLOCK)
                .facts(Bytes.of(Specimens.read(file)))
                .signing();
    }

    private static CatalogueFolder folder(Map<String, byte[]> files) {
        return new CatalogueFolder() {
            @Override
            public List<String> names() {
                return List.copyOf(new TreeMap<>(files).keySet());
            }

            @Override
            public boolean read(String name, Reader reader) throws IOException {
                Optional<byte[]> file = Optional.ofNullable(files.get(name));
                if (file.isPresent()) {
                    reader.read(Bytes.of(file.get()));
                }
                return file.isPresent();
            }
        };
    }
}
