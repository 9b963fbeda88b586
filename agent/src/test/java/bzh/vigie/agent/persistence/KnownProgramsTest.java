package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import bzh.vigie.agent.fuzz.MemoryFiles;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.windows.program.ProgramFacts;
import bzh.vigie.agent.windows.program.ProgramFacts.Form;
import bzh.vigie.agent.windows.program.Signing.By;
import bzh.vigie.agent.windows.program.Signing.Reason;
import bzh.vigie.event.Item.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** Programs of a Windows tree and its catalogues. */
final class KnownProgramsTest {
    private static final Path SPECIMENS = Path.of("src/test/resources/bzh/vigie/agent/windows/program/specimens");
    private static final HostPath WINDOWS = HostPath.of("/C:/Windows");
    private static final HostPath PROGRAM = HostPath.of("/C:/Windows/System32/x.exe");

    @Test
    void aProgramIsLookedUpInTheSystemsCatalogues() {
        MemoryFiles files = new MemoryFiles()
                .file(PROGRAM, 0644, specimen("unsigned.exe"))
                .file(HostPath.of("/C:/Windows/System32/CatRoot/{F750}/one.CAT"), 0644, specimen("first.cat"))
                .file(HostPath.of("/C:/Windows/System32/CatRoot/{F750}/two.cat"), 0644, specimen("second.cat"))
                .file(HostPath.of("/C:/Windows/System32/CatRoot/{F750}/notes.txt"), 0644, new byte[9]);
        ProgramFacts facts = known(files).of(PROGRAM).ifFound().orElseThrow();
        assertEquals(By.CATALOGUE, facts.signing().by());
        // The authority of the specimens is none of ours.
        assertEquals(Signature.UNKNOWN, facts.signing().verdict());
        assertEquals(Reason.CHAIN_INCOMPLETE, facts.signing().reason());
        assertEquals("Signataire, essai", facts.signing().signer());
    }

    @Test
    void withoutCataloguesItIsUnsignedAndAskedOnce() {
        MemoryFiles files = new MemoryFiles().file(PROGRAM, 0644, specimen("unsigned.exe"));
        KnownPrograms known = known(files);
        ProgramFacts first = known.of(PROGRAM).ifFound().orElseThrow();
        assertEquals(Signature.UNSIGNED, first.signing().verdict());
        assertEquals(Form.PE64, first.form());
        assertSame(first, known.of(PROGRAM).ifFound().orElseThrow());
    }

    @Test
    void whatIsNotThereIsAbsent() {
        assertInstanceOf(Reading.Absent.class, known(new MemoryFiles()).of(PROGRAM));
    }

    private static KnownPrograms known(MemoryFiles files) {
        return new KnownPrograms(files, WINDOWS, InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z")));
    }

    private static byte[] specimen(String name) {
        try {
            return Files.readAllBytes(SPECIMENS.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
