package bzh.vigie.collector.store.lucene;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.START;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.moment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.hunt.Hunting.Ask;
import bzh.vigie.collector.hunt.Hunting.End;
import bzh.vigie.collector.hunt.Hunting.Outcome;
import bzh.vigie.collector.hunt.Hunting.Progress;
import bzh.vigie.collector.hunt.Hunting.Times;
import bzh.vigie.collector.hunt.Parsed;
import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.hunt.QueryParser;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LuceneHuntingTest {
    private static final Scope ALL = new Scope.All();
    private static final Scope OF_AURAY = new Scope.Communes(Set.of(AURAY));
    private static final Duration ENOUGH = Duration.ofMinutes(5);

    @TempDir
    Path dir;

    private LuceneHistory history;
    private Hunting hunting;

    /** Takes all, or so many. */
    private static final class Taken implements Hunting.Taker {
        private final List<Hit> hits = new ArrayList<>();
        private final int enough;
        private long most;

        Taken(int enough) {
            this.enough = enough;
        }

        @Override
        public void take(Hit hit) {
            hits.add(hit);
        }

        @Override
        public boolean goOn(Progress progress) {
            assertTrue(progress.looked() >= most && progress.looked() <= progress.all(), progress.toString());
            most = progress.looked();
            return hits.size() < enough;
        }

        List<String> ids() {
            return hits.stream().map(Hit::id).toList();
        }
    }

    @BeforeEach
    void openIt() {
        history = LuceneHistory.open(dir, 8);
        hunting = history.hunting();
    }

    @AfterEach
    void closeIt() {
        history.close();
    }

    private static Stored event(String id, int host, Commune commune, Instant received, Map<String, String> fields) {
        return new Stored(
                id,
                agent(host),
                commune,
                received,
                new Event.AgentState(moment(0), "agent", Event.AgentAction.STARTED, Event.StartKind.COLD, "0.1.0", ""),
                fields);
    }

    private void add(Stored... events) {
        history.add(List.of(events));
        history.commit("ingest", 1);
    }

    private static Query query(String text) {
        return assertInstanceOf(Parsed.Understood.class, QueryParser.parse(text, START.plus(Duration.ofDays(4))), text)
                .query()
                .withHosts(pattern -> pattern.matches("pc-2") ? Set.of(agent(2).text()) : Set.of());
    }

    private List<String> ids(Scope scope, String text) {
        Taken taken = new Taken(Integer.MAX_VALUE);
        Outcome outcome = hunting.search(new Ask(query(text), scope, 100_000, ENOUGH), taken);
        assertEquals(End.ALL, outcome.end());
        assertEquals(outcome.progress().all(), outcome.progress().looked());
        return taken.ids();
    }

    @Test
    void whatIsFoundIsWhatMatches() {
        Random random = new Random(10);
        List<Stored> all = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put(
                    "Image",
                    pick(random, "C:\\Windows\\cmd.exe", "/usr/bin/curl", "C:\\Temp\\" + "e".repeat(70) + ".exe"));
            fields.put(pick(random, "ProcessId", "processid"), Integer.toString(random.nextInt(40)));
            if (random.nextBoolean()) {
                fields.put("CommandLine", text(random));
            }
            if (random.nextInt(3) == 0) {
                fields.put("Ips", "10.0.0." + random.nextInt(20) + "\n192.0.2." + random.nextInt(20));
            }
            if (random.nextInt(4) == 0) {
                fields.put("UtcTime", "2026-03-0" + (1 + random.nextInt(9)) + " 08:00:00.000");
            }
            int id = random.nextInt(500);
            all.removeIf(each -> each.id().equals("e" + id));
            Stored event = event(
                    "e" + id,
                    1 + random.nextInt(3),
                    random.nextBoolean() ? AURAY : CONCARNEAU,
                    // Received once and for all, so that a replay replaces.
                    START.plus(Duration.ofMinutes(id * 11L)),
                    fields);
            all.add(event);
            history.add(List.of(event));
            if (i % 97 == 0) {
                history.commit("ingest", i);
            }
        }
        history.commit("ingest", 1_000);
        all.sort(Comparator.comparing(Stored::received).reversed());
        int found = 0;
        int some = 0;
        for (int i = 0; i < 250; i++) {
            String text = randomQuery(random, 2);
            Scope scope = random.nextInt(3) == 0 ? OF_AURAY : ALL;
            Query query = query(text);
            List<String> expected = all.stream()
                    .map(e -> new Hit(e.id(), e.host(), e.commune(), e.received(), e.fields()))
                    .filter(hit -> scope.allows(hit.commune()) && query.matches(hit))
                    .map(Hit::id)
                    .toList();
            assertEquals(expected, ids(scope, text), () -> text + " = " + query);
            Times times = hunting.times(new Ask(query, scope, 1, ENOUGH), new Taken(Integer.MAX_VALUE));
            assertEquals(expected.size(), times.total(), text);
            found += expected.size();
            some += expected.isEmpty() || expected.size() == all.size() ? 0 : 1;
        }
        assertTrue(found > 1_000 && some > 90, found + " " + some);
    }

    private static String pick(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(pick(
                    random,
                    "curl",
                    "-enc ",
                    "Évasion",
                    "mimikatz",
                    " ",
                    "/",
                    "x".repeat(1 + random.nextInt(90)),
                    "\n",
                    "😀",
                    "a_b"));
        }
        return text.toString();
    }

    private static String randomQuery(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            return switch (random.nextInt(3)) {
                case 0 -> "(" + randomQuery(random, depth - 1) + " or " + randomQuery(random, depth - 1) + ")";
                case 1 -> randomQuery(random, depth - 1) + " " + randomQuery(random, depth - 1);
                default -> "not (" + randomQuery(random, depth - 1) + ")";
            };
        }
        return switch (random.nextInt(14)) {
            case 0 ->
                "Image:"
                        + pick(
                                random,
                                "*cmd.exe",
                                "/usr/*",
                                "*e.exe",
                                "*\\eeee*",
                                "C:\\Windows\\cmd.exe",
                                "*eee*.exe",
                                "*");
            case 1 -> "ProcessId:" + pick(random, ">20", "7", "3..9", "<=5", "1?", "*");
            case 2 ->
                "CommandLine:"
                        + pick(
                                random,
                                "*curl*",
                                "*imika*",
                                "curl*",
                                "*evasion*",
                                "*vasion*",
                                "*xxxxxxxx",
                                "*x*katz*",
                                "?url*",
                                "*" + "x".repeat(66) + "*");
            case 3 ->
                pick(
                        random,
                        "curl",
                        "mimikatz",
                        "mimi*",
                        "*katz",
                        "évasion",
                        "\"/\"",
                        "*ur*",
                        "a_b",
                        "b",
                        "curl*katz",
                        "😀",
                        "😀*",
                        "\"curl/\"",
                        "x".repeat(40),
                        "*" + "x".repeat(40),
                        "x".repeat(70),
                        "xxxx*");
            case 4 -> "Ips:" + pick(random, "10.0.0.0/28", "10.0.0.3", "*.7", "192.0.2.*", "10.0.0.1*", "*");
            case 5 -> "UtcTime:" + pick(random, ">2026-03-04", "2026-03-02..2026-03-03", "2026*");
            case 6 -> "received:" + pick(random, ">-2d", "<-2d", "2026-03-03", "..2026-03-04");
            case 7 -> "host:" + pick(random, "pc-2", agent(3).text(), "*1", "*", "pc-*");
            case 8 -> "commune:" + pick(random, AURAY.insee(), "29*", "*");
            case 9 -> "id:" + pick(random, "e7", "e1*", "*9");
            case 10 -> pick(random, "10.0.0.3", "192.0.2.7", "10.*", "*92", "19*", "*9*");
            case 11 -> "Nothing:" + pick(random, "*", "1", "<5");
            case 12 -> "Image:(*cmd* or *curl)";
            default -> "*";
        };
    }

    @Test
    void whatOlderVersionsWroteIsFoundToo() throws Exception {
        Map<String, String> fields = Map.of("CommandLine", "evil.exe " + "y".repeat(100), "User", "root");
        add(event("e1", 2, AURAY, START, fields));
        List<String> queries = List.of(
                "evil",
                "*vil*",
                "CommandLine:*yyy",
                "User:root",
                "host:pc-2",
                "host:" + agent(2).text(),
                "*y",
                "User:r*");
        for (String each : queries) {
            assertEquals(List.of("e1"), ids(ALL, each), each);
        }
        history.close();
        // The same slice without the words, as it was written before there were any.
        SliceWriterWithoutWords.write(
                new Slices(dir).path(Slices.day(START)), event("e2", 2, AURAY, START.plusSeconds(1), fields));
        openIt();
        for (String each : queries) {
            assertEquals(List.of("e2", "e1"), ids(ALL, each), each);
        }
        assertEquals(List.of(), ids(ALL, "not evil"));
    }

    @Test
    void anEventOfVeryManyWordsIsFoundByItsLast() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            many.append("w").append(i).append(' ');
        }
        add(event("e1", 1, AURAY, START, Map.of("a", many + "last")));
        assertEquals(List.of("e1"), ids(ALL, "last"));
        assertEquals(List.of("e1"), ids(ALL, "a:*w2999*"));
        assertEquals(List.of(), ids(ALL, "w3000"));
    }

    @Test
    void theNewestAreGivenAndThatThereMayBeMore() {
        for (int i = 0; i < 30; i++) {
            add(event("e" + i, 1, AURAY, START.plus(Duration.ofHours(i * 5L)), Map.of("n", Integer.toString(i))));
        }
        Taken taken = new Taken(Integer.MAX_VALUE);
        Outcome outcome = hunting.search(new Ask(query("n:>=0"), ALL, 7, ENOUGH), taken);
        assertEquals(List.of("e29", "e28", "e27", "e26", "e25", "e24", "e23"), taken.ids());
        assertEquals(End.LIMIT, outcome.end());
        assertTrue(outcome.progress().looked() < 30, "older days are not looked at");
        assertEquals(
                Slices.day(START.plus(Duration.ofHours(23 * 5L))),
                Slices.day(outcome.since().orElseThrow()));
    }

    @Test
    void itEndsWhenItsTimeIsOverOrNobodyWaits() {
        for (int i = 0; i < 5; i++) {
            add(event("e" + i, 1, AURAY, START.plus(Duration.ofDays(i)), Map.of("n", "1")));
        }
        Taken two = new Taken(2);
        assertEquals(
                End.CANCELLED,
                hunting.search(new Ask(query("n:1"), ALL, 100, ENOUGH), two).end());
        assertEquals(List.of("e4", "e3"), two.ids());
        Ask noTime = new Ask(query("n:1"), ALL, 100, Duration.ZERO);
        assertEquals(End.TIME, hunting.search(noTime, new Taken(100)).end());
        assertEquals(End.TIME, hunting.times(noTime, new Taken(100)).end());
    }

    @Test
    void eventsAreCountedOverTime() {
        for (int i = 0; i < 48; i++) {
            add(event("e" + i, 1, AURAY, START.plus(Duration.ofHours(i)), Map.of("n", Integer.toString(i))));
        }
        Times times = hunting.times(new Ask(query("n:<24"), ALL, 1, ENOUGH), new Taken(100));
        assertEquals(24, times.total());
        assertEquals(Duration.ofHours(1), times.width());
        assertTrue(times.counts().size() <= Times.MOST_STRETCHES);
        int at = Math.toIntExact(Duration.between(times.from(), START).toHours());
        assertEquals(
                List.of(1L, 1L, 0L),
                List.of(
                        times.counts().get(at),
                        times.counts().get(at + 23),
                        times.counts().get(at + 24)));
        assertEquals(
                0,
                hunting.times(new Ask(query("received:<2020-01-01"), ALL, 1, ENOUGH), new Taken(100))
                        .total());
    }

    @Test
    void whatAnotherCommuneHasIsNeverSuggested() {
        add(
                event("e1", 1, AURAY, START, Map.of("Image", "/usr/bin/curl", "User", "anne")),
                event("e2", 2, CONCARNEAU, START, Map.of("Image", "/usr/bin/cupsd", "Image2", "x", "Secret", "s")));
        assertEquals(List.of("image", "image2"), hunting.names(ALL, "Im", 10));
        assertEquals(List.of("image"), hunting.names(OF_AURAY, "Im", 10));
        assertEquals(List.of("image", "user"), hunting.names(OF_AURAY, "", 10));
        assertEquals(List.of("image"), hunting.names(ALL, "", 1));
        assertEquals(List.of("/usr/bin/cupsd", "/usr/bin/curl"), hunting.values(ALL, "IMAGE", "/usr/bin/CU", 10));
        assertEquals(List.of("/usr/bin/curl"), hunting.values(OF_AURAY, "Image", "", 10));
        assertEquals(List.of(), hunting.values(OF_AURAY, "Secret", "", 10));
        assertEquals(List.of(), hunting.values(ALL, "@commune", "x", 10));
    }
}
