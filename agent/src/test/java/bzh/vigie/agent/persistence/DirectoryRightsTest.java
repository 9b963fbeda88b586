package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.LdifDirectory;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.UnreadObjects;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a directory whose schema, lists or back-links somebody shaped hides no right and no member. */
final class DirectoryRightsTest {
    private static final String HEAD = "DC=mairie,DC=test";
    private static final String SCHEMA = "CN=Schema,CN=Configuration," + HEAD;
    private static final String HOLDER = "CN=AdminSDHolder,CN=System," + HEAD;
    private static final String SOMEBODY = "S-1-5-21-1-2-3-1106";
    private static final String OTHER_DOMAIN = "S-1-5-21-9-8-7-";
    private static final String OWNED = "O:DAD:PAI(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)";

    private final LdifDirectory directory = new LdifDirectory(Sid.of("S-1-5-21-1-2-3"), HEAD)
            .set(HEAD, "nTSecurityDescriptor", OWNED)
            .add("dn: CN=Configuration," + HEAD + "\nobjectClass: configuration\nnTSecurityDescriptor: " + OWNED)
            .add(container("CN=System," + HEAD, OWNED))
            .add(container(HOLDER, OWNED));

    private SiteReading read(String location) {
        return PlaceReading.of(location, directory);
    }

    private Optional<Item> item(String location, String source, String name) {
        return read(location).items().stream()
                .filter(item -> item.source().startsWith(source) && item.name().startsWith(name))
                .findFirst();
    }

    private static String container(String dn, String descriptor) {
        return "dn: " + dn + "\nobjectClass: top\nobjectClass: container\ncn: "
                + dn.substring(3, dn.indexOf(','))
                + "\nnTSecurityDescriptor: " + descriptor + "\n";
    }

    /** What a schema says of an attribute or class. */
    private static String schema(String name, String guid, String... more) {
        return "dn: CN=" + name + "," + SCHEMA + "\nlDAPDisplayName: " + name + "\nschemaIDGUID:: " + guid(guid) + "\n"
                + String.join("\n", more) + "\n\n";
    }

