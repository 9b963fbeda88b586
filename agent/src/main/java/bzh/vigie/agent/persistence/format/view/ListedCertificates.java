package bzh.vigie.agent.persistence.format.view;

import bzh.vigie.agent.host.EncodedCertificate;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.host.ToldStore;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.CrossCheck;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Surroundings;
import bzh.vigie.agent.persistence.format.registry.CertificateBlob;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Certificates of the machine's stores as Windows tells them against their keys in the registry: one that Windows tells and that has no
 * key, which is kept from whoever reads the registry; one that has a key and is not told; and a key whose name is not the certificate's
 * SHA-1, or whose value is none, which no interface of Windows writes. That one is out of date says nothing here, and private keys are
 * nowhere asked for.
 */
public final class ListedCertificates implements CrossCheck {
    /** Names of the items: how the two sides differ. */
    static final String NOT_TOLD = "not told";

    static final String WITHOUT_KEY = "without key";
    static final String OTHER_THUMBPRINT = "thumbprint";
    static final String MALFORMED = "malformed";

    private static final String CERTIFICATES = "\\Certificates";
    private static final int MOST = 10_000;

    /** Where the registry has them: the machine's own, those by group policy and those of the domain. */
    private static final List<String> STORES = List.of(
                    "HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\",
                    "HKLM\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\",
                    "HKLM\\SOFTWARE\\Microsoft\\EnterpriseCertificates\\")
            .stream()
            .flatMap(stores -> List.of("Root", "AuthRoot", "CA", "TrustedPublisher", "Disallowed").stream()
                    .map(stores::concat))
            .toList();

    @Override
    public Reading<Look> look(SystemLists told, Registry registry, Surroundings around) {
        return told.certificates(STORES).then(stores -> new Pass(registry).compare(stores));
    }

    private static final class Pass {
        private final Registry registry;
        private final List<Difference> differences = new ArrayList<>();
        private Optional<Refused<?>> unread = Optional.empty();

        Pass(Registry registry) {
            this.registry = registry;
        }

        Reading<Look> compare(List<ToldStore> stores) {
            int compared = 0;
            for (ToldStore store : stores) {
                switch (store.certificates()) {
                    case Found<List<EncodedCertificate>>(List<EncodedCertificate> certificates) -> {
                        compared++;
                        compare(store.key() + CERTIFICATES, certificates);
                    }
                    case Absent<List<EncodedCertificate>> ignored -> {}
                    case Refused<List<EncodedCertificate>> refused -> unread = Optional.of(refused);
                }
            }
            return compared == 0 && unread.isPresent()
                    ? Reading.refused(unread.get().reason(), unread.get().detail())
                    : Reading.found(new Look(differences, unread));
        }

        private void compare(String path, List<EncodedCertificate> certificates) {
            Map<String, EncodedCertificate> rows = new LinkedHashMap<>();
            certificates.forEach(certificate -> rows.put(certificate.thumbprint(), certificate));
            switch (registry.key(path)) {
                case Found<RegistryKey>(RegistryKey key) -> {
                    keys(path, key.subkeys(), rows);
                    rows.forEach((thumbprint, certificate) -> onlyTold(path, thumbprint, certificate));
                }
                case Absent<RegistryKey> ignored ->
                    rows.forEach((thumbprint, certificate) -> onlyTold(path, thumbprint, certificate));
                case Refused<RegistryKey> refused -> unread = Optional.of(refused);
            }
        }

        /** Takes those that have a key out of the rows. */
        private void keys(String path, List<String> names, Map<String, EncodedCertificate> rows) {
            Set<EncodedCertificate> told = new HashSet<>(rows.values());
            for (String name : names.subList(0, Math.min(MOST, names.size()))) {
                switch (registry.key(path + Registry.SEPARATOR + name)) {
                    case Found<RegistryKey>(RegistryKey key) ->
                        CertificateBlob.of(key)
                                .ifPresentOrElse(
                                        blob -> blob.certificate()
                                                .ifPresentOrElse(
                                                        certificate -> {
                                                            rows.remove(certificate.thumbprint(), certificate);
                                                            both(key, certificate, told.contains(certificate));
                                                        },
                                                        () -> empty(key, blob, rows)),
                                        () -> saysNothing(name, rows));
                    case Absent<RegistryKey> ignored -> {}
                    case Refused<RegistryKey> refused -> {
                        unread = Optional.of(refused);
                        saysNothing(name, rows);
                    }
                }
            }
        }

        /** A key that could not be read, or without its value, proves nothing about the certificate of its name. */
        private static void saysNothing(String name, Map<String, EncodedCertificate> rows) {
            rows.keySet().removeIf(name::equalsIgnoreCase);
        }

        private void both(RegistryKey key, EncodedCertificate certificate, boolean isTold) {
            if (!key.name().equalsIgnoreCase(certificate.thumbprint())) {
                differs(
                        key,
                        OTHER_THUMBPRINT,
                        shown(certificate) + "SHA-1 " + certificate.thumbprint()
                                + ", under another name in the registry, "
                                + (isTold ? "told by Windows" : "not told by Windows"),
                        Trait.MISMATCH);
            } else if (!isTold && certificate.decoded().isEmpty()) {
                // Windows passes over what it cannot decode either.
                differs(
                        key,
                        MALFORMED,
                        "a value in the registry that cannot be decoded as a certificate, not told by Windows",
                        Trait.MISMATCH);
            } else if (!isTold) {
                differs(key, NOT_TOLD, shown(certificate) + "in the registry, not told by Windows", Trait.HIDDEN);
            }
        }

        /** Properties alone, in good order, are what Windows keeps of some certificates. */
        private void empty(RegistryKey key, CertificateBlob blob, Map<String, EncodedCertificate> rows) {
            saysNothing(key.name(), rows);
            if (!blob.isWhole()) {
                differs(key, MALFORMED, "a value in the registry that holds no certificate", Trait.MISMATCH);
            }
        }

        private void onlyTold(String path, String thumbprint, EncodedCertificate certificate) {
            Draft draft = Draft.of(
                            WITHOUT_KEY,
                            shown(certificate) + "told by Windows, without a key in the registry",
                            new Run.Nothing())
                    .with(Trait.HIDDEN, true);
            differences.add(new Difference(path + Registry.SEPARATOR + thumbprint, 0, draft));
        }

        private void differs(RegistryKey key, String name, String what, Trait trait) {
            Draft draft = Draft.of(name, what, new Run.Nothing()).with(trait, true);
            differences.add(new Difference(key.path(), key.modifiedMicros(), draft));
        }

        /** Whose it is. */
        private static String shown(EncodedCertificate certificate) {
            return certificate
                    .decoded()
                    .map(c -> WindowsPath.shown(c.getSubjectX500Principal().getName()) + ": ")
                    .orElse("");
        }
    }
}
