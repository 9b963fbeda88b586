package bzh.vigie.collector.detect.behaviour;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event.AccountChange;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** An account made, or put into a group that gives the superuser's rights, as the host's log tells it. */
public final class AccountChanges implements Detector {
    static final String CREATED = "vigie-account-created";
    static final String RIGHT_GAINED = "vigie-right-gained";

    /** Groups whose members are, or can make themselves, superuser: Debian wiki "SystemGroups", Windows well-known names. */
    private static final Set<String> POWERFUL = Set.of(
            "root",
            "sudo",
            "wheel",
            "admin",
            "adm",
            "docker",
            "lxd",
            "libvirt",
            "disk",
            "shadow",
            "kmem",
            "administrators",
            "administrateurs",
            "domain admins",
            "admins du domaine");

    private final Cards cards;

    public AccountChanges(Cards cards) {
        this.cards = cards;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (!(seen.event() instanceof AccountChange change)) {
            return List.of();
        }
        String account = change.account().name();
        return switch (change.action()) {
            // A group that was made has no account.
            case CREATED -> account.isEmpty() ? List.of() : told(seen, CREATED, account, session);
            case ADDED_TO_GROUP -> {
                String group = change.group().map(Account::name).orElse("");
                yield POWERFUL.contains(group.toLowerCase(Locale.ROOT))
                        ? told(seen, RIGHT_GAINED, account + "|" + group, session)
                        : List.of();
            }
            // A password set is daily work; what the other two leave shows in the inventory.
            case DELETED, CHANGED, PASSWORD_SET, REMOVED_FROM_GROUP -> List.of();
        };
    }

    /** Nothing where its line was read before: a log that is put back, or read from another place, says again what it said. */
    private List<Finding> told(Seen seen, String detector, String what, Store.Session session) {
        String cause = seen.host().text() + "|" + what;
        boolean again = session.alerts()
                .newest(seen.commune(), detector, cause)
                .filter(alert -> alert.hostTime().equals(seen.event().at().wall()))
                .isPresent();
        return again ? List.of() : List.of(cards.about(seen, detector, cause, Evidence.of(seen.record())));
    }
}
