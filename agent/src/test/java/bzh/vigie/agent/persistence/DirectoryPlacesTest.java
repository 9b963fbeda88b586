package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.windows.security.Descriptors;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.LocationStatus.State;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is found in directories of built LDIF, of which a Samba has none: controllers that pretend, ages, LAPS, accounts of Entra. */
final class DirectoryPlacesTest {
    private static final String SITE = "CN=Servers,CN=Brest,CN=Sites,CN=Configuration,{domain}";
    private static final String UNIT = "OU=Domain Controllers,{domain}";

    /** As each read-only controller has it from the day it was made. */
    private static final String DENIES = "msDS-NeverRevealGroup: CN=Denied,CN=Users,{domain}";

    private static final String REPLICATION = "E3514235-4B06-11D1-AB04-00C04FC2DCD2/77eb3f3a/mairie.example";

    /** 2026-11-01, 2026-10-10, 2026-01-01 and 2020-03-01, all before the server's clock. */
    private static final String NOVEMBER = "134379648000000000";

    private static final String OCTOBER = "134360640000000000";
    private static final String JANUARY = "134116992000000000";
    private static final String OLD = "132274944000000000";

    private static Item one(List<Item> items, String source) {
        return items.stream()
                .filter(item -> item.source().startsWith(source))
                .findFirst()
                .orElseThrow(() -> new AssertionError(source + ": " + names(items)));
    }

    private static Set<String> names(List<Item> items) {
        return items.stream().map(item -> item.source() + " " + item.name()).collect(Collectors.toSet());
    }

    private static String account(String name, long rid, long bits, String... more) {
        return "dn: CN=" + name.replace("$", "")
                + ",%s\nobjectClass: top\nobjectClass: computer\nobjectCategory: computer\nsAMAccountName: "
                + name + "\nobjectSid:: " + HeldDirectory.sid(rid) + "\nuserAccountControl: " + bits + "\n"
                + String.join("\n", more) + "\n\n";
    }

    private static String in(String parent, String object) {
        return object.formatted(parent);
    }

    private static String server(String name, String of) {
        return "dn: CN=" + name + "," + SITE + "\nobjectClass: top\nobjectClass: server\n"
                + (of.isEmpty() ? "" : "serverReference: " + of + "\n") + "\n";
    }

    private static String settings(String name) {
        return "dn: CN=NTDS Settings,CN=" + name + "," + SITE + "\nobjectClass: top\nobjectClass: nTDSDSA\n\n";
    }

    @Test
    void controllersThatAreWholeAreAsTheyShouldBe() {
        List<Item> items = PlaceReading.items(
                "ad.controller",
                in(UNIT, account("DC1$", 1000, 532480, "primaryGroupID: 516", "servicePrincipalName: " + REPLICATION))
                        + in(UNIT, account("RODC1$", 1001, 83890176, "primaryGroupID: 521", DENIES))
                        + server("DC1", "cn=DC1,ou=Domain Controllers,{domain}")
                        + settings("DC1")
                        + server("RODC1", "CN=RODC1," + UNIT)
                        + settings("RODC1")
                        + in("CN=Computers,{domain}", account("PC1$", 1002, 4096, "primaryGroupID: 515")));
        assertEquals(
                Set.of(
                        "CN=DC1,OU=Domain Controllers,{domain} controller",
                        "CN=RODC1,OU=Domain Controllers,{domain} controller"),
                names(items));
        assertTrue(items.stream()
                .allMatch(item ->
                        item.shipped() == Shipped.AS_PACKAGED && item.traits().isEmpty()));
        assertEquals("RODC1$: a read-only controller", one(items, "CN=RODC1").value());
    }

