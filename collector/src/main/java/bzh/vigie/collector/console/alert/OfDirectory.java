package bzh.vigie.collector.console.alert;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.host.HandedOut;
import bzh.vigie.collector.host.PolicyLinks;
import bzh.vigie.collector.host.PolicyReader;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Directories.Reader;
import bzh.vigie.collector.store.Store;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an alert about something of a directory is about.
 *
 * @param domain its DNS name; empty where nobody said it, or the alert is older than that is told
 * @param controller that was asked last when it was raised; empty likewise
 * @param place id of the place
 * @param policy where the group policy that it belongs to is linked; empty where it belongs to none
 */
public record OfDirectory(String domain, String controller, String place, Optional<Linked> policy) {
    private static final String POLICY = "ad.policy";
    private static final String SHARED = "ad.sysvol.";

    /**
     * Where a policy is linked.
     *
     * @param isRead whether all links there are were read
     * @param blocking units that let nothing in from above but what is enforced
     */
    public record Linked(List<PolicyLinks.Link> links, List<String> blocking, boolean isRead) {}

    /** Whether it is about a policy, or what one hands out. */
    static boolean isPolicy(Alert alert) {
        String place = place(alert);
        return (place.startsWith(POLICY) || place.startsWith(SHARED))
                && policy(alert).isPresent();
    }

    /**
     * That of an alert.
     *
     * @param told what its host tells of policies
     */
    static Optional<OfDirectory> of(Store.Session session, Alert alert, Optional<HandedOut> told) {
        String place = place(alert);
        if (!place.startsWith(Directories.LOCATIONS)) {
            return Optional.empty();
        }
        String domain = Optional.ofNullable(alert.evidence().get(Directories.DOMAIN_FIELD))
                .or(() -> session.directories().readBy(alert.host()).map(Reader::domain))
                .or(() -> session.hosts().find(alert.host()).map(PolicyReader::domain))
                .orElse("");
        return Optional.of(new OfDirectory(
                domain,
                alert.evidence().getOrDefault(Directories.CONTROLLER_FIELD, ""),
                place,
                policy(alert).filter(guid -> isPolicy(alert)).map(guid -> {
                    PolicyLinks links = told.map(HandedOut::links).orElse(PolicyLinks.UNKNOWN);
                    return new Linked(links.of(guid), links.blocking(), links.isRead());
                })));
    }

    private static String place(Alert alert) {
        return alert.evidence().getOrDefault("location", "");
    }

    private static Optional<String> policy(Alert alert) {
        return PolicyLinks.policy(alert.evidence().getOrDefault("source", ""))
                .or(() -> PolicyLinks.policy(alert.evidence().getOrDefault("name", "")));
    }

    /** A distinguished name as it is there. */
    public String named(String dn, Locale locale) {
        return AlertTexts.named(Map.of("location", place, Directories.DOMAIN_FIELD, domain, "source", dn), locale)
                .getOrDefault("source", dn);
    }
}
