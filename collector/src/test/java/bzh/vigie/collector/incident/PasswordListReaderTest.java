package bzh.vigie.collector.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.incident.PasswordListReader.Result;
import bzh.vigie.collector.store.PasswordLists.Aged;
import bzh.vigie.collector.store.PasswordLists.Kind;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tables of when passwords were set, as exports have them. */
class PasswordListReaderTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final Optional<Instant> THEN = Optional.of(Instant.parse("2026-11-02T07:15:00Z"));

    private static Result read(String text) {
        return PasswordListReader.read(text.getBytes(StandardCharsets.UTF_8), PARIS);
    }

    @Test
    void whatPowerShellExportsIsRead() {
        Result read = read("""
            #TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser
            "SamAccountName","Enabled","PasswordLastSet","ObjectClass"
            "Lea.Martin","True","02/11/2026 08:15:00","user"
            "marc","False","25/10/2026 18:00:00","user"
            "svc-sauvegarde","True","","user"
            "PC-12$","True","02/11/2026 08:15:00","computer"
            "gmsa-web$","True","02/11/2026 08:15:00","msDS-GroupManagedServiceAccount"
            "krbtgt","False","02/11/2026 08:15:00","user"
            """);
        assertEquals("PasswordLastSet", read.column());
        assertEquals(
                List.of(
                        new Aged("lea.martin", Kind.ACCOUNT, true, THEN, false),
                        new Aged(
                                "marc", Kind.ACCOUNT, false, Optional.of(Instant.parse("2026-10-25T17:00:00Z")), false),
                        new Aged("svc-sauvegarde", Kind.ACCOUNT, true, Optional.empty(), false),
                        new Aged("pc-12$", Kind.MACHINE, true, THEN, false),
                        new Aged("gmsa-web$", Kind.ACCOUNT, true, THEN, false),
                        new Aged("krbtgt", Kind.KERBEROS, false, THEN, false)),
                read.accounts());
        assertEquals(1, read.undated());
        assertEquals(0, read.ambiguous());
    }

    @Test
    void whatCsvdeExportsIsReadWithItsFiletimesAndFlags() {
        Result read = read("""
            DN,objectClass,userAccountControl,sAMAccountName,pwdLastSet
            "CN=Lea,OU=Mairie,DC=mairie,DC=lan",user,512,lea,134380773000000000
            "CN=Marc,OU=Mairie,DC=mairie,DC=lan",user,514,marc,0
            "CN=VOISINE$,CN=Users,DC=mairie,DC=lan",user,2080,VOISINE$,134380773000000000
            "CN=DC1,OU=Domain Controllers,DC=mairie,DC=lan",computer,532480,DC1$,134380773000000000
            """);
        assertEquals(
                List.of(
                        new Aged("lea", Kind.ACCOUNT, true, THEN, false),
                        new Aged("marc", Kind.ACCOUNT, false, Optional.empty(), false),
                        new Aged("voisine$", Kind.TRUST, true, THEN, false),
                        new Aged("dc1$", Kind.MACHINE, true, THEN, false)),
                read.accounts());
    }

    @Test
    void frenchHeadingsAndOldEncodingsAreRead() {
        String table = "Nom d'ouverture de session;Activé;Mot de passe défini le\r\nlea@mairie.fr;Vrai;2026-11-02\r\n";
        List<Charset> charsets =
                List.of(StandardCharsets.UTF_8, Charset.forName("windows-1252"), StandardCharsets.UTF_16);
        for (Charset charset : charsets) {
            Result read = PasswordListReader.read(table.getBytes(charset), PARIS);
            assertEquals(
                    List.of(new Aged(
                            "lea", Kind.ACCOUNT, true, Optional.of(Instant.parse("2026-11-01T23:00:00Z")), true)),
                    read.accounts(),
                    charset.name());
        }
    }

    @Test
    void linesThatNameNobodyAreNamedAndOfTwoLinesOfOneNameTheOlderCounts() {
        Result read = read("""
            samaccountname,passwordlastset
            ,2026-11-02 08:15:00

            lea,2026-11-02 08:15:00
            LEA,2020-01-01 08:00:00
            """);
        assertEquals(1, read.accounts().size());
        assertEquals(
                Optional.of(Instant.parse("2020-01-01T07:00:00Z")),
                read.accounts().getFirst().set());
        assertEquals(List.of(2), read.unread());
        assertEquals(1, read.unreadRows());
    }

    @Test
    void withoutAColumnOfDatesNothingIsTaken() {
        assertEquals(List.of(), read("samaccountname,mail\nlea,lea@mairie.fr\n").accounts());
        assertEquals(List.of(), read("").accounts());
    }

    @Test
    void whateverTheBytesAreItEnds() {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            byte[] heading = "samaccountname;pwdlastset\n\"".getBytes(StandardCharsets.UTF_8);
            byte[] all = new byte[heading.length + bytes.length];
            System.arraycopy(heading, 0, all, 0, heading.length);
            System.arraycopy(bytes, 0, all, heading.length, bytes.length);
            assertTrue(PasswordListReader.read(all, PARIS).accounts().size() <= bytes.length);
        }
    }
}