    @Test
    void whoPretendsToBeAControllerIsToldByWhatItHas() {
        List<Item> items = PlaceReading.items(
                "ad.controller",
                in(
                                "CN=Computers,{domain}",
                                account(
                                        "PC7$",
                                        1107,
                                        4096,
                                        "primaryGroupID: 515",
                                        "servicePrincipalName: " + REPLICATION,
                                        "servicePrincipalName: GC/pc7.mairie.example/mairie.example"))
                        + server("PC7", "CN=PC7,CN=Computers,{domain}")
                        + settings("PC7")
                        + in("CN=Computers,{domain}", account("PC8$", 1108, 8192, "primaryGroupID: 516"))
                        + in("CN=Computers,{domain}", account("PC9$", 1109, 4096, "primaryGroupID: 515"))
                        + server("PC9", "CN=PC9,CN=Computers,{domain}")
                        + settings("PC9")
                        + server("OLD", "")
                        + settings("OLD")
                        + server("FAR", "CN=DC1,OU=Domain Controllers,DC=far,DC=example")
                        + settings("FAR"));
        assertEquals(5, items.size(), names(items).toString());
        Item pretends = one(items, "CN=PC7,CN=Computers");
        assertEquals(
                "PC7$: no controller by its account, outside the controllers' unit, not in the controllers' group"
                        + " (515), with a server object that replicates, with the name of the service that replicates,"
                        + " with the name of the global catalogue's service",
                pretends.value());
        assertEquals(Set.of(Trait.MISMATCH), pretends.traits());
        Item switched = one(items, "CN=PC8,CN=Computers");
        assertTrue(
                switched.value().contains("a controller by its account, outside")
                        && switched.value().contains("without a server object"),
                switched.value());
        assertEquals(Set.of(Trait.MISMATCH), switched.traits());
        Item server = one(items, "CN=PC9,CN=Servers");
        assertEquals(
                "a server object of CN=PC9,CN=Computers,{domain}, which is no controller, replicates", server.value());
        assertEquals(Set.of(Trait.MISMATCH), server.traits());
        Item left = one(items, "CN=OLD,CN=Servers");
        assertEquals("a server object of no account, replicates", left.value());
        assertEquals(Set.of(), left.traits());
        Item far = one(items, "CN=FAR,CN=Servers");
        assertEquals(Shipped.AS_PACKAGED, far.shipped());
    }

    /** One that is kept ready points to a true controller, as that one's own server object does. */
    @Test
    void aSecondServerOfAControllerAndOneThatKeepsItsChangesAreTold() {
        String dc1 = "CN=DC1," + UNIT;
        List<Item> items = PlaceReading.items(
                "ad.controller",
                in(UNIT, account("DC1$", 1101, 8192 + 524_288, "primaryGroupID: 516"))
                        + server("DC1", dc1)
                        + settings("DC1")
                        + server("READY", dc1)
                        + settings("READY")
                        + in(UNIT, account("DC2$", 1102, 8192 + 524_288, "primaryGroupID: 516"))
                        + server("DC2", "CN=DC2," + UNIT)
                        + settings("DC2").replace("nTDSDSA\n", "nTDSDSA\noptions: 5\n"));
        Item two = one(items, dc1);
        assertTrue(two.value().endsWith("with 2 server objects that replicate"), two.value());
        assertEquals(Set.of(Trait.MISMATCH), two.traits());
        Item keeps = one(items, "CN=DC2," + UNIT);
        assertEquals("DC2$: a controller, hands no change on to others", keeps.value());
        assertEquals(Set.of(Trait.MISMATCH), keeps.traits());
    }

    @Test
    void whatStandsForKerberosOfEntraPretendsNothing() {
        Item entra = one(
                PlaceReading.items(
                        "ad.controller",
                        in(
                                UNIT,
                                account(
                                        "AzureADKerberos$",
                                        1101,
                                        0x500_1000,
                                        "primaryGroupID: 521",
                                        DENIES,
                                        "msDS-KrbTgtLink: CN=krbtgt_AzureAD,CN=Users,{domain}"))),
                "CN=AzureADKerberos");
        assertEquals(Set.of(), entra.traits());
        assertTrue(entra.value().contains("Entra"), entra.value());
    }

