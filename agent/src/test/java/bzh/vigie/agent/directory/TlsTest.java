package bzh.vigie.agent.directory;

import static bzh.vigie.agent.directory.LyingController.done;
import static bzh.vigie.agent.directory.LyingController.entry;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.directory.LyingController.Lie;
import bzh.vigie.agent.directory.LyingController.Securing;
import bzh.vigie.agent.host.EncodedCertificate;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.identity.TestAuthority;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A controller that is asked in TLS: only where its certificate is to be trusted, and by nothing less. Real sockets. */
@Timeout(60)
final class TlsTest {
    private static final String HEAD = "DC=mairie,DC=example";
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Patience PATIENT = new Patience(LONG, LONG, LONG, LONG);
    private static final Query ASKED = Query.below(HEAD, "(objectClass=user)", "cn");
    private static final TestAuthority AUTHORITY = new TestAuthority("Domaine");
    private static final Lie ONE = (question, out) -> {
        out.write(entry(question.id(), "CN=a," + HEAD, "cn", "a".getBytes(StandardCharsets.UTF_8)));
        out.write(done(question.id(), 0, ""));
    };

    private final List<Entry> taken = new ArrayList<>();

    private static SSLContext server(X509Certificate certificate, KeyPair key) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("k", key.getPrivate(), new char[0], new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext server(Instant to, String... names) throws Exception {
        KeyPair key = TestAuthority.newPair();
        return server(AUTHORITY.server(key.getPublic(), TestAuthority.FROM, to, names), key);
    }

    private static Trust trust(TestAuthority... authorities) {
        return Trust.in(() -> List.of(authorities).stream()
                .map(authority -> new EncodedCertificate(authority.der()))
                .toList());
    }

    private long read(LyingController controller, boolean isAskedFor, Trust trust, Patience patience) throws Refused {
        try (LdapDirectory directory = LdapDirectory.connect(
                "localhost",
                "mairie.example",
                controller.port(),
                Optional.of(Tls.with("localhost", isAskedFor, trust)),
                "none",
                ComputerLogin.nobody(),
                patience,
                page -> {})) {
            directory.search(ASKED, taken::add);
            return directory.received();
        }
    }

    private Refused refused(SSLContext context, boolean isAskedFor, Trust trust) throws Exception {
        try (LyingController controller = new LyingController(ONE, Optional.of(new Securing(context, isAskedFor, 0)))) {
            Refused refused = assertThrows(Refused.class, () -> read(controller, isAskedFor, trust, PATIENT));
            assertEquals(0, controller.questions(), "it is not asked");
            assertWords(refused);
            return refused;
        }
    }

    private static void assertWords(Refused refused) {
        String detail = refused.detailOr("");
        assertFalse(
                SourceText.say(detail, Locale.FRENCH).equals(SourceText.say(detail, Locale.ENGLISH)), refused.what());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsTrustedIsAskedInTls(boolean isAskedFor) throws Exception {
        SSLContext context = server(TestAuthority.TO, "localhost");
        try (LyingController controller = new LyingController(ONE, Optional.of(new Securing(context, isAskedFor, 0)))) {
            long received = read(controller, isAskedFor, trust(AUTHORITY), PATIENT);
            assertEquals("a", taken.getFirst().text("cn"));
            assertTrue(received > 500, "bytes of TLS count: " + received);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsNotTrustedIsNotAsked(boolean isAskedFor) throws Exception {
        SSLContext context = server(TestAuthority.TO, "localhost");
        Refused other = refused(context, isAskedFor, trust(new TestAuthority("Autre")));
        assertEquals(ReasonCode.FAILED, other.reason(), other.what());
        assertTrue(other.what().startsWith("directory-certificate|localhost|"), other.what());
        Refused none = refused(context, isAskedFor, trust());
        assertTrue(none.what().startsWith("directory-certificate|localhost|"), none.what());
        Refused named = refused(server(TestAuthority.TO, "autre.example"), isAskedFor, trust(AUTHORITY));
        assertTrue(named.what().startsWith("directory-certificate|localhost|"), named.what());
        Refused old = refused(server(Instant.parse("2026-01-02T00:00:00Z"), "localhost"), isAskedFor, trust(AUTHORITY));
        assertTrue(old.what().startsWith("directory-certificate|localhost|"), old.what());
    }

    @Test
    void whoDoesNotDoItIsSaidToNotDoIt() throws Exception {
        for (Optional<Securing> how : List.of(
                Optional.<Securing>empty(),
                Optional.of(new Securing(server(TestAuthority.TO, "localhost"), true, 52)))) {
            try (LyingController controller = new LyingController(ONE, how)) {
                Refused refused = assertThrows(Refused.class, () -> read(controller, true, trust(AUTHORITY), PATIENT));
                assertTrue(refused.what().startsWith("directory-no-tls|localhost|"), refused.what());
                assertTrue(Faults.hasNoTls(refused));
                assertWords(refused);
            }
        }
        for (String answer : List.of(
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "0\u0005\u0002\u0001\u0001x\u0000",
                "0\u0084\u007f\u007f\u007f\u007f",
                "0\u0000")) {
            for (boolean isAskedFor : List.of(true, false)) {
                try (ServerSocket rubbish = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                    Thread ignored = Thread.ofVirtual().start(() -> answer(rubbish, answer));
                    Refused refused = assertThrows(Refused.class, () -> {
                        try (LdapDirectory never = LdapDirectory.connect(
                                "localhost",
                                "mairie.example",
                                rubbish.getLocalPort(),
                                Optional.of(Tls.with("localhost", isAskedFor, trust(AUTHORITY))),
                                "none",
                                ComputerLogin.nobody(),
                                PATIENT,
                                page -> {})) {
                            throw new AssertionError(never);
                        }
                    });
                    assertTrue(Faults.hasNoTls(refused), refused.what());
                }
            }
        }
    }

    private static void answer(ServerSocket server, String answer) {
        try (Socket connection = server.accept()) {
            int ignored = connection.getInputStream().read();
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // it went
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoNeverGoesOnIsNotWaitedForForEver(boolean isAskedFor) throws Exception {
        Patience impatient = new Patience(Duration.ofMillis(300), LONG, LONG, LONG);
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread ignored = Thread.ofVirtual().start(() -> drip(silent, isAskedFor));
            Refused refused = assertThrows(
                    Refused.class,
                    () -> LdapDirectory.connect(
                                    "localhost",
                                    "mairie.example",
                                    silent.getLocalPort(),
                                    Optional.of(Tls.with("localhost", isAskedFor, trust(AUTHORITY))),
                                    "none",
                                    ComputerLogin.nobody(),
                                    impatient,
                                    page -> {})
                            .close());
            assertEquals(ReasonCode.TIMED_OUT, refused.reason(), refused.what());
        }
    }

    /** A record of TLS, or a message of LDAP, of which a byte comes now and then. */
    private static void drip(ServerSocket server, boolean isAskedFor) {
        try (Socket connection = server.accept()) {
            for (int b : isAskedFor ? new int[] {0x30, 0x82, 0x0f, 0x7f} : new int[] {0x16, 3, 3, 0x3f}) {
                connection.getOutputStream().write(b);
            }
            while (true) {
                connection.getOutputStream().write(1);
                Thread.sleep(20);
            }
        } catch (IOException e) {
            // it went
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void tooMuchInTlsIsHungUpOn() throws Exception {
        SSLContext context = server(TestAuthority.TO, "localhost");
        Lie huge = (question, out) -> {
            out.write(entry(question.id(), "CN=a," + HEAD, "cn", new byte[3 << 20]));
            out.write(done(question.id(), 0, ""));
        };
        try (LyingController controller = new LyingController(huge, Optional.of(new Securing(context, false, 0)))) {
            Refused refused = assertThrows(Refused.class, () -> read(controller, false, trust(AUTHORITY), PATIENT));
            assertTrue(refused.what().startsWith("directory-too-much|"), refused.what());
        }
    }

    /** It did do TLS: it is to be asked again. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoBreaksOffOrGarblesInTheMiddleDoesNotLackTls(boolean isGarbled) throws Exception {
        SSLContext context = server(TestAuthority.TO, "localhost");
        Lie broken = (question, out) -> {
            out.write(entry(question.id(), "CN=a," + HEAD, "cn", new byte[99]));
            throw new IOException("gone");
        };
        Optional<Securing> securing = Optional.of(new Securing(context, false, 0));
        try (LyingController controller = new LyingController(broken, securing).garbling(isGarbled)) {
            Refused refused = assertThrows(Refused.class, () -> read(controller, false, trust(AUTHORITY), PATIENT));
            assertTrue(refused.what().startsWith("directory-broken-off|localhost|"), refused.what());
            assertEquals(ReasonCode.NOT_PRESENT, refused.reason());
            assertWords(refused);
        }
    }

    @Test
    void whoWantsMoreThanSealingSaysSo() throws Exception {
        try (LyingController controller = new LyingController(ONE)) {
            Refused refused = assertThrows(
                    Refused.class,
                    () -> LdapDirectory.connect(
                                    "localhost",
                                    "mairie.example",
                                    controller.port(),
                                    Optional.empty(),
                                    "simple",
                                    ComputerLogin.nobody(),
                                    PATIENT,
                                    page -> {})
                            .close());
            assertTrue(refused.what().startsWith("directory-wants-tls|localhost|"), refused.what());
            assertTrue(Faults.wantsTls(refused));
            assertWords(refused);
        }
    }

    private static Refused saying(String key) {
        return Refused.saying(ReasonCode.NOT_SUPPORTED, SourceText.detail(key, "dc1", ""));
    }

    /** Which ways are tried, each refused so. */
    private static List<Protection> tried(Protection first, String... refusals) {
        List<Protection> tried = new ArrayList<>();
        Refused last = assertThrows(
                Refused.class,
                () -> Membership.connected(first, by -> {
                    tried.add(by);
                    throw saying(refusals[tried.size() - 1]);
                }));
        assertTrue(last.what().startsWith("directory-"));
        return tried;
    }

    @Test
    void noWayIsTriedThatProtectsLess() {
        assertEquals(List.of(Protection.TLS), tried(Protection.TLS, "directory-no-tls"));
        for (String other : List.of("directory-not-let-in", "directory-key-old", "directory-broken-off")) {
            assertEquals(List.of(Protection.SEALED), tried(Protection.SEALED, other));
        }
        for (String wants : List.of("directory-wants-tls", "directory-not-sealed")) {
            assertEquals(
                    List.of(Protection.SEALED, Protection.START_TLS, Protection.TLS),
                    tried(Protection.SEALED, wants, "directory-no-tls", "directory-no-tls"));
            assertEquals(
                    List.of(Protection.SEALED, Protection.START_TLS),
                    tried(Protection.SEALED, wants, "directory-certificate"));
        }
    }

    @Test
    void kerberosIsBoundToTheCertificate() throws Exception {
        KeyPair key = TestAuthority.newPair();
        X509Certificate certificate =
                AUTHORITY.server(key.getPublic(), TestAuthority.FROM, TestAuthority.TO, "localhost");
        try (LyingController controller =
                        new LyingController(ONE, Optional.of(new Securing(server(certificate, key), false, 0)));
                Socket raw = new Socket(InetAddress.getLoopbackAddress(), controller.port());
                SSLSocket socket =
                        Tls.with("localhost", false, trust(AUTHORITY)).over(raw)) {
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            expected.writeBytes("tls-server-end-point:".getBytes(StandardCharsets.US_ASCII));
            expected.writeBytes(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
            assertArrayEquals(expected.toByteArray(), Tls.binding(socket));
        }
    }

    @Test
    void whatASystemTrustsIsReadOfItsFile(@TempDir Path root) throws IOException {
        assertEquals(List.of(), Trust.ofLinux(root).authorities());
        Path file = root.resolve("etc/pki/tls/certs/ca-bundle.crt");
        Files.createDirectories(file.getParent());
        String pem = "# Domaine\n-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(AUTHORITY.der())
                + "\n-----END CERTIFICATE-----\n";
        String begin = "-----BEGIN CERTIFICATE-----\n";
        String end = "-----END CERTIFICATE-----\n";
        String broken = begin + "MIIB\n" + end + begin + "=A=\n" + end + begin;
        Files.writeString(file, broken + pem + broken);
        assertEquals(List.of(AUTHORITY.certificate()), Trust.ofLinux(root).authorities());
    }
}
