package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.windows.program.Chain.End;
import bzh.vigie.agent.windows.program.Signing.Publisher;
import bzh.vigie.event.Sha256;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the chain of a certificate among those that came with it and the pinned roots. What was checked once is kept, since the
 * same authorities stand under most signatures. Used by one thread.
 */
final class Chains {
    private static final int KEPT = 256;
    private static final int LONGEST = 8;
    /** Signatures of certificates that are checked for one chain. */
    private static final int MOST_CHECKS = 64;

    private static final int CERTIFICATE_SIGNING = 5;
    /** Critical extensions that are looked at: key usage, basic constraints, extended key usage; policies limit nothing here. */
    private static final Set<String> UNDERSTOOD = Set.of("2.5.29.15", "2.5.29.19", "2.5.29.37", "2.5.29.32");

    private final Pins pins;
    private final CertificateFactory factory;
    private final Map<Sha256, Optional<X509Certificate>> read = kept();
    private final Map<String, Boolean> checked = kept();

    Chains(Pins pins) {
        this.pins = pins;
        try {
            this.factory = CertificateFactory.getInstance("X.509");
        } catch (CertificateException e) {
            throw new IllegalStateException("every Java platform has X.509", e);
        }
    }

    /** Those that can be read. */
    List<X509Certificate> certificates(List<byte[]> encoded) {
        List<X509Certificate> all = new ArrayList<>();
        for (byte[] each : encoded) {
            read.computeIfAbsent(Sha256.over(each), key -> certificate(each)).ifPresent(all::add);
        }
        return all;
    }

    /** The best chain from that certificate up. */
    Chain of(X509Certificate first, List<X509Certificate> others) {
        return new Climb(others).from(List.of(first));
    }

    private Optional<X509Certificate> certificate(byte[] encoded) {
        try {
            return Optional.of((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded)));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    private boolean signed(X509Certificate issuer, X509Certificate certificate) {
        String pair =
                Pins.fingerprint(issuer).hex() + Pins.fingerprint(certificate).hex();
        return checked.computeIfAbsent(pair, key -> {
            try {
                certificate.verify(issuer.getPublicKey());
                return true;
            } catch (GeneralSecurityException | ProviderException e) {
                return false;
            }
        });
    }

    /** Whether that certificate may sign others, with so many authorities below it. */
    private static boolean maySign(X509Certificate authority, int below) {
        boolean[] usage = authority.getKeyUsage();
        Set<String> critical = authority.getCriticalExtensionOIDs();
        return authority.getBasicConstraints() >= below
                && (usage == null || usage[CERTIFICATE_SIGNING])
                && (critical == null || UNDERSTOOD.containsAll(critical));
    }

    private static <K, V> Map<K, V> kept() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > KEPT;
            }
        };
    }

    /** One search. */
    private final class Climb {
        private final List<X509Certificate> others;
        private int checks;

        Climb(List<X509Certificate> others) {
            this.others = others;
        }

        Chain from(List<X509Certificate> path) {
            X509Certificate last = path.getLast();
            Optional<Publisher> pinned = pins.publisher(last);
            if (pinned.isPresent()) {
                return new Chain(path, End.PINNED, pinned.get());
            }
            for (X509Certificate root : pins.named(last.getIssuerX500Principal())) {
                if (mayCheck() && signed(root, last)) {
                    return new Chain(
                            with(path, root), End.PINNED, pins.publisher(root).orElse(Publisher.OTHER));
                }
            }
            if (last.getIssuerX500Principal().equals(last.getSubjectX500Principal())) {
                return new Chain(path, signed(last, last) ? End.NOT_PINNED : End.WRONG, Publisher.OTHER);
            }
            return above(path, last);
        }

        private Chain above(List<X509Certificate> path, X509Certificate last) {
            Chain best = new Chain(path, End.INCOMPLETE, Publisher.OTHER);
            boolean wrong = false;
            for (X509Certificate each : others) {
                boolean issuer = each.getSubjectX500Principal().equals(last.getIssuerX500Principal());
                if (!issuer || path.contains(each) || path.size() >= LONGEST || !mayCheck()) {
                    continue;
                }
                if (!maySign(each, path.size() - 1) || !signed(each, last)) {
                    wrong = true;
                    continue;
                }
                Chain chain = from(with(path, each));
                if (chain.isPinned()) {
                    return chain;
                }
                boolean better =
                        chain.path().size() > best.path().size() || chain.end().compareTo(best.end()) > 0;
                best = better ? chain : best;
            }
            boolean nothingElse = best.path().size() == path.size();
            return wrong && nothingElse ? new Chain(path, End.WRONG, Publisher.OTHER) : best;
        }

        private boolean mayCheck() {
            return checks++ < MOST_CHECKS;
        }

        private List<X509Certificate> with(List<X509Certificate> path, X509Certificate next) {
            List<X509Certificate> longer = new ArrayList<>(path);
            longer.add(next);
            return longer;
        }
    }
}