    private static String group(String name, long rid, String... more) {
        return "dn: CN=" + name + ",CN=Users,{domain}\nobjectClass: top\nobjectClass: group\nsAMAccountName: " + name
                + "\nobjectSid:: " + HeldDirectory.sid(rid) + "\n" + String.join("\n", more) + "\n\n";
    }

    @Test
    void whosePasswordsAReadOnlyControllerMayKeepIsToldAndThoseThatHoldTheDomainAreGrave() {
        String users = "CN=Users,{domain}";
        String accounts = group("Allowed", 571)
                + group("Denied", 572)
                + group("Annexe", 1201)
                + group("Domain Admins", 512, "adminCount: 1")
                + in(users, account("chef", 1102, 512, "adminCount: 1", "memberOf: CN=Annexe," + users))
                + in(users, account("anne", 1103, 512, "memberOf: CN=Annexe," + users))
                + in(users, account("marc", 1104, 512));
        String controller = in(UNIT, account("RODC1$", 1101, 0x400_1000, "primaryGroupID: 521", "LISTS"));
        List<Item> usual = PlaceReading.items(
                "ad.controller",
                accounts
                        + controller.replace(
                                "LISTS",
                                "msDS-RevealOnDemandGroup: CN=Allowed," + users + "\nmsDS-NeverRevealGroup: CN=Denied,"
                                        + users));
        assertEquals(Set.of("controller", "reveals CN=Allowed," + users), names(usual, "CN=RODC1"));
        Item allowed = usual.stream()
                .filter(item -> item.name().startsWith("reveals"))
                .findFirst()
                .orElseThrow();
        assertEquals(Shipped.AS_PACKAGED, allowed.shipped());
        List<Item> more = PlaceReading.items(
                "ad.controller",
                accounts
                        + controller.replace(
                                "LISTS",
                                "msDS-RevealOnDemandGroup: CN=Annexe," + users
                                        + "\nmsDS-RevealOnDemandGroup: CN=marc," + users
                                        + "\nmsDS-RevealOnDemandGroup: CN=Domain Admins," + users));
        assertEquals(
                Set.of(
                        "controller",
                        "reveals CN=Annexe," + users,
                        "reveals CN=marc," + users,
                        "reveals CN=chef," + users,
                        "reveals CN=Domain Admins," + users,
                        "denies less"),
                names(more, "CN=RODC1"));
        assertEquals(
                Set.of("reveals CN=chef," + users, "reveals CN=Domain Admins," + users, "denies less"),
                more.stream()
                        .filter(item -> item.traits().contains(Trait.SUPERUSER))
                        .map(Item::name)
                        .collect(Collectors.toSet()));
    }

    @Test
    void whoIsInAGroupOfAGroupWhosePasswordsMayBeKeptIsTold() {
        String users = "CN=Users,{domain}";
        String accounts = group("Allowed", 571)
                + group("Denied", 572, "member: CN=krbtgt," + users)
                + group("Domain Admins", 512, "adminCount: 1", "memberOf: CN=Denied," + users)
                + group("Schema Admins", 518, "adminCount: 1")
                + in(users, account("krbtgt", 502, 514, "adminCount: 1"))
                + group("Annexe", 1201, "memberOf: CN=Allowed," + users)
                + group("Boucle", 1202, "memberOf: CN=Annexe," + users, "memberOf: CN=Boucle," + users)
                + in(users, account("chef", 1102, 512, "adminCount: 1", "memberOf: CN=Boucle," + users))
                + in(users, account("sous-chef", 1103, 512, "adminCount: 1", "primaryGroupID: 1201"))
                + in(users, account("anne", 1104, 512, "memberOf: CN=Boucle," + users));
        String controller = in(
                UNIT,
                account(
                        "RODC1$",
                        1101,
                        0x400_1000,
                        "primaryGroupID: 521",
                        "msDS-RevealOnDemandGroup: CN=Allowed," + users,
                        "msDS-NeverRevealGroup: CN=Denied," + users));
        List<Item> items = PlaceReading.items("ad.controller", accounts + controller);
        assertEquals(
                Set.of(
                        "controller",
                        "reveals CN=Allowed," + users,
                        "reveals CN=chef," + users,
                        "reveals CN=sous-chef," + users),
                names(items, "CN=RODC1"));
        assertTrue(
                items.stream()
                        .anyMatch(item ->
                                item.value().contains("CN=chef," + users + " through Allowed > Annexe > Boucle")),
                items::toString);
        assertEquals(
                Set.of("denies less CN=Schema Admins," + users),
                names(items, "CN=Denied"),
                "who was in it from the first day and is not");
    }

