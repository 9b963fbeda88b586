package bzh.vigie.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.enrol.CollectorAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
    private static final String ID = "0199c0de-0000-7000-8000-000000000001";
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final TestAuthority AUTHORITY = new TestAuthority("Vigie CA");

    @TempDir
    Path folder;

    private StateFolder state() {
        return new StateFolder(folder);
    }

    private AgentKey key() throws Exception {
        return AgentKey.loadOrCreate(state(), new SecureRandom());
    }

    static PublicKey publicKey(AgentKey key) throws Exception {
        return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key.publicInfo()));
    }

    private Identity identity(AgentKey key, Instant from, Instant to) throws Exception {
        return Identity.of(
                ID,
                "29019",
                List.of(new CollectorAddress("collecteur.exemple", 443), new CollectorAddress("::1", 8443)),
                key,
                TestAuthority.encoded(AUTHORITY.agent(publicKey(key), ID, from, to)),
                List.of(AUTHORITY.der()));
    }

    @Test
    void theKeyIsMadeOnceAndOnlyItsOwnerMayReadIt() throws Exception {
        AgentKey made = key();
        assertTrue(made.belongsTo(publicKey(key())));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("agent.key"))));
        assertFalse(made.toString().contains("BEGIN"));
    }

    @Test
    void aDamagedKeyIsAnErrorThatNamesTheFileAndIsNotReplaced() throws Exception {
        key();
        String whole = Files.readString(folder.resolve("agent.key"));
        Path other = Files.createDirectory(folder.resolve("other"));
        AgentKey.loadOrCreate(new StateFolder(other), new SecureRandom());
        String foreign = Files.readString(other.resolve("agent.key"));
        String mixed = whole.substring(0, whole.indexOf("-----BEGIN PUBLIC"))
                + foreign.substring(foreign.indexOf("-----BEGIN PUBLIC"));
        for (String bad : List.of("", "bonjour", whole.substring(0, whole.length() / 2), mixed)) {
            Files.writeString(folder.resolve("agent.key"), bad);
            IdentityException error = assertThrows(IdentityException.class, this::key);
            assertTrue(String.valueOf(error.getMessage()).contains("agent.key"));
            assertEquals(bad, Files.readString(folder.resolve("agent.key")));
        }
    }

    @Test
    void whereNoNewFileCanBeMadeWhatIsWrittenLightlyGoesOverTheOld() throws Exception {
        state().writeLightly("status.jsonl", "an older and longer text");
        // Stands for a full disk.
        Files.createDirectories(folder.resolve("status.jsonl.new").resolve("in the way"));
        state().writeLightly("status.jsonl", "a newer text");
        assertEquals("a newer text", Files.readString(folder.resolve("status.jsonl")));
        assertThrows(IOException.class, () -> state().writeLightly("status.jsonl", "x".repeat(5_000)));
        assertThrows(IOException.class, () -> state().write("status.jsonl", "x"));
        assertEquals("a newer text", Files.readString(folder.resolve("status.jsonl")));
    }

    @Test
    void anIdentityIsKeptAndReadAgain() throws Exception {
        assertTrue(IdentityFile.load(state()).isEmpty());
        Identity given = identity(key(), TestAuthority.FROM, TestAuthority.TO);
        IdentityFile.save(state(), given);
        Identity read = IdentityFile.load(state()).orElseThrow();
        assertEquals(given.agentId(), read.agentId());
        assertEquals(given.commune(), read.commune());
        assertEquals(given.collectors(), read.collectors());
        assertEquals(given.certificate(), read.certificate());
        assertEquals(given.authorities(), read.authorities());
        assertFalse(Files.exists(folder.resolve("identity.conf.new")));
    }

    @Test
    void aDamagedIdentityIsAnErrorThatNamesTheFile() throws Exception {
        IdentityFile.save(state(), identity(key(), TestAuthority.FROM, TestAuthority.TO));
        String whole = Files.readString(folder.resolve("identity.conf"));
        for (String bad : List.of(
                "",
                whole.replace("certificate = MII", "certificate = MIJ"),
                whole.replace("agent-id", "agent"),
                whole.replace(ID, "somebody-else"))) {
            Files.writeString(folder.resolve("identity.conf"), bad);
            IdentityException error = assertThrows(IdentityException.class, () -> IdentityFile.load(state()));
            assertTrue(String.valueOf(error.getMessage()).contains("identity.conf"));
        }
    }

    @Test
    void aCertificateOfAnotherKeyAuthorityOrAgentIsNotTaken() throws Exception {
        AgentKey key = key();
        Identity good = identity(key, TestAuthority.FROM, TestAuthority.TO);
        KeyPair stranger = TestAuthority.newPair();
        TestAuthority other = new TestAuthority("Vigie CA");
        List<byte[]> ours = List.of(AUTHORITY.der());
        byte[] foreignKey =
                TestAuthority.encoded(AUTHORITY.agent(stranger.getPublic(), ID, TestAuthority.FROM, TestAuthority.TO));
        byte[] foreignAuthority =
                TestAuthority.encoded(other.agent(publicKey(key), ID, TestAuthority.FROM, TestAuthority.TO));
        byte[] foreignAgent =
                TestAuthority.encoded(AUTHORITY.agent(publicKey(key), ID + "0", TestAuthority.FROM, TestAuthority.TO));
        byte[] own = TestAuthority.encoded(good.certificate());
        assertEquals("identity-other-key", refused(good, foreignKey, ours, List.of()));
        assertEquals("identity-unsigned", refused(good, foreignAuthority, ours, List.of()));
        assertEquals("identity-other-id", refused(good, foreignAgent, ours, List.of()));
        assertEquals("identity-unreadable", refused(good, new byte[] {1, 2, 3}, ours, List.of()));
        assertEquals("identity-authorities", refused(good, own, List.of(), List.of()));
        assertEquals("identity-no-authority", refused(good, own, List.of(own), List.of()));
    }

    private static String refused(
            Identity identity, byte[] certificate, List<byte[]> authorities, List<byte[]> bridges) {
        return assertThrows(
                        IdentityException.class,
                        () -> identity.renewed(certificate, authorities, bridges, AUTHORITY.certificate()))
                .detail();
    }

    @Test
    void anAuthorityIsNewOnlyWhereOneThatIsKnownVouchesForIt() throws Exception {
        AgentKey key = key();
        Identity here = identity(key, TestAuthority.FROM, NOW);
        TestAuthority next = new TestAuthority("Vigie CA 2");
        byte[] fresh = TestAuthority.encoded(next.agent(publicKey(key), ID, TestAuthority.FROM, TestAuthority.TO));
        List<byte[]> both = List.of(next.der(), AUTHORITY.der());
        byte[] bridge = TestAuthority.encoded(AUTHORITY.vouchFor(next));

        assertEquals("identity-not-vouched", refused(here, fresh, both, List.of()));
        assertEquals("identity-not-vouched", refused(here, fresh, both, List.of(next.der())));
        TestAuthority unknown = new TestAuthority("Vigie CA");
        assertEquals(
                "identity-not-vouched",
                refused(here, fresh, both, List.of(TestAuthority.encoded(unknown.vouchFor(next)))));
        assertEquals(
                "identity-not-vouched",
                refused(
                        here,
                        fresh,
                        both,
                        List.of(TestAuthority.encoded(AUTHORITY.vouchFor(new TestAuthority("Vigie CA 2"))))));
        // What a thief of the collector's own key has: a certificate of our authority for its key, and for servers
        // alone.
        KeyPair stolen = TestAuthority.newPair();
        TestAuthority thief = new TestAuthority("collector", stolen);
        byte[] leaf = TestAuthority.encoded(
                AUTHORITY.server(stolen.getPublic(), TestAuthority.FROM, TestAuthority.TO, "localhost"));
        assertEquals(
                "identity-not-vouched",
                refused(
                        here,
                        TestAuthority.encoded(thief.agent(publicKey(key), ID, TestAuthority.FROM, TestAuthority.TO)),
                        List.of(thief.der(), AUTHORITY.der()),
                        List.of(leaf)));
        assertEquals(
                List.of(next.certificate(), AUTHORITY.certificate()),
                here.renewed(fresh, both, List.of(bridge), AUTHORITY.certificate())
                        .authorities());
    }

    @Test
    void theAuthorityThatVouchedForTheConnectionIsKeptAndTheCertificateIsNewer() throws Exception {
        AgentKey key = key();
        Identity here = identity(key, TestAuthority.FROM, NOW);
        TestAuthority next = new TestAuthority("Vigie CA 2");
        byte[] fresh = TestAuthority.encoded(next.agent(publicKey(key), ID, TestAuthority.FROM, TestAuthority.TO));
        List<byte[]> bridge = List.of(TestAuthority.encoded(AUTHORITY.vouchFor(next)));
        assertEquals("identity-anchor", refused(here, fresh, List.of(next.der()), bridge));
        Identity both = here.renewed(fresh, List.of(next.der(), AUTHORITY.der()), bridge, AUTHORITY.certificate());
        byte[] later = TestAuthority.encoded(
                next.agent(publicKey(key), ID, TestAuthority.FROM, TestAuthority.TO.plusSeconds(60)));
        // The end of a rollover: the connection was vouched for by the new one.
        assertEquals(
                List.of(next.certificate()),
                both.renewed(later, List.of(next.der()), List.of(), next.certificate())
                        .authorities());
        byte[] same = TestAuthority.encoded(both.certificate());
        assertEquals("identity-no-newer", refused(both, same, List.of(next.der()), List.of()));
        byte[] older = TestAuthority.encoded(here.certificate());
        assertEquals("identity-no-newer", refused(both, older, List.of(AUTHORITY.der()), List.of()));
    }

    @Test
    void renewalIsDueAtTwoThirdsOfTheLifeByTheCollectorsClock() throws Exception {
        Instant from = Instant.parse("2026-11-01T00:00:00Z");
        Identity identity = identity(key(), from, Instant.parse("2026-12-01T00:00:00Z"));
        assertFalse(identity.renewalDue(Instant.parse("2026-11-20T23:59:59Z")));
        assertTrue(identity.renewalDue(Instant.parse("2026-11-21T00:00:00Z")));
        assertTrue(identity.renewalDue(Instant.parse("2027-06-01T00:00:00Z")));
    }

    @Test
    void aFolderIntoWhichOthersMayWriteIsRefused() throws Exception {
        state().create();
        for (String others : List.of("rwxrwxrwx", "rwx-w----", "rwx----w-")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(others));
            for (Executable way : List.<Executable>of(() -> state().create(), () -> state().check())) {
                IdentityException refused = assertThrows(IdentityException.class, way, others);
                assertTrue(refused.detail().startsWith("folder-others-write"), refused.detail());
            }
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        state().create();
        state().check();
    }

    @Test
    void aFileIsReplacedWholeAndNeverThroughALink() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "old");
        Files.createSymbolicLink(folder.resolve("file.new"), target);
        state().write("file", "new");
        assertEquals("new", Files.readString(folder.resolve("file")));
        assertEquals("old", Files.readString(target));
        Files.createSymbolicLink(folder.resolve("link"), target);
        assertThrows(java.io.IOException.class, () -> state().read("link", 100));
        assertThrows(java.io.IOException.class, () -> state().read("target", 2));
    }

    @Test
    void aRequestIsSignedByTheKeyItHolds() throws Exception {
        AgentKey key = key();
        byte[] der = CertificateRequest.der(key);
        int info = content(der, 0);
        int algorithm = end(der, info);
        int bits = end(der, algorithm);
        assertEquals(der.length, end(der, bits));
        Signature check = Signature.getInstance("SHA256withECDSA");
        check.initVerify(publicKey(key));
        check.update(der, info, algorithm - info);
        int signature = content(der, bits) + 1;
        assertTrue(check.verify(der, signature, der.length - signature));
        String hex = HexFormat.of().formatHex(der);
        assertTrue(hex.startsWith("020100", content(der, info) * 2), "version 0 (RFC 2986, 4.1)");
        assertTrue(hex.contains(HexFormat.of().formatHex(key.publicInfo())));
    }

    private static int content(byte[] der, int at) {
        return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
    }

    private static int end(byte[] der, int at) {
        int length = der[at + 1] & 0xff;
        if (length > 0x7f) {
            int bytes = length & 0x7f;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | (der[at + 2 + i] & 0xff);
            }
        }
        return content(der, at) + length;
    }
}
