package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.directory.LdifDirectory;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Certificate services in a directory: what fresh ones have says nothing, and each condition that opens the domain is told. */
final class CertificatesOfDirectoryTest {
    private static final Path TEXTS = Path.of("src/test/resources/directory");
    private static final String BASE = "CN=Public Key Services,CN=Services,CN=Configuration,DC=mairie,DC=test";
    private static final String TEMPLATES = "ad.certificate-template";
    private static final String AUTHORITIES = "ad.certification-authority";
    private static final String NTAUTH = "CN=NTAuthCertificates," + BASE;
    private static final String SOMEBODY = "S-1-5-21-1-2-3-1106";
    private static final String OTHER = """
            dn: CN=x,CN=Users,DC=mairie,DC=test
            cACertificate:: MIIBezCCASGgAwIBAgIUdMMrtBnZvwwWr9NcBLOB67Br0j4wCgYIKoZIzj0EAwIwEzERMA8GA1UEAwwIb3RoZXItQ0EwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAwMDAwWjATMREwDwYDVQQDDAhvdGhlci1DQTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBjvtOBMon6nuBWEMrXMe7RheyV2D/lZd9R1o1ka/CWhPyH1IiPYZo0ITLoSDhMxz7HEBnJ0XMC9sN2BYP/z4a+jUzBRMB0GA1UdDgQWBBQTgW3jT8kXHVnNq2q98ouccb5idjAfBgNVHSMEGDAWgBQTgW3jT8kXHVnNq2q98ouccb5idjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIAMx3SpGcEKBBQRI9tFO5zOWXDxEVphItAi6d7tu6ptyAiEA5IDe4KgDwpCS8a1+EDrT5VTChTTbDPHys8+8638frqs=""";

    private final LdifDirectory directory = new LdifDirectory(Sid.of("S-1-5-21-1-2-3"), "DC=mairie,DC=test")
            .add(text("certificate-services.ldif"))
            .add(text("certificate-templates.ldif"));