    /** MS-ADA2, {@code msDS-RevealedUsers}: a value for each secret; its own password a controller has anyway. */
    @Test
    void whosePasswordAReadOnlyControllerHasIsTold() {
        String users = "CN=Users,{domain}";
        String given = "msDS-RevealedUsers: B:8:00000000:";
        List<Item> items = PlaceReading.items(
                "ad.controller",
                group("Denied", 572)
                        + in(users, account("chef", 1102, 512, "adminCount: 1"))
                        + in(users, account("sous-chef", 1103, 512, "adminCount: 1"))
                        + in(users, account("anne", 1104, 512))
                        + in(users, account("krbtgt_77", 1105, 514, "adminCount: 1"))
                        + in(
                                UNIT,
                                account(
                                        "RODC1$",
                                        1101,
                                        0x400_1000,
                                        "primaryGroupID: 521",
                                        "msDS-KrbTgtLink: CN=krbtgt_77," + users,
                                        "msDS-NeverRevealGroup: CN=Denied," + users,
                                        given + "CN=chef," + users,
                                        given.replace("00000000", "00000001") + "CN=chef," + users,
                                        given + "CN=anne," + users,
                                        given + "CN=krbtgt_77," + users,
                                        given + "CN=RODC1," + UNIT)));
        assertEquals(Set.of("controller", "revealed CN=chef," + users), names(items, "CN=RODC1"));
        assertTrue(items.stream()
                .filter(item -> item.name().startsWith("revealed"))
                .allMatch(item -> item.traits().equals(Set.of(Trait.SUPERUSER))
                        && item.value()
                                .equals("RODC1$ has the password of CN=chef," + users
                                        + ", of an account that holds the domain")));
    }

    @Test
    void aReadOnlyControllerOfWhichNeitherListIsReadHidesThem() {
        SiteReading reading = PlaceReading.of(
                "ad.controller",
                HeldDirectory.of(in(UNIT, account("RODC1$", 1101, 0x400_1000, "primaryGroupID: 521"))));
        assertEquals(State.PARTIAL, reading.state());
        assertTrue(reading.mayHide("CN=RODC1," + UNIT), reading::toString);
    }

    private static Set<String> names(List<Item> items, String source) {
        return items.stream()
                .filter(item -> item.source().startsWith(source))
                .map(Item::name)
                .collect(Collectors.toSet());
    }

    private static String tickets(String version, String set) {
        return in(
                "CN=Users,{domain}",
                account("krbtgt", 502, 514, "msDS-KeyVersionNumber: " + version, "pwdLastSet: " + set));
    }

    @Test
    void aNewPasswordOfTheTicketsAccountIsNewsAndAnotherAccountsIsNot() {
        Item before = one(PlaceReading.items("ad.password-age", tickets("2", OCTOBER)), "CN=krbtgt");
        Item after = one(PlaceReading.items("ad.password-age", tickets("3", NOVEMBER)), "CN=krbtgt");
        assertEquals("signs every ticket of the domain, version 3, set 2026-11-01T00:00:00Z", after.value());
        assertEquals(before.key(), after.key());
        assertNotEquals(before.fingerprint(), after.fingerprint());
        String entra = account("AZUREADSSOACC$", 1105, 4096, "pwdLastSet: ");
        Item first = one(
                PlaceReading.items(
                        "ad.password-age",
                        in("CN=Computers,{domain}", entra).replace("pwdLastSet: ", "pwdLastSet: " + OCTOBER)),
                "CN=AZURE");
        Item second = one(
                PlaceReading.items(
                        "ad.password-age",
                        in("CN=Computers,{domain}", entra).replace("pwdLastSet: ", "pwdLastSet: " + NOVEMBER)),
                "CN=AZURE");
        assertEquals(first.fingerprint(), second.fingerprint());
        assertEquals(OptionalLong.of(1_793_491_200_000_000L), second.times().passwordSetMicros());
    }

