package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checksums, provenance and signature of a release, verified by sha256sum and gpg. */
final class ReleaseTest {
    private static final String KEY = "releases@vigie.example";

    @TempDir
    Path folder;

    private Path packages;
    private Path keys;

    @BeforeEach
    void prepare() throws IOException {
        packages = Files.createDirectories(folder.resolve("packages"));
        keys = Files.createDirectories(folder.resolve("keys"));
        Files.writeString(packages.resolve("vigie-agent_0.1.0_amd64.deb"), "one");
        Files.writeString(packages.resolve("vigie-agent-0.1.0-windows-x64.msi"), "other");
    }

    @AfterEach
    void endGpg() throws IOException, InterruptedException {
        if (Files.exists(keys.resolve("pubring.kbx"))) {
            run(packages, "gpgconf", "--kill", "all");
        }
    }

    @Test
    void whatIsSignedIsVerifiedAndAPackageThatWasChangedIsNot() throws IOException, InterruptedException {
        assumeTrue(
                run(folder, "gpg", "--version").status() == 0,
                "skipped: no gpg, so no signature of a release is verified");
        assertEquals(
                0, gpg("--quick-generate-key", KEY, "ed25519", "sign", "never").status());
        Told made = run(Path.of("").toAbsolutePath(), "./release.sh", packages.toString(), KEY);
        assertEquals(0, made.status(), made::text);
        assertEquals(0, gpg("--verify", "SHA256SUMS.asc", "SHA256SUMS").status());
        assertEquals(
                0,
                run(packages, "sha256sum", "--check", "--strict", "SHA256SUMS").status());
        assertEquals(
                List.of(
                        "vigie-agent-0.1.0-windows-x64.msi",
                        "vigie-agent_0.1.0_amd64.deb",
                        "source",
                        "artifacts of Maven",
                        "JDK, its lib/modules"),
                names(packages.resolve("provenance.json")));
        Files.writeString(packages.resolve("vigie-agent_0.1.0_amd64.deb"), "One");
        assertNotEquals(
                0,
                run(packages, "sha256sum", "--check", "--strict", "SHA256SUMS").status());
        Files.writeString(packages.resolve("SHA256SUMS"), "", StandardOpenOption.TRUNCATE_EXISTING);
        assertNotEquals(0, gpg("--verify", "SHA256SUMS.asc", "SHA256SUMS").status());
    }

    @Test
    void withoutAKeyItSaysThatNothingIsSigned() throws IOException, InterruptedException {
        Told made = run(Path.of("").toAbsolutePath(), "./release.sh", packages.toString());
        assertEquals(0, made.status(), made::text);
        assertTrue(made.text().contains("not signed"), made::text);
        assertTrue(Files.notExists(packages.resolve("SHA256SUMS.asc")));
    }

    private static List<String> names(Path provenance) throws IOException {
        List<String> names = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(provenance.toFile())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING && "name".equals(json.currentName())) {
                    names.add(json.getText());
                }
            }
        }
        return names;
    }

    private Told gpg(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("gpg", "--batch", "--passphrase", ""));
        command.addAll(List.of(arguments));
        return run(packages, command.toArray(String[]::new));
    }

    private record Told(int status, String text) {}

    private Told run(Path where, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true);
        builder.environment().put("GNUPGHOME", keys.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Told(process.waitFor(), text);
    }
}
