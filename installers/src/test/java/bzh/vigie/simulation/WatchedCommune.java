package bzh.vigie.simulation;

import bzh.vigie.collector.HandedCollector;
import bzh.vigie.collector.detect.returns.Mutations;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Thresholds.Threshold;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/**
 * A commune after an attack on its server, where all is done that a conclusion asks for: both machines are watched, restarted and used, and
 * everything is marked, removed, listed, stated and reviewed. What fails in it is what a test does to it. One thread.
 */
final class WatchedCommune {
    /** So long before the end of the eviction the agents come. */
    static final Duration BEFORE = Duration.ofDays(7);

    private static final Scope ALL = new Scope.All();
    private static final Author ANALYST = new Author("analyst", "simulated");
    private static final int BEACON_MINUTES = 60;

    /** Both machines are restarted at this time of the watch. */
    private static final double RESTARTED = 1.5;

    final Commune commune;
    final Incident incident;
    final SimulatedHost server;
    final SimulatedHost workstation;

    /** What of the attacker's stood on the server. */
    final List<Item> attack = Mutations.attack().stream()
            .map(base -> base.item())
            .filter(item -> item.os().equals("linux"))
            .limit(2)
            .toList();

    private final HandedCollector collector;
    private final Instant evicted;
    private final Truth truth = new Truth();
    private final Analyst analyst;

    /**
     * Begins now, which is {@link #BEFORE} the end of its eviction.
     *
     * @param server its server's name; the workstation has it too, behind {@code pc-}
     */
    WatchedCommune(
            Timeline time,
            HandedCollector collector,
            Path folder,
            Random random,
            String insee,
            String server,
            int watchDays)
            throws IOException {
        this.collector = collector;
        this.commune = new Commune(insee);
        this.evicted = time.instant().plus(BEFORE);
        this.analyst = new Analyst(time, collector, truth);
        this.incident =
                store().write(session -> session.incidents().open("rançongiciel", Set.of(commune), watchDays, ANALYST));
        this.server =
                new SimulatedHost(time, collector, folder, random, server, commune, Role.SERVER, false, List.of());
        this.workstation = new SimulatedHost(
                time,
                collector,
                folder,
                random,
                "pc-" + server,
                commune,
                Role.WORKSTATION,
                true,
                List.of(new Account("S-1-5-21-11-22-33-1101", "agent." + server)));
        for (SimulatedHost host : hosts()) {
            List<Item> items = new ArrayList<>(OrdinaryItems.of(host.windows, host.users, 8));
            items.addAll(host == this.server ? attack : List.of());
            host.put(items);
            host.powerOn();
            host.enrol();
        }
        attack.forEach(item -> truth.attack.add(new Truth.Planted(incident.id(), this.server, item)));
        time.at(day(-5), () -> analyst.mark(incident));
        time.at(day(-1), () -> this.server.remove(attack.stream().map(Item::key).toList()));
        time.at(day(0), this::state);
        time.every(day(-7).plus(Duration.ofHours(14)), Duration.ofDays(1), this::morning);
        time.at(day(RESTARTED), () -> {
            for (SimulatedHost host : hosts()) {
                host.powerOff();
                host.powerOn();
            }
        });
    }

    /** That day of the watch. */
    Instant day(double day) {
        return evicted.plusSeconds(Math.round(day * 86_400));
    }

    List<SimulatedHost> hosts() {
        return List.of(server, workstation);
    }

    private Store store() {
        return collector.store();
    }

    /** Somebody comes to work, and the machines hear each other. */
    private void morning() {
        List<SimulatedHost> heard =
                hosts().stream().filter(SimulatedHost::isHeard).toList();
        for (SimulatedHost host : heard) {
            host.users.forEach(user -> host.sees(Story.logon(host, user, LogonAction.LOGON)));
            host.sees(Story.neighbours(host, heard));
        }
    }

    /** Everything that waits in the review is approved but what is the attacker's, and signed as the baseline. */
    void review() {
        analyst.review(incident);
        analyst.sign(incident);
    }

    /** The eviction is over: when it was, which machines there should be, and what no endpoint shows. */
    private void state() {
        store().change(session -> {
            session.incidents()
                    .eviction(
                            ALL,
                            incident.id(),
                            Optional.empty(),
                            Optional.of(new Interval(day(-3), Optional.of(day(0)))),
                            ANALYST);
            session.expectedHosts()
                    .add(
                            ALL,
                            incident.id(),
                            commune,
                            "list.csv",
                            Origin.DIRECTORY,
                            hosts().stream()
                                    .map(host -> new Expected(host.name, host.role, true))
                                    .toList(),
                            ANALYST);
            for (Statement statement : Statement.values()) {
                if (statement.about().isOfAll() && statement != Statement.DOMAIN_REBUILT) {
                    boolean no = statement == Statement.DOMAIN_TAKEN || statement == Statement.AUTHORITY_KEY_EXPOSED;
                    session.attestations()
                            .attest(
                                    ALL,
                                    incident.id(),
                                    statement,
                                    Optional.empty(),
                                    Optional.of(no ? Answer.NO : Answer.YES),
                                    "PV",
                                    Optional.empty(),
                                    ANALYST);
                }
            }
            // The mark stands on one of them; what it ran as, somebody has looked at.
            hosts().forEach(host -> session.attestations()
                    .attest(
                            ALL,
                            incident.id(),
                            Statement.PRIVILEGED_CODE,
                            Optional.of(host.id()),
                            Optional.of(Answer.NO),
                            "PV",
                            Optional.empty(),
                            ANALYST));
            session.thresholds()
                    .state(ALL, incident.id(), Threshold.BEACON_MINUTES, OptionalLong.of(BEACON_MINUTES), ANALYST);
            session.thresholds().state(ALL, incident.id(), Threshold.SIGNED, OptionalLong.of(1), ANALYST);
        });
    }
}
