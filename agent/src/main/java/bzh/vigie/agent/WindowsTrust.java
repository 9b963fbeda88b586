package bzh.vigie.agent;

import bzh.vigie.agent.host.EncodedCertificate;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.host.ToldStore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The authorities that a Windows trusts for all its accounts: its own, those that policies hand out and those of the forest, without those
 * that it is told to distrust. Java's own reader of them (SunMSCAPI) is in few runtimes.
 */
final class WindowsTrust {
    private static final List<String> PLACES = List.of(
            "HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\",
            "HKLM\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\",
            "HKLM\\SOFTWARE\\Microsoft\\EnterpriseCertificates\\");

    private WindowsTrust() {}

    /** Their certificates; none where they cannot be read. */
    static List<EncodedCertificate> authorities(SystemLists lists) {
        Set<EncodedCertificate> distrusted = new HashSet<>(stores(lists, "Disallowed"));
        return Stream.concat(stores(lists, "ROOT").stream(), stores(lists, "AuthRoot").stream())
                .distinct()
                .filter(each -> !distrusted.contains(each))
                .toList();
    }

    private static List<EncodedCertificate> stores(SystemLists lists, String name) {
        List<String> keys = PLACES.stream().map(place -> place + name).toList();
        return lists.certificates(keys).ifFound().orElse(List.of()).stream()
                .map(ToldStore::certificates)
                .flatMap(store -> store.ifFound().orElse(List.of()).stream())
                .toList();
    }
}
