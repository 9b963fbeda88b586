package bzh.vigie.agent.windows.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class SecurityDescriptorTest {
    private static final String SYSTEM = "S-1-5-18";
    private static final String ADMINISTRATORS = "S-1-5-32-544";
    private static final String USERS = "S-1-5-32-545";
    private static final int EVERYTHING = 0x000f_003f;

    @Test
    void sidsAreReadAndWrittenAsWindowsDoes() {
        for (String text : List.of(
                "S-1-0-0",
                "S-1-5-18",
                "S-1-5-21-1004336348-1177238915-4294967295-1001",
                "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
                "S-1-15-3-1024-1-2-3-4-5-6-7-8",
                "S-1-0x0123456789ab-7")) {
            Sid sid = Sid.parse(text).orElseThrow();
            assertEquals(text, sid.toString());
            assertEquals(Optional.of(sid), Sid.read(Descriptors.sid(text)));
        }
        for (String text : List.of("", "S-1", "S-1-", "S-2-5-18", "S-1-5-4294967296", "S-1-5--1", "S-1-5-18x")) {
            assertEquals(Optional.empty(), Sid.parse(text), text);
        }
        // MS-DTYP 2.4.2.4: BUILTIN\Administrators
        assertEquals(
                Optional.of(Sid.ADMINISTRATORS), Sid.read(HexFormat.of().parseHex("01020000000000052000000020020000")));
        assertEquals(Optional.empty(), Sid.read(HexFormat.of().parseHex("010200000000000520000000")));
        assertEquals(Optional.empty(), Sid.read(HexFormat.of().parseHex("01ff000000000005")));
    }

    @Test
    void aDescriptorSaysWhoOwnsAndWhoMay() {
        SecurityDescriptor descriptor = parsed(new Descriptors()
                .allow(EVERYTHING, SYSTEM)
                .entry(Ace.ALLOWED, 3, 0x20019, USERS)
                .deny(0x2, "S-1-5-7")
                .ownedBy(ADMINISTRATORS));
        assertEquals(Optional.of(Sid.ADMINISTRATORS), descriptor.owner());
        assertEquals("O:BAG:BAD:(A;;0xf003f;;;SY)(A;OICI;0x20019;;;BU)(D;;0x2;;;AN)", descriptor.text());
        assertEquals(0, descriptor.malformed());
        assertEquals(List.of(), Securable.KEY.writers(descriptor));
    }

    @Test
    void whoMayWriteIsWhoeverIsNotAnAdministrator() {
        assertEquals(List.of(USERS), writers(new Descriptors().allow(0x2, USERS).ownedBy(SYSTEM)));
        assertEquals(List.of(), writers(new Descriptors().allow(0x2, "S-1-5-19").ownedBy(SYSTEM)));
        assertEquals(
                List.of("S-1-1-0"),
                writers(new Descriptors().allow(0x1000_0000, "S-1-1-0").ownedBy(SYSTEM)));
        assertEquals(
                List.of(),
                writers(new Descriptors()
                        .entry(Ace.ALLOWED, 8, EVERYTHING, USERS)
                        .ownedBy(SYSTEM)));
        assertEquals(
                List.of(),
                writers(new Descriptors().deny(0x2, USERS).allow(0x3, USERS).ownedBy(SYSTEM)));
        assertEquals(
                List.of(USERS),
                writers(new Descriptors().allow(0x3, USERS).deny(0x2, USERS).ownedBy(SYSTEM)));
        assertEquals(
                List.of(),
                writers(new Descriptors().deny(0x6, "S-1-1-0").allow(0x6, USERS).ownedBy(SYSTEM)));
    }

    @Test
    void theOwnerMayUnlessOwnersRightsAreSaid() {
        String person = "S-1-5-21-1-2-3-1001";
        assertEquals(
                List.of(person), writers(new Descriptors().allow(0x1, SYSTEM).ownedBy(person)));
        assertEquals(List.of(), writers(new Descriptors().allow(0x1, "S-1-3-4").ownedBy(person)));
        assertEquals(
                List.of(),
                writers(new Descriptors().allow(0x2, "S-1-5-21-1-2-3-512").ownedBy(SYSTEM)));
    }

    @Test
    void withoutAListEverybodyMay() {
        byte[] bytes = new Descriptors().ownedBy(SYSTEM);
        bytes[2] = 0;
        SecurityDescriptor descriptor = parsed(bytes);
        assertEquals(List.of(Sid.EVERYONE), Securable.SERVICE.writers(descriptor));
        assertTrue(descriptor.text().endsWith("D:NO_ACCESS_CONTROL"));
        assertEquals(List.of(), writers(new Descriptors().ownedBy(SYSTEM)));
    }

    @Test
    void aServiceHiddenFromAdministratorsIsSeen() {
        // What hides a service from services.msc and sc query:
        // D:(D;;DCLCWPDTSD;;;IU)(D;;DCLCWPDTSD;;;SU)(D;;DCLCWPDTSD;;;BA)…
        SecurityDescriptor hidden = parsed(new Descriptors()
                .deny(0x10_f01f, "S-1-5-4")
                .deny(0x1_0056, ADMINISTRATORS)
                .allow(0x201fd, SYSTEM)
                .ownedBy(SYSTEM));
        assertTrue(Securable.SERVICE.isHidden(hidden));
        assertFalse(Securable.SERVICE.isHidden(
                parsed(new Descriptors().allow(0xf01ff, ADMINISTRATORS).ownedBy(SYSTEM))));
    }

    /** As a freshly installed Windows 10 has it on PNRPsvc and MsLldp, and licence services of others: nothing is hidden. */
    @Test
    void aDenialToGuestsOrToTheNetworkHidesNothing() {
        for (String sid : List.of("S-1-5-32-546", "S-1-5-2", "S-1-5-7", "S-1-5-6")) {
            assertFalse(Securable.SERVICE.isHidden(parsed(new Descriptors()
                    .deny(0xf01ff, sid)
                    .allow(0xf01ff, ADMINISTRATORS)
                    .ownedBy(SYSTEM))));
        }
        // Who may not stop it (0x20) still sees it.
        assertFalse(Securable.SERVICE.isHidden(
                parsed(new Descriptors().deny(0x0020, ADMINISTRATORS).ownedBy(SYSTEM))));
        assertTrue(Securable.SERVICE.isHidden(
                parsed(new Descriptors().deny(0x0004, "S-1-5-11").ownedBy(SYSTEM))));
        assertTrue(Securable.SERVICE.isHidden(
                parsed(new Descriptors().deny(0x1000_0000, "S-1-5-21-1-2-3-500").ownedBy(SYSTEM))));
    }

    @Test
    void wellKnownOnesHaveNamesInBothLanguages() {
        Sid users = Sid.of(USERS);
        assertEquals("S-1-5-32-545 (Users)", Principals.shown(users));
        assertEquals(Optional.of("Utilisateurs"), Principals.name(users, Locale.FRENCH));
        assertEquals(Optional.of("Administrateur"), Principals.name(Sid.of("S-1-5-21-1-2-3-500"), Locale.FRANCE));
        assertEquals(Optional.empty(), Principals.name(Sid.of("S-1-5-21-1-2-3-1001"), Locale.FRENCH));
        String base = "bzh.vigie.agent.windows.security.principals";
        assertEquals(
                ResourceBundle.getBundle(base, Locale.ROOT).keySet(),
                ResourceBundle.getBundle(base, Locale.FRENCH).keySet());
    }

    @Test
    void scrambledDescriptorsNeverThrow() {
        byte[] good = new Descriptors()
                .allow(EVERYTHING, SYSTEM)
                .entry(Ace.ALLOWED_OBJECT, 0, 3, USERS)
                .deny(2, USERS)
                .ownedBy(ADMINISTRATORS);
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            SecurityDescriptor.parse(bytes).ifPresent(descriptor -> {
                assertFalse(descriptor.text().isEmpty());
                for (Securable each : Securable.values()) {
                    assertTrue(each.writers(descriptor).size() <= 5);
                }
            });
        }
    }

    private static List<String> writers(byte[] descriptor) {
        return Securable.KEY.writers(parsed(descriptor)).stream()
                .map(Sid::toString)
                .toList();
    }

    private static SecurityDescriptor parsed(byte[] bytes) {
        return SecurityDescriptor.parse(bytes).orElseThrow();
    }
}
