package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.identity.IdentityFile;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.identity.TestAuthority;
import bzh.vigie.agent.identity.TestIdentities;
import bzh.vigie.agent.transport.Connector;
import bzh.vigie.agent.transport.TestPeer;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.TokenSecret;
import bzh.vigie.event.Sha256;
import bzh.vigie.journal.FolderLock;
import bzh.vigie.v1.EnrolAnswer;
import bzh.vigie.v1.EnrolRefusal;
import bzh.vigie.v1.Enrolled;
import bzh.vigie.v1.Refused;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class CommandsTest {
    private static final TestAuthority AUTHORITY = new TestAuthority("Vigie CA");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int run(String... args) {
        said.reset();
        List<String> all = new ArrayList<>(List.of(args));
        Collections.addAll(all, "--state", folder.toString(), "--lang", "fr");
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Main.start(all.toArray(new String[0]), out, out);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private static String token(TestPeer peer) {
        return new EnrolmentToken(
                        "0123456789abcdef",
                        new TokenSecret(new byte[32]),
                        Sha256.over(AUTHORITY.der()),
                        List.of(peer.address()))
                .encode();
    }

    private PublicKey key() throws Exception {
        String pem = Files.readString(folder.resolve("agent.key"));
        String block = pem.substring(pem.indexOf("-----BEGIN PUBLIC KEY-----") + 26, pem.indexOf("-----END PUBLIC"));
        return KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(block)));
    }

    private TestPeer enrolling() throws Exception {
        return TestPeer.collector(AUTHORITY, Connector.ENROLMENT, talk -> {
            talk.read();
            talk.write(EnrolAnswer.newBuilder()
                    .setEnrolled(Enrolled.newBuilder()
                            .setAgentId(TestIdentities.ID)
                            .setCommune("29019")
                            .setCertificate(ByteString.copyFrom(TestAuthority.encoded(
                                    AUTHORITY.agent(key(), TestIdentities.ID, TestAuthority.FROM, TestAuthority.TO))))
                            .addAuthorities(ByteString.copyFrom(AUTHORITY.der())))
                    .build());
            talk.untilEnd();
        });
    }

    @Test
    void aTokenIsTakenFromAFileAndOneInAnArgumentIsWarnedOf() throws Exception {
        assertEquals(Main.BAD_USAGE, run("enrol"));
        assertTrue(said().contains("--token-file"), said());
        try (TestPeer peer = enrolling()) {
            assertEquals(Main.DONE, run("enrol", "--token", token(peer)));
            assertTrue(said().contains("--token -"), said());
            Path file = Files.createDirectories(folder.resolve("Clé USB (E)")).resolve("le jeton.txt");
            Files.writeString(file, token(peer) + "\n");
            assertEquals(Main.DONE, run("enrol", "--again", "--token-file", file.toString()));
            assertFalse(said().contains("--token -"), said());
        }
        assertEquals(
                Main.FAILED, run("enrol", "--token-file", folder.resolve("none").toString()));
    }

    @Test
    void aTokenEnrolsOnceAndASecondTimeOnlyIfAsked() throws Exception {
        try (TestPeer peer = enrolling()) {
            assertEquals(Main.DONE, run("enrol", "--token", token(peer)));
            assertTrue(said().contains("Inscrit : " + TestIdentities.ID + ", commune 29019"), said());
            assertEquals(
                    TestIdentities.ID,
                    IdentityFile.load(new StateFolder(folder)).orElseThrow().agentId());
            assertEquals(Main.FAILED, run("enrol", "--token", token(peer)));
            assertTrue(said().contains("--again"), said());
            assertEquals(Main.DONE, run("enrol", "--again", "--token", token(peer)));
            assertEquals(Main.FAILED, run("status"));
            assertTrue(said().contains("n'a pas encore tourné"), said());
        }
    }

    @Test
    void besideARunningAgentNobodyEnrolsAndNoOtherAgentRuns() throws Exception {
        try (TestPeer peer = enrolling()) {
            assertEquals(Main.DONE, run("enrol", "--token", token(peer)));
            String before = Files.readString(folder.resolve("identity.conf"));
            // What a running agent holds.
            FolderLock running = FolderLock.take(folder).orElseThrow();
            try {
                assertEquals(Main.FAILED, run("enrol", "--again", "--token", token(peer)));
                assertTrue(said().contains("systemctl stop vigie-agent"), said());
                assertEquals(before, Files.readString(folder.resolve("identity.conf")));
                assertEquals(Main.FAILED, run("run"));
                assertTrue(said().contains("Un autre agent tourne déjà"), said());
            } finally {
                running.close();
            }
            assertEquals(Main.DONE, run("enrol", "--again", "--token", token(peer)));
        }
    }

    @Test
    void anAgentRunsAsLongAsItHoldsItsFolderWhateverTheClockSaysOfItsStart() throws Exception {
        try (TestPeer peer = enrolling()) {
            assertEquals(Main.DONE, run("enrol", "--token", token(peer)));
        }
        // Its start is years away from what the system says of this process.
        StatusFile.write(
                new StateFolder(folder),
                StatusTest.status("connected", "", ProcessHandle.current().pid()));
        FolderLock running = FolderLock.take(folder).orElseThrow();
        try {
            assertEquals(Main.DONE, run("status", "--format", "jsonl"));
            assertTrue(said().contains("\"connection\":\"connected\""), said());
        } finally {
            running.close();
        }
        assertEquals(Main.DONE, run("status", "--format", "jsonl"));
        assertTrue(said().contains("\"connection\":\"stopped\""), said());
    }

    @Test
    void aDamagedIdentityIsSaidInTheReadersLanguage() throws Exception {
        try (TestPeer peer = enrolling()) {
            assertEquals(Main.DONE, run("enrol", "--token", token(peer)));
        }
        String whole = Files.readString(folder.resolve("identity.conf"));
        Files.writeString(folder.resolve("identity.conf"), whole.replace(TestIdentities.ID, "quelqu-un"));
        for (String command : List.of("status", "run")) {
            assertEquals(Main.FAILED, run(command));
            assertTrue(said().contains("identity.conf est abîmé : le certificat ne porte pas l'identifiant"), said());
        }
        Files.writeString(folder.resolve("agent.key"), "bonjour");
        assertEquals(Main.FAILED, run("status"));
        assertTrue(said().contains("ne contient pas de paire de clés"), said());
    }

    @Test
    void whyAConnectionFailedIsSaidInTheReadersLanguage() throws Exception {
        CollectorAddress nobody;
        try (TestPeer peer = enrolling()) {
            nobody = peer.address();
        }
        String token = new EnrolmentToken(
                        "0123456789abcdef",
                        new TokenSecret(new byte[32]),
                        Sha256.over(AUTHORITY.der()),
                        List.of(nobody))
                .encode();
        assertEquals(Main.FAILED, run("enrol", "--token", token));
        assertTrue(said().contains("connexion refusée"), said());
        try (TestPeer peer = TestPeer.plain(java.net.Socket::close)) {
            assertEquals(Main.FAILED, run("enrol", "--token", token(peer)));
            assertTrue(said().contains("l'autre côté"), said());
            assertFalse(said().contains("handshake"), said());
        }
        try (TestPeer peer = TestPeer.collector(AUTHORITY, Connector.ENROLMENT, talk -> {
            talk.read();
            talk.write(EnrolAnswer.newBuilder()
                    .setEnrolled(Enrolled.newBuilder().setAgentId(TestIdentities.ID))
                    .build());
            talk.untilEnd();
        })) {
            assertEquals(Main.FAILED, run("enrol", "--token", token(peer)));
            assertTrue(said().contains("inutilisable : l'autorité du jeton n'est pas"), said());
        }
    }

    @Test
    void aTruncatedTokenIsToldAsTruncatedAndNothingIsMade() throws Exception {
        try (TestPeer peer = enrolling()) {
            String whole = token(peer);
            assertEquals(Main.BAD_USAGE, run("enrol", "--token", whole.substring(0, whole.length() - 20)));
            assertTrue(said().contains("tronqué"), said());
            assertFalse(said().contains(whole.substring(10, 30)), said());
            assertFalse(Files.exists(folder.resolve("agent.key")));
        }
    }

    @Test
    void eachRefusalIsSaidInWordsWithoutAStackTrace() throws Exception {
        for (EnrolRefusal reason : EnrolRefusal.values()) {
            if (reason == EnrolRefusal.UNRECOGNIZED) {
                continue;
            }
            try (TestPeer peer = TestPeer.collector(AUTHORITY, Connector.ENROLMENT, talk -> {
                talk.read();
                talk.write(EnrolAnswer.newBuilder()
                        .setRefused(Refused.newBuilder().setReason(reason).setRetryAfterSeconds(7))
                        .build());
                talk.untilEnd();
            })) {
                assertEquals(Main.FAILED, run("enrol", "--token", token(peer)));
                assertTrue(said().contains(Words.in(java.util.Locale.FRENCH).of(reason)), said());
                assertTrue(said().contains("7 secondes"), said());
                assertFalse(said().contains("\tat "), said());
            }
        }
    }

    @Test
    void anotherAuthorityAndAMissingProxyPasswordAreNamed() throws Exception {
        try (TestPeer peer =
                TestPeer.collector(new TestAuthority("Filtre"), Connector.ENROLMENT, TestPeer.Talk::untilEnd)) {
            assertEquals(Main.FAILED, run("enrol", "--token", token(peer)));
            assertTrue(said().contains("n'est pas de l'autorité") && said().contains("Filtre"), said());
        }
        try (TestPeer proxy = TestPeer.plain(socket -> {
                    socket.getInputStream().read(new byte[4096]);
                    socket.getOutputStream()
                            .write("HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                });
                TestPeer peer = enrolling()) {
            assertEquals(
                    Main.FAILED,
                    run("enrol", "--token", token(peer), "--proxy", "http://jean:secret@" + proxy.address()));
            assertTrue(said().contains("NTLM"), said());
            assertFalse(said().contains("secret"), said());
        }
        assertEquals(Main.BAD_USAGE, run("enrol", "--token", "x", "--proxy", "socks://a:secret@b:1"));
        assertFalse(said().contains("secret"), said());
    }

    @Test
    void whatIsNotEnrolledSaysHowToEnrol() {
        assertEquals(Main.FAILED, run("status"));
        assertTrue(said().contains("vigie-agent enrol"), said());
        assertEquals(Main.FAILED, run("run"));
        assertTrue(said().contains("vigie-agent enrol"), said());
    }

    @Test
    void aBadConfigurationIsNamedByKeyAndValue() throws Exception {
        Files.writeString(folder.resolve("agent.conf"), "heartbeat = never\n");
        for (String command : List.of("status", "run")) {
            assertEquals(Main.BAD_USAGE, run(command));
            assertTrue(said().contains("la clé «\u00a0heartbeat\u00a0» a la valeur «\u00a0never\u00a0»"), said());
        }
    }

    @Test
    void badUsageIsExitCode2WithAHint() {
        assertEquals(Main.BAD_USAGE, run("enrol", "--tokn", "x"));
        assertTrue(said().contains("vigie-agent enrol --help"), said());
        assertEquals(Main.BAD_USAGE, run("dance"));
        assertEquals(Main.BAD_USAGE, run("run", "--colour", "red"));
        assertTrue(said().contains("--colour"), said());
        assertEquals(Main.DONE, run("enrol", "--help"));
        assertTrue(said().contains("Inscrit cette machine avec un jeton"), said());
        assertTrue(said().contains("Dossier de l'état de l'agent"), said());
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertEquals(Main.BAD_USAGE, Main.start(new String[] {"run", "--lang", "br"}, out, out));
        // What a name with accents is to Java where the session does not know UTF-8.
        assertEquals(Main.BAD_USAGE, Main.start(new String[] {"run", "--lang=fr", "--state", "a\0b"}, out, out));
        assertTrue(said().contains("LC_ALL=C.UTF-8"), said());
        assertEquals(Main.BAD_USAGE, run("status", "--state", "a\0b"));
        assertFalse(said().contains("Exception"), said());
        assertEquals(Main.BAD_USAGE, Main.start(new String[0], out, out));
    }

    @Test
    void aDamagedStateIsNamedAndNotTouched() throws Exception {
        try (TestPeer peer = enrolling()) {
            assertEquals(Main.DONE, run("enrol", "--token", token(peer)));
        }
        Files.writeString(folder.resolve("status.jsonl"), "{\"kind\":");
        assertEquals(Main.FAILED, run("status"));
        assertTrue(said().contains("status.jsonl"), said());
        Files.writeString(folder.resolve("identity.conf"), "agent-id = x\n");
        assertEquals(Main.FAILED, run("run"));
        assertTrue(said().contains("identity.conf"), said());
        assertEquals("agent-id = x\n", Files.readString(folder.resolve("identity.conf")));
    }

    @Test
    void whatIsWrongWithACommandLineIsSaidInFrench() {
        assertEquals(Main.BAD_USAGE, run("scan", "--nonsense"));
        assertTrue(said().startsWith("Non compris\u00a0: --nonsense"), said());
        assertEquals(Main.BAD_USAGE, run("scan", "--format", "xml"));
        assertTrue(said().startsWith("--format a la valeur «\u00a0xml\u00a0», est permis\u00a0: text|jsonl"), said());
    }

    @Test
    void theCollectorsDetailIsSaidInTheReadersLanguage() throws Exception {
        try (TestPeer peer = TestPeer.collector(AUTHORITY, Connector.ENROLMENT, talk -> {
            talk.read();
            talk.write(EnrolAnswer.newBuilder()
                    .setRefused(Refused.newBuilder()
                            .setReason(EnrolRefusal.ENROL_REFUSAL_HOST_REVOKED)
                            .setDetail("readmit|" + TestIdentities.ID))
                    .build());
            talk.untilEnd();
        })) {
            assertEquals(Main.FAILED, run("enrol", "--token", token(peer)));
            assertTrue(
                    said().contains("Sur le collecteur\u00a0: vigie-collector hosts readmit " + TestIdentities.ID),
                    said());
        }
    }
}