    private static String text(String name) {
        try {
            return Files.readString(TEXTS.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SiteReading read(String location) {
        return PlaceReading.of(location, directory);
    }

    private Optional<Item> item(String location, String source, String name) {
        return read(location).items().stream()
                .filter(item -> item.source().startsWith("CN=" + source + ",")
                        && item.name().startsWith(name))
                .findFirst();
    }

    private static String template(String name) {
        return "CN=" + name + ",CN=Certificate Templates," + BASE;
    }

    /** A descriptor of a template that these may ask for. */
    private static String asked(String... who) {
        StringBuilder text = new StringBuilder("O:EAD:PAI(A;;LCRPLORC;;;AU)(A;;CCDCLCSWRPWPDTLOSDRCWDWO;;;DA)");
        for (String each : who) {
            text.append("(OA;;RPWPCR;0e10c968-78fb-11d2-90d4-00c04f79dc55;;")
                    .append(each)
                    .append(')');
        }
        return text.toString();
    }

    @Test
    void freshTemplatesAreAsBrought() {
        SiteReading reading = read(TEMPLATES);
        assertEquals(State.READ, reading.state());
        assertEquals(List.of(), reading.items());
        assertEquals(33, reading.folded());
    }

    @Test
    void rightsOfFreshServicesAreTheirOwn() {
        assertEquals(List.of(), read("ad.rights.certificate").items());
        assertEquals(List.of(), read("ad.issuance-policy").items());
        assertEquals(List.of(), read("ad.explicit-mapping").items());
        directory.set(
                "CN=OID," + BASE,
                "nTSecurityDescriptor",
                "O:EAD:(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;S-1-5-21-1-2-3-1109)");
        assertTrue(
                item("ad.rights.certificate", "OID", "S-1-5-21-1-2-3-1109")
                        .orElseThrow()
                        .traits()
                        .contains(Trait.SUPERUSER),
                "the authority's machine has rights over what it publishes about itself, not over policies");
    }

    @Test
    void whoSaysToBeTheMachineOfAnAuthorityTakesItsRightsOutOfTheDefault() {
        String name = "dNSHostName: ca1.mairie.test";
        directory.add("dn: CN=FAUX,CN=Computers,DC=mairie,DC=test\nobjectClass: user\nobjectClass: computer\n"
                + "objectSid: S-1-5-21-1-2-3-1140\n" + name + "\n");
        directory.set(
                "CN=CA1,CN=CDP," + BASE,
                "nTSecurityDescriptor",
                "O:EAD:(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;S-1-5-21-1-2-3-1140)");
        assertTrue(item("ad.rights.certificate", "CA1", "S-1-5-21-1-2-3-1140").isPresent());
    }

    @Test
    void aFreshAuthorityIsListedWithItsCertificates() {
        SiteReading reading = read(AUTHORITIES);
        assertEquals(State.READ, reading.state());
        List<Item> items = reading.items();
        assertEquals(16, items.size(), () -> items.toString());
        assertTrue(items.stream().allMatch(item -> item.traits().isEmpty()), items::toString);
        assertTrue(items.stream()
                .filter(item -> item.name().startsWith("offers "))
                .allMatch(item -> item.shipped() == Shipped.AS_PACKAGED));
        assertEquals(
                "CN=mairie-CA — CN=mairie-CA, 2026-01-01T00:00:00Z – 2036-01-01T00:00:00Z",
                item(AUTHORITIES, "NTAuthCertificates", "NTAuth ").orElseThrow().value());
    }

    @Test
    void aCertificateOfNoAuthorityThatLogsOnIsTold() {
        directory
                .set(NTAUTH, "cACertificate", "")
                .add(OTHER.replace("CN=x,CN=Users,DC=mairie,DC=test", NTAUTH)
                        + "\nobjectClass: certificationAuthority\n");
        Item told = item(AUTHORITIES, "NTAuthCertificates", "NTAuth ").orElseThrow();
        assertTrue(told.traits().contains(Trait.MISMATCH));
        assertTrue(told.value().startsWith("CN=other-CA"), told.value());
    }

    @Test
    void whoeverAsksChoosesTheName() {
        directory.set(template("User"), "msPKI-Certificate-Name-Flag", "1");
        Item told = item(TEMPLATES, "User", "ESC1").orElseThrow();
        assertEquals(
                "whoever asks chooses whose name it bears, and one logs on with it; may ask: Domain users (S-1-5-21-1-2-3-513)",
                told.value());
        assertEquals(
                "CN=User,CN=Certificate Templates,CN=Public Key Services,CN=Services,CN=Configuration,{forest}",
                told.source());
        assertTrue(told.traits().contains(Trait.SUPERUSER) && told.enabled());
        assertEquals(
                Shipped.UNKNOWN,
                item(TEMPLATES, "User", "template").orElseThrow().shipped());
        directory.set(template("User"), "msPKI-Enrollment-Flag", "43");
        assertTrue(item(TEMPLATES, "User", "ESC1").isEmpty(), "somebody has to consent");
        directory.set(template("User"), "msPKI-Enrollment-Flag", "41").set(template("User"), "msPKI-RA-Signature", "1");
        assertTrue(item(TEMPLATES, "User", "ESC1").isEmpty(), "somebody else has to sign");
    }

    @Test
    void whatAdministratorsAloneMayAskForIsNoCondition() {
        directory.set(template("OfflineRouter"), "nTSecurityDescriptor", asked("DA"));
        assertTrue(item(TEMPLATES, "OfflineRouter", "ESC").isEmpty());
        directory.set(template("OfflineRouter"), "nTSecurityDescriptor", asked("DA", SOMEBODY));
        assertFalse(item(TEMPLATES, "OfflineRouter", "ESC1").orElseThrow().enabled(), "no authority offers it");
        String denied = "(OD;;CR;0e10c968-78fb-11d2-90d4-00c04f79dc55;;%s)";
        String asked = asked("DA", SOMEBODY);
        String before = "D:PAI" + denied.formatted(SOMEBODY);
        directory.set(template("OfflineRouter"), "nTSecurityDescriptor", asked.replace("D:PAI", before));
        assertTrue(item(TEMPLATES, "OfflineRouter", "ESC").isEmpty(), "it is taken from who was given it");
        directory.set(template("OfflineRouter"), "nTSecurityDescriptor", asked + denied.formatted(SOMEBODY));
        assertTrue(item(TEMPLATES, "OfflineRouter", "ESC1").isPresent(), "what comes later in the list takes nothing");
        directory.set(
                template("OfflineRouter"),
                "nTSecurityDescriptor",
                asked.replace("D:PAI", "D:PAI" + denied.formatted("S-1-5-21-1-2-3-1107")));
        assertTrue(item(TEMPLATES, "OfflineRouter", "ESC1").isPresent(), "it is taken from somebody else");
        directory.set(
                template("OfflineRouter"),
                "nTSecurityDescriptor",
                asked.replace("D:PAI", before.replace("OD;;", "OD;CIIO;")));
        assertTrue(item(TEMPLATES, "OfflineRouter", "ESC1").isPresent(), "it is taken below alone");
        directory.set(
                template("OfflineRouter"),
                "nTSecurityDescriptor",
                asked.replace("D:PAI", "D:PAI(XD;;CR;;;" + SOMEBODY + ";@User.x==1)"));
        assertTrue(item(TEMPLATES, "OfflineRouter", "ESC1").isPresent(), "it is taken under a condition");
    }

    @Test
    void purposesThatOpenMoreAreTold() {
        directory.set(template("SubCA"), "nTSecurityDescriptor", asked(SOMEBODY));
        assertTrue(item(TEMPLATES, "SubCA", "ESC2").isPresent());
        directory.set(template("EnrollmentAgent"), "nTSecurityDescriptor", asked("AU"));
        assertTrue(item(TEMPLATES, "EnrollmentAgent", "ESC3").isPresent());
        directory.set(template("WebServer"), "nTSecurityDescriptor", asked("DC"));
        assertTrue(item(TEMPLATES, "WebServer", "ESC15").isPresent());
        directory.set(template("User"), "msPKI-Enrollment-Flag", "524329");
        Item unbound = item(TEMPLATES, "User", "ESC9").orElseThrow();
        assertFalse(unbound.traits().contains(Trait.SUPERUSER));
    }

    /** Asking in others' names takes a certificate of an agent, and a template that takes its signature. */
    @Test
    void aTemplateThatTakesAnAgentsSignatureIsTold() {
        directory
                .set(template("User"), "msPKI-RA-Signature", "1")
                .set(template("User"), "msPKI-RA-Application-Policies", "1.3.6.1.4.1.311.20.2.1");
        Item signed = item(TEMPLATES, "User", "ESC3 signed").orElseThrow();
        assertFalse(signed.traits().contains(Trait.SUPERUSER));
        assertTrue(signed.value().contains("may ask: "), signed.value());
        directory.set(
                template("User"),
                "msPKI-RA-Application-Policies",
                "msPKI-RA-Application-Policies`PZPWSTR`1.3.6.1.4.1.311.20.2.1`msPKI-Asymmetric-Algorithm`PZPWSTR`RSA`");
        assertTrue(item(TEMPLATES, "User", "ESC3 signed").isPresent(), "of a later kind");
        directory.set(template("User"), "msPKI-Enrollment-Flag", "43");
        assertTrue(item(TEMPLATES, "User", "ESC3 signed").isEmpty(), "somebody has to consent");
        directory
                .set(template("User"), "msPKI-Enrollment-Flag", "41")
                .set(template("User"), "pKIExtendedKeyUsage", "1.3.6.1.5.5.7.3.4");
        assertTrue(item(TEMPLATES, "User", "ESC3 signed").isEmpty(), "nobody logs on with it");
        directory
                .set(template("Machine"), "msPKI-RA-Signature", "1")
                .set(template("Machine"), "msPKI-RA-Application-Policies", "1.3.6.1.4.1.311.10.3.10");
        assertTrue(item(TEMPLATES, "Machine", "ESC3 signed").isEmpty(), "somebody else signs");
        directory
                .set(template("Machine"), "msPKI-RA-Application-Policies", "1.3.6.1.4.1.311.20.2.1")
                .set(template("Machine"), "nTSecurityDescriptor", asked("DA"));
        assertTrue(item(TEMPLATES, "Machine", "ESC3 signed").isEmpty(), "administrators alone may ask");
    }

    @Test
    void whoMayChangeATemplateIsTold() {
        directory.set(
                template("Machine"),
                "nTSecurityDescriptor",
                asked("DC") + "(A;;WD;;;" + SOMEBODY + ")(OA;;WP;ea1dddc4-60ff-416e-8cc0-17cee534bce7;;" + SOMEBODY
                        + ")");
        assertTrue(
                item(TEMPLATES, "Machine", "ESC4 " + SOMEBODY + " write-dacl").isPresent());
        assertTrue(item(TEMPLATES, "Machine", "ESC4 " + SOMEBODY + " write-property {ea1dddc4")
                .isPresent());
        directory.set(
                template("Machine"),
                "nTSecurityDescriptor",
                "O:" + SOMEBODY + asked("DC").substring(4));
        assertTrue(item(TEMPLATES, "Machine", "ESC4 " + SOMEBODY + " owner").isPresent());
    }

    @Test
    void aPolicyThatMakesAMemberIsTold() {
        directory
                .set(
                        "CN=402.17554DB2,CN=OID," + BASE,
                        "msDS-OIDToGroupLink",
                        "CN=Enterprise Admins,CN=Users,DC=mairie,DC=test")
                .set(template("User"), "msPKI-Certificate-Policy", "1.3.6.1.4.1.311.21.8.1.2.3.1.402")
                .add(
                        "dn: CN=Enterprise Admins,CN=Users,DC=mairie,DC=test\nobjectClass: group\nobjectSid: S-1-5-21-1-2-3-519\n");
        Item policy = read("ad.issuance-policy").items().getFirst();
        assertTrue(policy.traits().contains(Trait.SUPERUSER));
        assertEquals(
                "High Assurance; whoever logs on with a certificate under it is in CN=Enterprise Admins,CN=Users,{domain}",
                policy.value());
        assertTrue(item(TEMPLATES, "User", "ESC13 1.3.6.1.4.1.311.21.8.1.2.3.1.402")
                .isPresent());
        directory
                .set("CN=402.17554DB2,CN=OID," + BASE, "msDS-OIDToGroupLink", "CN=Wifi,OU=x,DC=mairie,DC=test")
                .add("dn: CN=Wifi,OU=x,DC=mairie,DC=test\nobjectClass: group\nobjectSid: S-1-5-21-1-2-3-1200\n");
        assertEquals(Set.of(), read("ad.issuance-policy").items().getFirst().traits());
    }

    @Test
    void requestsOverThePlainWebAreTold() {
        String service = "CN=MAIRIE-CA,CN=Enrollment Services," + BASE;
        directory.set(service, "msPKI-Enrollment-Servers", "1\n2\n0\nhttp://ca1.mairie.test/ces/service.svc/CES\n0");
        assertTrue(item(AUTHORITIES, "MAIRIE-CA", "ESC8 http://ca1.mairie.test/ces")
                .isPresent());
        directory.set(service, "msPKI-Enrollment-Servers", "1\n2\n0\nhttps://ca1.mairie.test/ces/service.svc/CES\n0");
        assertTrue(item(AUTHORITIES, "MAIRIE-CA", "ESC8").isEmpty());
        assertEquals(
                "lets in by Kerberos or NTLM, and whether it binds that to TLS (extended protection) is not seen",
                item(AUTHORITIES, "MAIRIE-CA", "takes requests https")
                        .orElseThrow()
                        .value());
    }

    @Test
    void mappingsAreToldAndWeakOnesSaySo() {
        String user = """
                dn: CN=%s,CN=Users,DC=mairie,DC=test
                objectClass: user
                userAccountControl: 512
                adminCount: %s
                altSecurityIdentities: %s
                """;
        directory
                .add(user.formatted("a", "0", "X509:<I>CN=mairie-CA<S>CN=a"))
                .add(user.formatted("b", "1", "X509:<I>CN=mairie-CA<SR>1200000000ac11000000002b"))
                .add(user.formatted("c", "0", "X509:<RFC822>c@mairie.test"))
                .add(user.formatted("d", "0", "Kerberos:d@AILLEURS.TEST"));
        assertTrue(item("ad.explicit-mapping", "a", "weak X509:<I>")
                .orElseThrow()
                .traits()
                .contains(Trait.MISMATCH));
        Item strong = item("ad.explicit-mapping", "b", "X509:<I>").orElseThrow();
        assertEquals(Set.of(Trait.SUPERUSER), strong.traits());
        assertTrue(item("ad.explicit-mapping", "c", "weak X509:<RFC822>").isPresent());
        assertEquals(
                "logs on with that name of another realm",
                item("ad.explicit-mapping", "d", "Kerberos").orElseThrow().value());
    }

    @Test
    void aTemplateThatIsOfferedAndNotSeenIsSaid() {
        directory.set("CN=MAIRIE-CA,CN=Enrollment Services," + BASE, "certificateTemplates", "Cachette");
        Item hidden = item(AUTHORITIES, "MAIRIE-CA", "offers Cachette").orElseThrow();
        assertEquals(Set.of(Trait.MISMATCH), hidden.traits());
        assertEquals(
                "issues certificates by the template Cachette, which is not there or is hidden from this computer",
                hidden.value());
    }

    @Test
    void whatMayNotBeReadIsSaid() {
        directory.set(template("User"), "nTSecurityDescriptor", "");
        SiteReading reading = read(TEMPLATES);
        assertEquals(State.PARTIAL, reading.state());
        assertEquals(ReasonCode.NO_RIGHT, reading.reason());
        assertTrue(reading.items().getFirst().value().endsWith("may ask: not read; automatically: not read"));
    }
}
