package bzh.vigie.collector.detect.silence;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hosts that the gateway put in quarantine because two machines use one identity: one alert until the state is left. */
public final class Clones implements Detector {
    static final String NAME = "vigie-agent-cloned";
    private static final int PAGE = 500;

    private final Cards cards;

    public Clones(Cards cards) {
        this.cards = cards;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        return List.of();
    }

    @Override
    public List<Finding> tick(Instant now, Store.Session session) {
        List<Finding> findings = new ArrayList<>();
        Optional<AgentId> cursor = Optional.empty();
        while (true) {
            List<Host> page = session.hosts().list(new Scope.All(), cursor, PAGE);
            for (Host host : page) {
                boolean told = session.progress().state(NAME, host.id().text()).isPresent();
                boolean quarantined = host.state() == State.QUARANTINED;
                if (quarantined && !told) {
                    session.progress().state(NAME, host.id().text(), new byte[] {1});
                    findings.add(finding(host, now));
                } else if (told && !quarantined) {
                    session.progress().forget(NAME, host.id().text());
                }
            }
            if (page.size() < PAGE) {
                return findings;
            }
            cursor = Optional.of(page.getLast().id());
        }
    }

    private Finding finding(Host host, Instant now) {
        return new Finding(
                NAME,
                cards.severity(NAME),
                cards.techniques(NAME),
                host.commune(),
                host.id(),
                host.hostname(),
                host.id().text(),
                "quarantine/" + host.id().text() + "/" + now,
                now,
                now,
                Map.of("run", host.runId(), "boot", host.bootId()));
    }
}
