package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.windows.security.Descriptors;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.UnreadObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is said of an account weighs by what that account is, also where nothing marks it as protected. */
final class LeadingAccountsTest {
    private static final String SERVICE = "servicePrincipalName: HTTP/x.mairie.example";

    private static String account(String name, long rid, long bits, String... more) {
        return "dn: CN=" + name.replace("$", "")
                + ",CN=Users,{domain}\nobjectClass: top\nobjectClass: user\nsAMAccountName: "
                + name + "\nobjectSid:: " + HeldDirectory.sid(rid) + "\nuserAccountControl: " + bits + "\n"
                + String.join("\n", more) + "\n\n";
    }

    private static Set<String> leading(List<Item> items) {
        return items.stream()
                .filter(item -> item.traits().contains(Trait.SUPERUSER))
                .map(item -> item.source().substring(3, item.source().indexOf(',')))
                .collect(Collectors.toSet());
    }

    @Test
    void aServiceOrAMappingOfAnAccountThatHoldsTheDomainIsGraveWithoutAdminCount() {
        String accounts = account("anne", 1101, 512, "X")
                + account("chef", 1102, 512, "adminCount: 1", "X")
                + account("primaire", 1103, 512, "primaryGroupID: 512", "X")
                + account("MSOL_0123abcd", 1104, 512, "X")
                + account("ADSync4711", 1108, 512, "X")
                + account("ADSYNC01$", 1109, 4096, "objectClass: computer", "X")
                + account("AZUREADSSOACC$", 1105, 4096, "X")
                + account("DC1$", 1106, 8192, "X")
                + account("RODC1$", 1107, 0x400_1000, "X")
                + account("premier", 500, 512, "X");
        Set<String> all =
                Set.of("chef", "primaire", "MSOL_0123abcd", "ADSync4711", "AZUREADSSOACC", "DC1", "RODC1", "premier");
        List<Item> services = PlaceReading.items("ad.account.weak", accounts.replace("X", SERVICE));
        assertEquals(9, services.size());
        assertEquals(all, leading(services));
        assertTrue(services.stream()
                .allMatch(item -> item.value().endsWith("that holds the domain")
                        == item.traits().contains(Trait.SUPERUSER)));
        assertEquals(
                all,
                leading(PlaceReading.items(
                        "ad.explicit-mapping", accounts.replace("X", "altSecurityIdentities: Kerberos:a@b"))));
    }

    private static String group(String name, String sid, String... more) {
        return "dn: CN=" + name + ",CN=Users,{domain}\nobjectClass: top\nobjectClass: group\nsAMAccountName: " + name
                + "\nobjectSid: " + sid + "\n" + String.join("\n", more) + "\n\n";
    }

    /** A key of MS-ADTS 2.2.20 with its digest alone and an RSA key of no length. */
    private static final String KEY =
            "0002000020000101" + "0".repeat(62) + "1000035253413100000000000000000000000001000401";

    private static final String USERS = ",CN=Users,{domain}";

    /**
     * Members of protected groups, of a group in one, whose back-link is hidden, and by primary group; who may copy passwords, and a group that
     * has what AdminSDHolder is the pattern of. Samba marks none of them.
     */
    private static final String HOLDERS = "dn: {domain}\nobjectClass: domainDNS\n"
            + "nTSecurityDescriptor: O:BAD:(OA;;CR;1131f6ad-9c07-11d1-f79f-00c04fc2dcd2;;S-1-5-21-1-2-3-1104)\n\n"
            + "dn: CN=AdminSDHolder,CN=System,{domain}\nobjectClass: container\n"
            + "nTSecurityDescriptor: O:DAD:(A;;GA;;;S-1-5-21-1-2-3-1201)(A;;GA;;;WD)(A;;RP;;;S-1-5-21-1-2-3-1107)\n\n"
            + group("Domain Admins", "S-1-5-21-1-2-3-512", "member: CN=membre" + USERS)
            + group("Backup Operators", "S-1-5-32-551")
            + group("Equipe", "S-1-5-21-1-2-3-1200", "memberOf: CN=Domain Admins" + USERS)
            + group("Soutien", "S-1-5-21-1-2-3-1201")
            + account("membre", 1101, 512, "X")
            + account("deep", 1102, 512, "memberOf: CN=Equipe" + USERS, "X")
            + account("primaire", 1103, 512, "primaryGroupID: 1200", "X")
            + account("orlando", 1104, 512, "X")
            + account("soutien", 1105, 512, "memberOf: CN=Soutien" + USERS, "X")
            + account("sauve", 1106, 512, "memberOf: CN=Backup Operators" + USERS, "X")
            + account("lecteur", 1107, 512, "X")
            + account("anne", 1108, 512, "X");

