package bzh.vigie.simulation;

import bzh.vigie.collector.HandedCollector;
import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.detect.returns.Mutations;
import bzh.vigie.collector.detect.returns.Mutations.Base;
import bzh.vigie.collector.detect.returns.Mutations.Mutation;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Thresholds.Threshold;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import bzh.vigie.event.Item;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Observed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * What happens: three communes with agents, an attack, its eviction, a watch in which people work, machines sleep and break and software
 * updates itself, then returns. The first two communes share an incident and have all mishaps; the third has one of its own and is watched
 * well. One thread.
 */
final class Story implements AutoCloseable {
    private static final Scope ALL = new Scope.All();
    private static final LocalDate START = LocalDate.of(2026, 8, 19);
    static final LocalDate EVICTED = LocalDate.of(2026, 8, 24);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int BEACON_MINUTES = 60;

    final Plan plan;
    final Timeline time = new Timeline(at(START, 0, 0));
    final Truth truth = new Truth();
    final HandedCollector collector;
    final Analyst analyst;
    final List<SimulatedHost> hosts = new ArrayList<>();
    final List<Case> cases = new ArrayList<>();

    private final Path folder;
    private final Random random;
    private final Mutations mutations;

    /** An incident with what is known of it. */
    record Case(Incident incident, Oracle oracle, List<SimulatedHost> hosts, List<Day> days) {}

    /** How a day's conclusion stands against the most that could be said. */
    record Day(LocalDate date, Conclusion said, Oracle.Verdict most, Set<String> unnamed) {
        boolean isTooGood() {
            return Oracle.rank(said.word()) > Oracle.rank(most.most()) || !unnamed.isEmpty();
        }

        boolean isTooCareful() {
            return Oracle.rank(said.word()) < Oracle.rank(most.most());
        }
    }

    Story(Plan plan, Path folder) throws IOException {
        this.plan = plan;
        this.folder = folder;
        this.random = new Random(plan.seed());
        this.mutations = new Mutations(plan.seed());
        this.collector = new HandedCollector(folder.resolve("collector"), time);
        this.analyst = new Analyst(time, collector, truth);
        Commune auray = new Commune("56007");
        Commune concarneau = new Commune("29039");
        Commune quimper = new Commune("29232");
        List<SimulatedHost> first = commune(auray, "au", true);
        if (plan.communes() == 1) {
            begin("rançongiciel", Set.of(auray), first);
        } else {
            first.addAll(commune(concarneau, "co", false));
            List<SimulatedHost> second = commune(quimper, "qu", true);
            begin("rançongiciel", Set.of(auray, concarneau), first);
            begin("intrusion", Set.of(quimper), second);
        }
    }

    static Instant at(LocalDate day, int hour, int minute) {
        return day.atTime(hour, minute).toInstant(ZoneOffset.UTC);
    }

    private List<SimulatedHost> commune(Commune commune, String prefix, boolean domain) {
        List<SimulatedHost> made = new ArrayList<>();
        if (domain) {
            made.add(host(commune, prefix + "-dc1", Role.DOMAIN_CONTROLLER, true));
        }
        made.add(host(commune, prefix + "-web1", Role.SERVER, false));
        if (domain) {
            made.add(host(commune, prefix + "-web2", Role.SERVER, false));
        }
        for (int i = 1; i <= plan.workstations(); i++) {
            made.add(host(commune, prefix + "-pc" + i, Role.WORKSTATION, true));
        }
        hosts.addAll(made);
        return made;
    }

    SimulatedHost host(Commune commune, String name, Role role, boolean windows) {
        List<Account> users = new ArrayList<>();
        if (role == Role.WORKSTATION) {
            int number = 1_100 + hosts.size() * 20 + random.nextInt(10);
            users.add(new Account("S-1-5-21-11-22-33-" + number, "agent." + name));
        } else if (!windows) {
            users.add(new Account("1000", "technique"));
        }
        return new SimulatedHost(time, collector, folder.resolve("hosts"), random, name, commune, role, windows, users);
    }

    /** An incident of these communes; in calm of another one, of which nobody has a host. */
    private void begin(String title, Set<Commune> concerned, List<SimulatedHost> own) {
        Set<Commune> communes = plan.isCalm() ? Set.of(new Commune("22278")) : concerned;
        Incident incident = collector
                .store()
                .write(session -> session.incidents().open(title, communes, plan.watchDays(), analyst.author()));
        Oracle oracle = new Oracle(incident, truth, analyst, own);
        cases.add(new Case(incident, oracle, own, new ArrayList<>()));
    }

