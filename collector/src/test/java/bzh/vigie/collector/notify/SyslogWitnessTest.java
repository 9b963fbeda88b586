package bzh.vigie.collector.notify;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.OutsideProgram;
import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Severity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alerts as rsyslog of the system receives and takes them apart, over UDP (RFC 5426) and TLS (RFC 5425). */
@Timeout(120)
final class SyslogWitnessTest {
    private static final String RSYSLOG = "/usr/sbin/rsyslogd";
    private static final String TLS_DRIVER = "/usr/lib/x86_64-linux-gnu/rsyslog/lmnsd_gtls.so";
    private static final Titles TITLES = alert -> "Élément \u001b[31m ajouté";

    @TempDir
    Path dir;

    private final Authority authority = Authority.create(Instant.now(), new SecureRandom());
    private Path received;
    private Path log;
    private int udp;
    private int tls;
    private Process rsyslog;

    @BeforeEach
    @Timeout(60)
    void start() throws Exception {
        OutsideProgram.assumeInstalled(RSYSLOG, "/usr/bin/openssl");
        assumeTrue(Files.exists(Path.of(TLS_DRIVER)), "rsyslog-gnutls is not installed");
        received = dir.resolve("received");
        log = dir.resolve("rsyslog.log");
        udp = OutsideProgram.freePort();
        tls = OutsideProgram.freePort();
        Receivers.serverFiles(dir, authority);
        Path configuration = Files.writeString(dir.resolve("rsyslog.conf"), """
            global(workDirectory="%1$s" defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile="%1$s/ca.pem"
                   defaultNetstreamDriverCertFile="%1$s/cert.pem" defaultNetstreamDriverKeyFile="%1$s/key.pem"
                   parser.escapeControlCharactersOnReceive="off")
            module(load="imudp")
            module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
            module(load="mmpstrucdata")
            input(type="imudp" address="127.0.0.1" port="%2$d")
            input(type="imtcp" address="127.0.0.1" port="%3$d")
            template(name="parts" type="list" option.jsonf="off") {
              property(name="syslogfacility-text") constant(value="|") property(name="syslogseverity-text")
              constant(value="|") property(name="timereported" dateFormat="rfc3339") constant(value="|")
              property(name="hostname") constant(value="|") property(name="app-name") constant(value="|")
              property(name="msgid") constant(value="|") property(name="$!rfc5424-sd!alert@32473!id")
              constant(value="|") property(name="$!rfc5424-sd!evidence@32473!name") constant(value="|")
              property(name="msg") constant(value="\\n") }
            action(type="mmpstrucdata")
            action(type="omfile" file="%1$s/received" template="parts")
            """.formatted(dir, udp, tls));
        rsyslog = new ProcessBuilder(
                        RSYSLOG,
                        "-n",
                        "-f",
                        configuration.toString(),
                        "-i",
                        dir.resolve("pid").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        while (!listens()) {
            assertTrue(rsyslog.isAlive() && text(log).isEmpty(), () -> text(log));
            Thread.sleep(20);
        }
    }

    @AfterEach
    void stop() {
        if (rsyslog != null) {
            rsyslog.destroy();
            rsyslog.onExit().join();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tls)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> lines(int number) throws InterruptedException {
        while (text(received).lines().count() < number) {
            assertTrue(rsyslog.isAlive(), () -> text(log));
            Thread.sleep(20);
        }
        return text(received).lines().toList();
    }

    private static Numbered alert(String id) {
        return new Numbered(1, Receivers.alert(id, "vigie-item-added", Severity.HIGH, AURAY, 1));
    }

    private static String expected(String id) {
        return "local0|err|2026-03-02T08:01:00.000000Z|collecteur|vigie|alert|" + id + "|item-" + id
                + "|\ufeffÉlément \\u{1b}[31m ajouté";
    }

    @Test
    void eachPartOfADatagramIsWhatWasMeant() throws Exception {
        try (SyslogUdp sink = new SyslogUdp("127.0.0.1", udp, 16, "collecteur", TITLES)) {
            sink.deliver(List.of(alert("one"), alert("two")));
        }
        assertEquals(List.of(expected("one"), expected("two")), lines(2), () -> text(log));
    }

    @Test
    void eachPartOfAMessageOverTlsIsWhatWasMeant() throws Exception {
        try (SyslogTls sink = new SyslogTls("localhost", tls, dir.resolve("ca.pem"), 16, "collecteur", TITLES)) {
            sink.deliver(List.of(alert("one"), alert("two")));
            sink.deliver(List.of(alert("three")));
        }
        assertEquals(List.of(expected("one"), expected("two"), expected("three")), lines(3), () -> text(log));
    }
}
