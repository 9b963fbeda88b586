package bzh.vigie.collector.detect.behaviour;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.CorrelationEvidence;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.correlation.Correlator;
import bzh.vigie.collector.detect.sigma.correlation.Correlator.Overflow;
import bzh.vigie.collector.detect.sigma.correlation.Counts;
import bzh.vigie.collector.detect.sigma.correlation.Hit;
import bzh.vigie.collector.detect.sigma.correlation.Limits;
import bzh.vigie.collector.detect.sigma.correlation.Occurrence;
import bzh.vigie.collector.incident.Situations;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The correlations of the rules in force, each within a commune. Groups are kept in memory and, as they change, in the
 * store's progress with what they found; after a start, a failed transaction or a change of rules they are read from there.
 */
public final class Correlations implements Detector {
    static final String NAME = "sigma-correlation";
    static final String OVERFLOW = "vigie-correlation-overflow";

    private final Supplier<Ruling> ruling;
    private final Cards cards;
    private final Limits limits;
    private @Nullable Ruling loaded;
    private Correlator correlator;

    public Correlations(Supplier<Ruling> ruling, Cards cards, Limits limits) {
        this.ruling = ruling;
        this.cards = cards;
        this.limits = limits;
        this.correlator = new Correlator(List.of(), limits);
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        load(seen.ruling(), session);
        List<String> rules = seen.correlated().stream()
                .map(Match::rule)
                .map(rule -> rule.card().id())
                .filter(correlator::isAbout)
                .toList();
        if (rules.isEmpty()) {
            return List.of();
        }
        List<Hit> hits = correlator.take(
                new Occurrence(
                        seen.commune().insee(),
                        seen.id(),
                        seen.time(),
                        rules,
                        name -> Evidence.orHost(seen.record(), name, seen.hostname())),
                seen.received());
        List<Finding> findings = new ArrayList<>();
        for (Hit hit : hits) {
            if (speaks(seen.ruling(), hit)) {
                boolean here = CorrelationEvidence.event(hit.last().id()).equals(seen.id());
                Map<String, String> lastEvent = here
                        ? Evidence.of(seen.record(), hit.correlation().card().named())
                        : Map.of();
                findings.add(finding(hit, session, seen.received(), lastEvent));
            }
        }
        for (Overflow of : correlator.overflowed()) {
            session.hosts().find(new AgentId(of.host())).ifPresent(host -> findings.add(overflow(host, seen)));
        }
        return findings;
    }

    @Override
    public List<Finding> tick(Instant time, Store.Session session) {
        Ruling now = ruling.get();
        load(now, session);
        List<Finding> findings = new ArrayList<>();
        for (Hit hit : correlator.pass(time)) {
            if (speaks(now, hit)) {
                findings.add(finding(hit, session, time, Map.of()));
            }
        }
        return findings;
    }

    @Override
    public void save(Store.Session session) {
        correlator.changes().forEach((key, group) -> {
            if (group.isPresent()) {
                session.progress().state(NAME, key, group.get());
            } else {
                session.progress().forget(NAME, key);
            }
        });
    }

    @Override
    public void forget() {
        loaded = null;
    }

    private void load(Ruling now, Store.Session session) {
        if (!now.equals(loaded)) {
            if (loaded != null) {
                save(session);
            }
            correlator = new Correlator(now.correlations(), limits);
            correlator
                    .restore(session.progress().states(NAME))
                    .forEach(key -> session.progress().forget(NAME, key));
            loaded = now;
        }
    }

    private static boolean speaks(Ruling ruling, Hit hit) {
        return !ruling.onlyCorrelated().contains(hit.correlation().card().id())
                && Cards.severity(hit.correlation().card(), Situation.MONITORING) != Severity.INFORMATIONAL;
    }

    private static Finding finding(Hit hit, Store.Session session, Instant received, Map<String, String> lastEvent) {
        Card card = hit.correlation().card();
        String event = CorrelationEvidence.event(hit.last().id());
        AgentId host = new AgentId(event.substring(0, event.indexOf('/')));
        Optional<Host> known = session.hosts().find(host);
        Situation situation = new Situations(session.incidents())
                .of(host, new Commune(hit.scope()), received)
                .situation();
        return new Finding(
                card.id(),
                Cards.severity(card, situation),
                card.techniques(),
                new Commune(hit.scope()),
                host,
                known.map(Host::hostname).orElse(""),
                CorrelationEvidence.cause(hit),
                CorrelationEvidence.event(hit.first().id()),
                received,
                hit.last().time(),
                CorrelationEvidence.of(hit, lastEvent));
    }

    /** Something of that host was forgotten to make place: a correlation may not have held because of it. One a host and day is enough. */
    private Finding overflow(Host of, Seen seen) {
        Counts counts = correlator.counts();
        String day = "day " + seen.received().getEpochSecond() / 86_400;
        return new Finding(
                OVERFLOW,
                cards.severity(OVERFLOW, seen.situation()),
                cards.techniques(OVERFLOW),
                of.commune(),
                of.id(),
                of.hostname(),
                day + " " + of.id().text(),
                NAME + "/" + of.id().text() + "/" + day,
                seen.received(),
                seen.received(),
                Map.of(
                        "groups", Long.toString(counts.forgottenGroups()),
                        "entries", Long.toString(counts.forgottenEntries())));
    }
}
