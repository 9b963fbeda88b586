package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.EncodedCertificate;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.Sha256;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Authorities of a forest (MS-WCCE 2.2.2.11): an item for each that issues by templates, for each template that it offers, for each place
 * on the network where it takes requests, and for each certificate that the forest's machines rely on: whose certificates log on
 * ({@code NTAuth}), whose are relied on at all ({@code root}), those between ({@code issuer}), and those to which keys are kept
 * ({@code recovery}).
 */
public final class CertificationAuthorities implements DirectoryFormat {
    private static final String CERTIFICATE = "cACertificate";
    private static final String RECOVERY = "msPKI-PrivateKeyRecoveryAgent";
    private static final String SERVERS = "msPKI-Enrollment-Servers";

    /** An object of this class has to have the attribute: where it has no certificate, it has a byte. */
    private static final int LEAST = 32;

    private static final int MOST = 64 * 1024;

    @Override
    public Set<String> classes() {
        return Set.of(CertificateServices.SERVICE, CertificateServices.TEMPLATE, "certificationAuthority", RECOVERY);
    }

    @Override
    public void read(Pass pass) throws Refused {
        String base = CertificateServices.base(pass);
        Set<String> issuing = new HashSet<>();
        Set<String> seen = CertificateServices.templates(pass);
        pass.ask(
                Query.below(
                        base,
                        "(objectClass=" + CertificateServices.SERVICE + ")",
                        "objectClass",
                        CERTIFICATE,
                        CertificateServices.HOST,
                        CertificateServices.OFFERED,
                        SERVERS,
                        "flags",
                        "whenChanged"),
                entry -> {
                    service(pass, entry, issuing, seen);
                    return true;
                });
        pass.ask(
                Query.below(base, "(objectClass=certificationAuthority)", "objectClass", CERTIFICATE, "whenChanged"),
                entry -> {
                    String kind = kind(pass, entry);
                    certificates(pass, entry, kind, CERTIFICATE, kind.equals("NTAuth") ? issuing : Set.of());
                    return true;
                });
        pass.ask(
                Query.below(base, "(objectClass=" + RECOVERY + ")", "objectClass", "userCertificate", "whenChanged"),
                entry -> {
                    certificates(pass, entry, "recovery", "userCertificate", Set.of());
                    return true;
                });
    }

    private static void service(Pass pass, Entry entry, Set<String> issuing, Set<String> seen) {
        pass.found(
                entry,
                draft(
                        "authority",
                        "issues by templates on " + entry.text(CertificateServices.HOST) + "; flags "
                                + entry.bits("flags")));
        for (String template : entry.texts(CertificateServices.OFFERED)) {
            boolean isSeen = seen.contains(template.toLowerCase(Locale.ROOT));
            pass.found(
                    entry,
                    draft(
                                    "offers " + template,
                                    "issues certificates by the template " + template
                                            + (isSeen ? "" : ", which is not there or is hidden from this computer"))
                            .made(isSeen && StockTemplates.isOffered(template))
                            .with(Trait.MISMATCH, !isSeen));
        }
        entry.texts(SERVERS).forEach(server -> server(pass, entry, server));
        for (byte[] value : entry.all(CERTIFICATE)) {
            if (issuing.size() >= MOST) {
                pass.tooMany();
            } else if (value.length >= LEAST && value.length <= MOST) {
                issuing.add(Sha256.over(value).hex());
            }
        }
        certificates(pass, entry, "issuing", CERTIFICATE, Set.of());
    }

    /** Priority, who is let in, whether for renewals alone, and where: a line each (MS-WCCE 2.2.2.11.2). */
    private static void server(Pass pass, Entry entry, String value) {
        List<String> lines = value.lines().map(String::strip).limit(8).toList();
        Optional<String> where = lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("http"))
                .findFirst();
        if (where.isEmpty()) {
            pass.malformed(entry);
            return;
        }
        String in = lines.size() < 2
                ? "?"
                : switch (lines.get(1)) {
                    case "1" -> "anybody";
                    case "2" -> "Kerberos or NTLM";
                    case "4" -> "name and password";
                    case "8" -> "certificate";
                    default -> lines.get(1);
                };
        boolean isOpen = where.get().toLowerCase(Locale.ROOT).startsWith("http:");
        pass.found(
                entry,
                draft(
                        (isOpen ? "ESC8 " : "takes requests ") + where.get(),
                        "lets in by " + in
                                + (isOpen
                                        ? ", and whoever is made to log on to somebody can be passed on to it"
                                        : lines.size() > 1 && lines.get(1).equals("2")
                                                ? ", and whether it binds that to TLS (extended protection) is not seen"
                                                : "")));
    }

    private static String kind(Pass pass, Entry entry) {
        String base = "," + CertificateServices.base(pass);
        if (entry.name().equalsIgnoreCase("NTAuthCertificates")) {
            return "NTAuth";
        }
        if (Dn.isIn(entry.dn(), "CN=Certification Authorities" + base)) {
            return "root";
        }
        return Dn.isIn(entry.dn(), "CN=AIA" + base) ? "issuer" : "other";
    }

    /** @param known those of authorities that issue by templates; of NTAuth alone */
    private static void certificates(Pass pass, Entry entry, String kind, String attribute, Set<String> known) {
        for (byte[] value : entry.all(attribute)) {
            if (value.length >= LEAST) {
                certificate(pass, entry, kind, value, known);
            }
        }
    }

    private static void certificate(Pass pass, Entry entry, String kind, byte[] value, Set<String> known) {
        Optional<X509Certificate> certificate =
                value.length > MOST ? Optional.empty() : new EncodedCertificate(value).decoded();
        if (certificate.isEmpty()) {
            pass.malformed(entry);
        }
        String hash = Sha256.over(value).hex();
        boolean isForeign = kind.equals("NTAuth") && !known.contains(hash);
        pass.found(
                entry,
                draft(
                                kind + " " + hash,
                                certificate
                                                .map(CertificationAuthorities::text)
                                                .orElse("a certificate that cannot be understood")
                                        + (isForeign ? "; of no authority that the directory has" : ""))
                        .with(Trait.MISMATCH, isForeign));
    }

    private static String text(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName() + " — "
                + certificate.getIssuerX500Principal().getName() + ", "
                + certificate.getNotBefore().toInstant() + " – "
                + certificate.getNotAfter().toInstant();
    }

    private static Draft draft(String name, String value) {
        return Draft.of(name, value, new Run.Nothing());
    }
}
