package bzh.vigie.collector.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private final SecureRandom random = new SecureRandom();
    private final AgentId id = new AgentIdSource(InstantSource.fixed(NOW), random).next();

    @Test
    void anAgentCertificateCarriesIdAndCommuneForThirtyDays() throws Exception {
        Authority authority = Authority.create(NOW, random);
        KeyPair pair = TestAgent.key();
        X509Certificate certificate = authority.agent(id, new Commune("29019"), pair.getPublic(), NOW);
        assertEquals(Optional.of(id), AgentCertificate.agentId(certificate));
        assertTrue(certificate.getSubjectX500Principal().getName().contains("29019"));
        assertEquals(NOW.plus(Duration.ofDays(30)), certificate.getNotAfter().toInstant());
        assertTrue(new Authorities(authority, List.of()).signed(certificate));
    }

    @Test
    void aServerCertificateIsNoAgents() {
        Authority authority = Authority.create(NOW, random);
        X509Certificate server = authority.server(
                List.of("vigie.example.org", "192.0.2.7", "2001:db8::7"),
                TestAgent.key().getPublic(),
                NOW);
        assertEquals(Optional.empty(), AgentCertificate.agentId(server));
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNotOursEvenWithItsName() {
        Authority ours = Authority.create(NOW, random);
        Authority other = Authority.create(NOW, random);
        KeyPair pair = TestAgent.key();
        // Same name, other key: what a forger makes.
        Authority forged = new Authority(ours.certificate(), other.key(), random);
        Authorities trusted = new Authorities(ours, List.of());
        assertFalse(trusted.signed(other.agent(id, new Commune("29019"), pair.getPublic(), NOW)));
        assertFalse(trusted.signed(forged.agent(id, new Commune("29019"), pair.getPublic(), NOW)));
    }

    @Test
    void duringARolloverBothAuthoritiesAreTrustedAndOneSigns() {
        Authority old = Authority.create(NOW, random);
        Authority fresh = Authority.create(NOW, random);
        Authorities both = new Authorities(fresh, List.of(old.certificate()));
        KeyPair pair = TestAgent.key();
        assertTrue(both.signed(old.agent(id, new Commune("29019"), pair.getPublic(), NOW)));
        assertTrue(both.signed(fresh.agent(id, new Commune("29019"), pair.getPublic(), NOW)));
    }

    @Test
    void theFolderGivesBackWhatWasCreatedAndKeepsItsSecretsToItself(@TempDir Path dir) throws IOException {
        IdentityFolder folder = new IdentityFolder(dir, IdentityFolder.passphraseIn(dir), random);
        Authorities made = folder.create(NOW);
        Authorities read = folder.authorities();
        assertEquals(made.fingerprint(), read.fingerprint());
        assertTrue(made.signed(
                read.signing().agent(id, new Commune("29019"), TestAgent.key().getPublic(), NOW)));
        for (String secret : List.of("ca.key", "ca.passphrase")) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(secret))),
                    secret);
        }
        assertTrue(Files.readString(dir.resolve("ca.key")).contains("ENCRYPTED PRIVATE KEY"));
    }

    @Test
    void theServersKeyIsNowhereInTheFolder(@TempDir Path dir) throws IOException {
        IdentityFolder folder = new IdentityFolder(dir, IdentityFolder.passphraseIn(dir), random);
        Authorities made = folder.create(NOW);
        Files.writeString(dir.resolve("server.key"), "of an earlier version");
        X509Certificate shown =
                folder.newServer(made, List.of("localhost"), NOW).certificate();
        assertTrue(made.signed(shown));
        assertFalse(Files.exists(dir.resolve("server.key")));
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.toList()) {
                assertFalse(Files.readString(file).contains("BEGIN PRIVATE KEY"), file.toString());
            }
        }
    }

    @Test
    void aServersCertificateLastsThirtyDaysAndNeverEndsBeforeTheOneBeforeIt(@TempDir Path dir) {
        IdentityFolder folder = new IdentityFolder(dir, IdentityFolder.passphraseIn(dir), random);
        Authorities made = folder.create(NOW);
        Instant ahead = NOW.plus(Duration.ofDays(3_650));
        X509Certificate usual =
                folder.newServer(made, List.of("localhost"), NOW).certificate();
        assertEquals(NOW.plus(Duration.ofDays(30)), usual.getNotAfter().toInstant());
        X509Certificate far =
                folder.newServer(made, List.of("localhost"), ahead).certificate();
        X509Certificate back = folder.newServer(made, List.of("localhost"), NOW).certificate();
        assertEquals(far.getNotAfter(), back.getNotAfter(), "the clock was set back");
    }

    @Test
    void aWrongPassphraseIsAnErrorThatNamesTheFile(@TempDir Path dir) throws IOException {
        IdentityFolder folder = new IdentityFolder(dir, IdentityFolder.passphraseIn(dir), random);
        folder.create(NOW);
        Files.writeString(dir.resolve("ca.passphrase"), "wrong\n");
        IdentityException e = assertThrows(IdentityException.class, folder::authorities);
        assertTrue(String.valueOf(e.getMessage()).contains("ca.key"), e.toString());
    }

    @Test
    void onlyASignedRequestForAP256KeyHolds() throws Exception {
        KeyPair pair = TestAgent.key();
        byte[] good = TestAgent.csr(pair);
        assertEquals(pair.getPublic(), SigningRequest.parse(good).orElseThrow().publicKey());

        byte[] altered = good.clone();
        altered[altered.length - 5] ^= 1;
        assertTrue(SigningRequest.parse(altered).isEmpty());
        assertTrue(SigningRequest.parse(new byte[0]).isEmpty());
        assertTrue(SigningRequest.parse(Arrays.copyOf(good, 5_000)).isEmpty());
        assertTrue(SigningRequest.parse("not a request".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .isEmpty());

        KeyPair stolen = new KeyPair(TestAgent.key().getPublic(), pair.getPrivate());
        assertTrue(SigningRequest.parse(TestAgent.csr(stolen)).isEmpty());

        KeyPairGenerator p384 = KeyPairGenerator.getInstance("EC");
        p384.initialize(new ECGenParameterSpec("secp384r1"));
        assertTrue(SigningRequest.parse(TestAgent.csr(p384.generateKeyPair())).isEmpty());
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        assertTrue(SigningRequest.parse(TestAgent.csr(rsa.generateKeyPair(), "SHA256withRSA"))
                .isEmpty());
    }

    @Test
    void idsAreVersionSevenAndAscendWithTime() {
        SettableClock clock = new SettableClock();
        AgentIdSource ids = new AgentIdSource(clock, random);
        AgentId first = ids.next();
        clock.forward(Duration.ofMillis(1));
        AgentId second = ids.next();
        assertEquals(7, java.util.UUID.fromString(first.text()).version());
        assertEquals(2, java.util.UUID.fromString(first.text()).variant());
        assertTrue(first.compareTo(second) < 0);
    }

    @Test
    void aRolloverThatACrashInterruptedIsFinishedAtTheNextReading(@TempDir Path dir) throws Exception {
        IdentityFolder folder = new IdentityFolder(dir, IdentityFolder.passphraseIn(dir), new SecureRandom());
        Authorities old = folder.create(NOW);
        Authorities rolled = folder.rollOver(NOW);
        assertEquals(List.of(old.signing().certificate()), rolled.others());
        // Back to the moment when only the key had been put into its place.
        Path decided = Files.createDirectory(dir.resolve("rollover"));
        Files.move(dir.resolve("ca.crt"), decided.resolve("ca.crt"));
        Files.move(dir.resolve("bridge.crt"), decided.resolve("bridge.crt"));
        Files.move(dir.resolve("trusted/previous.crt"), decided.resolve("previous.crt"));
        Files.writeString(dir.resolve("ca.crt"), Files.readString(decided.resolve("previous.crt")));
        Authorities again = folder.authorities();
        assertEquals(rolled.signing().certificate(), again.signing().certificate());
        assertEquals(rolled.bridge(), again.bridge());
        assertEquals(rolled.others(), again.others());
        assertFalse(Files.exists(decided));
        assertEquals(List.of(), folder.retire().others());
        assertThrows(IdentityException.class, folder::retire);
    }
}