    private static final Set<String> WHO_HOLD = Set.of("membre", "deep", "primaire", "orlando", "soutien", "sauve");

    @Test
    void whoHoldsTheDomainIsKnownByMembershipAndRightWithoutAnyMark() {
        assertEquals(WHO_HOLD, leading(PlaceReading.items("ad.account.weak", HOLDERS.replace("X", SERVICE))));
        assertEquals(
                WHO_HOLD,
                leading(PlaceReading.items(
                        "ad.key-credential",
                        HOLDERS.replace(
                                "X", "msDS-KeyCredentialLink: B:" + KEY.length() + ":" + KEY + ":CN=x,{domain}"))));
        String acting = "msDS-AllowedToActOnBehalfOfOtherIdentity:: "
                + HeldDirectory.descriptor(new Descriptors().allow(0xF01FF, "S-1-5-21-1-2-3-1109"));
        assertEquals(WHO_HOLD, leading(PlaceReading.items("ad.delegation", HOLDERS.replace("X", acting))));
    }

    /** Only a service's name asked who the account is; the review's fault 6. */
    @Test
    void eachWeaknessOfWhoHoldsTheDomainIsGraver() {
        for (int bit : List.of(0x40_0000, 0x20, 0x80, 0x20_0000)) {
            String weak =
                    HOLDERS.replace("X", "").replace("userAccountControl: 512", "userAccountControl: " + (512 | bit));
            List<Item> items = PlaceReading.items("ad.account.weak", weak);
            assertEquals(WHO_HOLD, leading(items), Integer.toHexString(bit));
            assertEquals(8, items.size(), "those who hold nothing are told as well: " + Integer.toHexString(bit));
        }
        for (String more : List.of("unixUserPassword: x", "scriptPath: \\\\evil.example\\a.bat")) {
            assertEquals(WHO_HOLD, leading(PlaceReading.items("ad.account.weak", HOLDERS.replace("X", more))), more);
        }
    }

    @Test
    void whoClearsTheMarkChangesNothingOfWhatStands() {
        String marked = HOLDERS.replace("X", SERVICE + "\nadminCount: 1");
        Set<String> before = PlaceReading.items("ad.account.weak", marked).stream()
                .filter(item ->
                        !item.source().startsWith("CN=anne") && !item.source().startsWith("CN=lecteur"))
                .map(Item::fingerprint)
                .collect(Collectors.toSet());
        Set<String> after = PlaceReading.items("ad.account.weak", HOLDERS.replace("X", SERVICE)).stream()
                .map(Item::fingerprint)
                .collect(Collectors.toSet());
        assertEquals(6, before.size());
        assertTrue(after.containsAll(before));
    }