    @Test
    void keysOfADomainAreToldWithTheirAgeAndOnceMoreWhereTheyAreOld() {
        String users = "CN=Users,{domain}";
        List<Item> items = PlaceReading.items(
                "ad.password-age",
                tickets("2", OLD)
                        + in(
                                users,
                                account(
                                        "krbtgt_31337",
                                        1103,
                                        514,
                                        "msDS-SecondaryKrbTgtNumber: 31337",
                                        "msDS-KeyVersionNumber: 1",
                                        "pwdLastSet: " + NOVEMBER))
                        + in(users, account("krbtgt-like", 1104, 512, "pwdLastSet: " + OLD))
                        + in(users, account("Administrator", 500, 66048, "pwdLastSet: " + NOVEMBER))
                        + in(users, account("MSOL_0123abcd", 1106, 66048, "pwdLastSet: " + OLD))
                        + in(users, account("AUTRE$", 1107, 2080, "pwdLastSet: " + NOVEMBER))
                        + in(
                                users,
                                account(
                                        "svc-web$",
                                        1108,
                                        4096,
                                        "objectClass: msDS-GroupManagedServiceAccount",
                                        "pwdLastSet: " + NOVEMBER))
                        + in(users, account("agent-accueil", 1109, 512, "pwdLastSet: " + OLD)));
        assertEquals(
                Set.of(
                        "CN=krbtgt,CN=Users,{domain} krbtgt",
                        "CN=krbtgt,CN=Users,{domain} old krbtgt",
                        "CN=krbtgt_31337,CN=Users,{domain} krbtgt-read-only",
                        "CN=krbtgt-like,CN=Users,{domain} krbtgt-like",
                        "CN=krbtgt-like,CN=Users,{domain} old krbtgt-like",
                        "CN=Administrator,CN=Users,{domain} administrator",
                        "CN=MSOL_0123abcd,CN=Users,{domain} entra",
                        "CN=MSOL_0123abcd,CN=Users,{domain} old entra",
                        "CN=AUTRE,CN=Users,{domain} trust",
                        "CN=svc-web,CN=Users,{domain} service"),
                names(items));
        assertEquals(
                "older than 180 days",
                items.stream()
                        .filter(item -> item.name().equals("old entra"))
                        .findFirst()
                        .orElseThrow()
                        .value());
    }

    @Test
    void machinesThatLogOnWithAnOldPasswordAreNamedAndManyAreCounted() {
        String pcs = "CN=Computers,{domain}";
        String old = in(
                pcs,
                account(
                        "PC1$",
                        1101,
                        4096,
                        "operatingSystem: Windows 11 Pro",
                        "pwdLastSet: " + JANUARY,
                        "lastLogonTimestamp: " + NOVEMBER));
        List<Item> few = PlaceReading.items(
                "ad.password-age",
                old
                        + in(
                                pcs,
                                account(
                                        "PC2$",
                                        1102,
                                        4096,
                                        "pwdLastSet: " + NOVEMBER,
                                        "lastLogonTimestamp: " + NOVEMBER))
                        + in(
                                pcs,
                                account("PC3$", 1103, 4096, "pwdLastSet: " + JANUARY, "lastLogonTimestamp: " + JANUARY))
                        + in(
                                pcs,
                                account(
                                        "PC4$",
                                        1104,
                                        4098,
                                        "pwdLastSet: " + JANUARY,
                                        "lastLogonTimestamp: " + NOVEMBER)));
        assertEquals(Set.of("CN=PC1,CN=Computers,{domain} old machine"), names(few));
        assertEquals(
                "PC1$ (Windows 11 Pro) logs on with a password that is older than 45 days",
                few.getFirst().value());
        StringBuilder many = new StringBuilder(old);
        for (int i = 2; i <= 345; i++) {
            many.append(in(
                    pcs,
                    account(
                            "PC" + i + "$",
                            1_100 + i,
                            4096,
                            "pwdLastSet: " + JANUARY,
                            "lastLogonTimestamp: " + NOVEMBER)));
        }
        List<Item> named = PlaceReading.items("ad.password-age", many.toString());
        assertEquals(201, named.size());
        assertEquals(
                "more than 300 machines log on with a password that is older than 45 days",
                named.getLast().value());
        assertTrue(names(named).contains("CN=PC200,CN=Computers,{domain} old machine"));
    }

