package bzh.vigie.agent.windows.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.program.ProgramFacts.Carried;
import bzh.vigie.agent.windows.program.ProgramFacts.Form;
import bzh.vigie.agent.windows.program.ProgramFacts.Oddity;
import bzh.vigie.agent.windows.program.ProgramFacts.Version;
import bzh.vigie.agent.windows.program.Signing.Reason;
import bzh.vigie.event.Item.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Programs signed in all the ways that matter. */
final class SpecimensTest {
    /** Where we say other than osslsigncode, and why. */
    private static final Map<String, String> OTHERWISE = Map.of(
            "md5.exe", "MD5 is refused",
            "script-appended.ps1", "what follows a block is run and not signed",
            "weak-chain.exe", "a certificate that was signed over MD5 is refused",
            "lifetime.exe", "a certificate that limits its signatures to its own life is taken at its word",
            "two-entries.exe", "a second entry is read");

    @Test
    void eachSpecimenIsJudgedAsItWasMade() throws IOException {
        List<String> told = new ArrayList<>();
        for (String line : Specimens.lines("expected.txt")) {
            told.add(told(line.substring(0, line.indexOf(' '))));
        }
        Path out = Path.of("target", "program-specimens.txt");
        Files.createDirectories(out.toAbsolutePath().getParent());
        Files.write(out, told);
        assertEquals(Specimens.lines("expected.txt"), told);
    }

    @Test
    void anotherVerifierSaysTheSame() throws IOException {
        Set<String> differ = new TreeSet<>();
        int compared = 0;
        for (String line : Specimens.lines("osslsigncode.txt")) {
            String[] fields = line.split(" ", 2);
            if (!fields[0].contains("+")) {
                boolean holds = Specimens.facts(fields[0]).signing().verdict() == Signature.VALID;
                compared++;
                if (holds != fields[1].equals("succeeded")) {
                    differ.add(fields[0]);
                }
            }
        }
        assertEquals(new TreeSet<>(OTHERWISE.keySet()), differ);
        assertTrue(compared > 25);
    }

    @Test
    void namesAndImportsAreRead() throws IOException {
        ProgramFacts facts = Specimens.facts("valid.exe");
        assertEquals(Form.PE64, facts.form());
        assertEquals(new Version("specimen.exe", "specimen", "Commune d'essai", "Spécimen"), facts.version());
        assertEquals(Specimens.lines("imports.txt").getFirst(), facts.imphash());
        assertEquals(List.of(Specimens.lines("imports.txt").get(1).split(",")), facts.imports());
        assertEquals(Specimens.facts("unsigned.exe").authentihash(), facts.authentihash());
    }

    @Test
    void configurationOutsideTheSignatureIsTold() throws IOException {
        Carried after = Specimens.facts("after-signature.exe").carried().getFirst();
        assertEquals(Oddity.BYTES_AFTER_SIGNATURE, after.kind());
        assertTrue(after.text().contains("{\"server\":\"relais.example\",\"key\":\"0123456789\"}"), after.text());
        Carried attribute = Specimens.facts("blob.exe").carried().getFirst();
        assertEquals(Oddity.UNKNOWN_ATTRIBUTE, attribute.kind());
        assertEquals("1.3.6.1.4.1.42921.1.2.1", attribute.what());
        assertTrue(attribute.text().contains("BEGIN_BLOB"), attribute.text());
        assertEquals(Signature.VALID, Specimens.facts("blob.exe").signing().verdict());
    }

    @Test
    void aSignatureThatNobodyStampedEndsWithItsCertificate() throws IOException {
        Programs later = new Programs(
                Catalogues.NONE, Specimens.pins(), InstantSource.fixed(Instant.parse("2041-01-01T00:00:00Z")));
        assertEquals(
                Reason.EXPIRED,
                later.facts(Bytes.of(Specimens.read("valid.exe"))).signing().reason());
        assertEquals(
                Reason.HOLDS,
                later.facts(Bytes.of(Specimens.read("stamped.exe"))).signing().reason());
    }

    @Test
    void aLargeProgramIsReadInPieces() throws IOException {
        byte[] program = Specimens.read("unsigned.exe");
        Bytes large = new Bytes() {
            @Override
            public long size() {
                return 96L << 20;
            }

            @Override
            public int read(long at, byte[] into) {
                assertTrue(into.length <= 64 << 10, "a read of " + into.length);
                int length = (int) Math.min(into.length, size() - at);
                Arrays.fill(into, 0, length, (byte) 0);
                if (at < program.length) {
                    System.arraycopy(program, (int) at, into, 0, (int) Math.min(length, program.length - at));
                }
                return length;
            }
        };
        ProgramFacts facts = new Programs(Catalogues.NONE, Specimens.pins(), Specimens.CLOCK).facts(large);
        assertEquals(Specimens.facts("unsigned.exe").imphash(), facts.imphash());
        assertEquals(Set.of(Oddity.OVERLAY), facts.oddities());
        assertEquals("", facts.tlsh());
    }

    @Test
    void whatIsNotPinnedIsNeverValid() throws IOException {
        Programs ours = new Programs(Catalogues.NONE, Specimens.CLOCK);
        ProgramFacts facts = ours.facts(Bytes.of(Specimens.read("valid.exe")));
        assertEquals(Signature.UNKNOWN, facts.signing().verdict());
        assertEquals("Signataire, essai", facts.signing().signer());
        assertFalse(facts.signing().byMicrosoft());
    }

    private static String told(String name) {
        try {
            ProgramFacts facts = Specimens.facts(name);
            Signing signing = facts.signing();
            return String.join(
                    " ",
                    name,
                    signing.verdict().toString(),
                    signing.reason().toString(),
                    signing.signedAt().map(Instant::toString).orElse("-"),
                    new TreeSet<>(facts.oddities()).toString(),
                    signing.signer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
