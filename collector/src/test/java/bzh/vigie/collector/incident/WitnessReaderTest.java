package bzh.vigie.collector.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.incident.WitnessReader.DayMonth;
import bzh.vigie.collector.incident.WitnessReader.Result;
import bzh.vigie.collector.store.Witnesses.Outcome;
import bzh.vigie.collector.store.Witnesses.Sighting;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Exports as the makers' manuals show them, all made for this test: 2 November 2026, 07:15 UTC, 08:15 in Paris. */
class WitnessReaderTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final Instant THEN = Instant.parse("2026-11-02T07:15:00Z");

    private static Result read(String text) {
        return WitnessReader.read(text.getBytes(StandardCharsets.UTF_8), PARIS, Optional.empty(), OptionalInt.empty());
    }

    private static Sighting only(String text) {
        Result read = read(text);
        assertEquals(1, read.lines().size(), read.toString());
        return read.lines().getFirst();
    }

    private static Sighting sighting(
            int line, String account, String source, String destination, String host, Outcome outcome) {
        return new Sighting(line, THEN, account, source, destination, host, outcome);
    }

    @Test
    void linesOfFortiGateAreRead() {
        Result read = read("""
            date=2026-11-02 time=08:15:00 tz="+0100" logid="0101039424" type="event" subtype="vpn" action="tunnel-up" remip=203.0.113.9 user="MAIRIE\\Lea" tunnelip=10.8.0.7 msg="SSL tunnel established"
            date=2026-11-02 time=08:15:00 eventtime=1793603700000000000 logid="0101039426" action="ssl-login-fail" remip=203.0.113.9 user="N/A" reason="sslvpn_login_permission_denied"
            garbage
            """);
        assertEquals(
                List.of(
                        sighting(1, "lea", "203.0.113.9", "10.8.0.7", "", Outcome.SUCCESS),
                        sighting(2, "", "203.0.113.9", "", "", Outcome.FAILURE)),
                read.lines());
        assertEquals(List.of(3), read.unread());
        assertEquals(1, read.unreadLines());
    }

    @Test
    void linesOfStormshieldAreRead() {
        assertEquals(
                sighting(1, "lea", "203.0.113.9", "10.8.0.7", "pc-lea", Outcome.SUCCESS),
                only("id=firewall time=\"2026-11-02 07:16:40\" fw=\"SN210\" tz=+0000 startime=\"2026-11-02 07:15:00\""
                        + " pri=5 user=\"lea\" src=203.0.113.9 srcname=\"PC-LEA\" remotenet=10.8.0.7 error=0"
                        + " msg=\"User authenticated\" logtype=\"xvpn\"\n"));
    }

    @Test
    void openVpnsStatusIsReadInItsThreeVersions() {
        assertEquals(sighting(4, "lea", "203.0.113.9", "", "", Outcome.SUCCESS), only("""
            OpenVPN CLIENT LIST
            Updated,2026-11-02 09:00:00
            Common Name,Real Address,Bytes Received,Bytes Sent,Connected Since
            lea,203.0.113.9:51000,10,20,2026-11-02 08:15:00
            ROUTING TABLE
            Virtual Address,Common Name,Real Address,Last Ref
            10.8.0.7,lea,203.0.113.9:51000,2026-11-02 08:59:00
            GLOBAL STATS
            END
            """));
        for (String separator : List.of(",", "\t")) {
            String text = """
                TITLE,OpenVPN 2.6
                TIME,2026-11-02 09:00:00,1793606400
                HEADER,CLIENT_LIST,Common Name,Real Address,Virtual Address,Virtual IPv6 Address,Bytes Received,Bytes Sent,Connected Since,Connected Since (time_t),Username,Client ID
                CLIENT_LIST,UNDEF,203.0.113.9:51000,10.8.0.7,,10,20,2026-11-02 08:15:00,1793603700,lea,0
                HEADER,ROUTING_TABLE,Virtual Address,Common Name,Real Address,Last Ref,Last Ref (time_t)
                ROUTING_TABLE,10.8.0.7,lea,203.0.113.9:51000,2026-11-02 08:59:00,1793606340
                END
                """.replace(",", separator);
            assertEquals(sighting(4, "lea", "203.0.113.9", "10.8.0.7", "", Outcome.SUCCESS), only(text));
        }
    }

    @Test
    void zimbrasAuditLogIsRead() {
        Result read = read("""
            2026-11-02 08:15:00,123 INFO  [qtp1-12:https://mail/service/soap/] [name=lea@mairie.fr;oip=203.0.113.9, 10.0.0.2;ua=x;] security - cmd=Auth; account=lea@mairie.fr; protocol=soap;
            2026-11-02 08:15:00,456 WARN  [qtp1-13] [name=lea@mairie.fr;oip=203.0.113.9;] security - cmd=Auth; account=lea@mairie.fr; protocol=soap; error=authentication failed for [lea], invalid password;
            2026-11-02 08:16:00,456 INFO  [qtp1-13] [] misc - other
            """);
        assertEquals(
                List.of(
                        sighting(1, "lea", "203.0.113.9", "", "", Outcome.SUCCESS),
                        sighting(2, "lea", "203.0.113.9", "", "", Outcome.FAILURE)),
                read.lines());
        assertEquals(List.of(3), read.unread());
    }

    @Test
    void anOfficesTableIsReadWhateverItsEncodingAndLinesWithoutATimeAreNamed() {
        String table = """
            Date;Heure;Utilisateur;Adresse IP;Résultat
            25/11/2026;08:15:00;Léa;203.0.113.9;Échec
            hier;08:15:00;marc;203.0.113.9;Réussi
            ;;;;x
            """.replace("\n", "\r\n");
        for (Charset charset :
                List.of(StandardCharsets.UTF_8, Charset.forName("windows-1252"), StandardCharsets.UTF_16)) {
            Result read = WitnessReader.read(table.getBytes(charset), PARIS, Optional.empty(), OptionalInt.empty());
            assertEquals(
                    List.of(new Sighting(
                            2, Instant.parse("2026-11-25T07:15:00Z"), "léa", "203.0.113.9", "", "", Outcome.FAILURE)),
                    read.lines(),
                    charset.name());
            assertEquals(List.of(3, 4), read.unread());
        }
    }

    @Test
    void whichComesFirstOfDayAndMonthIsSaidOrAsked() {
        byte[] table = "Date;User;IP\n02/11/2026 08:15:00;lea;203.0.113.9\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(
                1,
                WitnessReader.read(table, PARIS, Optional.empty(), OptionalInt.empty())
                        .ambiguous());
        Result told = WitnessReader.read(table, PARIS, Optional.of(DayMonth.DAY_FIRST), OptionalInt.empty());
        assertEquals(0, told.ambiguous());
        assertEquals(THEN, told.lines().getFirst().time());
    }

    @Test
    void whateverTheBytesAreItEnds() {
        Random random = new Random(11);
        for (String start : List.of(
                "Date;User\n\"",
                "date=1 time=2 user=\"",
                "HEADER,CLIENT_LIST,Common Name\nCLIENT_LIST,",
                "OpenVPN CLIENT LIST\n,")) {
            for (int i = 0; i < 60; i++) {
                byte[] bytes = new byte[random.nextInt(300)];
                random.nextBytes(bytes);
                String text = start + new String(bytes, StandardCharsets.ISO_8859_1);
                assertTrue(read(text).lines().size() <= text.length());
            }
        }
    }

    private static final String PACKET = "5,,,1000000103,em0,match,block,in,4,0x0,,64,4711,0,DF,6,tcp,60,203.0.113.9,"
            + "192.0.2.10,51000,443,0,S,1,,64240,,mss";

    private static Result filter(OptionalInt year, String... lines) {
        return WitnessReader.read(
                String.join("\n", lines).getBytes(StandardCharsets.UTF_8), PARIS, Optional.empty(), year);
    }

    /** Made after pfSense's manual (Raw Filter Log Format) and RFC 5424; none came from a real firewall yet. */
    @Test
    void aPacketFiltersLogIsRead() {
        Result read = filter(
                OptionalInt.empty(),
                "<134>1 2026-11-02T08:00:01.123456+01:00 fw.mairie.lan filterlog 12345 - - " + PACKET,
                "<134>1 2026-11-02T08:00:02+01:00 fw filterlog 12345 - [meta sequenceId=\"7\"] "
                        + PACKET.replace("block", "pass"),
                "2026-11-02T07:00:03Z fw filterlog[77]: 9,,,0,em1,match,pass,out,6,0x00,0x0,64,udp,17,80,2001:db8::1,"
                        + "2001:db8::2,53,5353,60",
                "2026-11-02T07:00:03Z fw filterlog[77]: 9,,,0,em1,match,pass,out,5,x",
                "2026-11-02T07:00:03Z fw sshd[77]: Accepted");
        assertEquals(3, read.lines().size());
        assertEquals(List.of(4, 5), read.unread());
        Sighting first = read.lines().getFirst();
        assertEquals(Instant.parse("2026-11-02T07:00:01Z"), first.time());
        assertEquals("203.0.113.9/192.0.2.10", first.source() + "/" + first.destination());
        assertEquals(
                List.of(Outcome.FAILURE, Outcome.SUCCESS, Outcome.SUCCESS),
                read.lines().stream().map(Sighting::outcome).toList());
        assertEquals("2001:db8:0:0:0:0:0:1", read.lines().getLast().source());
        assertEquals(0, read.yearless());
    }

    @Test
    void ofSyslogWithoutAYearSomebodySaysIt() {
        String[] lines = {
            "Dec 31 23:59:59 fw filterlog[77]: " + PACKET,
            "Jan  1 00:00:01 filterlog[77]: " + PACKET,
            "<134>Dec 31 23:59:58 fw filterlog: " + PACKET,
            "Feb 30 00:00:01 fw filterlog[77]: " + PACKET
        };
        assertEquals(4, filter(OptionalInt.empty(), lines).yearless());
        assertEquals(List.of(), filter(OptionalInt.empty(), lines).lines());
        Result read = filter(OptionalInt.of(2025), lines);
        assertEquals(0, read.yearless());
        assertEquals(
                List.of("2025-12-31T22:59:59Z", "2025-12-31T23:00:01Z", "2025-12-31T22:59:58Z"),
                read.lines().stream().map(each -> each.time().toString()).toList());
        assertEquals(List.of(4), read.unread());
    }
}
