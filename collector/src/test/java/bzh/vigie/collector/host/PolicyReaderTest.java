package bzh.vigie.collector.host;

import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Event;
import bzh.vigie.event.ReasonCode;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a policy hands out to a PC is the word of who reads that PC's own domain, and of nobody whom an attacker may rule. */
final class PolicyReaderTest {
    private static final Scope ALL = new Scope.All();
    private static final Commune AURAY = Specimens.AURAY;

    @TempDir
    Path dir;

    private Store store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(dir, InstantSource.fixed(minute(1_000)));
        store.change(s -> {
            s.hosts().enrol(host(1, AURAY, "pc-1", "mairie.example"));
            s.hosts().enrol(host(2, AURAY, "lecteur", "mairie.example"));
            s.hosts().enrol(host(3, AURAY, "dc-3", "mairie.example"));
            s.directories().choose(AURAY, "mairie.example", agent(2), minute(1));
            s.directoryAccounts()
                    .take(
                            AURAY,
                            new Event.DirectoryAccounts(
                                    Specimens.moment(2),
                                    "directory.ldap",
                                    "mairie.example",
                                    "DC-3.mairie.example",
                                    1,
                                    0,
                                    0,
                                    List.of(),
                                    Optional.of(ReasonCode.NONE)),
                            minute(2));
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Host host(int number, Commune commune, String name, String domain) {
        Host host = Specimens.host(number, commune);
        return new Host(
                host.id(),
                commune,
                name,
                host.state(),
                host.publicKey(),
                domain.isEmpty() ? "{}" : "{\"domain\":\"" + domain + "\"}",
                host.version(),
                host.enrolled(),
                host.certificateExpires(),
                host.lastSeen(),
                host.skewMicros(),
                host.bootId(),
                host.runId(),
                host.connected());
    }

    private Optional<AgentId> reader(Host host) {
        return store.read(s -> PolicyReader.of(s, host, minute(1_000)))
                .map(reader -> reader.host().id());
    }

    private void raise(String id, int host, Map<String, String> evidence) {
        Alert alert = Specimens.alert(id, AURAY, host, id, 100);
        store.change(s -> s.alerts()
                .raise(new Alert(
                        alert.id(),
                        alert.rule(),
                        alert.severity(),
                        alert.techniques(),
                        alert.commune(),
                        alert.host(),
                        alert.hostname(),
                        alert.cause(),
                        alert.firstEvent(),
                        alert.time(),
                        alert.hostTime(),
                        evidence,
                        alert.status(),
                        alert.count(),
                        alert.lastTime())));
    }

    private IncidentId incident() {
        return store.write(s -> s.incidents()
                .open("Mairie", Set.of(AURAY), 90, Specimens.ANALYST)
                .id());
    }

    private void attest(IncidentId incident, Statement statement, int host) {
        store.change(s -> {
            boolean ignored = s.attestations()
                    .attest(
                            ALL,
                            incident,
                            statement,
                            Optional.of(agent(host)),
                            Optional.of(Answer.YES),
                            "journal",
                            Optional.empty(),
                            Specimens.ANALYST);
        });
    }

    @Test
    void itIsWhoWasChosenForThatDomainOfThatCommune() {
        assertEquals(Optional.of(agent(2)), reader(host(1, AURAY, "pc-1", "MAIRIE.example")));
        assertEquals(Optional.empty(), reader(host(4, AURAY, "pc-4", "autre.example")));
        assertEquals(Optional.empty(), reader(host(4, AURAY, "pc-4", "")));
        assertEquals(Optional.empty(), reader(host(4, Specimens.CONCARNEAU, "pc-4", "mairie.example")));
        assertEquals(Optional.empty(), reader(host(2, AURAY, "lecteur", "mairie.example")), "not for itself");
    }

    @Test
    void whoSaysToBeInAnotherDomainByNowIsNotBelieved() {
        store.change(s ->
                s.hosts().hello(agent(2), "lecteur", "{\"domain\":\"autre.example\"}", "1", "b", "r", 0, minute(3)));
        assertEquals(Optional.empty(), reader(host(1, AURAY, "pc-1", "mairie.example")));
    }

    @Test
    void nobodyIsWhereTheAttackerMayRuleTheReaderOrItsController() {
        Host pc = host(1, AURAY, "pc-1", "mairie.example");
        IncidentId incident = incident();
        assertEquals(Optional.of(agent(2)), reader(pc));
        attest(incident, Statement.TOUCHED, 3);
        assertEquals(Optional.empty(), reader(pc), "it was read from dc-3");
        attest(incident, Statement.REBUILT, 3);
        assertEquals(Optional.of(agent(2)), reader(pc));
        attest(incident, Statement.PRIVILEGED_CODE, 2);
        assertEquals(Optional.empty(), reader(pc));
    }

    /** A session of which each page of alerts that is read is counted. */
    private static Store.Session counting(Store.Session session, AtomicInteger pages) {
        Alerts counted = counting(Alerts.class, session.alerts(), name -> {
            if (name.equals("list")) {
                pages.incrementAndGet();
            }
            return Optional.empty();
        });
        return counting(
                Store.Session.class, session, name -> name.equals("alerts") ? Optional.of(counted) : Optional.empty());
    }

    private static <T> T counting(Class<T> type, T real, Function<String, Optional<?>> instead) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Optional<?> other = instead.apply(method.getName());
                    return other.isPresent() ? other.get() : method.invoke(real, arguments);
                }));
    }

    @Test
    void noPageOfAlertsIsReadForIt() {
        for (int i = 0; i < 300; i++) {
            raise("directory " + i, 2, Map.of("location", "ad.sysvol.file"));
        }
        IncidentId ignored = incident();
        Host pc = host(1, AURAY, "pc-1", "mairie.example");
        AtomicInteger pages = new AtomicInteger();
        assertEquals(
                Optional.of(agent(2)),
                store.read(s -> PolicyReader.of(counting(s, pages), pc, minute(1_000)))
                        .map(reader -> reader.host().id()));
        assertEquals(0, pages.get());
    }

    @Test
    void aGraveAlertOfTheReaderCountsWhileAnIncidentIsOpen() {
        Host pc = host(1, AURAY, "pc-1", "mairie.example");
        raise("directory", 2, Map.of("location", "ad.sysvol.file"));
        raise("elsewhere", 1, Map.of("location", "windows.service"));
        IncidentId incident = incident();
        assertEquals(Optional.of(agent(2)), reader(pc), "what is found in the directory is not of its reader");
        raise("own", 2, Map.of("location", "windows.service"));
        assertEquals(Optional.empty(), reader(pc));
        store.change(s -> {
            boolean ignored =
                    s.incidents().phase(ALL, incident, Phase.CLOSURE, Optional.of(minute(900)), Specimens.ANALYST);
        });
        assertEquals(Optional.of(agent(2)), reader(pc));
    }
}
