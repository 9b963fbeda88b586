package bzh.vigie.collector.host;

import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.detect.finding.Ruled;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.incident.Phases;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Directories.Reader;
import bzh.vigie.collector.store.DirectoryAccounts;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whose word it is what policies of a host's domain hand out: the agent that was chosen to read the directory of that domain (decision
 * 0058), as long as nothing speaks against it. Nobody's for a host that is in no domain, that reads the directory itself, or whose domain is
 * read by, or from a controller, that the attacker of an incident may rule: what he hands out is no explanation.
 *
 * @param domain DNS name in lower case
 * @param host the one that reads
 * @param since when it was chosen
 */
public record PolicyReader(String domain, Host host, Instant since) {
    private static final int PAGE = 200;
    private static final int NETBIOS = 15;

    /** End of an eviction that has none. */
    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    /** Who tells what is handed out to that host; empty where nobody does whose word counts. */
    public static Optional<PolicyReader> of(Store.Session session, Host host, Instant now) {
        String domain = domain(host);
        return Optional.of(domain)
                .filter(name -> !name.isEmpty())
                .flatMap(name -> session.directories().find(host.commune(), name))
                .filter(reader -> !reader.reader().equals(host.id()))
                .flatMap(reader -> session.hosts()
                        .find(reader.reader())
                        .filter(each -> isOfDomain(each, reader))
                        .filter(each -> !isRuled(session, each, now))
                        .filter(each -> !isControllerRuled(session, reader, now))
                        .map(each -> new PolicyReader(domain, each, reader.since())));
    }

    /** The domain that a host says to be in, in lower case; empty for none. */
    public static String domain(Host host) {
        try {
            Map<String, List<String>> facts = FlatJson.fields(host.facts());
            return facts.getOrDefault("domain", List.of()).stream()
                    .findFirst()
                    .orElse("")
                    .toLowerCase(Locale.ROOT);
        } catch (IOException notOurs) {
            return "";
        }
    }

    private static boolean isOfDomain(Host host, Reader reader) {
        return host.state() == State.ACTIVE
                && host.commune().equals(reader.commune())
                && domain(host).equals(reader.domain());
    }

    private static boolean isControllerRuled(Store.Session session, Reader reader, Instant now) {
        Scope own = new Scope.Communes(Set.of(reader.commune()));
        return session.directoryAccounts().readings(own).stream()
                .filter(reading -> reading.domain().equals(reader.domain()))
                .map(DirectoryAccounts.Reading::controller)
                .filter(controller -> !controller.isEmpty())
                .flatMap(controller -> named(session, own, controller))
                .anyMatch(host -> isRuled(session, host, now));
    }

    private static Stream<Host> named(Store.Session session, Scope commune, String name) {
        String label = HostNames.key(name);
        String part = label.length() > NETBIOS ? label.substring(0, NETBIOS) : label;
        Hosts.Filter filter = new Hosts.Filter(Optional.empty(), Optional.empty(), part, Optional.empty(), false);
        return session.hosts().list(commune, filter, Optional.empty(), PAGE).stream()
                .map(Hosts.Listed::host)
                .filter(host -> HostNames.same(host.hostname(), name));
    }

    /** Whether an attacker may rule it, by what is stated or marked, or by a grave alert in an incident that is open. */
    private static boolean isRuled(Store.Session session, Host host, Instant now) {
        List<Incident> incidents = session.incidents().list(new Scope.Communes(Set.of(host.commune())));
        Map<Instant, Optional<Instant>> grave = new HashMap<>();
        return !incidents.isEmpty()
                && (Ruled.is(host.id(), now, session)
                        || incidents.stream()
                                .anyMatch(incident -> isAlerted(session, incident.id(), host, now, grave)));
    }

    /** @param grave when something grave was last seen on it, by the end of an eviction before which that began */
    private static boolean isAlerted(
            Store.Session session, IncidentId incident, Host host, Instant now, Map<Instant, Optional<Instant>> grave) {
        Scope all = new Scope.All();
        boolean isClosed =
                Phases.of(session.incidents().phases(all, incident)).at(now).equals(Optional.of(Phase.CLOSURE));
        if (isClosed) {
            return false;
        }
        List<Attestations.Line> lines = session.attestations().lines(all, incident);
        Optional<Attestations.Line> stated = Attestations.last(lines, Statement.TOUCHED, Optional.of(host.id()));
        Instant denied = stated.filter(line -> line.answer().isPresent()
                        && line.answer().get() != Answer.YES
                        && line.until().filter(end -> !now.isBefore(end)).isEmpty())
                .map(Attestations.Line::written)
                .orElse(Instant.MIN);
        Instant end = Evictions.of(session.incidents().evictions(all, incident))
                .forHost(host.id())
                .flatMap(Interval::end)
                .orElse(NEVER);
        Optional<Instant> last = grave.computeIfAbsent(
                        end, time -> session.alerts().lastGrave(host.id(), time))
                .filter(time -> !time.isBefore(denied));
        return last.isPresent()
                && Attestations.rebuilt(lines, host.id(), last)
                        .filter(line -> line.until()
                                .filter(until -> !now.isBefore(until))
                                .isEmpty())
                        .isEmpty();
    }
}
