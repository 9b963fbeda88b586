package bzh.vigie.collector.region;

import bzh.vigie.collector.detect.returns.LocalParts;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.review.ReviewGroup;
import bzh.vigie.collector.review.ReviewList;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.LocalChecks.Swept;
import bzh.vigie.collector.store.PasswordLists.Aged;
import bzh.vigie.collector.store.PasswordLists.Kind;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Reviews.Subject;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import bzh.vigie.watchlist.LocalWatchlist;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Incidents of a large region that is made up: each with phases, an eviction, lists of hosts and of passwords, statements, indicators and what
 * was seen of them, tombstones, approvals and returns. The first reaches thirty communes.
 */
final class LargeIncidents {
    private static final Scope ALL = new Scope.All();
    private static final Author AUTHOR = new Author("bench", "bench");
    private static final Duration DAY = Duration.ofDays(1);

    private final Store store;
    private final Instant now;
    private final RegionEvents region;

    LargeIncidents(Store store, Instant now, RegionEvents region) {
        this.store = store;
        this.now = now;
        this.region = region;
    }

    void make(int many) {
        for (int i = 0; i < many; i++) {
            int number = i;
            Incident incident = opened(number);
            store.change(s -> about(s, incident));
            store.change(s -> indicators(s, incident, number == 0));
            store.change(s -> returns(s, incident, number));
            // Last of all: it decides of what else is there.
            store.change(s -> approvals(s, incident));
        }
        store.change(s -> s.indicators().add(Optional.empty(), hashes("region", 5_000), "region.csv", AUTHOR));
        store.change(this::checks);
    }

    private Incident opened(int number) {
        Set<Commune> where = new HashSet<>();
        for (int k = 0; k < (number == 0 ? Math.min(30, region.communes()) : 1 + number % 4); k++) {
            where.add(region.commune(number + k));
        }
        return store.write(s -> {
            Incident opened = s.incidents().open("Incident " + number, where, 60, AUTHOR);
            Instant since = region.begin();
            for (Phase phase : List.of(Phase.CONTAINMENT, Phase.EVICTION, Phase.ERADICATION, Phase.REINFORCED_WATCH)) {
                since = since.plus(DAY);
                s.incidents().phase(ALL, opened.id(), phase, Optional.of(since), AUTHOR);
            }
            s.incidents()
                    .eviction(
                            ALL,
                            opened.id(),
                            Optional.empty(),
                            Optional.of(new Interval(evicted().minus(DAY), Optional.of(evicted()))),
                            AUTHOR);
            return opened;
        });
    }

    private Instant evicted() {
        return region.begin().plus(DAY.multipliedBy(3));
    }

