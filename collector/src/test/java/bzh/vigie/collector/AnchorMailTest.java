package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.alert;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.identity.Keys;
import bzh.vigie.collector.mail.SmtpException.Reason;
import bzh.vigie.collector.mail.SmtpTestServer;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anchors reach who is to keep them, by a mail server that is one, and what does not is kept, told and tried again. */
final class AnchorMailTest {
    private static final Instant NOW = Specimens.minute(10);
    private static final InstantSource TIME = InstantSource.fixed(NOW);

    @TempDir
    Path dir;

    private final Words words = Words.of(LedgerCommand.class, Locale.FRENCH);
    private final Authority authority = Authority.create(Instant.now(), new SecureRandom());

    @BeforeEach
    void anAlert() throws Exception {
        try (Store store = store()) {
            store.change(s -> s.alerts().raise(alert("a1", AURAY, 1, "SECRET-OF-THE-INCIDENT", 1)));
        }
        Files.writeString(dir.resolve("password"), "geheim\n");
        Files.writeString(
                dir.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(authority.certificate().getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    private Store store() {
        return SqliteStore.open(new CollectorFolder(dir).state(), TIME);
    }

    private SmtpTestServer server(Authority issuer, boolean fromTheBeginning) throws Exception {
        KeyPair pair = Keys.generate(new SecureRandom());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", pair.getPrivate(), new char[0], new Certificate[] {
            issuer.server(List.of("localhost"), pair.getPublic(), Instant.now()), issuer.certificate()
        });
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return new SmtpTestServer(context, fromTheBeginning);
    }

    private Anchoring anchoring(int port, String... more) throws Exception {
        String configuration = "name = localhost\nanchor-mail = mairie@auray.example, garde@region.example\n"
                + "smtp-server = localhost:" + port + "\nsmtp-from = vigie@region.example\nsmtp-user = vigie\n"
                + "smtp-password-file = " + dir.resolve("password") + "\nsmtp-ca = " + dir.resolve("ca.pem") + "\n"
                + String.join("\n", more) + "\n";
        Files.writeString(new CollectorFolder(dir).configuration(), configuration);
        return Anchoring.of(
                new CollectorFolder(dir),
                Settings.parse("collector.conf", configuration, CollectorConfig.keys()),
                new SecureRandom());
    }

    private Optional<Reason> made(Anchoring anchoring) throws Exception {
        try (Store store = store()) {
            assertTrue(anchoring.make(store, NOW, words).isPresent());
        }
        return anchoring.send(NOW).map(failure -> failure.reason());
    }

    private String doctor() {
        return CommandRun.of(new DoctorCommand(TIME), dir, List.of("--lang", "fr"))
                .out();
    }

    @Test
    void theMailThatWasReceivedIsTheAnchor() throws Exception {
        try (SmtpTestServer server = server(authority, false)) {
            Anchoring anchoring = anchoring(server.port());
            assertEquals(Optional.empty(), made(anchoring));
            assertEquals(2, server.mails().size());
            assertTrue(server.said().contains("tls RCPT TO:<mairie@auray.example>"), server.said()::toString);
            assertTrue(server.said().contains("tls RCPT TO:<garde@region.example>"), server.said()::toString);
            assertTrue(server.said().stream().noneMatch(line -> line.startsWith("AUTH")), server.said()::toString);
            String mail = server.mails().getFirst();
            assertTrue(mail.startsWith("From: vigie@region.example\r\nTo: mairie@auray.example, garde@"), mail);
            String text = mail.replace("=\r\n", "");
            assertFalse(text.contains("SECRET"), mail);
            assertTrue(text.contains("incident verify --anchor") && text.contains("gardez ce message"), mail);
            assertTrue(mail.chars().allMatch(c -> c < 127), mail);

            Path received = Files.writeString(dir.resolve("received.eml"), mail, StandardCharsets.US_ASCII);
            CommandRun verified = CommandRun.of(
                    new IncidentVerifyCommand(TIME), dir, List.of("--anchor", received.toString(), "--lang", "fr"));
            assertEquals(0, verified.code(), verified.out() + verified.err());
            assertTrue(verified.out().contains("depuis le 2026-03-02T08:10:00Z"), verified.out());

            assertEquals(Optional.empty(), anchoring.send(NOW.plusSeconds(600)).map(failure -> failure.reason()));
            assertEquals(2, server.mails().size(), "nobody gets it twice");
            assertTrue(doctor().contains("sont envoyées à mairie@auray.example, garde@region.example"));
        }
    }

    @Test
    void whatOneRefusesReachesTheOtherAndIsTriedAgain() throws Exception {
        try (SmtpTestServer server = server(authority, false)) {
            server.refuse("mairie@auray.example");
            Anchoring anchoring = anchoring(server.port());
            assertEquals(Optional.of(Reason.REFUSED), made(anchoring));
            assertEquals(1, server.mails().size());
            String doctor = doctor();
            assertTrue(doctor.contains("pas pu être envoyée") && doctor.contains("nobody here"), doctor);
            server.takeAll();
            assertEquals(Optional.empty(), anchoring.send(NOW.plusSeconds(600)).map(failure -> failure.reason()));
            assertEquals(2, server.mails().size());
            assertFalse(doctor().contains("pas pu être envoyée"));
        }
    }

    @Test
    void withoutAServerNothingIsLost() throws Exception {
        int port;
        try (SmtpTestServer server = server(authority, false)) {
            port = server.port();
        }
        assertEquals(Optional.of(Reason.UNREACHABLE), made(anchoring(port)));
        assertTrue(doctor().contains("unreachable 2026-03-02T08:10:00Z"), doctor());
        try (SmtpTestServer server = server(authority, false)) {
            assertEquals(Optional.empty(), anchoring(server.port()).send(NOW).map(failure -> failure.reason()));
            assertEquals(2, server.mails().size());
        }
    }

    @Test
    void nothingIsSaidToAServerThatIsNotSecure() throws Exception {
        try (SmtpTestServer another = server(Authority.create(Instant.now(), new SecureRandom()), false);
                SmtpTestServer open = server(authority, false)) {
            assertEquals(Optional.of(Reason.NOT_SECURE), made(anchoring(another.port())));
            open.offerNoTls();
            assertEquals(Optional.of(Reason.NOT_SECURE), made(anchoring(open.port())));
            assertEquals(List.of(), another.mails());
            assertEquals(List.of(), open.mails());
            for (SmtpTestServer each : List.of(another, open)) {
                assertTrue(
                        each.said().stream().noneMatch(line -> line.contains("AUTH") || line.contains("MAIL")),
                        each.said()::toString);
            }
        }
    }

    @Test
    void tlsFromTheBeginningAndBothWaysToLogIn() throws Exception {
        try (SmtpTestServer server = server(authority, true)) {
            server.offerLoginOnly();
            assertEquals(Optional.empty(), made(anchoring(server.port(), "smtp-security = tls")));
            assertEquals(2, server.mails().size());
            Files.writeString(dir.resolve("password"), "wrong");
            assertEquals(Optional.of(Reason.LOGIN_REFUSED), made(anchoring(server.port(), "smtp-security = tls")));
        }
    }

    @Test
    void whatCannotBeIsRefusedByItsKey() {
        for (String bad : List.of(
                "smtp-server = mail.example",
                "smtp-from = vigie",
                "smtp-security = none",
                "anchor-mail = mairie@auray.example\r\nRCPT",
                "anchor-mail = maire")) {
            String key = bad.substring(0, bad.indexOf(' '));
            String text =
                    "name = localhost\nanchor-mail = m@a.example\nsmtp-server = localhost:25\nsmtp-from = v@r.example\n"
                            + "smtp-user = vigie\nsmtp-password-file = " + dir.resolve("password") + "\n";
            String changed =
                    text.lines().filter(line -> !line.startsWith(key + " ")).reduce("", (a, b) -> a + b + "\n")
                            + bad.replace("\r\n", " ") + "\n";
            assertThrows(
                    BadSettingException.class,
                    () -> AnchorMail.of(dir, Settings.parse("collector.conf", changed, CollectorConfig.keys())),
                    bad);
        }
    }
}