    /** Each setting of {@code userAccountControl}, and the account that signs tickets, which is switched off by nature. */
    @Test
    void anySettingThatWeakensWhoHoldsTheDomainIsGrave() {
        for (long bit : List.of(0x40_0000L, 0x20L, 0x80L, 0x20_0000L)) {
            List<Item> items = PlaceReading.items(
                    "ad.account.weak",
                    account("premier", 500, 512 + bit)
                            + account("krbtgt", 502, 514 + bit)
                            + account("anne", 1101, 512 + bit)
                            + account("partie", 1102, 514 + bit, "adminCount: 1"));
            assertEquals(Set.of("premier", "krbtgt", "partie"), leading(items));
            assertEquals(
                    Set.of("CN=premier" + USERS, "CN=krbtgt" + USERS, "CN=anne" + USERS),
                    items.stream().filter(Item::enabled).map(Item::source).collect(Collectors.toSet()));
        }
    }

    @Test
    void whatRunsWhereWhoHoldsTheDomainLogsOnIsTold() {
        List<Item> items = PlaceReading.items(
                "ad.account.weak",
                HOLDERS.replace("X", "scriptPath: \\\\evil.example\\pub\\a.bat\nprofilePath: \\\\srv\\profils\\x")
                        + account("premier", 500, 512, "scriptPath: debut.bat"));
        assertEquals(WHO_HOLD, leading(items));
        assertEquals(13, items.size(), items::toString);
        assertTrue(items.stream()
                .anyMatch(item ->
                        item.value().equals("runs at each logon: debut.bat, of an account that holds the domain")
                                && item.traits().isEmpty()));
        assertTrue(items.stream()
                .anyMatch(item ->
                        item.name().equals("logon-profile") && item.traits().isEmpty()));
        assertTrue(items.stream()
                .filter(item -> item.value().contains("evil"))
                .allMatch(item -> item.traits().equals(Set.of(Trait.MISMATCH, Trait.SUPERUSER))));
    }

    /** MS-ADA2 2.469: the directory writes who made a machine that was no administrator. */
    @Test
    void aUnixPasswordAndAMachineThatAUserMadeAreTold() {
        List<Item> items = PlaceReading.items(
                "ad.account.weak",
                account("anne", 1101, 512, "unixUserPassword: secret-42")
                        + account("premier", 500, 512, "unixUserPassword: secret-42")
                        + account(
                                "PC9$",
                                1109,
                                4096,
                                "objectClass: computer",
                                "mS-DS-CreatorSID:: " + HeldDirectory.sid(1101)));
        assertEquals(Set.of("premier"), leading(items));
        assertTrue(!items.toString().contains("secret-42"));
        Item machine = items.getLast();
        assertEquals("made-by-user", machine.name());
        assertEquals("PC9$ was made by anne (S-1-5-21-1-2-3-1101)", machine.value());
    }

    /** Reading them is denied: an account always has some. */
    @Test
    void anAccountWhoseSettingsAreHiddenIsSaidToBe() {
        String hidden = account("cachee", 1102, 512).replaceAll("userAccountControl: 512\n", "");
        for (String place : List.of("ad.account.weak", "ad.delegation")) {
            SiteReading reading = PlaceReading.of(
                    place, HeldDirectory.of(account("anne", 1101, 512) + hidden + account("DC1$", 1106, 8192)));
            assertEquals(State.PARTIAL, reading.state(), place);
            assertEquals(
                    List.of("CN=cachee,CN=Users,{domain} " + UnreadObjects.PARTLY),
                    reading.items().stream()
                            .map(item -> item.source() + " " + item.name())
                            .toList());
        }
    }

