package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.directory.Domain;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where a directory has more than is taken, that is said: of one object where it is about one, of the place where it is not. */
final class BoundsOfDirectoryTest {
    private static final String SERVICES = "CN=Public Key Services,CN=Services,CN=Configuration,{domain}";
    private static final String POLICIES = "CN=Policies,CN=System,{domain}";

    private static SiteReading reading(String location, String ldif) {
        return PlaceReading.of(location, HeldDirectory.of(ldif));
    }

    private static String many(int count, String line) {
        return IntStream.range(0, count).mapToObj(line::formatted).collect(Collectors.joining());
    }

    private static void assertMoreOfOne(SiteReading reading, String source) {
        assertEquals(State.PARTIAL, reading.state());
        assertEquals(ReasonCode.TOO_LARGE, reading.reason());
        assertEquals("directory-objects-unread|1|" + source, reading.detail());
        assertEquals(Set.of(), reading.unread());
        assertTrue(reading.mayHide(source));
        assertEquals(
                List.of(source),
                reading.items().stream()
                        .filter(item -> item.name().equals("more than is read"))
                        .map(Item::source)
                        .toList());
    }

    private static void assertMoreOfThePlace(SiteReading reading) {
        assertEquals(State.PARTIAL, reading.state());
        assertEquals(ReasonCode.TOO_LARGE, reading.reason());
        assertTrue(reading.mayHide("anything"));
    }

    @Test
    void values() {
        assertMoreOfOne(
                reading(
                        "ad.account.weak",
                        "dn: CN=a,{domain}\nobjectClass: user\nuserAccountControl: 512\nservicePrincipalName: http/a\nhas-more-values: TRUE"),
                "CN=a,{domain}");
    }

    @Test
    void links() {
        String link = "[LDAP://cn={11111111-2222-3333-4444-%012d},cn=policies,cn=system,DC=mairie,DC=example;0]";
        assertMoreOfOne(
                reading(
                        "ad.policy.link",
                        "dn: OU=a,{domain}\nobjectClass: organizationalUnit\ngPLink: " + many(1_001, link)),
                "OU=a,{domain}");
    }

    private static String template(String more) {
        return "dn: CN=a,CN=Certificate Templates," + SERVICES + "\nobjectClass: pKICertificateTemplate\n" + more;
    }

    @Test
    void whoMayAskForATemplate() {
        String right = "(OA;;CR;0e10c968-78fb-11d2-90d4-00c04f79dc55;;S-1-5-21-1-2-3-2%03d)";
        assertMoreOfOne(
                reading("ad.certificate-template", template("nTSecurityDescriptor: O:DAG:DAD:" + many(33, right))),
                "CN=a,CN=Certificate Templates,CN=Public Key Services,CN=Services,CN=Configuration,{forest}");
    }

    @Test
    void purposesOfATemplateOfWhichThoseThatLogOnAreNotPushedOut() {
        SiteReading reading = reading(
                "ad.certificate-template",
                template("nTSecurityDescriptor: O:DAG:DAD:\n" + many(70, "pKIExtendedKeyUsage: 1.2.3.%d\n")
                        + "pKIExtendedKeyUsage: 1.3.6.1.5.5.7.3.2"));
        assertMoreOfOne(
                reading, "CN=a,CN=Certificate Templates,CN=Public Key Services,CN=Services,CN=Configuration,{forest}");
        assertTrue(
                reading.items().getFirst().value().contains("client"),
                reading.items().toString());
    }

    @Test
    void templatesThatAnAuthorityOffers() {
        assertMoreOfOne(
                reading(
                        "ad.certificate-template",
                        "dn: CN=CA,CN=Enrollment Services," + SERVICES + "\nobjectClass: pKIEnrollmentService\n"
                                + many(1_001, "certificateTemplates: t%d\n")),
                "CN=CA,CN=Enrollment Services,CN=Public Key Services,CN=Services,CN=Configuration,{forest}");
    }

    @Test
    void extensionsOfAPolicy() {
        assertMoreOfOne(
                reading(
                        "ad.policy",
                        "dn: CN={11111111-2222-3333-4444-555555555555}," + POLICIES
                                + "\nobjectClass: groupPolicyContainer\ngPCFileSysPath: x\ngPCMachineExtensionNames: "
                                + many(201, "[{11111111-2222-3333-4444-%012d}]")),
                "CN={11111111-2222-3333-4444-555555555555},CN=Policies,CN=System,{domain}");
    }

    @Test
    void namesOfPolicies() {
        assertMoreOfThePlace(reading(
                "ad.policy.link",
                many(
                        5_000,
                        "dn: CN={11111111-2222-3333-4444-%012d}," + POLICIES
                                + "\nobjectClass: groupPolicyContainer\n\n")));
    }

    @Test
    void controllers() {
        assertMoreOfThePlace(reading(
                "ad.controller", many(2_000, "dn: CN=%d,{domain}\nobjectClass: computer\nprimaryGroupID: 516\n\n")));
    }

    @Test
    void members() {
        String group = "dn: CN=Domain Admins,{domain}\nobjectClass: group\nsAMAccountName: Domain Admins\nobjectSid:: "
                + HeldDirectory.sid(512) + "\n\n";
        String member = """
            dn: CN=%1$d,{domain}
            objectClass: user
            memberOf: CN=Domain Admins,{domain}
            objectSid: S-1-5-21-1-2-3-2%1$d
            adminCount: 1

            """;
        SiteReading reading = reading("ad.group.privileged", group + many(10_000, member));
        assertTrue(reading.items().stream().anyMatch(item -> item.name().equals("more than is read")));
        assertEquals(State.PARTIAL, reading.state());
        assertEquals(Set.of(), reading.unread(), "who comes into another group is new");
        assertTrue(reading.mayHide("CN=Domain Admins,{domain}"));
        // Who is marked as protected and in none of them is not known, nor who was.
        assertTrue(reading.mayHide("CN=9999,{domain}"));
        assertTrue(reading.items().stream().noneMatch(item -> item.name().equals("adminCount")));
    }

    @Test
    void aLongValueIsAnotherOneWhateverOfItIsOther() {
        String account = "dn: CN=a,CN=System,{domain}\nobjectClass: msWMI-Som\nmsWMI-Parm2: " + "x".repeat(9_000);
        String one =
                reading("ad.policy.filter", account + "1").items().getFirst().value();
        String other =
                reading("ad.policy.filter", account + "2").items().getFirst().value();
        assertTrue(one.length() <= 8_192);
        assertNotEquals(one, other);
    }

    @Test
    void otherDomains() throws Exception {
        String domain = "dn: CN=d%d,CN=Partitions,CN=Configuration,{domain}\nobjectClass: crossRef\nnETBIOSName: d\n";
        HeldDirectory directory = HeldDirectory.of(many(101, domain + "systemFlags: 3\nnCName: DC=d\n\n"));
        List<String> others = Domain.of(directory).others(directory);
        assertEquals(101, others.size());
        assertEquals("…", others.getLast());
    }
}