    /** Everything, to the end. */
    void tell() throws Exception {
        install();
        time.every(at(START, 0, 59), HOUR, () -> {
            int hour = time.instant().atOffset(ZoneOffset.UTC).getHour();
            // Of nights and weekends every second hour is enough: only servers run.
            if (hour % 2 == 0 || (hour > 6 && hour < 19 && isWorkday(today()))) {
                hour();
            }
        });
        time.every(at(START, 4, 30), Duration.ofDays(1), this::morning);
        time.every(at(START, 11, 0), Duration.ofDays(1), this::conclude);
        time.every(at(START, 16, 0), Duration.ofDays(1), () -> {
            if (isWorkday(today())) {
                analyst.decide();
                if (today().isAfter(EVICTED) && !plan.isCalm()) {
                    for (Case each : cases) {
                        analyst.review(each.incident());
                    }
                }
            }
        });
        evict();
        new Churn(this, random).plan();
        new Mishaps(this, mutations).plan();
        int tail = returnsFrom(EVICTED.plusDays(plan.watchDays()));
        time.run(at(EVICTED.plusDays(plan.watchDays() + tail + 2L), 0, 0));
    }

    LocalDate today() {
        return LocalDate.ofInstant(time.instant(), ZoneOffset.UTC);
    }

    static boolean isWorkday(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
    }

    /** That day of the watch, or the next on which people work; of a watch of ninety days, in a shorter one as much earlier. */
    LocalDate day(int ofNinety) {
        LocalDate day = EVICTED.plusDays(Math.max(1, Math.round(ofNinety * plan.watchDays() / 90.0)));
        while (!isWorkday(day)) {
            day = day.plusDays(1);
        }
        return day;
    }

    /** A host of that name; empty in a small simulation that has no such host. */
    Optional<SimulatedHost> named(String name) {
        return hosts.stream().filter(host -> host.name.equals(name)).findFirst();
    }

    Case caseOf(SimulatedHost host) {
        return cases.stream()
                .filter(each -> each.hosts().contains(host))
                .findFirst()
                .orElseThrow();
    }

    /** Machines are there, an attacker is on some, agents are installed. */
    private void install() {
        for (Case each : cases) {
            List<Base> bases = Mutations.attack();
            for (int i = 0; i < bases.size(); i++) {
                Base base = bases.get(i);
                List<SimulatedHost> fitting = fitting(each, base);
                Collections.shuffle(fitting, random);
                // Some stand on two machines.
                fitting.stream()
                        .limit(i % 3 == 0 && base.item().os().equals("windows") ? 2 : 1)
                        .forEach(host -> truth.attack.add(
                                new Truth.Planted(each.incident().id(), host, base.item())));
            }
        }
        for (SimulatedHost host : hosts) {
            time.at(at(START, 9, random.nextInt(50)), () -> {
                List<Item> items = new ArrayList<>(OrdinaryItems.of(host.windows, host.users, 8));
                truth.attack.stream().filter(each -> each.host() == host).forEach(each -> items.add(each.item()));
                host.put(items);
                host.powerOn();
                host.enrol();
            });
        }
    }

    List<SimulatedHost> fitting(Case of, Base base) {
        boolean windows = base.item().os().equals("windows");
        return new ArrayList<>(
                of.hosts().stream().filter(host -> host.windows == windows).toList());
    }

    private void evict() {
        for (Case each : cases) {
            for (Truth.Planted planted : truth.attack) {
                if (planted.incident().equals(each.incident().id())) {
                    time.at(
                            at(EVICTED, 10, 30),
                            () -> planted.host().remove(List.of(planted.item().key())));
                    time.at(at(EVICTED, 11, 30), () -> {
                        if (planted.host().former().isEmpty()) {
                            planted.host().setUpAnew();
                        }
                    });
                }
            }
            if (plan.isCalm()) {
                continue;
            }
            time.at(at(START.plusDays(1), 14, 0), () -> analyst.mark(each.incident()));
            time.at(at(EVICTED.minusDays(3), 8, 0), () -> interval(each, Optional.empty()));
            time.at(at(EVICTED, 18, 0), () -> {
                interval(each, Optional.of(time.instant()));
                each.oracle().evicted = time.instant();
            });
            time.at(at(day(4), 15, 0), () -> attest(each));
            time.at(at(day(5), 16, 30), () -> analyst.sign(each.incident()));
            time.at(at(START.plusDays(1), 15, 0), () -> expect(each));
        }
    }

