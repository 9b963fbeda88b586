package bzh.vigie.agent.windows.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.program.Signing.Publisher;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** All programs of the Windows runtime against what other tools tell of them. */
final class WindowsRuntimeTest {
    private static final Path RUNTIMES =
            Path.of(System.getProperty("vigie.corpora", "../shared/corpora")).resolveSibling("runtimes");
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @Test
    void otherToolsTellTheSame() throws IOException {
        Programs programs = new Programs(Catalogues.NONE, InstantSource.fixed(NOW));
        List<String> expected = lines("windows-runtime.tsv");
        try (ZipFile runtime = runtime()) {
            List<String> told = expected.stream()
                    .map(line -> facts(programs, runtime, line.substring(0, line.indexOf('\t'))))
                    .toList();
            assertEquals(expected, told);
        }
        assertTrue(expected.size() > 90);
    }

    @Test
    void microsoftIsToldByItsRootsAndNotByAName() throws IOException {
        Programs programs = new Programs(Catalogues.NONE, InstantSource.fixed(NOW));
        Map<Publisher, Integer> publishers = new EnumMap<>(Publisher.class);
        try (ZipFile runtime = runtime()) {
            for (String line : lines("windows-runtime.tsv")) {
                String name = line.substring(0, line.indexOf('\t'));
                try (InputStream in = runtime.getInputStream(runtime.getEntry(name))) {
                    Signing signing =
                            programs.facts(Bytes.of(in.readAllBytes())).signing();
                    publishers.merge(signing.publisher(), 1, Integer::sum);
                }
            }
        }
        // Three of the C++ runtime are signed under an authority for the software of others.
        assertEquals(Map.of(Publisher.MICROSOFT, 46, Publisher.SIGNED_FOR_OTHERS, 3, Publisher.OTHER, 46), publishers);
    }

    private static String facts(Programs programs, ZipFile runtime, String name) {
        try (InputStream in = runtime.getInputStream(runtime.getEntry(name))) {
            ProgramFacts facts = programs.facts(Bytes.of(in.readAllBytes()));
            return String.join(
                    "\t",
                    name,
                    facts.sha256().hex(),
                    facts.form().name(),
                    facts.authentihash().map(Sha256::hex).orElse(""),
                    facts.imphash(),
                    facts.tlsh(),
                    facts.version().originalName(),
                    facts.pdb(),
                    String.join(",", facts.imports()),
                    facts.signing().verdict() == Signature.VALID ? "succeeded" : "failed",
                    facts.signing().signer(),
                    facts.signing().signedAt().map(Instant::toString).orElse("-"));
        } catch (IOException e) {
            return name + "\t" + e;
        }
    }

    private static ZipFile runtime() throws IOException {
        List<Path> found = List.of();
        if (Files.isDirectory(RUNTIMES)) {
            try (Stream<Path> all = Files.list(RUNTIMES)) {
                found = all.filter(p -> p.toString().endsWith("-win_amd64.whl")).toList();
            }
        }
        assumeTrue(
                !found.isEmpty(),
                "skipped: no Windows runtime at " + RUNTIMES + ", beside the corpora: set -Dvigie.corpora");
        return new ZipFile(found.getFirst().toFile());
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = WindowsRuntimeTest.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