    @Test
    void aServerThatDoesNotSayTheTimeLeavesAgesUnread() {
        SiteReading reading = PlaceReading.of("ad.laps", HeldDirectory.of("").saying("currentTime", ""));
        assertEquals(State.UNREADABLE, reading.state());
        assertTrue(reading.detail().contains("currentTime"), reading.detail());
    }

    @Test
    void passwordsThatLapsIsNotToChangeAreTold() {
        String pcs = "CN=Computers,{domain}";
        List<Item> items = PlaceReading.items(
                "ad.laps",
                in(pcs, account("PC1$", 1101, 4096, "ms-Mcs-AdmPwdExpirationTime: 134985312000000000"))
                        + in(pcs, account("PC2$", 1102, 4096, "msLAPS-PasswordExpirationTime: 9223372036854775807"))
                        + in(pcs, account("PC3$", 1103, 4096, "msLAPS-PasswordExpirationTime: 134426304000000000")));
        assertEquals(
                Set.of(
                        "CN=PC1,CN=Computers,{domain} ms-Mcs-AdmPwdExpirationTime",
                        "CN=PC2,CN=Computers,{domain} msLAPS-PasswordExpirationTime"),
                names(items));
        assertEquals(
                "PC1$ keeps its administrator's password until 2028-10-02T00:00:00Z",
                one(items, "CN=PC1").value());
        assertEquals(
                "PC2$ keeps its administrator's password for ever",
                one(items, "CN=PC2").value());
    }

    @Test
    void whoMayReadThePasswordsOfLapsIsToldByTheNameOfTheAttribute() {
        String schema = """
            dn: CN=ms-Mcs-AdmPwd,CN=Schema,CN=Configuration,{domain}
            objectClass: attributeSchema
            lDAPDisplayName: ms-Mcs-AdmPwd
            schemaIDGUID:: %s

            """.formatted(Base64.getEncoder().encodeToString(GUID));
        Descriptors read = new Descriptors().object(0x100, GUID, "S-1-5-21-1-2-3-1105");
        String unit = """
            dn: OU=Ecole,{domain}
            objectClass: organizationalUnit
            nTSecurityDescriptor:: %s

            """.formatted(HeldDirectory.descriptor(read));
        Item below = one(PlaceReading.items("ad.rights.unit", schema + unit), "OU=Ecole");
        assertEquals(
                "S-1-5-21-1-2-3-1105: extended-right ms-Mcs-AdmPwd over Ecole, which lets read its password",
                below.value());
        assertEquals(Set.of(), below.traits());
        String controllers = schema + unit.replace("OU=Ecole", "OU=Domain Controllers");
        Item whole = one(
                PlaceReading.of("ad.rights.domain", HeldDirectory.of(controllers))
                        .items(),
                "OU=Domain");
        assertEquals(Set.of(Trait.SUPERUSER), whole.traits());
        assertEquals(
                Set.of(), names(PlaceReading.items("ad.rights.unit", controllers)), "it is told once, with the domain");
        assertEquals(
                Set.of("ad.rights.domain", "ad.rights.unit"),
                Catalogue.directory().stream()
                        .filter(place -> place.id().startsWith("ad.rights.")
                                && place.parser() instanceof DirectoryFormat format
                                && format.classes().contains("organizationalUnit"))
                        .map(Location::id)
                        .collect(Collectors.toSet()),
                "a change of a unit has both read again");
    }

