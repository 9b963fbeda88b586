package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.windows.program.EmbeddedSignatures.Embedded;
import bzh.vigie.agent.windows.program.Judge.Verdict;
import bzh.vigie.agent.windows.program.ProgramFacts.Carried;
import bzh.vigie.agent.windows.program.ProgramFacts.Oddity;
import bzh.vigie.agent.windows.program.Signing.By;
import bzh.vigie.agent.windows.program.Signing.Reason;
import bzh.vigie.event.Item.Signature;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a program's embedded signatures are worth together: the best one of them counts, since each that holds covers the whole
 * image.
 */
final class Authenticode {
    /** Extensions of certificates that authorities write: X.509's, PKIX's, Microsoft's, transparency's, Netscape's, Entrust's. */
    private static final List<String> USUAL_EXTENSIONS = List.of(
            "2.5.29.",
            "1.3.6.1.5.5.7.",
            "1.3.6.1.4.1.311.",
            "1.3.6.1.4.1.11129.2.4.",
            "2.16.840.1.113730.",
            "1.2.840.113533.7.65.",
            "1.2.840.113549.1.9.");

    private final Judge judge;

    Authenticode(Judge judge) {
        this.judge = judge;
    }

    /** The verdict, and oddities are added. */
    Signing of(EmbeddedSignatures embedded, Map<String, byte[]> images, Set<Oddity> oddities, List<Carried> carried)
            throws IOException {
        List<Signing> all = new ArrayList<>();
        Set<X509Certificate> used = new HashSet<>();
        for (Embedded each : embedded.signatures()) {
            all.add(of(each, images, oddities, used));
        }
        carried.addAll(embedded.carried());
        unused(embedded, used, carried);
        carried.forEach(c -> oddities.add(c.kind()));
        // Of what carries something and no signature, too.
        if (embedded.isUnreadable() || all.isEmpty()) {
            all.add(Signing.of(Signature.INVALID, Reason.UNREADABLE, By.EMBEDDED));
        }
        Signing best = all.getFirst();
        for (Signing each : all) {
            best = rank(each) < rank(best) ? each : best;
        }
        if (rank(best) < 2 && all.stream().anyMatch(s -> s.verdict() == Signature.INVALID)) {
            oddities.add(Oddity.OTHER_SIGNATURE_BROKEN);
        }
        return best;
    }

    private Signing of(Embedded signature, Map<String, byte[]> images, Set<Oddity> oddities, Set<X509Certificate> used)
            throws IOException {
        Verdict verdict = judge.of(signature.cms(), By.EMBEDDED);
        used.addAll(verdict.used());
        String algorithm = signature.digest().algorithm().orElse("");
        if (algorithm.startsWith("MD") || algorithm.equals("SHA-1")) {
            oddities.add(Oddity.WEAK_DIGEST);
        }
        byte[] image = images.get(algorithm);
        if (image == null) {
            return verdict.signing().but(Signature.UNKNOWN, Reason.UNKNOWN_ALGORITHM);
        }
        if (!MessageDigest.isEqual(image, signature.digest().digest().content())) {
            return verdict.signing().but(Signature.INVALID, Reason.DIGEST_DIFFERS);
        }
        boolean broken = algorithm.startsWith("MD") && verdict.signing().verdict() != Signature.INVALID;
        return broken ? verdict.signing().but(Signature.INVALID, Reason.WEAK) : verdict.signing();
    }

    private static int rank(Signing signing) {
        return switch (signing.verdict()) {
            case VALID -> 0;
            case UNKNOWN -> 1;
            case INVALID, UNSIGNED, NOT_CHECKED -> 2;
        };
    }

    private void unused(EmbeddedSignatures embedded, Set<X509Certificate> used, List<Carried> carried) {
        for (Embedded each : embedded.signatures()) {
            for (X509Certificate certificate : judge.certificates(each.cms())) {
                Set<String> extensions = certificate.getNonCriticalExtensionOIDs();
                if (used.contains(certificate) || extensions == null) {
                    continue;
                }
                for (String oid : extensions) {
                    byte[] value = certificate.getExtensionValue(oid);
                    if (value != null && USUAL_EXTENSIONS.stream().noneMatch(oid::startsWith)) {
                        carried.add(new Carried(Oddity.UNUSED_CERTIFICATE, oid, value.length, ReadableText.in(value)));
                    }
                }
            }
        }
    }
}
