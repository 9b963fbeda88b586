package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was watched, as whoever must sign sees it. */
final class HostsCoverageTest {
    private static final AgentId PC = new AgentId("0199d2a4-5b6c-7def-8123-456789000001");
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private @TempDir Path temporary;
    private Path dir = Path.of("");

    @BeforeEach
    void folder() {
        dir = temporary.resolve("collector");
    }

    private CommandRun run(String... arguments) {
        return CommandRun.ofMain(
                dir,
                Stream.concat(Stream.of("hosts", "coverage", "--lang", "fr"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    @Test
    void aShareIsShownWithItsHolesAndRoundedDown() {
        assertEquals(
                0,
                CommandRun.ofMain(dir, "init", "--name", "vigie.example.org", "--admin", "anna")
                        .code());
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), InstantSource.system())) {
            store.change(session -> {
                session.hosts()
                        .enrol(new Host(
                                PC,
                                new Commune("29019"),
                                "PC\u001b[2J",
                                State.ACTIVE,
                                Sha256.over(new byte[] {1}),
                                "{}",
                                "0.1.0",
                                START,
                                START,
                                Optional.empty(),
                                0,
                                "",
                                "",
                                false));
                told(session, START, START.plus(Duration.ofHours(23)).plusSeconds(3_599), WatchState.LIVE);
                told(session, START.plus(Duration.ofDays(1)), START.plus(Duration.ofDays(2)), WatchState.DOWN);
                told(
                        session,
                        Event.Coverage.passOf("inventory"),
                        START.plusSeconds(60),
                        START.plusSeconds(90),
                        WatchState.LIVE);
                for (int day : new int[] {-4, -3, -2}) {
                    Instant then = START.plus(Duration.ofDays(day));
                    session.userDays().loggedOn(PC, "1001", "lea\u001b[2J", then);
                    session.userDays().loggedOn(PC, "1002", "", then);
                }
                session.userDays().loggedOn(PC, "1001", "lea\u001b[2J", START.plusSeconds(3_600));
            });
        }
        CommandRun day = run(PC.text(), "--from", "2026-11-01", "--to", "2026-11-02");
        assertEquals(0, day.code(), day.err());
        assertTrue(day.out().contains("inventory : surveillé à 99.9 %, 23 h 59 min sur 24 h 0 min"), day.out());
        assertTrue(day.out().contains("1 s  rien n’a été dit de ce temps"), day.out());
        assertTrue(!day.out().contains("\u001b"), day.out());
        assertTrue(
                day.out().contains("Passages complets de l’inventaire : 1, le dernier fini le 2026-11-01T00:01:30Z"),
                day.out());
        assertTrue(
                day.out().contains("Démarrages complets surveillés depuis leur début et lus : 0, le dernier le –"),
                day.out());
        assertTrue(day.out().contains("(1001) : a ouvert une session, la dernière le 2026-11-01T01:00:00Z"), day.out());
        assertTrue(day.out().contains("Usager habituel 1002 : n’a pas ouvert de session"), day.out());

        CommandRun days = run("--commune", "29019", "--from", "2026-11-01", "--to", "2026-11-03T00:00:00Z");
        assertTrue(days.out().contains("(il manque un droit à l'agent)"), days.out());
        CommandRun lines = run("--from", "2026-11-01", "--to", "2026-11-03", "--format", "jsonl");
        assertTrue(
                lines.out().contains("\"kind\":\"coverage-hole\"")
                        && lines.out().contains("\"cause\":\"down\""),
                lines.out());
        assertTrue(lines.out().contains("\"watched_seconds\":86399"), lines.out());
        assertTrue(lines.out().contains("\"passes\":[\"2026-11-01T00:01:30Z\"]"), lines.out());
        assertTrue(lines.out().contains("\"user\":\"1002\",\"last_logon\":\"\""), lines.out());
        assertEquals("", run("--commune", "35238").out());

        assertTrue(run("--from", "hier").err().contains("--from a la valeur « hier »"));
        assertTrue(run("--from", "2999-01-01").err().contains("est vide"));
        assertEquals(1, run(PC.text(), "--commune", "35238").code(), "a host of another commune");
        assertEquals(1, run("0199d2a4-5b6c-7def-8123-456789000002").code());
    }

    private static void told(Store.Session session, Instant from, Instant to, WatchState state) {
        told(session, "inventory", from, to, state);
    }

    private static void told(Store.Session session, String subject, Instant from, Instant to, WatchState state) {
        long start = ChronoUnit.MICROS.between(Instant.EPOCH, from);
        long end = ChronoUnit.MICROS.between(Instant.EPOCH, to);
        session.coverage()
                .add(
                        PC,
                        new Event.Coverage(
                                new Moment(to, "boot", ChronoUnit.MICROS.between(START, to) + 60_000_000),
                                "inventory",
                                subject,
                                Optional.empty(),
                                start,
                                end,
                                end - start,
                                state,
                                state == WatchState.DOWN ? ReasonCode.NO_RIGHT : ReasonCode.NONE,
                                "",
                                0,
                                0),
                        to);
    }
}
