package bzh.vigie.collector.detect.silence;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.gateway.Notices;
import bzh.vigie.collector.identity.MachineChange;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Agents on another machine than before, copies of an agent's state that the gateway refused, and hosts that it put in quarantine because two machines use one identity: one alert until the state is left. The
 * gateway's notice raises it at once; where that could not be stored, the host's state does at the next tick.
 */
public final class Clones implements Detector {
    static final String NAME = "vigie-agent-cloned";
    static final String COPIED = "vigie-agent-copied";
    static final String MOVED = "vigie-machine-changed";
    private static final List<String> SHOWN = List.of("runs", "addresses");
    private static final int PAGE = 500;
    private static final byte[] BY_STATE = {1};
    private static final byte[] BY_NOTICE = {2};

    private final Cards cards;

    public Clones(Cards cards) {
        this.cards = cards;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (seen.isNotice(Notices.MOVED)) {
            return moved(seen, session);
        }
        if (seen.isNotice(Notices.COPY)) {
            MachineChange.isBack(session, seen.host(), seen.received());
            return List.of(cards.about(seen, COPIED, seen.host().text(), Evidence.of(seen.record(), SHOWN)));
        }
        if (!seen.isNotice(Notices.CLONE)) {
            return List.of();
        }
        String host = seen.host().text();
        Optional<byte[]> told = session.progress().state(NAME, host);
        session.progress().state(NAME, host, BY_NOTICE);
        return told.isPresent() && Arrays.equals(told.get(), BY_STATE)
                ? List.of()
                : List.of(cards.about(seen, NAME, host, Evidence.of(seen.record(), SHOWN)));
    }

    /** The machine before is no news when it is back. */
    private List<Finding> moved(Seen seen, Store.Session session) {
        MachineChange.seen(
                session, seen.host(), seen.record().value("from"), seen.record().value("to"), seen.received());
        boolean back = MachineChange.of(session, seen.host())
                .flatMap(MachineChange::until)
                .isPresent();
        return back
                ? List.of()
                : List.of(
                        cards.about(seen, MOVED, seen.host().text(), Evidence.of(seen.record(), List.of("addresses"))));
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
                    session.progress().state(NAME, host.id().text(), BY_STATE);
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