    @Test
    void whereSettingsOfAllAccountsAreHiddenThatIsSaidOnce() {
        StringBuilder accounts = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            accounts.append(account("a" + i, 1200 + i, 512).replaceAll("userAccountControl: 512\n", ""));
        }
        SiteReading reading = PlaceReading.of("ad.account.weak", HeldDirectory.of(accounts.toString()));
        assertEquals(State.PARTIAL, reading.state());
        assertEquals(
                List.of("{domain} " + UnreadObjects.PARTLY),
                reading.items().stream()
                        .map(item -> item.source() + " " + item.name())
                        .toList());
    }

    /** A directory that answers as held, but for some questions. */
    private static final class Refusing implements Directory {
        private final HeldDirectory held;
        private final Predicate<Query> isRefused;
        private final ReasonCode reason;
        private final List<String> filters = new ArrayList<>();

        Refusing(String ldif, ReasonCode reason, Predicate<Query> isRefused) {
            this.held = HeldDirectory.of(ldif);
            this.isRefused = isRefused;
            this.reason = reason;
        }

        @Override
        public Entry root() throws Refused {
            return held.root();
        }

        @Override
        public void search(Query query, Each each) throws Refused {
            filters.add(query.filter());
            if (isRefused.test(query)) {
                throw new Refused(reason, query.base());
            }
            held.search(query, each);
        }

        @Override
        public long received() {
            return 0;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    /** A base that is not there is an error of LDAP, and one that is hidden the same one. */
    @Test
    void aForestWithoutCertificateServicesHidesNoAccount() {
        SiteReading reading = PlaceReading.of(
                "ad.account.weak",
                new Refusing(
                        account("anne", 1101, 512, SERVICE),
                        ReasonCode.FAILED,
                        query -> query.base().startsWith("CN=Public Key Services")));
        assertEquals(State.READ, reading.state(), reading.detail());
        assertEquals(1, reading.items().size());
    }

    @Test
    void whereTheComputerMayNotSeeAuthoritiesThePlaceIsReadInPart() {
        SiteReading reading = PlaceReading.of(
                "ad.account.weak",
                new Refusing(
                        account("anne", 1101, 512, SERVICE),
                        ReasonCode.NO_RIGHT,
                        query -> query.filter().contains("pKIEnrollmentService")));
        assertEquals(State.PARTIAL, reading.state());
        assertEquals(
                Set.of(
                        "service HTTP/x.mairie.example",
                        UnreadObjects.PARTLY + " CN=Public Key Services,CN=Services,CN=Configuration,{forest}"),
                reading.items().stream().map(Item::name).collect(Collectors.toSet()));
    }

    /** Four places need them. */
    @Test
    void machinesOfAuthoritiesAreAskedForOnce() {
        Refusing directory = new Refusing(
                "dn: CN=CA,CN=Enrollment Services,CN=Public Key Services,CN=Services,CN=Configuration,{domain}\n"
                        + "objectClass: pKIEnrollmentService\ndNSHostName: srv1.mairie.example\n\n"
                        + account("SRV1$", 1102, 4096, "objectClass: computer", "dNSHostName: srv1.mairie.example")
                        + account("anne", 1101, 512, SERVICE),
                ReasonCode.FAILED,
                query -> false);
        DirectorySurvey survey = new DirectorySurvey(() -> directory, domain -> Reading.absent());
        survey.plan();
        List<Item> found = survey.sites().stream()
                .filter(site -> Set.of(
                                "ad.account.weak", "ad.explicit-mapping", "ad.delegation", "ad.rights.certificate")
                        .contains(site.location().id()))
                .flatMap(site -> survey.read(site).items().stream())
                .toList();
        survey.rest();
        assertEquals(
                1,
                directory.filters.stream()
                        .filter(filter -> filter.contains("dNSHostName=srv1"))
                        .count());
        assertTrue(found.stream().anyMatch(item -> item.name().startsWith("service")), found::toString);
    }

    @Test
    void aPersonsAccountThatLooksLikeAMachinesIsTold() {
        String person = "sAMAccountType: 805306368";
        String machine = "sAMAccountType: 805306369";
        List<Item> items = PlaceReading.items(
                "ad.account.weak",
                account("sauvegarde$", 1101, 512, person)
                        + account("PC7", 1102, 512, "objectClass: computer", person)
                        + account("PC1$", 1103, 4096, "objectClass: computer", machine)
                        + account("anne", 1104, 512, person));
        assertEquals(
                Set.of("CN=sauvegarde,CN=Users,{domain} disguised", "CN=PC7,CN=Users,{domain} disguised"),
                items.stream().map(item -> item.source() + " " + item.name()).collect(Collectors.toSet()));
        assertTrue(items.stream().allMatch(item -> item.traits().contains(Trait.MISMATCH)));
    }

    /** What was laid while its account was nobody's is another thing once the account leads. */
    @Test
    void anAccountThatComesToLeadMakesItsKeysOthers() {
        Item before = PlaceReading.items("ad.account.weak", account("anne", 1101, 512, SERVICE))
                .getFirst();
        Item after = PlaceReading.items("ad.account.weak", account("anne", 1101, 512, SERVICE, "adminCount: 1"))
                .getFirst();
        assertEquals(before.key(), after.key());
        assertTrue(!before.fingerprint().equals(after.fingerprint()));
    }

    @Test
    void onlyTheAccountsThatSignTicketsAreLeftOut() {
        List<Item> services = PlaceReading.items(
                "ad.account.weak",
                account("krbtgt", 502, 514, "servicePrincipalName: kadmin/changepw")
                        + account("krbtgt_sync", 1101, 512, SERVICE));
        assertEquals(
                Set.of("CN=krbtgt_sync,CN=Users,{domain}"),
                services.stream().map(Item::source).collect(Collectors.toSet()));
        List<Item> ages = PlaceReading.items(
                "ad.password-age",
                account("krbtgt", 502, 514, "msDS-KeyVersionNumber: 2", "pwdLastSet: 134379648000000000")
                        + account("krbtgt_AzureAD", 1101, 514, "msDS-SecondaryKrbTgtNumber: 65535")
                        + account("krbtgt_sync", 1102, 512));
        assertEquals(
                Set.of("krbtgt krbtgt", "krbtgt_AzureAD krbtgt-read-only", "krbtgt_sync krbtgt-like"),
                ages.stream()
                        .map(item -> item.source().substring(3, item.source().indexOf(',')) + " " + item.name())
                        .collect(Collectors.toSet()));
    }

    /** Entra Connect on a controller makes groups of that name, and its machine may have it. */
    @Test
    void groupsAndMachinesCalledLikeEntraConnectAreNoAccountsOfIt() {
        assertEquals(
                List.of("CN=ADSync4711,CN=Users,{domain} entra"),
                PlaceReading.items(
                                "ad.password-age",
                                account("ADSync4711", 1101, 512, "sAMAccountType: 805306368")
                                        + account(
                                                "ADSYNC01$",
                                                1103,
                                                4096,
                                                "objectClass: computer",
                                                "sAMAccountType: 805306369")
                                        + "dn: CN=ADSyncAdmins,CN=Users,{domain}\n"
                                        + "objectClass: top\n"
                                        + "objectClass: group\n"
                                        + "sAMAccountName:"
                                        + " ADSyncAdmins\n"
                                        + "objectSid::"
                                        + " " + HeldDirectory.sid(1102)
                                        + "\n\n")
                        .stream()
                        .map(item -> item.source() + " " + item.name())
                        .toList());
    }

    @Test
    void whoCountsAsSomebodyOfTheOwnDomainBesidesHoldsMoreThanItsOwn() {
        List<Item> items = PlaceReading.items(
                "ad.sid-history",
                "dn: CN=a,CN=Users,{domain}\nobjectClass: user\nuserAccountControl: 512\nsIDHistory:: "
                        + HeldDirectory.sid(1187) + "\n\n");
        assertEquals(Set.of(Trait.MISMATCH, Trait.SUPERUSER), items.getFirst().traits());
    }

    /** krbtgt is switched off always, and a ticket towards it is one of anybody. */
    @Test
    void whoMayActTowardsTheOnesThatHoldTheDomainIsGrave() {
        String acting = "msDS-AllowedToActOnBehalfOfOtherIdentity:: "
                + HeldDirectory.descriptor(new Descriptors().allow(0xF_01FF, "S-1-5-21-1-2-3-1199"));
        List<Item> items = PlaceReading.items(
                "ad.delegation",
                account("krbtgt", 502, 514, acting)
                        + account("RODC1$", 1101, 0x400_1000, acting)
                        + account("SRV1$", 1102, 4096, acting)
                        + account("DC1$", 1103, 8192, "dNSHostName: dc1.mairie.example")
                        + account("a", 1104, 512, "msDS-AllowedToDelegateTo: cifs/DC1.mairie.example:445/MAIRIE")
                        + account("b", 1105, 512, "msDS-AllowedToDelegateTo: krbtgt/MAIRIE.EXAMPLE")
                        + account("c", 1106, 512, "msDS-AllowedToDelegateTo: cifs/srv1"));
        assertEquals(Set.of("krbtgt", "RODC1", "a", "b"), leading(items));
        assertTrue(items.stream()
                .filter(item -> item.source().startsWith("CN=krbtgt"))
                .allMatch(Item::enabled));
    }

    private static Item trust(int direction, long attributes) {
        return PlaceReading.items(
                        "ad.trust",
                        "dn: CN=autre.example,CN=System,{domain}\n"
                                + "objectClass: trustedDomain\n"
                                + "trustPartner: autre.example\n"
                                + "flatName:"
                                + " AUTRE\n"
                                + "trustDirection:"
                                + " " + direction + "\ntrustType: 2\ntrustAttributes: "
                                + attributes
                                + "\n\n")
                .getFirst();
    }

    @Test
    void anyBitOfATrustIsToldAndThatOfAPrivilegedForestLetsIn() {
        Item plain = trust(2, 0x8);
        assertEquals("AUTRE , direction outbound, type 2, attributes 0x8 forest", plain.value());
        assertTrue(plain.traits().isEmpty());
        assertEquals(Set.of(Trait.SUPERUSER), trust(2, 0x408).traits());
        assertTrue(!trust(2, 0x1008).fingerprint().equals(plain.fingerprint()));
    }

    /** MS-ADTS 6.1.6.7.9: whose numbers are believed is a matter of who is trusted, and of what is filtered. */
    @Test
    void aTrustOutOfTheForestWhoseNumbersAreNotFilteredLetsIn() {
        assertEquals(Set.of(Trait.SUPERUSER), trust(2, 0).traits(), "another domain, unfiltered");
        assertEquals(Set.of(Trait.SUPERUSER), trust(3, 0).traits());
        assertEquals(Set.of(), trust(2, 0x4).traits(), "filtered");
        assertEquals(Set.of(), trust(3, 0x4).traits());
        assertEquals(Set.of(), trust(1, 0).traits(), "it trusts this one, and is not trusted");
        assertEquals(Set.of(), trust(0, 0).traits());
        assertEquals(Set.of(), trust(3, 0x20).traits(), "of the same forest");
        assertEquals(Set.of(), trust(3, 0x420).traits());
        assertEquals(Set.of(), trust(2, 0x8).traits(), "another forest is filtered by itself");
        assertEquals(Set.of(Trait.SUPERUSER), trust(2, 0x48).traits(), "but not as an external domain");
        assertTrue(trust(2, 0).value().endsWith("; whoever rules it may act as anybody here (SID filtering is off)"));
        assertFalse(trust(2, 0x4).value().contains(";"));
        assertTrue(trust(1, 0x808)
                .value()
                .endsWith("; tickets with which others are acted for are sent to it (TGT delegation)"));
        assertFalse(trust(1, 0xA08).value().contains("TGT"), "both bits: it is kept (TANC)");
        assertFalse(trust(2, 0x808).value().contains("TGT"), "nobody of here goes there");
        assertTrue(trust(3, 0x4).value().contains("direction both"));
        assertTrue(trust(1, 0).value().contains("direction inbound"));
        assertTrue(trust(3, 0x24).value().endsWith("attributes 0x24 sid-filtering within-forest"));
        assertTrue(trust(1, 0).enabled());
        assertTrue(!trust(0, 0).enabled());
    }
}
