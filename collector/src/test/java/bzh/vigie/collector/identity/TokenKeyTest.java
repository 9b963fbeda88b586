package bzh.vigie.collector.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Specimens;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An authority whose key is on a token: SoftHSM, of Debian's softhsm2. */
final class TokenKeyTest {
    private static final Path LIBRARY = Path.of("/usr/lib/softhsm/libsofthsm2.so");
    private static final Instant NOW = Instant.parse("2026-11-02T08:00:00Z");
    private static final Pattern SLOT = Pattern.compile("slot (\\d+)");
    private static final String PIN = "a PIN of the token";

    @TempDir
    Path dir;

    @Test
    void aUriNamesSlotKeyAndLibrary() {
        assertEquals(
                Optional.of(new TokenKey("/usr/lib/opensc-pkcs11.so", 7, "5f3a")),
                TokenKey.parse("pkcs11:slot-id=7;object=5f3a?module-path=/usr/lib/opensc-pkcs11.so\n"));
        for (String other : List.of(
                "",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----",
                "pkcs11:slot-id=7",
                "pkcs11:slot-id=99999999999?module-path=/l.so",
                "pkcs11:slot-id=4294967295?module-path=/l.so",
                "pkcs11:slot-id=7?module-path=l.so",
                "pkcs11:slot-id=7?module-path=/l.so\nshowInfo = true")) {
            assertEquals(Optional.empty(), TokenKey.parse(other), other);
        }
    }

    @Test
    void theKeyIsMadeOnTheTokenAndNeverLeavesIt() throws Exception {
        assumeTrue(Files.exists(LIBRARY), "skipped: softhsm2 is not installed (apt-get install softhsm2)");
        Path pin = Files.writeString(dir.resolve("pin"), PIN + "\n");
        Path identity = dir.resolve("identity");
        IdentityFolder folder = new IdentityFolder(identity, pin, new SecureRandom());
        Authorities made = folder.createOnToken("pkcs11:slot-id=" + token() + "?module-path=" + LIBRARY, NOW);
        assertTrue(Files.readString(identity.resolve("ca.key")).startsWith("pkcs11:"));
        assertNull(made.signing().key().getEncoded(), "it cannot be read");

        Authorities read = folder.authorities();
        assertEquals(made.fingerprint(), read.fingerprint());
        X509Certificate agent = read.signing()
                .agent(
                        Specimens.agent(1),
                        new Commune("29019"),
                        Keys.generate(new SecureRandom()).getPublic(),
                        NOW);
        agent.verify(made.signing().certificate().getPublicKey(), "SunEC");

        Authorities rolled = folder.rollOver(NOW);
        assertEquals(List.of(made.signing().certificate()), rolled.others());
        rolled.bridge().getFirst().verify(made.signing().certificate().getPublicKey(), "SunEC");
        assertNull(rolled.signing().key().getEncoded());
        assertFalse(Files.readString(identity.resolve("ca.key")).contains("PRIVATE KEY"));
        assertEquals(rolled.fingerprint(), folder.authorities().fingerprint());
    }

    @Test
    void aTokenThatIsNotThereIsToldOf() throws Exception {
        Path pin = Files.writeString(dir.resolve("pin"), PIN);
        IdentityFolder folder = new IdentityFolder(dir.resolve("identity"), pin, new SecureRandom());
        IdentityException none = assertThrows(
                IdentityException.class,
                () -> folder.createOnToken("pkcs11:slot-id=3?module-path=" + dir.resolve("none.so"), NOW));
        assertTrue(none.in(Locale.FRENCH).contains(dir.toString()), none.in(Locale.FRENCH));
        IdentityException bad = assertThrows(IdentityException.class, () -> folder.createOnToken("smart card", NOW));
        assertTrue(bad.in(Locale.FRENCH).startsWith("smart card ne désigne"), bad.in(Locale.FRENCH));
    }

    /** Makes a token in this folder; gives its slot. */
    private String token() throws Exception {
        Path tokens = Files.createDirectory(dir.resolve("tokens"));
        Path configuration = Files.writeString(
                dir.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
        ProcessBuilder builder = new ProcessBuilder(
                        "softhsm2-util",
                        "--init-token",
                        "--free",
                        "--label",
                        "vigie",
                        "--so-pin",
                        "an officer",
                        "--pin",
                        PIN)
                .redirectErrorStream(true);
        builder.environment().put("SOFTHSM2_CONF", configuration.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        Matcher slot = SLOT.matcher(said);
        assertTrue(slot.find(), said);
        environment("SOFTHSM2_CONF", configuration.toString());
        return slot.group(1);
    }

    /** Sets a variable for libraries in this process. */
    @SuppressWarnings("restricted")
    private static void environment(String name, String value) throws Exception {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set = linker.defaultLookup().find("setenv").orElseThrow();
            int result = (int) linker.downcallHandle(
                            set,
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_INT))
                    .invokeWithArguments(arena.allocateFrom(name), arena.allocateFrom(value), 1);
            assertEquals(0, result);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }
}
