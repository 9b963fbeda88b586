package bzh.vigie.agent.windows.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.OutsideProgram;
import bzh.vigie.agent.OutsideProgram.Result;
import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.program.Signing.Reason;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that Wine's compiler made, as other implementations read them: imports' digest by pefile, similarity digest by
 * libtlsh, digest and signature by osslsigncode.
 */
final class ProgramWitnessTest {
    private static final Path WINE = Path.of("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows");
    private static final String PYTHON = "/usr/bin/python3";
    private static final String SIGNER = "/usr/bin/osslsigncode";
    private static final String OPENSSL = "/usr/bin/openssl";
    private static final int EVERY = 24;
    private static final String READER = """
        import sys, warnings
        warnings.simplefilter('ignore')
        import pefile, tlsh
        for path in sys.stdin.read().split('\\n'):
            data = open(path, 'rb').read()
            hash = tlsh.hash(data)
            print(path, pefile.PE(data=data).get_imphash(), ('T1' + hash.removeprefix('T1')) if hash not in ('', 'TNULL') else '', sep='\\t')
        """;

    @TempDir
    Path dir;

    /** Each twenty-fourth library of Wine, in the order of names. */
    private static List<Path> programs() throws IOException {
        assumeTrue(Files.isDirectory(WINE), "wine is not installed");
        try (Stream<Path> all = Files.list(WINE)) {
            List<Path> sorted = all.filter(Files::isRegularFile)
                    .filter(path -> path.toString().matches(".*\\.(dll|exe|ocx|cpl|drv|sys)"))
                    .sorted()
                    .toList();
            List<Path> some = new ArrayList<>();
            for (int i = 0; i < sorted.size(); i += EVERY) {
                some.add(sorted.get(i));
            }
            return some;
        }
    }

    private static ProgramFacts facts(Path file) throws IOException {
        return new Programs(Catalogues.NONE, Specimens.pins(), InstantSource.system())
                .facts(Bytes.of(Files.readAllBytes(file)));
    }

    @Test
    void importsAndLikenessAreThoseOfPefileAndLibtlsh() throws IOException {
        OutsideProgram.assumeInstalled(PYTHON);
        assumeTrue(
                OutsideProgram.run(PYTHON, "-c", "import pefile, tlsh").code() == 0,
                "python3-pefile and python3-tlsh are not installed");
        List<Path> programs = programs();
        Result read = OutsideProgram.run(
                String.join("\n", programs.stream().map(Path::toString).toList())
                        .getBytes(StandardCharsets.UTF_8),
                PYTHON,
                "-c",
                READER);
        assertEquals(0, read.code(), read.text());
        StringBuilder ours = new StringBuilder();
        for (Path program : programs) {
            ProgramFacts facts = facts(program);
            ours.append(program + "\t" + facts.imphash() + "\t" + facts.tlsh() + "\n");
        }
        assertEquals(read.text(), ours.toString());
        assertTrue(programs.size() > 20, () -> programs.size() + " programs");
    }

    @Test
    void aSignatureOfOsslsigncodeIsReadAsItWasMade() throws IOException {
        OutsideProgram.assumeInstalled(SIGNER, OPENSSL);
        Path key = dir.resolve("key.pem");
        Path certificate = dir.resolve("cert.pem");
        Result made = OutsideProgram.run(
                OPENSSL,
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString(),
                "-days",
                "3650",
                "-subj",
                "/O=Mairie de Saint-Éloi/CN=Éditeur d’essai",
                "-utf8",
                "-addext",
                "extendedKeyUsage=codeSigning");
        assertEquals(0, made.code(), made.text());
        Pattern digest = Pattern.compile("Calculated message digest *: ([0-9A-F]{64})");
        int looked = 0;
        for (Path program : programs().stream().limit(4).toList()) {
            Path signed = dir.resolve("signed-" + program.getFileName());
            Result result = OutsideProgram.run(
                    SIGNER,
                    "sign",
                    "-h",
                    "sha256",
                    "-certs",
                    certificate.toString(),
                    "-key",
                    key.toString(),
                    "-in",
                    program.toString(),
                    "-out",
                    signed.toString());
            assertEquals(0, result.code(), result.text());
            String theirs = OutsideProgram.run(
                            SIGNER, "verify", "-CAfile", certificate.toString(), "-in", signed.toString())
                    .text();
            assertTrue(theirs.contains("Signature verification: ok"), theirs);
            Matcher found = digest.matcher(theirs);
            assertTrue(found.find(), theirs);
            ProgramFacts facts = facts(signed);
            assertEquals(
                    found.group(1).toLowerCase(Locale.ROOT),
                    facts.authentihash().map(Sha256::hex).orElse(""));
            assertEquals("Éditeur d’essai", facts.signing().signer());
            assertEquals(Reason.CHAIN_NOT_PINNED, facts.signing().reason());
            byte[] changed = Files.readAllBytes(signed);
            changed[changed.length / 3] ^= 1;
            Path broken = Files.write(dir.resolve("broken"), changed);
            assertTrue(
                    OutsideProgram.run(SIGNER, "verify", "-CAfile", certificate.toString(), "-in", broken.toString())
                            .text()
                            .contains("MISMATCH"),
                    program.toString());
            assertEquals(Reason.DIGEST_DIFFERS, facts(broken).signing().reason(), program.toString());
            looked++;
        }
        assertEquals(4, looked);
    }
}