    private void interval(Case each, Optional<Instant> end) {
        collector
                .store()
                .change(session -> session.incidents()
                        .eviction(
                                ALL,
                                each.incident().id(),
                                Optional.empty(),
                                Optional.of(new Interval(at(EVICTED.minusDays(3), 8, 0), end)),
                                analyst.author()));
    }

    private void expect(Case each) {
        for (Commune commune : each.incident().communes()) {
            List<Expected> expected = new ArrayList<>();
            each.hosts().stream()
                    .filter(host -> host.commune.equals(commune))
                    .forEach(host -> expected.add(new Expected(host.name, host.role, true)));
            if (commune.insee().equals("56007")) {
                // Of one nobody found the time to install the agent.
                expected.add(new Expected("au-accueil", Role.WORKSTATION, true));
                each.oracle().missing.add("au-accueil");
            }
            collector
                    .store()
                    .change(session -> session.expectedHosts()
                            .add(
                                    ALL,
                                    each.incident().id(),
                                    commune,
                                    "ad.csv",
                                    Origin.DIRECTORY,
                                    expected,
                                    analyst.author()));
        }
    }

    private void attest(Case each) {
        for (Statement statement : Statement.values()) {
            if (statement.about().isOfAll() && statement != Statement.DOMAIN_REBUILT) {
                boolean no = statement == Statement.DOMAIN_TAKEN || statement == Statement.AUTHORITY_KEY_EXPOSED;
                attest(each, statement, Optional.empty(), no ? Answer.NO : Answer.YES);
            }
        }
        truth.attack.stream()
                .filter(planted -> planted.incident().equals(each.incident().id()))
                .map(Truth.Planted::host)
                .distinct()
                .forEach(host -> {
                    for (Statement of : List.of(Statement.PRIVILEGED_CODE, Statement.REBUILT, Statement.GONE)) {
                        attestOf(each, of, host.former(), Answer.YES);
                    }
                });
        state(each, Threshold.BEACON_MINUTES, BEACON_MINUTES);
        state(each, Threshold.SIGNED, 1);
        each.oracle().attested = time.instant();
    }

    void attest(Case each, Statement statement, Optional<SimulatedHost> host, Answer answer) {
        attestOf(each, statement, host.map(SimulatedHost::id), answer);
    }

    private void attestOf(Case each, Statement statement, Optional<AgentId> host, Answer answer) {
        if (plan.isCalm()) {
            return;
        }
        collector
                .store()
                .change(session -> session.attestations()
                        .attest(
                                ALL,
                                each.incident().id(),
                                statement,
                                host,
                                Optional.of(answer),
                                "PV",
                                Optional.empty(),
                                analyst.author()));
    }

    private void state(Case each, Threshold threshold, long value) {
        boolean stated = collector
                .store()
                .write(session -> session.thresholds()
                        .state(ALL, each.incident().id(), threshold, OptionalLong.of(value), analyst.author()));
        if (!stated) {
            throw new IllegalStateException(threshold + " was not taken");
        }
    }

    private void hour() throws Exception {
        for (SimulatedHost host : hosts) {
            host.beat();
        }
        truth.returns.stream()
                .filter(each ->
                        !each.heard && each.host.isHeard() && time.instant().isAfter(each.since))
                .forEach(each -> each.heard = true);
        collector.detect();
        analyst.read(truth.occasion(today()));
    }

    /** What a host tells of its own card, and of the others in its network that it heard. */
    static Event neighbours(SimulatedHost by, List<SimulatedHost> seen) {
        long micros = by.moment().wallMicros();
        return new Event.NeighboursSeen(
                by.moment(),
                by.windows ? "windows.network" : "linux.network",
                seen.stream()
                        .map(each -> new Neighbour(
                                each == by ? Neighbour.Origin.OWN_CARD : Neighbour.Origin.CACHE,
                                Optional.empty(),
                                Optional.of(each.card),
                                "",
                                micros,
                                micros))
                        .toList());
    }

