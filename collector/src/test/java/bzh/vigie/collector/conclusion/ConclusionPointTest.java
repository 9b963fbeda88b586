package bzh.vigie.collector.conclusion;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.alert;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import bzh.vigie.collector.conclusion.Concluding.Outcome;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Step;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Conclusions;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.DeviceKind;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.PasswordLists;
import bzh.vigie.collector.store.PasswordLists.Aged;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Reviews.Subject;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Thresholds.Threshold;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Witnesses;
import bzh.vigie.collector.store.Witnesses.Sighting;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is decided, written or raised about an incident moves the point at which a conclusion of it was worked out. */
final class ConclusionPointTest {
    private static final Scope ALL = new Scope.All();
    private static final IncidentId ID = new IncidentId("2026-001");
    private static final Instant NOW = Specimens.minute(60);

    @TempDir
    Path folder;

    private Store store;
    private Incident incident;

    @BeforeEach
    void anIncident() {
        store = SqliteStore.open(folder, InstantSource.fixed(NOW));
        incident = store.write(session -> {
            session.hosts().enrol(Specimens.host(1, AURAY));
            session.hosts().enrol(Specimens.host(2, CONCARNEAU));
            session.alerts().raise(alert("a1", AURAY, 1, "c1", 1));
            session.alerts().raise(returned());
            return session.incidents().open("rançongiciel", Set.of(AURAY), 30, ANALYST);
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Concluding concluding() {
        return new Concluding(store, ALL, incident, InstantSource.fixed(NOW));
    }

    private static Map<String, Consumer<Store.Session>> changes() {
        Map<String, Consumer<Store.Session>> all = new LinkedHashMap<>();
        all.put("an alert", s -> s.alerts().raise(alert("a2", AURAY, 1, "c2", 2)));
        all.put("where it stands", s -> s.alerts().decide(ALL, "a1", Move.of(Step.ACKNOWLEDGED), ANALYST));
        all.put("an exception", s -> s.alertExceptions().add(ALL, true, reach(), NOW.plusSeconds(60), ANALYST));
        all.put("a phase", s -> s.incidents().phase(ALL, ID, Phase.EVICTION, Optional.of(NOW), ANALYST));
        all.put(
                "an eviction",
                s -> s.incidents()
                        .eviction(
                                ALL, ID, Optional.empty(), Optional.of(new Interval(NOW, Optional.empty())), ANALYST));
        all.put("a watch", s -> s.incidents().watch(ALL, ID, 40, ANALYST));
        all.put(
                "an address",
                s -> s.incidents().device(ALL, ID, AURAY, DeviceKind.VPN_POOL, "10.8.0.0/24", "vpn", true, ANALYST));
        all.put(
                "a threshold",
                s -> s.thresholds().state(ALL, ID, Threshold.WORKSTATIONS_PERCENT, OptionalLong.of(80), ANALYST));
        all.put(
                "expected hosts",
                s -> s.expectedHosts()
                        .add(
                                ALL,
                                ID,
                                AURAY,
                                "ad.csv",
                                Origin.DIRECTORY,
                                List.of(new Expected("pc1", Role.WORKSTATION, true)),
                                ANALYST));
        all.put("whose an agent is", s -> s.expectedHosts().identify(ALL, ID, agent(1), Optional.of("pc1"), ANALYST));
        all.put(
                "passwords",
                s -> s.passwordLists()
                        .add(
                                ALL,
                                ID,
                                AURAY,
                                "ad.csv",
                                "00",
                                List.of(new Aged("lea", PasswordLists.Kind.ACCOUNT, true, Optional.empty(), false)),
                                ANALYST));
        all.put(
                "a witness",
                s -> s.witnesses()
                        .add(
                                ALL,
                                ID,
                                AURAY,
                                "vpn.csv",
                                Witnesses.Kind.VPN,
                                "01",
                                0,
                                List.of(new Sighting(2, NOW, "lea", "192.0.2.1", "", "", Witnesses.Outcome.SUCCESS)),
                                ANALYST));
        all.put(
                "a statement",
                s -> s.attestations()
                        .attest(
                                ALL,
                                ID,
                                Statement.WAY_IN_CLOSED,
                                Optional.empty(),
                                Optional.of(Answer.NO),
                                "rapport",
                                Optional.empty(),
                                ANALYST));
        all.put("an exempted machine", s -> s.neighbours().exempt(AURAY, "mac:00:11:22:33:44:55", ANALYST));
        all.put(
                "a mark",
                s -> s.tombstones()
                        .add(
                                ALL,
                                ID,
                                AURAY,
                                Optional.of(agent(1)),
                                "key",
                                Map.of("value", "x"),
                                Optional.empty(),
                                ANALYST));
        all.put("a nature", s -> s.tombstones().nature(ALL, "r1", Nature.RESTORED, ANALYST));
        all.put(
                "a review",
                s -> s.reviews()
                        .decide(
                                ALL,
                                ID,
                                Matter.ITEMS,
                                Map.of(new Subject("g", "l", "p", Map.of()), Set.of(AURAY)),
                                Decision.APPROVED,
                                "",
                                ANALYST));
        all.put("a baseline", s -> s.reviews().sign(ALL, ID, AURAY, List.of(agent(1)), ANALYST));
        all.put(
                "an indicator",
                s -> s.indicators()
                        .add(
                                Optional.of(ID.text()),
                                List.of(new Indicator(
                                        new Observable.Domain("c2.example"),
                                        "CERT",
                                        "",
                                        Tlp.GREEN,
                                        50,
                                        Optional.empty(),
                                        Optional.empty(),
                                        false,
                                        true)),
                                "liste",
                                ANALYST));
        all.put("a host's state", s -> s.hosts().state(agent(1), State.REVOKED, ANALYST));
        all.put("a commune more", s -> s.incidents().extend(ALL, ID, CONCARNEAU, ANALYST));
        return all;
    }

    private static Alert returned() {
        Alert like = alert("r1", AURAY, 1, "r", 3);
        return new Alert(
                like.id(),
                "vigie-return",
                like.severity(),
                like.techniques(),
                like.commune(),
                like.host(),
                like.hostname(),
                like.cause(),
                like.firstEvent(),
                like.time(),
                like.hostTime(),
                Map.of(Tombstones.INCIDENT, ID.text()),
                like.status(),
                like.count(),
                like.lastTime());
    }

    private static Reach reach() {
        return new Reach(
                "vigie-item-added",
                Optional.of("Editeur"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void eachMovesIt() {
        changes().forEach((what, change) -> {
            long before = concluding().point();
            store.change(change);
            assertNotEquals(before, concluding().point(), what);
        });
    }

    @Test
    void whatIsRaisedElsewhereDoesNot() {
        long before = concluding().point();
        store.change(session -> {
            session.alerts().raise(alert("b1", CONCARNEAU, 2, "c1", 1));
            session.alerts().decide(ALL, "b1", Move.of(Step.ACKNOWLEDGED), ANALYST);
        });
        assertEquals(before, concluding().point());
    }

    @Test
    void aSignatureIsWrittenThoughAlertsAreRaisedElsewhereAllTheTime() {
        Store busy = new BusyElsewhere(store);
        assertInstanceOf(
                Outcome.Written.class,
                new Concluding(busy, ALL, incident, InstantSource.fixed(NOW.plus(Duration.ofMinutes(1))))
                        .decide(Conclusions.Decision.REFUSED, Optional.empty(), ANALYST));
    }

    /** Between each reading and what is written after it an alert of another commune is raised. */
    private static final class BusyElsewhere implements Store {
        private final Store store;
        private int number;

        BusyElsewhere(Store store) {
            this.store = store;
        }

        @Override
        public <T> T write(java.util.function.Function<Session, T> work) {
            return store.write(work);
        }

        @Override
        public <T> T read(java.util.function.Function<Session, T> work) {
            T read = store.read(work);
            number++;
            store.change(session ->
                    session.alerts().raise(alert("elsewhere" + number, CONCARNEAU, 2, "c" + number, number)));
            return read;
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