    @Test
    void anAccountThatTakesThePlaceOfAnotherIsToldWithWhatItMay() {
        List<Item> items = PlaceReading.items(
                "ad.account.managed",
                in(
                                "CN=Managed Service Accounts,{domain}",
                                account(
                                        "svc-sauve$",
                                        1110,
                                        4096,
                                        "objectClass: msDS-DelegatedManagedServiceAccount",
                                        "msDS-ManagedAccountPrecededByLink: CN=Administrator,CN=Users,{domain}",
                                        "msDS-DelegatedMSAState: 2",
                                        "msDS-GroupMSAMembership:: "
                                                + HeldDirectory.descriptor(
                                                        new Descriptors().allow(0xF_01FF, "S-1-5-21-1-2-3-1105"))))
                        + in(
                                "CN=Managed Service Accounts,{domain}",
                                account("svc-neuf$", 1111, 4096, "msDS-DelegatedMSAState: 0")));
        assertEquals(
                Set.of(
                        "CN=svc-sauve,CN=Managed Service Accounts,{domain} read by S-1-5-21-1-2-3-1105",
                        "CN=svc-sauve,CN=Managed Service Accounts,{domain} in place of"
                                + " CN=Administrator,CN=Users,{domain}",
                        "CN=svc-neuf,CN=Managed Service Accounts,{domain} delegated"),
                names(items));
        Item instead = items.stream()
                .filter(item -> item.name().startsWith("in place"))
                .findFirst()
                .orElseThrow();
        assertEquals("state 2, may do all that CN=Administrator,CN=Users,{domain} may", instead.value());
        assertEquals(Set.of(Trait.SUPERUSER), instead.traits());
    }

    private static String classOf(String name, String given) {
        return "dn: CN=" + name + ",CN=Schema,CN=Configuration,{domain}\nobjectClass: classSchema\nlDAPDisplayName: "
                + name + "\ndefaultSecurityDescriptor: " + given + "\n\n";
    }

    @Test
    void rightsOfNewObjectsAreAnItemOfEachClassAndGraveWhereTheyGiveEverything() {
        List<Item> items = PlaceReading.items(
                "ad.schema",
                classOf(
                                "user",
                                "D:(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)(A;;RPLCLORC;;;PS)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)")
                        + classOf("computer", "D:(A;;RPCRLCLORCSDDT;;;CO)(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;AO)")
                        + classOf("group", "D:(A;;GA;;;S-1-5-21-1-2-3-1105)")
                        + classOf("organizationalUnit", "D:(A;;RPWPWD;;;AU)")
                        + classOf("site", "D:(A;;GA;;;WD)"));
        assertEquals(
                Set.of("user", "computer", "group", "organizationalUnit"),
                items.stream().map(Item::name).collect(Collectors.toSet()));
        assertEquals(
                Set.of("group", "organizationalUnit"),
                items.stream()
                        .filter(item -> item.traits().contains(Trait.SUPERUSER))
                        .map(Item::name)
                        .collect(Collectors.toSet()));
    }