    /** People come to work, and go. */
    private void morning() {
        LocalDate day = today();
        for (SimulatedHost server : hosts) {
            if (server.role != Role.WORKSTATION) {
                server.users.forEach(user -> server.sees(logon(server, user, LogonAction.LOGON)));
                time.at(
                        at(day, 10, 30),
                        () -> server.sees(neighbours(
                                server,
                                hosts.stream()
                                        .filter(each -> each.commune.equals(server.commune) && each.isOn())
                                        .toList())));
            }
        }
        for (SimulatedHost host : hosts) {
            if (host.role != Role.WORKSTATION || !isWorkday(day) || Churn.isOnHoliday(host, day)) {
                continue;
            }
            Instant come = at(day, 7, 30 + random.nextInt(29)).plusSeconds(random.nextInt(3_000));
            Instant go = at(day, 17, random.nextInt(55));
            boolean sleeps = random.nextInt(5) == 0;
            boolean lunch = random.nextInt(10) == 0;
            time.at(come, () -> {
                host.wake();
                host.powerOn();
                host.users.forEach(user -> host.sees(logon(host, user, LogonAction.LOGON)));
                host.sees(neighbours(host, List.of(host)));
            });
            if (lunch) {
                time.at(at(day, 12, 5), host::sleep);
                time.at(at(day, 13, 20), host::wake);
            }
            time.at(go, sleeps ? host::sleep : host::powerOff);
        }
    }

    static Event logon(SimulatedHost host, Account user, LogonAction action) {
        return new Event.Logon(
                host.moment(),
                host.windows ? "windows.log.security" : "linux.logon",
                action,
                LogonType.INTERACTIVE,
                user,
                Optional.empty(),
                "",
                "",
                "1",
                "",
                Observed.missed(Observed.Why.NOT_OFFERED),
                "");
    }

    private void conclude() throws Exception {
        if (!today().isAfter(EVICTED) || plan.isCalm()) {
            return;
        }
        collector.detect();
        analyst.read(truth.occasion(today()));
        for (Case each : cases) {
            Conclusion said = collector.conclude(each.incident());
            Oracle.Verdict most = each.oracle().at(time.instant());
            Set<String> unnamed = new TreeSet<>(most.flaws());
            said.criteria().forEach(criterion -> criterion.about().forEach(about -> unnamed.removeIf(about::contains)));
            each.days().add(new Day(today(), said, most, unnamed));
        }
    }

    /** Everything of the attack comes back on other hosts, once as it was and then changed; gives how many days that takes. */
    private int returnsFrom(LocalDate first) {
        int days = 1;
        for (Case each : cases) {
            for (Base base : Mutations.attack()) {
                List<Mutation> all = new ArrayList<>(mutations.of(base, plan.returns() * 3));
                // Of another system than its host's nothing is ever told.
                all.removeIf(one -> !one.item().location().startsWith(one.item().os()));
                List<Mutation> chosen = new ArrayList<>();
                chosen.add(all.stream()
                        .filter(one -> one.changed().equals(Set.of(Mutations.Field.TIMES)))
                        .findFirst()
                        .orElseThrow());
                Collections.shuffle(all, random);
                chosen.addAll(all.subList(0, Math.min(all.size(), plan.returns())));
                for (int i = 0; i < chosen.size(); i++) {
                    LocalDate day = first.plusDays(2L + i);
                    while (!isWorkday(day)) {
                        day = day.plusDays(1);
                    }
                    days = Math.max(days, (int) (day.toEpochDay() - first.toEpochDay()));
                    comesBack(each, chosen.get(i), at(day, 9 + random.nextInt(5), 10 + random.nextInt(40)));
                }
            }
        }
        return days;
    }

    /** On a machine where it was not before. */
    void comesBack(Case each, Mutation mutation, Instant when) {
        time.at(when, () -> {
            List<SimulatedHost> fitting = fitting(each, mutation.base());
            fitting.removeIf(host -> !host.isHeard()
                    || truth.attack.stream()
                            .anyMatch(planted -> planted.host() == host
                                    && planted.item().equals(mutation.base().item()))
                    || host.items().stream()
                            .anyMatch(item -> item.key().equals(mutation.item().key())));
            // The same twice in one day is one more of an alert that is still open.
            fitting.removeIf(host -> truth.returned(host.id(), mutation.item().key())
                    .filter(before ->
                            Duration.between(before.since, time.instant()).compareTo(Duration.ofDays(1)) < 0)
                    .isPresent());
            Collections.shuffle(fitting, random);
            if (!fitting.isEmpty()) {
                SimulatedHost host = fitting.getFirst();
                truth.returns.add(new Truth.Return(each.incident().id(), host, mutation, time.instant()));
                truth.because("return", List.of(mutation.item()));
                host.put(List.of(mutation.item()));
                time.at(
                        when.plus(Duration.ofHours(2)),
                        () -> host.remove(List.of(mutation.item().key())));
            }
        });
    }

    @Override
    public void close() throws IOException {
        for (SimulatedHost host : hosts) {
            host.powerCut();
        }
        collector.close();
    }
}