    private void about(Store.Session s, Incident incident) {
        for (Commune commune : incident.communes()) {
            List<Host> hosts = s.hosts().all(new Scope.Communes(Set.of(commune)));
            s.expectedHosts()
                    .add(
                            ALL,
                            incident.id(),
                            commune,
                            "annuaire.csv",
                            Origin.DIRECTORY,
                            hosts.stream()
                                    .map(host -> new Expected(host.hostname(), Role.WORKSTATION, true))
                                    .toList(),
                            AUTHOR);
            List<Aged> passwords = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                Instant set = evicted().plus(Duration.ofHours(i % 2 == 0 ? i : -i));
                passwords.add(new Aged("agent." + i, Kind.ACCOUNT, i % 10 != 0, Optional.of(set), false));
            }
            s.passwordLists()
                    .add(
                            ALL,
                            incident.id(),
                            commune,
                            "comptes.csv",
                            Sha256.over(commune.insee().getBytes(StandardCharsets.UTF_8))
                                    .hex(),
                            passwords,
                            AUTHOR);
            for (Host host : hosts.stream().limit(3).toList()) {
                state(s, incident, Statement.TOUCHED, Optional.of(host));
            }
        }
        for (Statement statement : List.of(Statement.WAY_IN_CLOSED, Statement.ACCOUNTS_RESET, Statement.VPN_REVIEWED)) {
            state(s, incident, statement, Optional.empty());
        }
    }

    private static void state(Store.Session s, Incident incident, Statement statement, Optional<Host> host) {
        s.attestations()
                .attest(
                        ALL,
                        incident.id(),
                        statement,
                        host.map(Host::id),
                        Optional.of(Answer.YES),
                        "compte rendu",
                        Optional.empty(),
                        AUTHOR);
    }

    private static List<Indicator> hashes(String of, int many) {
        return IntStream.range(0, many)
                .mapToObj(i -> new Indicator(
                        i % 3 == 0
                                ? new Observable.Domain("c" + i + "." + of.toLowerCase(Locale.ROOT) + ".example.org")
                                : new Observable.Hash(
                                        Observable.Algorithm.SHA256,
                                        Sha256.over((of + i).getBytes(StandardCharsets.UTF_8))
                                                .hex()),
                        "CERT",
                        "",
                        i % 20 == 1 ? Tlp.RED : Tlp.GREEN,
                        50 + i % 50,
                        Optional.empty(),
                        Optional.empty(),
                        i % 15 == 2,
                        true))
                .toList();
    }

    /** Of the first incident one is noisy: it was seen more often than all others together. */
    private void indicators(Store.Session s, Incident incident, boolean first) {
        String id = incident.id().text();
        List<Listed> listed =
                s.indicators().add(Optional.of(id), hashes(id, first ? 3_000 : 200), "indicateurs.csv", AUTHOR);
        for (int i = 0; i < listed.size(); i += first ? 30 : 50) {
            int seen = first ? (i == 0 ? 2_500 : 5) : 2;
            for (int k = 0; k < seen; k++) {
                s.alerts()
                        .raise(LargeRegion.alert(
                                "seen-" + id + "-" + i + "-" + k,
                                "vigie-indicator-seen",
                                Severity.HIGH,
                                LargeRegion.host(region, indexOf(incident, k)),
                                "seen" + id + i,
                                now.minus(Duration.ofMinutes(7L * k)),
                                Map.of("indicator_id", listed.get(i).id(), "incident", id)));
            }
        }
    }

    /** The number of a host in one of the incident's communes. */
    private int indexOf(Incident incident, int number) {
        int commune = Integer.parseInt(incident.communes()
                        .get(number % incident.communes().size())
                        .insee())
                - Integer.parseInt(region.commune(0).insee());
        int others = Math.max(1, region.hosts() / region.communes());
        return Math.min(region.hosts() - 1, commune + region.communes() * (number % others));
    }

    private void returns(Store.Session s, Incident incident, int number) {
        for (int i = 0; i < 20; i++) {
            SampleHost host = LargeRegion.host(region, number);
            s.tombstones()
                    .add(
                            ALL,
                            incident.id(),
                            host.commune(),
                            Optional.of(host.id()),
                            SampleItems.backdoor("-k " + i).key(),
                            Sweep.fields(SampleItems.backdoor("-k " + i)),
                            Optional.empty(),
                            AUTHOR);
            s.alerts()
                    .raise(LargeRegion.alert(
                            "return-" + number + "-" + i,
                            "vigie-return",
                            Severity.CRITICAL,
                            host,
                            "return" + number + "-" + i,
                            now.minus(Duration.ofHours(i)),
                            Map.of(
                                    "incident",
                                    incident.id().text(),
                                    "tombstone",
                                    incident.id().text() + "-T1")));
        }
    }

    private void approvals(Store.Session s, Incident incident) {
        Map<Subject, Set<Commune>> approved = new HashMap<>();
        ReviewList.of(s, ALL, incident, Matter.ITEMS, now).groups().stream()
                .filter(group -> group.state() == ReviewGroup.State.WAITING)
                .limit(400)
                .forEach(group -> approved.put(
                        ReviewList.subject(s, group), group.communes().keySet()));
        if (!approved.isEmpty()) {
            s.reviews().decide(ALL, incident.id(), Matter.ITEMS, approved, Decision.APPROVED, "", AUTHOR);
        }
    }

    /** What hosts of all incidents' communes check by themselves: of ten two never told, and of the others most went through it. */
    private void checks(Store.Session s) {
        LocalParts parts = LocalParts.of(s, now);
        Set<Commune> communes = new HashSet<>();
        s.incidents().list(ALL).forEach(incident -> communes.addAll(incident.communes()));
        int number = 0;
        for (Host host : s.hosts().all(new Scope.Communes(communes))) {
            LocalWatchlist list = parts.list(host.commune());
            if (!list.isEmpty() && number % 10 < 8) {
                s.localChecks().taken(host.id(), host.commune(), list.id(), list.size(), now.minus(DAY));
            }
            if (!list.isEmpty() && number % 10 < 6) {
                s.localChecks()
                        .swept(
                                host.id(),
                                list.id(),
                                new Swept(now.minusSeconds(60), 900, 40, number % 10 == 5 ? 1 : 0, 0));
            }
            number++;
        }
    }
}