    /** Windows Server 2025: a delegated service account can take another's place. */
    @Test
    void whatANewDelegatedServiceAccountGetsByItselfIsKnown() {
        String given =
                "D:(OD;;CR;00299570-246d-11d0-a768-00aa006e0529;;WD)(OD;;RP;e362ed86-b728-0842-b27d-2dea7a9df218;;WD)(OA;;WP;5f202010-79a5-11d0-9020-00c04fc2d4cf;bf967a86-0de6-11d0-a285-00aa003049e2;CO)(OA;;WP;bf967950-0de6-11d0-a285-00aa003049e2;bf967a86-0de6-11d0-a285-00aa003049e2;CO)(OA;;WP;bf967953-0de6-11d0-a285-00aa003049e2;bf967a86-0de6-11d0-a285-00aa003049e2;CO)(OA;;WP;3e0abfd0-126a-11d0-a060-00aa006c33ed;bf967a86-0de6-11d0-a285-00aa003049e2;CO)(OA;;RP;46a9b11d-60ae-405a-b7e8-ff8a58d456d2;;S-1-5-32-560)(OA;;SW;72e39547-7b18-11d1-adef-00c04fd8d5cd;;CO)(OA;;SW;72e39547-7b18-11d1-adef-00c04fd8d5cd;;PS)(OA;;SW;f3a64788-5306-11d1-a9c5-0000f80367c1;;CO)(OA;;SW;f3a64788-5306-11d1-a9c5-0000f80367c1;;PS)(OA;;WP;4c164200-20c0-11d0-a768-00aa006e0529;;CO)(OA;;RPWP;77b5b886-944a-11d1-aebd-0000f80367c1;;PS)(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;DA)(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;AO)(A;;LCRPDTLOCRSDRC;;;CO)(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;SY)";
        assertEquals(
                Shipped.AS_PACKAGED,
                one(PlaceReading.items("ad.schema", classOf("msDS-DelegatedManagedServiceAccount", given)), "CN=msDS")
                        .shipped());
        Item opened = one(
                PlaceReading.items("ad.schema", classOf("msDS-DelegatedManagedServiceAccount", given + "(A;;WP;;;AU)")),
                "CN=msDS");
        assertEquals(Shipped.UNKNOWN, opened.shipped());
    }

    private static String audited(int... entries) {
        Descriptors made = new Descriptors();
        for (int mask : entries) {
            made = made.entry(2, 0x42, mask, "S-1-1-0");
        }
        byte[] bytes = made.ownedBy("S-1-5-32-544");
        // The list stands for what is audited: the control says so, and its offset is the other one.
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort(2, (short) 0x8010);
        out.putInt(12, out.getInt(16)).putInt(16, 0);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The schema inherits nothing from the configuration that it lies in. */
    @Test
    void auditEntriesOfTheSchemaAreItsOwn() {
        String all = audited(0xC_0023);
        assertEquals(
                "there",
                one(
                                PlaceReading.items(
                                        "ad.audit",
                                        heads(audited(0x20), audited(0x20))
                                                + "\ndn: CN=Schema,CN=Configuration,{domain}\nobjectClass: dMD\nnTSecurityDescriptor:: "
                                                + all + "\n"),
                                "CN=Schema")
                        .value());
        assertEquals(
                "missing: create-child, delete-child by everybody",
                one(
                                PlaceReading.items(
                                        "ad.audit",
                                        heads(all, all)
                                                + "\ndn: CN=Schema,CN=Configuration,{domain}\nobjectClass: dMD\nnTSecurityDescriptor:: "
                                                + audited(0xC_0020) + "\n"),
                                "CN=Schema")
                        .value());
    }

    private static String heads(String domain, String configuration) {
        return "dn: {domain}\nobjectClass: domainDNS\nnTSecurityDescriptor:: " + domain
                + "\n\ndn: CN=Configuration,{domain}\nobjectClass: configuration\n"
                + (configuration.isEmpty() ? "" : "nTSecurityDescriptor:: " + configuration + "\n");
    }

    @Test
    void auditEntriesThatEventsNeedAreThereOrMissingOrNotKnown() {
        List<Item> items = PlaceReading.items("ad.audit", heads(audited(0xC_0023, 0x100), audited(0x20, 0x4_0000)));
        Item writes = items.stream()
                .filter(item -> item.name().equals("domain-writes"))
                .findFirst()
                .orElseThrow();
        assertEquals("there", writes.value());
        assertEquals(
                "missing: write-owner, create-child, delete-child by everybody",
                one(items, "CN=Configuration").value());
        assertEquals(
                3,
                names(items).stream()
                        .filter(name -> !name.endsWith("not known"))
                        .count());
        Item unread = one(PlaceReading.items("ad.audit", heads(audited(0x20), "")), "CN=Configuration");
        assertEquals("not known", unread.name());
    }

    private static final byte[] GUID = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
}