    private static String guid(String text) {
        UUID guid = UUID.fromString(text);
        long high = guid.getMostSignificantBits();
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt((int) (high >>> 32))
                        .putShort((short) (high >>> 16))
                        .putShort((short) high)
                        .order(ByteOrder.BIG_ENDIAN)
                        .putLong(guid.getLeastSignificantBits())
                        .array());
    }

    private static boolean hasDomain(Optional<Item> item) {
        return item.filter(each -> each.traits().contains(Trait.SUPERUSER) && each.shipped() == Shipped.UNKNOWN)
                .isPresent();
    }

    // ---- where rights are read

    /** Nothing protects them as administrators are protected, and who is in them has the domain all the same. */
    @Test
    void whoMayFillAGroupThatNothingProtectsIsTold() {
        directory
                .add("dn: CN=Exchange Windows Permissions,CN=Users," + HEAD
                        + "\nobjectClass: group\nobjectSid: S-1-5-21-1-2-3-1150\nsAMAccountName: Exchange Windows Permissions\n"
                        + "nTSecurityDescriptor: " + OWNED + "(A;;WD;;;" + SOMEBODY + ")\n")
                .add("dn: CN=Cert Publishers,CN=Users," + HEAD
                        + "\nobjectClass: group\nobjectSid: S-1-5-21-1-2-3-517\nsAMAccountName: Cert Publishers\n"
                        + "nTSecurityDescriptor: " + OWNED + "(A;;WD;;;" + SOMEBODY + ")\n");
        assertTrue(hasDomain(item("ad.rights.protected", "CN=Exchange", SOMEBODY + " write-dacl")));
        assertTrue(hasDomain(item("ad.rights.protected", "CN=Cert Pub", SOMEBODY + " write-dacl")));
    }

    /** A policy of a site holds for the controllers in it. */
    @Test
    void whoMayLinkAPolicyToASiteIsTold() {
        directory.add("dn: CN=Brest,CN=Sites,CN=Configuration," + HEAD
                + "\nobjectClass: site\nnTSecurityDescriptor: " + OWNED
                + "(OA;;WP;f30e3bbe-9ff0-11d1-b603-0000f80367c1;;"
                + SOMEBODY + ")\n");
        assertTrue(hasDomain(item("ad.rights.domain", "CN=Brest", SOMEBODY + " write-property")));
    }

    /** Entra Connect's older accounts copy passwords as its newer ones do. */
    @Test
    void whoMayChangeAnAccountBetweenTheDirectoryAndEntraIsTold() {
        directory.add("dn: CN=AAD_0123,CN=Users," + HEAD
                + "\nobjectClass: user\nsAMAccountName: AAD_0123\nnTSecurityDescriptor: " + OWNED + "(A;;WD;;;"
                + SOMEBODY
                + ")\n");
        assertTrue(hasDomain(item("ad.rights.protected", "CN=AAD", SOMEBODY + " write-dacl")));
    }

    /** Objects besides the head on which the domain hangs, each of its class: who holds one has the domain. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CN=SOM,CN=WMIPolicy,CN=System | container",
                "CN=Policies,CN=System | container",
                "CN=autre.example,CN=System | trustedDomain",
                "CN=Partitions,CN=Configuration | crossRefContainer",
                "CN=DisplaySpecifiers,CN=Configuration | container",
                "CN=Directory Service,CN=Windows NT,CN=Services,CN=Configuration | nTDSService",
                "CN=Master Root Keys,CN=Group Key Distribution Service,CN=Services,CN=Configuration | container",
                "CN=NTDS Settings,CN=DC1,CN=Servers,CN=Brest,CN=Sites,CN=Configuration | nTDSDSA",
                "DC=DomainDnsZones | domainDNS",
                "CN=MicrosoftDNS,DC=DomainDnsZones | container",
                "DC=mairie.test,CN=MicrosoftDNS,DC=DomainDnsZones | dnsZone",
                "DC=_msdcs.mairie.test,CN=MicrosoftDNS,DC=ForestDnsZones | dnsZone",
                "DC=ancien,CN=MicrosoftDNS,CN=System | dnsZone"
            })
    void whoHoldsWhatTheDomainHangsOnIsTold(String place, String objectClass) {
        directory
                .set(
                        "",
                        "namingContexts",
                        "DC=" + (place.contains("Forest") ? "Forest" : "Domain") + "DnsZones," + HEAD)
                .add("dn: " + place + "," + HEAD + "\nobjectClass: top\nobjectClass: " + objectClass
                        + "\ncn: " + place.substring(3, place.contains(",") ? place.indexOf(',') : place.length())
                        + "\nnTSecurityDescriptor: " + OWNED + "(A;;GA;;;" + SOMEBODY
                        + ")(A;;GA;;;EA)(A;;RPLC;;;AU)\n");
        Optional<Item> right = item(
                "ad.rights.domain",
                place.substring(0, place.contains(",") ? place.indexOf(',') : place.length()),
                SOMEBODY + " full-control");
        assertTrue(hasDomain(right), read("ad.rights.domain").items()::toString);
        assertTrue(right.orElseThrow().value().endsWith(", which lets do anything with it"), right::toString);
        assertTrue(
                item("ad.rights.domain", place.split(",", 2)[0], "S-1-5-11").isEmpty(),
                "who may only read it is nobody to look at");
    }

    /** Managed accounts, and holders of the domain by a right alone. */
    @Test
    void whoHoldsAManagedAccountOrOneWithARightOverTheDomainIsTold() {
        String copies = "(OA;;CR;1131f6ad-9c07-11d1-f79f-00c04fc2dcd2;;S-1-5-21-1-2-3-1170)";
        directory
                .set(HEAD, "nTSecurityDescriptor", OWNED + copies)
                .add("dn: CN=orlando,CN=Users," + HEAD
                        + "\nobjectClass: top\nobjectClass: user\nsAMAccountName: orlando\n"
                        + "objectSid: S-1-5-21-1-2-3-1170\nnTSecurityDescriptor: " + OWNED + "(A;;GA;;;" + SOMEBODY
                        + ")\n")
                .add("dn: CN=svc,CN=Managed Service Accounts," + HEAD + "\nobjectClass: top\nobjectClass: computer\n"
                        + "objectClass: msDS-GroupManagedServiceAccount\nsAMAccountName: svc$\nobjectSid: S-1-5-21-1-2-3-1171\n"
                        + "nTSecurityDescriptor: " + OWNED + "(A;;GA;;;" + SOMEBODY + ")\n")
                .add("dn: CN=anne,CN=Users," + HEAD + "\nobjectClass: top\nobjectClass: user\nsAMAccountName: anne\n"
                        + "objectSid: S-1-5-21-1-2-3-1172\nnTSecurityDescriptor: " + OWNED + "(A;;GA;;;" + SOMEBODY
                        + ")\n");
        assertTrue(hasDomain(item("ad.rights.protected", "CN=orlando", SOMEBODY + " full-control")));
        Optional<Item> managed = item("ad.rights.protected", "CN=svc", SOMEBODY + " full-control");
        assertTrue(managed.isPresent(), "told, and no more than that where it holds nothing");
        assertFalse(hasDomain(managed));
        assertTrue(
                item("ad.rights.protected", "CN=anne", SOMEBODY).isEmpty(),
                "rights over ordinary accounts are not read");
    }

    /** An item about a group's rights says that it is a group, as the rules of LAPS have it. */
    @Test
    void aGroupIsToldAsOneBehindItsNumber() {
        directory
                .add("dn: CN=GG-LAPS,CN=Users," + HEAD
                        + "\nobjectClass: top\nobjectClass: group\nsAMAccountName: GG-LAPS\n"
                        + "objectSid: S-1-5-21-1-2-3-1180\n")
                .add(
                        "dn: OU=Postes," + HEAD
                                + "\nobjectClass: top\nobjectClass: organizationalUnit\nnTSecurityDescriptor: " + OWNED
                                + "(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;bf967a86-0de6-11d0-a285-00aa003049e2;S-1-5-21-1-2-3-1180)\n");
        assertEquals(
                "GG-LAPS (S-1-5-21-1-2-3-1180, group): extended-right User-Force-Change-Password over Postes, for computer, for what"
                        + " lies below, which lets set its password",
                item("ad.rights.unit", "OU=Postes", "S-1-5-21-1-2-3-1180")
                        .orElseThrow()
                        .value());
    }

    /** Anonymous log-ons have nothing over any of them by themselves. */
    @Test
    void whoHasNoAccountAndIsLetInIsTold() {
        directory.set(HEAD, "nTSecurityDescriptor", OWNED + "(A;;RPLCRC;;;AN)");
        assertEquals(
                Set.of(Trait.MISMATCH),
                item("ad.rights.domain", "{domain}", "S-1-5-7 read")
                        .orElseThrow()
                        .traits());
    }

    private Set<String> denials(String location, String dn, String objectClass, String entries) {
        directory.add("dn: " + dn + "\nobjectClass: top\nobjectClass: " + objectClass
                + "\nobjectSid: S-1-5-21-1-2-3-1190\nadminCount: 1\nnTSecurityDescriptor: "
                + OWNED.replace("PAI", entries) + "\n");
        return read(location).items().stream()
                .filter(item -> item.name().contains(" deny-") && item.source().equals(dn.replace(HEAD, "{domain}")))
                .map(item -> item.source() + " " + item.name())
                .collect(Collectors.toSet());
    }

    /** What was hidden so before the first reading leaves nothing else. */
    @Test
    void fromWhomThatIsKeptThatEverybodyMaySeeIsTold() {
        assertEquals(
                Set.of("OU=Coffre,{domain} S-1-5-11 deny-list-content", "OU=Coffre,{domain} S-1-5-11 deny-read below"),
                denials("ad.rights.unit", "OU=Coffre," + HEAD, "organizationalUnit", "(D;;LC;;;AU)(D;IOCI;GR;;;AU)"));
        assertEquals(
                Set.of("CN=g,{domain} S-1-5-21-1-2-3-515 deny-read-property member"),
                denials(
                        "ad.rights.protected",
                        "CN=g," + HEAD,
                        "group",
                        "(OD;;RP;bf9679c0-0de6-11d0-a285-00aa003049e2;;DC)"));
        assertEquals(
                Set.of(
                        "CN=AdminSDHolder,CN=System,{domain} " + SOMEBODY + " deny-list-object",
                        "CN=AdminSDHolder,CN=System,{domain} " + SOMEBODY + " deny-read-control",
                        "{domain} S-1-1-0 deny-read-property of user below"),
                Stream.concat(
                                denials("ad.rights.domain", HOLDER, "container", "(D;;LORC;;;" + SOMEBODY + ")")
                                        .stream(),
                                denials(
                                        "ad.rights.domain",
                                        HEAD,
                                        "domainDNS",
                                        "(OD;IOCI;RP;;bf967aba-0de6-11d0-a285-00aa003049e2;WD)")
                                        .stream())
                        .collect(Collectors.toSet()));
    }

    @Test
    void whatKeepsFromDeletingFromAnotherPasswordOrFromASecretAndWhatComesFromAboveIsNot() {
        assertEquals(
                Set.of(),
                denials(
                        "ad.rights.unit",
                        "OU=Coffre," + HEAD,
                        "organizationalUnit",
                        "(D;;SDDT;;;WD)(D;;DC;;;WD)(D;CIID;LCRP;;;AU)"));
        String changePassword = "ab721a53-1e2f-11d0-9819-00aa0040529b";
        String laps = "7f6a2d11-5b1c-4b7e-9d2a-0a1b2c3d4e5f";
        directory.add(schema(
                "ms-Mcs-AdmPwd",
                laps,
                "attributeID: 1.2.840.113556.1.8000.2554.50051.45980.28112.18903.35903.6685103.1224907.2.1"));
        assertEquals(
                Set.of(),
                denials(
                        "ad.rights.protected",
                        "CN=a," + HEAD,
                        "user",
                        "(OD;;CR;" + changePassword + ";;WD)(OD;;CR;" + changePassword + ";;PS)(OD;;RPCR;" + laps
                                + ";;DU)(OD;;WP;bf9679c0-0de6-11d0-a285-00aa003049e2;;DU)"));
    }

    // ---- what is grave is known by number

    @Test
    void aRightIsKnownByItsNumberWhateverTheSchemaCallsIt() {
        directory
                .add(schema("description", "bf9679c0-0de6-11d0-a285-00aa003049e2"))
                .set(
                        HOLDER,
                        "nTSecurityDescriptor",
                        OWNED + "(OA;;WP;bf9679c0-0de6-11d0-a285-00aa003049e2;;" + SOMEBODY + ")");
        assertTrue(hasDomain(item("ad.rights.domain", "CN=AdminSDHolder", SOMEBODY + " write-property member")));
    }

    @Test
    void aNumberThatIsNoneOfWindowsIsKnownByItsNameAsWell() {
        String number = "11111111-2222-3333-4444-555555555555";
        directory
                .add(schema("member", number))
                .set(HOLDER, "nTSecurityDescriptor", OWNED + "(OA;;WP;" + number + ";;" + SOMEBODY + ")");
        assertTrue(hasDomain(item("ad.rights.domain", "CN=AdminSDHolder", SOMEBODY + " write-property member")));
        directory.add(schema("member", number).replace("lDAPDisplayName: member", "lDAPDisplayName: other"));
        directory.set("CN=member," + SCHEMA, "lDAPDisplayName", "tout-autre");
        Item other = item("ad.rights.domain", "CN=AdminSDHolder", SOMEBODY + " write-property tout-autre")
                .orElseThrow();
        assertEquals(Shipped.UNKNOWN, other.shipped());
        directory.set("CN=member," + SCHEMA, "lDAPDisplayName", "");
        assertEquals(
                Shipped.UNKNOWN,
                item("ad.rights.domain", "CN=AdminSDHolder", SOMEBODY + " write-property {" + number + "}")
                        .orElseThrow()
                        .shipped());
    }

    @Test
    void passwordsOfLapsAreKnownByTheNumberThatTheyHaveEverywhere() {
        String number = "11111111-2222-3333-4444-666666666666";
        directory
                .add(schema("x", number, "attributeID: 1.2.840.113556.1.6.44.1.2"))
                .set(HOLDER, "nTSecurityDescriptor", OWNED + "(OA;;CR;" + number + ";;" + SOMEBODY + ")");
        assertTrue(
                hasDomain(item("ad.rights.domain", "CN=AdminSDHolder", SOMEBODY + " extended-right msLAPS-Password")));
    }

    @Test
    void aSetOfAttributesWithOneSuchInItIsOne() {
        for (String set : List.of(
                "e48d0154-bcf8-11d1-8702-00c04fb96050",
                "bc0ac240-79a9-11d0-9020-00c04fc2d4cf",
                "4c164200-20c0-11d0-a768-00aa006e0529",
                "5f202010-79a5-11d0-9020-00c04fc2d4cf",
                "9b026da6-0d3c-465c-8bee-5199d7165cba")) {
            directory.set(HOLDER, "nTSecurityDescriptor", OWNED + "(OA;;WP;" + set + ";;" + SOMEBODY + ")");
            assertTrue(hasDomain(item("ad.rights.domain", "CN=AdminSDHolder", SOMEBODY + " write-property")), set);
        }
        String personal = "(OA;;RPWP;77b5b886-944a-11d1-aebd-0000f80367c1;;" + SOMEBODY + ")";
        directory.set(HOLDER, "nTSecurityDescriptor", OWNED + personal);
        assertFalse(hasDomain(item("ad.rights.domain", "CN=AdminSDHolder", SOMEBODY)));
        directory.add(schema(
                "userAccountControl",
                "bf967a68-0de6-11d0-a285-00aa003049e2",
                "attributeSecurityGUID:: " + guid("77b5b886-944a-11d1-aebd-0000f80367c1")));
        assertTrue(hasDomain(item("ad.rights.domain", "CN=AdminSDHolder", SOMEBODY)), "it was put into another set");
    }

    @Test
    void whatEverybodyHasOverHimselfIsNotAsShippedWhereSomethingWasPutIntoIt() {
        String user = "dn: CN=a,CN=Users," + HEAD
                + "\nobjectClass: top\nobjectClass: user\nadminCount: 1\nobjectSid: S-1-5-21-1-2-3-1110"
                + "\nnTSecurityDescriptor: " + OWNED + "(OA;;RPWP;77b5b886-944a-11d1-aebd-0000f80367c1;;PS)\n";
        directory.add(user);
        assertTrue(
                item("ad.rights.protected", "CN=a", "S-1-5-10 write-property").isEmpty(), "as shipped");
        directory.add(schema(
                "userAccountControl",
                "bf967a68-0de6-11d0-a285-00aa003049e2",
                "attributeSecurityGUID:: " + guid("77b5b886-944a-11d1-aebd-0000f80367c1")));
        assertTrue(hasDomain(item("ad.rights.protected", "CN=a", "S-1-5-10 write-property")));
    }

    @Test
    void aRightOverTheNumberOfItsClassIsOneOverTheWholeObject() {
        directory.set(
                HOLDER,
                "nTSecurityDescriptor",
                OWNED + "(OA;;WP;bf967a8b-0de6-11d0-a285-00aa003049e2;;" + SOMEBODY + ")");
        assertTrue(hasDomain(item("ad.rights.domain", "CN=AdminSDHolder", SOMEBODY + " write-property container")));
    }

    // ---- what is default is known by us

    @Test
    void theSchemaOfTheDirectoryMakesNothingDefault() {
        directory
                .add(schema(
                        "container",
                        "bf967a8b-0de6-11d0-a285-00aa003049e2",
                        "objectClass: classSchema",
                        "defaultSecurityDescriptor: D:(A;;GA;;;" + SOMEBODY + ")"))
                .set(HOLDER, "nTSecurityDescriptor", OWNED + "(A;;GA;;;" + SOMEBODY + ")");
        assertTrue(hasDomain(item("ad.rights.domain", "CN=AdminSDHolder", SOMEBODY + " full-control")));
    }

    @Test
    void aClassOfSomebodyElseBringsWhatGivesNobodyEverything() {
        String number = "11111111-2222-3333-4444-777777777777";
        String given = "D:(A;;GA;;;" + SOMEBODY + ")(OA;;WP;11111111-2222-3333-4444-888888888888;;" + SOMEBODY
                + ")(A;;GA;;;S-1-5-32-548)";
        directory
                .add(schema("autreService", number, "objectClass: classSchema", "defaultSecurityDescriptor: " + given))
                .add("dn: CN=autre," + HEAD
                        + "\nobjectClass: top\nobjectClass: container\nobjectClass: autreService\nnTSecurityDescriptor: O:DA"
                        + given);
        assertEquals(
                Shipped.UNKNOWN,
                item("ad.rights.unit", "CN=autre", SOMEBODY + " full-control")
                        .orElseThrow()
                        .shipped());
        assertTrue(
                item("ad.rights.unit", "CN=autre", SOMEBODY + " write-property").isEmpty(), "as shipped");
        assertTrue(
                item("ad.rights.unit", "CN=autre", "S-1-5-32-548 full-control").isEmpty(), "as shipped");
    }

    @Test
    void aClassIsAsShippedWhereItIsAsWindowsHasIt() {
        String stock = "D:(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;;RPLCLORC;;;AU)";
        directory.add(schema(
                "container",
                "bf967a8b-0de6-11d0-a285-00aa003049e2",
                "objectClass: classSchema",
                "defaultSecurityDescriptor: " + stock));
        assertEquals(Shipped.AS_PACKAGED, read("ad.schema").items().getFirst().shipped());
        directory.set(
                "CN=container," + SCHEMA,
                "defaultSecurityDescriptor",
                stock + "(OA;;WP;f30e3bbe-9ff0-11d1-b603-0000f80367c1;;S-1-5-32-548)");
        Item changed = read("ad.schema").items().getFirst();
        assertEquals(Shipped.UNKNOWN, changed.shipped());
        assertEquals(Set.of(Trait.SUPERUSER), changed.traits());
    }

    // ---- whose number it is

    @Test
    void aNumberOfAnotherDomainHoldsNothing() {
        for (String number : List.of("500", "512", "518", "519", "516", "498")) {
            directory.set(HEAD, "nTSecurityDescriptor", OWNED + "(A;;GA;;;" + OTHER_DOMAIN + number + ")");
            assertTrue(hasDomain(item("ad.rights.domain", "{domain}", OTHER_DOMAIN + number)), number);
        }
        directory.set(
                HEAD,
                "nTSecurityDescriptor",
                OWNED + "(OA;;WP;5b47d60f-6090-40b2-9f37-2a4de88f3063;;" + OTHER_DOMAIN
                        + "526)(OA;;WP;5b47d60f-6090-40b2-9f37-2a4de88f3063;;S-1-5-21-1-2-3-526)");
        assertTrue(hasDomain(item("ad.rights.domain", "{domain}", OTHER_DOMAIN + "526")));
        assertTrue(item("ad.rights.domain", "{domain}", "S-1-5-21-1-2-3-526").isEmpty(), "as shipped");
    }

    @Test
    void theForestsAdministratorsAreKnownInAnotherDomainOverWhatIsSharedAlone() {
        String theirs = "(A;;GA;;;" + OTHER_DOMAIN + "519)";
        directory
                .set("", "rootDomainNamingContext", "DC=racine,DC=test")
                .set(HEAD, "nTSecurityDescriptor", OWNED + theirs)
                .set("CN=Configuration," + HEAD, "nTSecurityDescriptor", OWNED + theirs);
        assertTrue(hasDomain(item("ad.rights.domain", "{domain}", OTHER_DOMAIN + "519")));
        assertTrue(
                item("ad.rights.domain", "CN=Configuration", OTHER_DOMAIN + "519")
                        .isEmpty(),
                "as shipped");
        directory.set("CN=Configuration," + HEAD, "nTSecurityDescriptor", OWNED + "(A;;GA;;;" + OTHER_DOMAIN + "512)");
        assertTrue(hasDomain(item("ad.rights.domain", "CN=Configuration", OTHER_DOMAIN + "512")));
    }

    @Test
    void controllersOfAnotherDomainAreSomebodyOnATemplate() {
        String base = "CN=Certificate Templates,CN=Public Key Services,CN=Services,CN=Configuration," + HEAD;
        String template = "CN=Poste," + base;
        directory.add("dn: " + template + "\nobjectClass: pKICertificateTemplate\nmsPKI-Certificate-Name-Flag: 1\n"
                + "pKIExtendedKeyUsage: 1.3.6.1.5.5.7.3.2\nnTSecurityDescriptor: " + OWNED
                + "(OA;;CR;0e10c968-78fb-11d2-90d4-00c04f79dc55;;" + OTHER_DOMAIN + "516)");
        assertTrue(item("ad.certificate-template", "CN=Poste", "ESC1").isPresent());
        directory.set(
                template,
                "nTSecurityDescriptor",
                OWNED + "(OA;;CR;0e10c968-78fb-11d2-90d4-00c04f79dc55;;S-1-5-21-1-2-3-516)");
        assertTrue(item("ad.certificate-template", "CN=Poste", "ESC1").isEmpty());
        directory.set(
                template,
                "nTSecurityDescriptor",
                OWNED + "(OA;;GA;e5209ca2-3bba-11d2-90cc-00c04fd91ab1;;" + SOMEBODY + ")");
        assertTrue(item("ad.certificate-template", "CN=Poste", "ESC1").isPresent(), "over its class");
        assertTrue(
                item("ad.certificate-template", "CN=Poste", "ESC4 " + SOMEBODY).isPresent(), "over its class");
    }

    // ---- no list, and an empty one

    private static String list(boolean isThere) {
        ByteBuffer bytes = ByteBuffer.allocate(isThere ? 28 : 20).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 1)
                .put((byte) 0)
                .putShort((short) 0x8004)
                .putInt(0)
                .putInt(0)
                .putInt(0);
        bytes.putInt(isThere ? 20 : 0);
        if (isThere) {
            bytes.put((byte) 2).put((byte) 0).putShort((short) 8).putInt(0);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    @Test
    void whereThereIsNoListEverybodyIsLetIn() {
        String account = "dn: CN=svc,CN=Users," + HEAD
                + "\nobjectClass: user\nuserAccountControl: 512\nobjectSid: S-1-5-21-1-2-3-1120\n";
        String acting = "msDS-AllowedToActOnBehalfOfOtherIdentity:: ";
        String reading = "msDS-GroupMSAMembership:: ";
        directory.add(account + acting + list(false) + "\n" + reading + list(false));
        assertTrue(item("ad.delegation", "CN=svc", "resource S-1-1-0").isPresent());
        assertTrue(item("ad.account.managed", "CN=svc", "read by S-1-1-0").isPresent());
        directory.add(account + acting + list(true) + "\n" + reading + list(true));
        assertEquals(List.of(), read("ad.delegation").items());
        assertEquals(List.of(), read("ad.account.managed").items());
    }

    @Test
    void aTemplateOrPolicyWithoutAListIsEverybodys() {
        String policy = "CN={11111111-0000-0000-0000-000000000000},CN=Policies,CN=System," + HEAD;
        String template =
                "CN=Poste,CN=Certificate Templates,CN=Public Key Services,CN=Services,CN=Configuration," + HEAD;
        directory
                .add("dn: " + policy + "\nobjectClass: groupPolicyContainer\nnTSecurityDescriptor:: " + list(false))
                .add("dn: " + template + "\nobjectClass: pKICertificateTemplate\nmsPKI-Certificate-Name-Flag: 1\n"
                        + "pKIExtendedKeyUsage: 1.3.6.1.5.5.7.3.2\nnTSecurityDescriptor:: " + list(false));
        assertTrue(hasDomain(item("ad.rights.policy", "CN={1", "S-1-1-0 full-control")));
        assertTrue(item("ad.certificate-template", "CN=Poste", "ESC1").isPresent());
        assertTrue(item("ad.certificate-template", "CN=Poste", "ESC4 S-1-1-0 full-control")
                .isPresent());
        directory
                .add("dn: " + policy + "\nnTSecurityDescriptor:: " + list(true))
                .add("dn: " + template + "\nnTSecurityDescriptor:: " + list(true));
        assertEquals(List.of(), read("ad.rights.policy").items());
        assertTrue(item("ad.certificate-template", "CN=Poste", "ESC").isEmpty());
    }

    // ---- rights from above

    @Test
    void aRightThatIsSaidToComeFromAboveAndDoesNotIsTold() {
        String policies = "CN=Policies,CN=System," + HEAD;
        String policy = "CN={11111111-0000-0000-0000-000000000000}," + policies;
        directory
                .add(container(policies, OWNED))
                .add("dn: " + policy + "\nobjectClass: top\nobjectClass: groupPolicyContainer\nnTSecurityDescriptor: "
                        + OWNED + "(A;CIID;RPWPCRCCDCLCLORCWOWDSDDTSW;;;" + SOMEBODY + ")");
        Optional<Item> told = item("ad.rights.policy", "CN={1", SOMEBODY + " full-control from above");
        assertTrue(hasDomain(told));
        assertEquals(
                SOMEBODY
                        + ": full-control over {11111111-0000-0000-0000-000000000000}, said to come from above, where it is"
                        + " not, which lets do anything with it",
                told.orElseThrow().value());
        directory.set(policies, "nTSecurityDescriptor", OWNED + "(A;CI;GA;;;" + SOMEBODY + ")");
        assertTrue(item("ad.rights.policy", "CN={1", SOMEBODY).isEmpty(), "it is told above");
        directory.set(policies, "nTSecurityDescriptor", OWNED + "(A;;GA;;;" + SOMEBODY + ")");
        assertTrue(hasDomain(item("ad.rights.policy", "CN={1", SOMEBODY)), "above it is not handed down");
        directory.set(policies, "nTSecurityDescriptor", OWNED + "(A;CI;WP;;;" + SOMEBODY + ")");
        assertTrue(hasDomain(item("ad.rights.policy", "CN={1", SOMEBODY)), "above it is less");
        directory.set(policies, "nTSecurityDescriptor", OWNED + "(A;CIID;GA;;;" + SOMEBODY + ")");
        assertTrue(hasDomain(item("ad.rights.policy", "CN={1", SOMEBODY)), "above it is said to come from above too");
        assertTrue(hasDomain(item("ad.rights.domain", "CN=Policies", SOMEBODY + " full-control from above")));
    }

    @Test
    void aRightFromAPlaceThatIsNotReadIsTold() {
        String middle = "OU=Milieu,CN=Coffre,CN=System," + HEAD;
        String account = "CN=a," + middle;
        String inherited = "(A;CIID;RPWPCRCCDCLCLORCWOWDSDDTSW;;;" + SOMEBODY + ")";
        directory
                .add(container("CN=Coffre,CN=System," + HEAD, OWNED + "(A;CI;GA;;;" + SOMEBODY + ")"))
                .add("dn: " + middle + "\nobjectClass: organizationalUnit\nnTSecurityDescriptor: " + OWNED + inherited)
                .add("dn: " + account + "\nobjectClass: user\nadminCount: 1\nnTSecurityDescriptor: " + OWNED
                        + inherited);
        assertTrue(hasDomain(item("ad.rights.protected", "CN=a", SOMEBODY + " full-control from above")));
        assertTrue(item("ad.rights.unit", "OU=Milieu", SOMEBODY + " full-control from above")
                .isPresent());
        directory.set(HEAD, "nTSecurityDescriptor", OWNED + "(A;CI;GA;;;" + SOMEBODY + ")");
        assertTrue(item("ad.rights.protected", "CN=a", SOMEBODY).isEmpty(), "the head gives it, where it is told");
    }

    /** Rights over sites and servers are told, so what they hand down comes from above. */
    @Test
    void aRightThatASiteGivesIsToldThere() {
        String site = "CN=Brest,CN=Sites,CN=Configuration," + HEAD;
        String server = "CN=DC1,CN=Servers," + site;
        String inherited = "(A;CIID;RPWPCRCCDCLCLORCWOWDSDDTSW;;;" + SOMEBODY + ")";
        directory
                .add("dn: CN=NTDS Settings," + server + "\nobjectClass: nTDSDSA\nnTSecurityDescriptor: " + OWNED
                        + inherited)
                .add("dn: " + server + "\nobjectClass: server\nnTSecurityDescriptor: " + OWNED + inherited)
                .add("dn: " + site + "\nobjectClass: site\nnTSecurityDescriptor: " + OWNED + "(A;CI;GA;;;" + SOMEBODY
                        + ")");
        assertTrue(hasDomain(item("ad.rights.domain", "CN=Brest", SOMEBODY + " full-control")));
        assertTrue(item("ad.rights.domain", "CN=DC1", SOMEBODY).isEmpty(), "it is told of the site");
        assertTrue(item("ad.rights.domain", "CN=NTDS", SOMEBODY).isEmpty(), "it is told of the site");
    }

    /** The same, of which no place is found by its name: looking for one among thousands takes this one long. */
    private record WithoutPlaces(Directory whole) implements Directory {
        @Override
        public Entry root() throws Refused {
            return whole.root();
        }

        @Override
        public void search(Query query, Each each) throws Refused {
            if (!query.filter().startsWith("(distinguishedName=")) {
                whole.search(query, each);
            }
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

    /** Nor does he keep anybody from being told of what holds the domain. */
    @Test
    void whatHoldsTheDomainIsLookedAboveOfBeforeWhatAnybodyMayMake() {
        String forged = OWNED + "(A;CIID;WD;;;" + SOMEBODY + ")";
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 2_100; i++) {
            many.append("dn: CN=a,CN=c").append(i).append(",CN=System,").append(HEAD);
            many.append("\nobjectClass: user\nadminCount: 1\nnTSecurityDescriptor: ")
                    .append(forged);
            many.append("\n\n");
        }
        String admins = "CN=Admins,CN=Users," + HEAD;
        many.append("dn: ").append(admins).append("\nobjectClass: group\nobjectSid:: ");
        many.append(HeldDirectory.sid(512))
                .append("\nadminCount: 1\nnTSecurityDescriptor: ")
                .append(forged);
        many.append("\n\ndn: CN=chef,OU=Mairie,").append(HEAD).append("\nobjectClass: user\nadminCount: 1\nmemberOf: ");
        many.append(admins).append("\nnTSecurityDescriptor: ").append(forged).append("\n\n");
        directory.add(many.toString());
        List<Item> items = PlaceReading.of("ad.rights.protected", new WithoutPlaces(directory))
                .items();
        for (String leading : List.of("CN=Admins,", "CN=chef,")) {
            assertEquals(
                    1,
                    items.stream()
                            .filter(item -> item.source().startsWith(leading)
                                    && item.name().equals(SOMEBODY + " write-dacl from above"))
                            .count(),
                    leading);
        }
    }

    /** Who makes so many places that not each is looked at hides nothing: it is said. */
    @Test
    void whereNotEveryPlaceAboveIsLookedAtThatIsSaid() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 2_100; i++) {
            many.append("dn: CN=a,CN=c")
                    .append(i)
                    .append(",CN=System,")
                    .append(HEAD)
                    .append("\nobjectClass: user\n");
            many.append("adminCount: 1\nnTSecurityDescriptor: ").append(OWNED).append("(A;CIID;WD;;;");
            many.append(SOMEBODY).append(")\n\n");
        }
        directory.add(many.toString());
        SiteReading reading = PlaceReading.of("ad.rights.protected", new WithoutPlaces(directory));
        assertEquals(State.PARTIAL, reading.state());
        assertTrue(reading.items().stream().anyMatch(item -> item.name().equals(UnreadObjects.MORE)), reading.detail());
        assertTrue(
                reading.items().stream()
                                .filter(item -> item.name().contains("write-dacl from above"))
                                .count()
                        < 2_001,
                "of what is not known nothing is said");
    }

    @Test
    void whatIsAboveTheHeadOfAPartitionGivesNothing() {
        directory
                .set(HEAD, "nTSecurityDescriptor", OWNED + "(A;CI;GA;;;" + SOMEBODY + ")")
                .set("CN=Configuration," + HEAD, "nTSecurityDescriptor", OWNED + "(A;CIID;GA;;;" + SOMEBODY + ")");
        assertTrue(hasDomain(item("ad.rights.domain", "CN=Configuration", SOMEBODY + " full-control from above")));
    }

    @Test
    void aTemplateMayBeChangedByARightThatComesFromNowhere() {
        String template =
                "CN=Poste,CN=Certificate Templates,CN=Public Key Services,CN=Services,CN=Configuration," + HEAD;
        directory.add("dn: " + template + "\nobjectClass: pKICertificateTemplate\nnTSecurityDescriptor: " + OWNED
                + "(A;ID;WD;;;" + SOMEBODY + ")");
        assertTrue(item("ad.certificate-template", "CN=Poste", "ESC4 " + SOMEBODY + " write-dacl from above")
                .isPresent());
    }

    /** A right over all templates is reported where it was granted, and raises none of them. */
    @Test
    void aRightOverAllTemplatesSaysNothingOfEach() {
        String keys = "CN=Public Key Services,CN=Services,CN=Configuration," + HEAD;
        String template = "CN=Poste,CN=Certificate Templates," + keys;
        String enrol = "(OA;;CR;0e10c968-78fb-11d2-90d4-00c04f79dc55;;DU)";
        directory
                .add(container(keys, OWNED + "(A;CI;GA;;;" + SOMEBODY + ")"))
                .add(container("CN=Certificate Templates," + keys, OWNED + "(A;CIID;GA;;;" + SOMEBODY + ")"))
                .add("dn: CN=AC,CN=Enrollment Services," + keys
                        + "\nobjectClass: pKIEnrollmentService\ncertificateTemplates: Poste\n")
                .add("dn: " + template + "\nobjectClass: pKICertificateTemplate\nmsPKI-Template-Schema-Version: 2\n"
                        + "msPKI-Certificate-Name-Flag: 1\npKIExtendedKeyUsage: 1.3.6.1.5.5.7.3.2\nnTSecurityDescriptor: "
                        + OWNED + enrol + "(A;CIID;GA;;;" + SOMEBODY + ")\n");
        Item open = item("ad.certificate-template", "CN=Poste", "ESC1").orElseThrow();
        assertFalse(open.value().contains(SOMEBODY), open.value());
        directory.set(template, "nTSecurityDescriptor", OWNED + "(A;CIID;GA;;;" + SOMEBODY + ")");
        assertTrue(item("ad.certificate-template", "CN=Poste", "ESC").isEmpty(), "nobody else may ask for it");
        assertTrue(hasDomain(item("ad.rights.certificate", "CN=Public Key Services", SOMEBODY + " full-control")));
    }

    // ---- members

    private static String group(String name, long rid, String... members) {
        return "dn: CN=" + name + ",CN=Users," + HEAD + "\nobjectClass: top\nobjectClass: group\nsAMAccountName: "
                + name
                + "\nobjectSid: S-1-5-21-1-2-3-" + rid + "\n"
                + List.of(members).stream().map(dn -> "member: " + dn + "\n").collect(Collectors.joining())
                + "\n";
    }

    private static String user(String name, long rid, String... more) {
        return "dn: CN=" + name + ",CN=Users," + HEAD + "\nobjectClass: top\nobjectClass: user\nsAMAccountName: " + name
                + "\nobjectSid: S-1-5-21-1-2-3-" + rid + "\n" + String.join("\n", more) + "\n\n";
    }

    private static String in(String group) {
        return "CN=" + group + ",CN=Users," + HEAD;
    }

    private Stream<Item> members() {
        return read("ad.group.privileged").items().stream().filter(item -> !UnreadObjects.isOne(item));
    }

    private Set<String> values() {
        return members().map(Item::value).collect(Collectors.toSet());
    }

    @Test
    void membersAreThoseThatTheGroupNamesAndThoseWhoSayToBe() {
        directory
                .add(group("Domain Admins", 512, in("cache"), in("dit"), in("Depannage")))
                .add(group("Depannage", 1130, in("cache2"), in("Domain Admins")))
                .add(user("cache", 1131))
                .add(user("cache2", 1132))
                .add(user("dit", 1133, "memberOf: " + in("Domain Admins")))
                .add(user("premier", 1134, "primaryGroupID: 512"))
                .add(user("personne", 1135));
        SiteReading reading = read("ad.group.privileged");
        assertEquals(State.READ, reading.state(), reading.detail());
        assertEquals(
                Set.of(
                        "cache (S-1-5-21-1-2-3-1131) in Domain Admins",
                        "dit (S-1-5-21-1-2-3-1133) in Domain Admins",
                        "premier (S-1-5-21-1-2-3-1134) in Domain Admins",
                        "Depannage (S-1-5-21-1-2-3-1130, group) in Domain Admins",
                        "cache2 (S-1-5-21-1-2-3-1132) in Domain Admins through Depannage"),
                values());
        assertTrue(reading.items().stream().allMatch(item -> hasDomain(Optional.of(item))));
    }

    @Test
    void aMemberWhoMayNotBeReadIsToldByName() {
        directory.add(group(
                "Domain Admins",
                512,
                "CN=secret,OU=Coffre," + HEAD,
                "CN=S-1-5-21-9-8-7-1105,CN=ForeignSecurityPrincipals," + HEAD,
                "CN=voisin,CN=Users,DC=ailleurs,DC=test"));
        SiteReading reading = read("ad.group.privileged");
        assertEquals(State.PARTIAL, reading.state());
        assertEquals(
                Set.of(
                        "CN=secret,OU=Coffre,{domain} in Domain Admins, which the computer may not read",
                        "S-1-5-21-9-8-7-1105 in Domain Admins, which the computer may not read",
                        "CN=voisin,CN=Users,DC=ailleurs,DC=test in Domain Admins, of another domain, where members of it are not known"),
                values());
        assertTrue(members().allMatch(item -> hasDomain(Optional.of(item))));
        assertTrue(members().anyMatch(item -> item.name().equals("S-1-5-21-9-8-7-1105")));
        assertEquals(
                Set.of(
                        "partly unreadable CN=secret,OU=Coffre,{domain}",
                        "partly unreadable CN=S-1-5-21-9-8-7-1105,CN=ForeignSecurityPrincipals,{domain}"),
                reading.items().stream()
                        .filter(UnreadObjects::isOne)
                        .map(Item::name)
                        .collect(Collectors.toSet()));
    }

    @Test
    void aGroupThatNamesFewerThanSayToBeInItIsReadInPart() {
        directory.add(group("Domain Admins", 512)).add(user("dit", 1133, "memberOf: " + in("Domain Admins")));
        assertEquals(State.PARTIAL, read("ad.group.privileged").state());
        directory.add(group("Domain Admins", 512, in("dit")));
        assertEquals(State.READ, read("ad.group.privileged").state());
        directory.set(in("Domain Admins"), "objectSid", "");
        assertEquals(State.PARTIAL, read("ad.group.privileged").state());
    }

    @Test
    void aLargeGroupCostsFewQuestions() {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            names.append("member: ").append(in("u" + i)).append('\n');
            directory.add(user("u" + i, 10_000 + i, i < 4_900 ? "memberOf: " + in("Domain Admins") : ""));
        }
        directory.add(group("Domain Admins", 512).strip() + "\n" + names);
        int before = directory.asked();
        assertEquals(5_000, read("ad.group.privileged").items().size());
        assertTrue(directory.asked() - before < 30, () -> "questions: " + (directory.asked() - before));
    }
}
