package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories.Reader;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person says which computer reads a directory, or that a domain is none of the commune's; with a reason, in the audit log. */
final class DirectoryCommandTest {
    private static final String DOMAIN = "mairie.example";
    private static final InstantSource TIME = InstantSource.fixed(Specimens.START);

    @TempDir
    Path dir;

    @BeforeEach
    void twoOfADomainAndOneOfNone() throws IOException {
        Files.writeString(new CollectorFolder(dir).configuration(), "");
        try (Store store = store()) {
            store.change(session -> {
                session.hosts().enrol(in(1, AURAY, DOMAIN));
                session.hosts().enrol(in(2, AURAY, DOMAIN));
                session.hosts().enrol(in(3, AURAY, ""));
                session.directories().choose(AURAY, DOMAIN, agent(1), Specimens.START);
            });
        }
    }

    private static Host in(int number, Commune commune, String domain) {
        Host plain = Specimens.host(number, commune);
        return new Host(
                plain.id(),
                plain.commune(),
                plain.hostname(),
                plain.state(),
                plain.publicKey(),
                "{\"domain\":\"" + domain + "\"}",
                plain.version(),
                plain.enrolled(),
                plain.certificateExpires(),
                plain.lastSeen(),
                0,
                plain.bootId(),
                plain.runId(),
                plain.connected());
    }

    private Store store() {
        return SqliteStore.open(new CollectorFolder(dir).state(), TIME);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.ofMain(
                dir,
                Stream.of(Stream.of("directory"), Stream.of(arguments), Stream.of("--lang", "fr"))
                        .flatMap(each -> each)
                        .toArray(String[]::new));
    }

    private CommandRun decide(String what, String... more) {
        String[] all = {what, "--commune", AURAY.insee(), "--domain", "Mairie.Example"};
        String[] both = new String[all.length + more.length];
        System.arraycopy(all, 0, both, 0, all.length);
        System.arraycopy(more, 0, both, all.length, more.length);
        return run(both);
    }

    private Optional<AgentId> reader() {
        try (Store store = store()) {
            return store.read(session -> session.directories().find(AURAY, DOMAIN))
                    .filter(Reader::isRead)
                    .map(Reader::reader);
        }
    }

    @Test
    void anotherComputerOfTheDomainIsChosen() {
        assertEquals(2, decide("choose", "--host", agent(2).text()).code(), "without a reason");
        assertEquals(
                1, decide("choose", "--host", agent(3).text(), "--reason", "x").code(), "in no domain");
        assertEquals(
                1, decide("choose", "--host", agent(9).text(), "--reason", "x").code(), "nobody");
        assertEquals(Optional.of(agent(1)), reader());
        CommandRun done = decide("choose", "--host", agent(2).text(), "--reason", "il est plus sûr");
        assertEquals(0, done.code(), done.err());
        assertEquals(Optional.of(agent(2)), reader());
        try (Store store = store()) {
            assertEquals(
                    List.of("directory-chosen " + DOMAIN + " il est plus sûr"),
                    store.read(session -> session.audit().about(agent(2).text())).stream()
                            .map(each -> each.action() + " " + each.author().reason())
                            .toList());
        }
    }

    @Test
    void aComputerOrADomainIsRefused() {
        assertEquals(
                0,
                decide("refuse", "--host", agent(1).text(), "--reason", "il ne dit rien")
                        .code());
        assertEquals(Optional.empty(), reader());
        String list = run("list").out();
        assertTrue(list.contains(DOMAIN + "  personne ne le lit, depuis le "), list);
        assertTrue(list.contains("pas lu par " + agent(1)), list);
        CommandRun refused = decide("refuse", "--reason", "il est inventé");
        assertEquals(0, refused.code());
        assertTrue(refused.err().contains("incident attest NUMÉRO domain-gone yes --name " + DOMAIN), refused.err());
        try (Store store = store()) {
            assertEquals(List.of(), store.read(session -> session.directories().list(new Scope.All())));
        }
        list = run("list").out();
        assertTrue(list.contains("refusé : lu par personne"), list);
        assertEquals(
                2,
                run("refuse", "--commune", "x", "--domain", DOMAIN, "--reason", "x")
                        .code());
        assertEquals(
                2,
                run("refuse", "--commune", AURAY.insee(), "--domain", "a b", "--reason", "x")
                        .code());
    }
}
