package bzh.vigie.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.HandedCollector;
import bzh.vigie.collector.HandedCommands;
import bzh.vigie.collector.HandedCommands.Run;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Filter;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The best word that a careless analyst reaches, and a dishonest one, by the commands of a collector, of an attack that came back on the tenth
 * day of a watch in which all else is met. A third commune, where nothing came back, has the best word.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AnalystsTest {
    private static final Scope ALL = new Scope.All();
    private static final Author ANALYST = new Author("analyst", "simulated");
    private static final Instant EVICTED = Instant.parse("2026-03-10T18:00:00Z");
    private static final int DAYS = 30;

    /** The attack is back for two days, and then gone again by itself. */
    private static final int RETURNED = 10;

    private static final int GONE = 12;

    private static final String SUFFICIENT = "not-observed-coverage-sufficient";
    private static final String INSUFFICIENT = "not-observed-coverage-insufficient";
    private static final String NOT_VERIFIABLE = "not-verifiable";

    /** From the worst to the best. */
    private static final List<String> WORDS = List.of("recurrence-observed", NOT_VERIFIABLE, INSUFFICIENT, SUFFICIENT);

    private final Timeline time = new Timeline(EVICTED.minus(WatchedCommune.BEFORE));
    private final List<WatchedCommune> communes = new ArrayList<>();

    @TempDir
    static Path folder;

    private HandedCollector collector;
    private HandedCommands commands;

    /** The best word that was reached in a test so far. */
    private String best = WORDS.getFirst();

    @BeforeAll
    void watch() throws Exception {
        collector = new HandedCollector(folder.resolve("collector"), time);
        commands = new HandedCommands(folder.resolve("collector"), time);
        Random random = new Random(26);
        for (String each : List.of("56007 sound", "29039 careless", "29232 dishonest")) {
            communes.add(new WatchedCommune(
                    time, collector, folder.resolve("hosts"), random, each.substring(0, 5), each.substring(6), DAYS));
        }
        for (WatchedCommune commune : communes.subList(1, 3)) {
            time.at(commune.day(RETURNED), () -> commune.server.put(commune.attack));
            time.at(
                    commune.day(GONE),
                    () -> commune.server.remove(
                            commune.attack.stream().map(Item::key).toList()));
        }
        time.every(EVICTED.minus(WatchedCommune.BEFORE).plusSeconds(1_800), Duration.ofHours(3), this::beat);
        time.run(communes.getFirst().day(DAYS).plusSeconds(7_200));
        communes.forEach(WatchedCommune::review);
    }

    private void beat() throws Exception {
        for (WatchedCommune commune : communes) {
            for (SimulatedHost host : commune.hosts()) {
                host.beat();
            }
        }
        collector.detect();
        // What came back waits for the analyst; all else is looked at and closed.
        collector
                .store()
                .change(session -> session.alerts().list(ALL, Filter.open(), Optional.empty(), 500).stream()
                        .filter(alert -> !Tombstones.RULES.contains(alert.rule()))
                        .forEach(alert ->
                                session.alerts().decide(ALL, alert.id(), Move.close(Closing.EXPECTED), ANALYST)));
    }

    @BeforeEach
    void begin() {
        best = WORDS.getFirst();
    }

    @AfterAll
    void end() throws IOException {
        for (WatchedCommune commune : communes) {
            for (SimulatedHost host : commune.hosts()) {
                host.powerCut();
            }
        }
        collector.close();
    }

    private Run type(String... words) {
        return commands.run(words);
    }

    /** Types it with a reason. */
    private Run act(String reason, String... words) {
        return type(
                Stream.concat(Stream.of(words), Stream.of("--reason", reason)).toArray(String[]::new));
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult each) -> each.group(1))
                .toList();
    }

    /** The word that stands now, and the criteria that are not met, with what they fail for. */
    private record Said(String word, List<String> missing) {
        boolean names(String criterion, String about) {
            return missing.stream().anyMatch(line -> line.contains("\"" + criterion + "\"") && line.contains(about));
        }
    }

    private Said conclude(String incident) {
        Run run = type("incident", "conclude", incident, "--format", "jsonl");
        assertEquals(0, run.code(), run.err());
        String word = all("\"word\":\"([a-z-]+)\"", run.out()).getFirst();
        if (WORDS.indexOf(word) > WORDS.indexOf(best)) {
            best = word;
        }
        return new Said(
                word,
                run.out()
                        .lines()
                        .filter(line -> line.contains("\"criterion\":") && !line.contains("\"state\":\"met\""))
                        .toList());
    }

    private List<String> recurrences(String incident) {
        Run run = type("incident", "recurrence", "list", incident, "--format", "jsonl");
        return all("\"kind\":\"recurrence\",\"alert\":\"([^\"]+)\"", run.out());
    }

    @Test
    void whereNothingCameBackTheSameWatchHasTheBestWord() {
        Said said = conclude(communes.get(0).incident.id().text());
        assertEquals(List.of(), said.missing());
        assertEquals(SUFFICIENT, said.word());
    }

    /** He closes all, calls all authorised with the same two words, and signs. */
    @Test
    void aCarelessPersonReachesNotVerifiable() {
        String incident = communes.get(1).incident.id().text();
        List<String> seen = recurrences(incident);
        assertEquals(2, seen.size(), seen.toString());
        conclude(incident);
        assertEquals(
                1,
                act("ok", "alerts", "close", seen.get(0), seen.get(1), "--as", "expected")
                        .code());
        for (String alert : seen) {
            assertEquals(
                    0, act("ok", "alerts", "close", alert, "--as", "expected").code());
        }
        conclude(incident);
        assertEquals(0, authorise(seen.get(0), "ok").code());
        Run again = authorise(seen.get(1), "OK ");
        assertEquals(1, again.code(), again.err());
        for (String alert : seen) {
            conclude(incident);
            assertEquals(0, authorise(alert, "ok " + alert).code());
        }
        assertEquals(
                0,
                act("ok", "incident", "table", incident, "workstations-percent", "1")
                        .code());
        Run signed = act("ok", "incident", "conclude", incident, "--sign", "--lang", "fr");
        assertTrue(signed.out().startsWith("NON VÉRIFIABLE"), signed.out());
        Said said = conclude(incident);
        for (String alert : seen) {
            assertTrue(said.names("findings-decided", "approval-missing  " + alert), said.toString());
        }
        assertEquals(NOT_VERIFIABLE, best);
    }

    private Run authorise(String alert, String reason, String... more) {
        return act(
                reason,
                Stream.concat(
                                Stream.of(
                                        "incident",
                                        "recurrence",
                                        "set",
                                        alert,
                                        "--nature",
                                        "authorised",
                                        "--proof",
                                        "x"),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    /** He tries whatever a command offers, alone, until no word is left to be talked up. */
    @Test
    void whoWantsABetterWordReachesNotVerifiableToo() throws Exception {
        WatchedCommune commune = communes.get(2);
        String incident = commune.incident.id().text();
        String server = commune.server.id().text();
        List<String> seen = recurrences(incident);
        conclude(incident);

        // An eviction that is dated after the return makes it a part of the attack; then the watch is too short, also
        // where it is called shorter.
        date(incident, commune.day(-3), commune.day(GONE + 0.5));
        stateAll(incident, commune);
        Said said = conclude(incident);
        assertEquals(NOT_VERIFIABLE, said.word(), said.toString());
        assertTrue(said.names("findings-decided", seen.getFirst()), said.toString());
        assertTrue(said.names("watch-complete", commune.server.name), said.toString());
        act("r", "incident", "watch", incident, "17");
        said = conclude(incident);
        assertTrue(said.names("watch-complete", "watch-shortened"), said.toString());
        act("r", "incident", "watch", incident, "30");
        date(incident, commune.day(-3), commune.day(0));

        // What the server's own agent contradicts is no statement.
        for (String statement : List.of("gone", "rebuilt")) {
            assertEquals(
                    1,
                    act("r", "incident", "attest", incident, statement, "yes", "--host", server, "--proof", "PV")
                            .code());
        }
        conclude(incident);

        // Nor is a second name the second person.
        for (String alert : seen) {
            assertEquals(0, authorise(alert, "test announced for " + alert).code());
            Run second = authorise(alert, "seen it too, " + alert, "--author", "Nolwenn");
            assertEquals(1, second.code(), second.err());
            act("closed", "alerts", "close", alert, "--as", "expected");
        }
        said = conclude(incident);
        assertEquals(NOT_VERIFIABLE, said.word());
        assertTrue(said.names("findings-decided", "approval-missing"), said.toString());

        // Thresholds have floors, and marks that are taken back do not undo what was seen.
        for (String threshold : List.of("workstations-percent 1", "longest-gap-minutes 40000", "pass-hours 700")) {
            act(
                    "r",
                    Stream.of("incident table " + incident + " " + threshold)
                            .flatMap(line -> Stream.of(line.split(" ", -1)))
                            .toArray(String[]::new));
        }
        Run marked = type("incident", "tombstone", "list", incident, "--format", "jsonl");
        for (String mark : all("\"kind\":\"tombstone\",\"id\":\"([^\"]+)\"", marked.out())) {
            act("wrong", "incident", "tombstone", "remove", mark);
            assertEquals(NOT_VERIFIABLE, conclude(incident).word());
        }

        // A new incident knows nothing of the marks of the old one.
        Run opened = act("r", "incident", "open", "autre", "--commune", commune.commune.insee(), "--watch-days", "30");
        String other = all("(\\d{4}-\\d{3})", opened.out()).getFirst();
        assertNotEquals(incident, other);
        date(other, commune.day(-3), commune.day(0));
        stateAll(other, commune);
        said = conclude(other);
        assertEquals(NOT_VERIFIABLE, said.word(), said.toString());
        for (String alert : seen) {
            assertTrue(said.names("findings-decided", alert), said.toString());
        }
        assertEquals(NOT_VERIFIABLE, best);
    }

    private void date(String incident, Instant start, Instant end) {
        Run run = act("r", "incident", "eviction", incident, "--start", start.toString(), "--end", end.toString());
        assertEquals(0, run.code(), run.err());
    }

    /** Lists the hosts, states all that a conclusion asks for, approves what waits and signs. */
    private void stateAll(String incident, WatchedCommune commune) throws IOException {
        for (SimulatedHost host : commune.hosts()) {
            Path list = Files.writeString(folder.resolve(host.name + ".txt"), host.name + "\n");
            Run run = act(
                    "r",
                    "incident",
                    "hosts",
                    incident,
                    "--import",
                    list.toString(),
                    "--role",
                    ItemFields.word(host.role));
            assertEquals(0, run.code(), run.err());
        }
        for (Statement statement : Statement.values()) {
            if (statement.about().isOfAll() && statement != Statement.DOMAIN_REBUILT) {
                boolean no = statement == Statement.DOMAIN_TAKEN || statement == Statement.AUTHORITY_KEY_EXPOSED;
                Run run = act(
                        "r",
                        "incident",
                        "attest",
                        incident,
                        ItemFields.word(statement),
                        no ? "no" : "yes",
                        "--proof",
                        "PV");
                assertEquals(0, run.code(), run.err());
            }
        }
        act("r", "incident", "table", incident, "beacon-minutes", "60");
        act("r", "incident", "table", incident, "signed", "1");
        for (String more : List.of("", "--remediation")) {
            Run waiting = type(Stream.of("incident", "review", "list", incident, "--format", "jsonl", more)
                    .filter(word -> !word.isEmpty())
                    .toArray(String[]::new));
            List<String> groups = all("\"kind\":\"review-group\".*?\"group\":\"([^\"]+)\"", waiting.out());
            if (!groups.isEmpty()) {
                act(
                        "r",
                        Stream.of(
                                        Stream.of("incident", "review", "approve", incident),
                                        groups.stream(),
                                        Stream.of(more))
                                .flatMap(each -> each)
                                .filter(word -> !word.isEmpty())
                                .toArray(String[]::new));
            }
        }
        act("r", "incident", "review", "sign", incident);
    }
}
