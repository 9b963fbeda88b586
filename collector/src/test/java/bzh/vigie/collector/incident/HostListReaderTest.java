package bzh.vigie.collector.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.incident.HostListReader.Read;
import bzh.vigie.collector.store.ExpectedHosts;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The texts are made after what the manuals of these programs show; none was exported from a real directory. */
final class HostListReaderTest {
    private static Read read(String text) {
        return HostListReader.read(text.getBytes(StandardCharsets.UTF_8), Role.WORKSTATION);
    }

    private static List<String> names(Read read) {
        return read.hosts().stream().map(Expected::name).toList();
    }

    @Test
    void anExportOfTheDirectoryGivesNamesSystemsAndWhatIsSwitchedOff() {
        Read read = read("""
                #TYPE Microsoft.ActiveDirectory.Management.ADComputer
                "DistinguishedName","DNSHostName","Enabled","Name","OperatingSystem","SamAccountName"
                "CN=PC-1,OU=Postes,DC=mairie,DC=local","pc-1.mairie.local","True","PC-1","Windows 10 Pro","PC-1$"
                "CN=DC,DC=mairie,DC=local","dc.mairie.local","True","DC","Windows Server 2019 Standard","DC$"
                "CN=VIEUX,DC=mairie,DC=local","vieux.mairie.local","False","VIEUX","Windows 7","VIEUX$"
                "CN=SANS,DC=mairie,DC=local","","True","SANS","","SANS$"
                """.replace("\n", "\r\n"));
        assertEquals(
                List.of(
                        new Expected("pc-1.mairie.local", Role.WORKSTATION, true),
                        new Expected("dc.mairie.local", Role.SERVER, true),
                        new Expected("vieux.mairie.local", Role.WORKSTATION, false)),
                read.hosts());
        assertEquals(Origin.DIRECTORY, read.origin());
        assertEquals("DNSHostName", read.column());
        assertEquals(1, read.unread());
    }

    /** Nobody hides a server, or one that is in use, behind another line of its name; a table that goes on is not taken as whole. */
    @Test
    void ofTwoLinesOfOneHostTheGraverCountsAndATableThatIsTooLongIsSaid() {
        Read read = read("""
                Name;OperatingSystem;Enabled
                srv;Windows 11 Pro;False
                SRV;Windows Server 2022;True
                """);
        assertEquals(List.of(new Expected("srv", Role.SERVER, true)), read.hosts());
        assertEquals(1, read.repeated());
        assertFalse(read.cut());
        assertTrue(read("Name;Enabled\n" + "pc;True\n".repeat(60_000)).cut());
    }

    @Test
    void leasesGiveTheNamesThatClientsTold() {
        Read dhcp = read("""
                IPAddress;ScopeId;AddressState;ClientId;HostName
                10.0.0.5;10.0.0.0;Active;00-24-d4-00-00-01;pc-2.mairie.local
                10.0.0.6;10.0.0.0;Active;00-24-d4-00-00-02;
                """);
        assertEquals(List.of("pc-2.mairie.local"), names(dhcp));
        assertEquals(Origin.DHCP, dhcp.origin());
        Read isc = read("""
                lease 10.0.0.7 {
                  starts 4 2026/11/26 08:00:00;
                  client-hostname "PC-3";
                }
                lease 10.0.0.8 {
                  client-hostname "PC-3";
                }
                """);
        assertEquals(List.of("PC-3"), names(isc));
        assertEquals(1, isc.repeated());
        Read dnsmasq = read("""
                1764150000 00:24:d4:00:00:04 10.0.0.9 pc-4 01:00:24:d4:00:00:04
                1764150000 00:24:d4:00:00:05 10.0.0.10 * *
                """);
        assertEquals(List.of("pc-4"), names(dnsmasq));
        assertEquals(Origin.DHCP, dnsmasq.origin());
    }

    @Test
    void aListByHandIsOneNameALineOrATableWithAHeading() {
        assertEquals(List.of("ACCUEIL", "URBANISME"), names(read("# mairie\nACCUEIL\n\nURBANISME\naccueil\n")));
        Read table = read("Service;Nom du poste;Bureau\nÉtat civil;EC-01;12\nPolice;PM-01;3\n");
        assertEquals(List.of("EC-01", "PM-01"), names(table));
        assertEquals("Nom du poste", table.column());
        assertEquals(List.of("EC-01"), names(read("\"Nom d’hôte\"\n\"EC-01\"\n")));
    }

    @Test
    void anyEncodingOfOfficeProgramsIsRead() {
        String text = "Hôte;Bureau\nMÉDIATHÈQUE-1;3\n";
        for (Charset charset : List.of(StandardCharsets.UTF_8, Charset.forName("windows-1252"))) {
            assertEquals(
                    List.of("MÉDIATHÈQUE-1"),
                    names(HostListReader.read(text.getBytes(charset), Role.WORKSTATION)),
                    charset.name());
        }
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_8)) {
            assertEquals(
                    List.of("MÉDIATHÈQUE-1"),
                    names(HostListReader.read(("\ufeff" + text).getBytes(charset), Role.WORKSTATION)),
                    charset.name());
        }
    }

    @Test
    void whatNamesNoHostIsCountedAndNothingIsTakenForOne() {
        Read read = read("name\n=cmd|' /C calc'!A0\n192.0.2.7\n<script>\npc\u001b[2J\n" + "x".repeat(300) + "\nPC-9\n");
        assertEquals(List.of("PC-9"), names(read));
        assertEquals(5, read.unread());
        assertEquals(List.of(), names(read("")));
        assertEquals(List.of(), names(read("Date;Montant\n2026-01-01;12 €\n")));
    }

    @Test
    void aQuoteThatNobodyClosesDoesNotEatTheRest() {
        String text = "name,other\n\"pc-1,x\n" + "y,z\n".repeat(40_000) + "pc-2,x\n";
        Read read = read(text);
        assertTrue(names(read).contains("pc-2"), names(read)::toString);
    }

    @Test
    void aListThatIsTooLongIsCutAndSaysSo() {
        String text = IntStream.range(0, ExpectedHosts.MOST_HOSTS + 1)
                .mapToObj(i -> "pc-" + i)
                .collect(Collectors.joining("\n"));
        assertTrue(read(text).cut());
        assertFalse(read("pc-1\npc-2").cut());
    }

    @Test
    void noBytesMakeItThrow() {
        Random random = new Random(20_261_126);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                byte[] heading = "name,os\n\"".getBytes(StandardCharsets.UTF_8);
                System.arraycopy(heading, 0, bytes, 0, Math.min(heading.length, bytes.length));
            }
            HostListReader.read(bytes, Role.SERVER);
        }
    }
}
