package bzh.vigie.collector.detect.silence;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.gateway.Notices;
import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.incident.ReservedNames;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.util.List;
import java.util.Set;

/** Hosts that took the name of another host of their commune, or of an expected one that is more than a workstation. */
public final class TakenNames implements Detector {
    static final String NAME = "vigie-host-takes-a-name";

    private final Cards cards;

    public TakenNames(Cards cards) {
        this.cards = cards;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (!seen.isNotice(Notices.RENAMED)) {
            return List.of();
        }
        String name = seen.record().value("to");
        boolean taken = ReservedNames.isExpected(session, seen.commune(), name)
                || ReservedNames.isOneOf(
                        session.hosts().all(new Scope.Communes(Set.of(seen.commune()))).stream()
                                .filter(host -> host.state() == State.ACTIVE
                                        && !host.id().equals(seen.host()))
                                .map(Host::hostname)
                                .toList(),
                        name);
        return taken
                ? List.of(cards.about(
                        seen,
                        NAME,
                        seen.host().text() + "|" + HostNames.key(name),
                        Evidence.of(seen.record(), List.of("from", "to"))))
                : List.of();
    }
}
