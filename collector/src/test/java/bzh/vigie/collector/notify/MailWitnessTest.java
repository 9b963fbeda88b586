package bzh.vigie.collector.notify;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.OutsideProgram;
import bzh.vigie.collector.OutsideProgram.Result;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.mail.SmtpClient;
import bzh.vigie.collector.mail.SmtpException;
import bzh.vigie.collector.mail.SmtpServer;
import bzh.vigie.collector.mail.SmtpServer.Security;
import bzh.vigie.collector.store.Alerts.Severity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mail as Exim of the system takes and delivers it, and as Python's library of mails reads it. */
@Timeout(120)
final class MailWitnessTest {
    private static final String EXIM = "/usr/sbin/exim4";
    private static final String PYTHON = "/usr/bin/python3";
    private static final String USER = "Debian-exim";
    private static final String READER = """
        import sys, email, email.policy
        m = email.message_from_bytes(open(sys.argv[1], 'rb').read(), policy=email.policy.default)
        print('defects', m.defects, [h.defects for h in m.values() if hasattr(h, 'defects') and h.defects])
        print('to', m['to'])
        print('subject', m['subject'])
        print(m.get_body(('plain',)).get_content())
        """;

    @TempDir
    Path dir;

    private final Authority authority = Authority.create(Instant.now(), new SecureRandom());
    private int port;
    private Process exim;

    @BeforeEach
    @Timeout(60)
    void start() throws Exception {
        OutsideProgram.assumeInstalled(EXIM, PYTHON, "/usr/bin/openssl");
        assumeTrue(System.getProperty("user.name").equals("root"), "only root starts Exim with its own settings");
        port = OutsideProgram.freePort();
        Receivers.serverFiles(dir, authority);
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(dir.resolve("mail"));
        Path configuration = Files.writeString(dir.resolve("exim.conf"), """
            primary_hostname = relais.example
            spool_directory = %1$s/spool
            log_file_path = %1$s/log-%%s
            pid_file_path = %1$s/pid
            tls_advertise_hosts = *
            tls_certificate = %1$s/cert.pem
            tls_privatekey = %1$s/key.pem
            acl_smtp_rcpt = recipients
            deliver_drop_privilege
            begin acl
            recipients:
              deny !authenticated = *
              accept
            begin routers
            all:
              driver = accept
              transport = box
            begin transports
            box:
              driver = appendfile
              directory = %1$s/mail
              maildir_format
              user = %2$s
            begin authenticators
            plain:
              driver = plaintext
              public_name = PLAIN
              server_prompts = :
              server_condition = ${if and {{eq{$auth2}{vigie}}{eq{$auth3}{pass word}}}}
              server_set_id = $auth2
              server_advertise_condition = ${if def:tls_in_cipher}
            """.formatted(dir, USER));
        Result owner = OutsideProgram.run("chown", "-R", USER, dir.toString());
        assertEquals(0, owner.code(), owner.text());
        assertEquals(
                0, OutsideProgram.run("chown", "root", configuration.toString()).code());
        exim = new ProcessBuilder(EXIM, "-C", configuration.toString(), "-bdf", "-oX", "127.0.0.1." + port)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("output").toFile())
                .start();
        while (!listens()) {
            assertTrue(exim.isAlive(), this::logs);
            Thread.sleep(20);
        }
    }

    @AfterEach
    void stop() {
        if (exim != null) {
            exim.destroy();
            exim.onExit().join();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private String logs() {
        return OutsideProgram.run("sh", "-c", "cat " + dir + "/output " + dir + "/log-*")
                .text();
    }

    private SmtpServer server(String password) throws IOException {
        return new SmtpServer(
                "localhost",
                port,
                Security.STARTTLS,
                "vigie@region.example",
                Optional.of("vigie"),
                Optional.of(Files.writeString(dir.resolve("password"), password + "\n")),
                Optional.of(dir.resolve("ca.pem")));
    }

    private List<Path> delivered() throws IOException {
        Path box = dir.resolve("mail/new");
        if (!Files.isDirectory(box)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(box)) {
            return files.toList();
        }
    }

    private static byte[] mail() {
        MailText text = new MailText(new AlertTexts(List.of()), Locale.FRENCH, Optional.of("https://vigie.example/"));
        return text.mail(
                        "vigie@region.example",
                        "veille@region.example",
                        7,
                        Instant.parse("2026-12-01T08:00:00Z"),
                        true,
                        List.of(
                                Receivers.alert("éa", "vigie-item-added", Severity.HIGH, AURAY, 1),
                                Receivers.alert("b", "vigie-item-added", Severity.HIGH, AURAY, 2)),
                        true)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theMailArrivesWholeAndIsRead() throws Exception {
        new SmtpClient(server("pass word")).send("veille@region.example", mail());
        while (delivered().isEmpty()) {
            assertTrue(exim.isAlive(), this::logs);
            Thread.sleep(20);
        }
        Result read =
                OutsideProgram.run(PYTHON, "-c", READER, delivered().getFirst().toString());
        assertEquals(0, read.code(), read.text());
        assertTrue(
                read.text().startsWith("defects [] []\nto veille@region.example\nsubject Vigie : résumé, 2 alertes\n"),
                read.text());
        assertTrue(read.text().contains("https://vigie.example/"), read.text());
        assertTrue(read.text().contains("élevée") && read.text().contains("56007 Auray"), read.text());
    }

    @Test
    void aWrongPasswordIsRefusedByTheServer() throws Exception {
        SmtpException refused = assertThrows(
                SmtpException.class, () -> new SmtpClient(server("another")).send("veille@region.example", mail()));
        assertEquals(SmtpException.Reason.LOGIN_REFUSED, refused.reason(), this::logs);
    }
}
