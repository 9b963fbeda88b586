package bzh.vigie.collector.store.lucene;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.moment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory.Held;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.event.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LuceneHistoryTest {
    private static final Scope ALL = new Scope.All();
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path dir;

    private LuceneHistory history;

    @BeforeEach
    void openIt() {
        history = LuceneHistory.open(dir, 8);
    }

    @AfterEach
    void closeIt() {
        history.close();
    }

    private void reopen() {
        history.close();
        history = LuceneHistory.open(dir, 8);
    }

    private static Stored event(String id, Commune commune, Instant received, Map<String, String> fields) {
        return new Stored(
                id,
                agent(1),
                commune,
                received,
                new Event.AgentState(moment(0), "agent", Event.AgentAction.STARTED, Event.StartKind.COLD, "0.1.0", ""),
                fields);
    }

    private List<String> ids(Scope scope, Map<String, String> fields) {
        return history.search(scope, fields, Optional.empty(), Optional.empty(), 1000).stream()
                .map(Hit::id)
                .toList();
    }

    @Test
    void anEventIsFoundByAnyFieldWhateverItsCase() {
        String commandLine = "C:\\Windows\\WMIC.EXE process call create " + "x".repeat(500) + " é";
        history.add(List.of(
                event("e1", AURAY, Specimens.START, Map.of("Image", "/usr/bin/Curl", "CommandLine", commandLine))));
        history.commit("ingest", 4);
        assertEquals(List.of("e1"), ids(ALL, Map.of("Image", "/USR/bin/curl")));
        assertEquals(List.of("e1"), ids(ALL, Map.of("commandline", commandLine.toUpperCase(Locale.ROOT))));
        assertEquals(List.of(), ids(ALL, Map.of("CommandLine", commandLine + "x")));
        assertEquals(List.of(), ids(ALL, Map.of("Image", "/usr/bin")));
        Hit hit = history.search(ALL, Map.of(), Optional.empty(), Optional.empty(), 1)
                .getFirst();
        assertEquals(
                new Hit(
                        "e1",
                        agent(1),
                        AURAY,
                        Specimens.START,
                        Map.of("Image", "/usr/bin/Curl", "CommandLine", commandLine)),
                hit);
    }

    private static Stored of(int host, Commune commune, Instant received, String text) {
        return new Stored(
                host + "/" + received,
                agent(host),
                commune,
                received,
                new Event.AgentState(moment(0), "agent", Event.AgentAction.STARTED, Event.StartKind.COLD, "0.1.0", ""),
                Map.of("x", text));
    }

    @Test
    void whatEachHostHoldsIsKnownAndItsOldestDayGoesAlone() {
        Random random = new Random(7);
        for (int day = 0; day < 3; day++) {
            Instant start = Specimens.START.plus(DAY.multipliedBy(day));
            for (int i = 0; i < 300; i++) {
                byte[] noise = new byte[1_000];
                random.nextBytes(noise);
                history.add(List.of(
                        of(1, AURAY, start.plusSeconds(i), HexFormat.of().formatHex(noise)),
                        of(2, CONCARNEAU, start.plusSeconds(i), "quiet " + i)));
            }
            history.commit("ingest", day);
        }
        Map<AgentId, Long> held = history.held().stream().collect(Collectors.toMap(Held::host, Held::bytes));
        long all = held.values().stream().mapToLong(each -> each).sum();
        assertTrue(Math.abs(history.bytes() - all) < 10, all + " of " + history.bytes());
        assertTrue(held.getOrDefault(agent(1), 0L) > 5 * held.getOrDefault(agent(2), 0L), held.toString());

        long before = history.bytes();
        long freed = history.dropOldest(agent(1), AURAY);
        assertEquals(before - history.bytes(), freed);
        assertTrue(freed > 300 * 1_000, "its room is given back: " + freed);
        assertEquals(600, history.count(new Scope.Communes(Set.of(AURAY)), Map.of()));
        assertEquals(900, history.count(new Scope.Communes(Set.of(CONCARNEAU)), Map.of()));

        assertTrue(history.dropOldest(agent(1), AURAY) > 0);
        assertTrue(history.dropOldest(agent(1), AURAY) > 0, "the day that is being written too");
        assertEquals(0, history.dropOldest(agent(1), AURAY));
        history.add(List.of(of(1, AURAY, Specimens.START.plus(DAY.multipliedBy(2)), "again")));
        history.commit("ingest", 3);
        reopen();
        assertEquals(3, history.position("ingest"));
        assertEquals(1, history.count(new Scope.Communes(Set.of(AURAY)), Map.of()));
    }

    @Test
    void whatAForgottenHostSentIsGoneAndStaysGone() {
        Instant decided = Specimens.START.plus(DAY);
        history.add(List.of(
                of(1, AURAY, Specimens.START, "old"),
                of(1, AURAY, decided.minusSeconds(1), "just before"),
                of(1, AURAY, decided, "readmitted"),
                of(2, AURAY, Specimens.START, "of a neighbour")));
        history.forget(agent(1), AURAY, decided);
        // Detection had it in its hand.
        history.add(List.of(of(1, AURAY, decided.minusSeconds(2), "late")));
        history.commit("ingest", 1);
        reopen();
        assertEquals(
                Set.of("readmitted", "of a neighbour"),
                history.search(ALL, Map.of(), Optional.empty(), Optional.empty(), 10).stream()
                        .map(hit -> hit.fields().get("x"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void aNameAsLongAsATextIsIndexedToo() {
        String name = "n".repeat(40_000);
        history.add(List.of(event("e1", AURAY, Specimens.START, Map.of(name, "v"))));
        history.commit("ingest", 4);
        assertEquals(List.of("e1"), ids(ALL, Map.of(name, "v")));
    }

    @Test
    void aFieldCannotPassForTheCommune() {
        history.add(List.of(
                event("e1", AURAY, Specimens.START, Map.of("commune", CONCARNEAU.insee(), "x", "29039")),
                event("e2", CONCARNEAU, Specimens.START, Map.of("x", "29039"))));
        history.commit("ingest", 1);
        assertEquals(List.of("e2"), ids(new Scope.Communes(Set.of(CONCARNEAU)), Map.of("x", "29039")));
        assertEquals(List.of(), ids(new Scope.Communes(Set.of()), Map.of()));
        assertEquals(1, history.count(new Scope.Communes(Set.of(AURAY)), Map.of("x", "29039")));
    }

    @Test
    void whatIsNotCommittedIsNeitherSeenNorKept() {
        history.add(List.of(event("e1", AURAY, Specimens.START, Map.of())));
        history.commit("ingest", 7);
        history.add(List.of(event("e2", AURAY, Specimens.START, Map.of())));
        assertEquals(List.of("e1"), ids(ALL, Map.of()));
        reopen();
        assertEquals(List.of("e1"), ids(ALL, Map.of()));
        assertEquals(7, history.position("ingest"));
        assertEquals(-1, history.position("other"));
    }

    @Test
    void aReplayDoublesNothing() {
        for (int i = 0; i < 3; i++) {
            history.add(List.of(event("e1", AURAY, Specimens.START, Map.of("try", Integer.toString(i)))));
            history.commit("ingest", 7);
        }
        assertEquals(1, history.count(ALL, Map.of()));
        assertEquals(List.of("e1"), ids(ALL, Map.of("try", "2")));
    }

    @Test
    void aSearcherSeesWhatAnotherProcessCommits() {
        try (EventSearch search = LuceneHistory.openToSearch(dir)) {
            assertEquals(-1, search.position("ingest"));
            assertEquals(0, search.count(ALL, Map.of()));
            for (int i = 1; i < 4; i++) {
                history.add(List.of(event("e" + i, AURAY, Specimens.START, Map.of())));
                history.commit("ingest", i);
                assertEquals(i, search.count(ALL, Map.of()));
                assertEquals(i, search.position("ingest"));
            }
        }
    }

    @Test
    void aSecondWriterIsRefused() {
        history.add(List.of(event("e1", AURAY, Specimens.START, Map.of())));
        try (LuceneHistory second = LuceneHistory.open(dir, 8)) {
            StoreException refused = assertThrows(
                    StoreException.class, () -> second.add(List.of(event("e2", AURAY, Specimens.START, Map.of()))));
            assertEquals(StoreException.Fault.BUSY, refused.fault());
        }
    }

    @Test
    void afterAFailureNothingGoesOnUntilThePositionIsAskedFor() throws Exception {
        history.add(List.of(event("e1", AURAY, Specimens.START, Map.of())));
        history.commit("ingest", 1);
        history.add(List.of(event("e2", AURAY, Specimens.START, Map.of())));
        // A file in the place of the next day's folder.
        Path next = Files.writeString(
                dir.resolve(Slices.day(Specimens.START.plus(DAY)).toString()), "in the way");
        List<Stored> tomorrow = List.of(event("e3", AURAY, Specimens.START.plus(DAY), Map.of()));
        assertThrows(StoreException.class, () -> history.add(tomorrow));
        Files.delete(next);
        assertThrows(StoreException.class, () -> history.add(tomorrow));
        assertThrows(StoreException.class, () -> history.commit("ingest", 3));
        assertEquals(1, history.position("ingest"));
        history.add(List.of(event("e2", AURAY, Specimens.START, Map.of())));
        history.add(tomorrow);
        history.commit("ingest", 3);
        assertEquals(List.of("e3", "e2", "e1"), ids(ALL, Map.of()));
    }

    @Test
    void oldDaysGoWholeAndTheNewestStays() throws Exception {
        for (int day = 0; day < 6; day++) {
            history.add(List.of(event("e" + day, AURAY, Specimens.START.plus(DAY.multipliedBy(day)), Map.of())));
            history.commit("ingest", day);
        }
        Files.createDirectory(dir.resolve("2026-01-01.going"));
        assertEquals(0, history.retain(Specimens.START, Long.MAX_VALUE));
        assertEquals(2, history.retain(Specimens.START.plus(DAY.multipliedBy(2)), Long.MAX_VALUE));
        assertEquals(List.of("e5", "e4", "e3", "e2"), ids(ALL, Map.of()));
        assertEquals(3, history.retain(Specimens.START, 0));
        reopen();
        assertEquals(List.of("e5"), ids(ALL, Map.of()));
        assertEquals(5, history.position("ingest"));
        try (var left = Files.list(dir)) {
            assertEquals(1, left.count());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aRandomHistoryIsLikeAList(long seed) {
        Random random = new Random(seed);
        Map<String, Stored> added = new LinkedHashMap<>();
        Map<String, Stored> committed = new LinkedHashMap<>();
        long position = -1;
        Instant now = Specimens.START;
        for (int step = 0; step < 80; step++) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    history.commit("ingest", step);
                    if (!added.isEmpty()) {
                        position = step;
                    }
                    committed = new LinkedHashMap<>(added);
                }
                case 1 -> {
                    reopen();
                    added = new LinkedHashMap<>(committed);
                }
                default -> {
                    List<Stored> batch = new ArrayList<>();
                    for (int i = random.nextInt(30); i >= 0; i--) {
                        now = now.plusSeconds(random.nextInt(150));
                        String id = "e" + step + "/" + i;
                        Stored event = event(id, random.nextBoolean() ? AURAY : CONCARNEAU, now, fields(random));
                        if (random.nextInt(40) == 0 && !added.isEmpty()) {
                            Stored old = List.copyOf(added.values()).get(random.nextInt(added.size()));
                            // A replay: the same id and receipt; other fields show that it is replaced.
                            event = event(old.id(), old.commune(), old.received(), fields(random));
                        }
                        batch.add(event);
                        added.put(event.id(), event);
                    }
                    Set<LocalDate> older = Set.copyOf(
                            batch.stream().map(e -> Slices.day(e.received())).toList());
                    history.add(batch);
                    if (older.size() > 2) {
                        // More days than are written at a time: the oldest are committed on the way.
                        history.commit("ingest", step);
                        position = step;
                        committed = new LinkedHashMap<>(added);
                    }
                }
            }
            if (step % 10 == 9) {
                history.commit("ingest", step);
                position = added.isEmpty() ? position : step;
                committed = new LinkedHashMap<>(added);
                assertEquals(position, history.position("ingest"));
                compare(random, committed);
            }
        }
        assertTrue(committed.size() > 200);
    }

    private static Map<String, String> fields(Random random) {
        return Map.of(
                "a", Integer.toString(random.nextInt(4)),
                "b", "Value".repeat(random.nextInt(20)));
    }

    private void compare(Random random, Map<String, Stored> committed) {
        Scope scope = random.nextBoolean() ? ALL : new Scope.Communes(Set.of(AURAY));
        Map<String, String> query = switch (random.nextInt(3)) {
            case 0 -> Map.of();
            case 1 -> Map.of("a", "2");
            default -> Map.of("a", Integer.toString(random.nextInt(4)), "b", "vAlUe".repeat(random.nextInt(20)));
        };
        Instant from = Specimens.START.plus(Duration.ofHours(random.nextInt(30)));
        Instant to = from.plus(Duration.ofHours(random.nextInt(30)));
        List<Stored> matching = committed.values().stream()
                .filter(e -> scope.allows(e.commune()))
                .filter(e -> query.entrySet().stream()
                        .allMatch(q -> q.getValue().equalsIgnoreCase(e.fields().get(q.getKey()))))
                .toList();
        assertEquals(matching.size(), history.count(scope, query));
        List<Instant> expected = matching.stream()
                .map(Stored::received)
                .filter(t -> !t.isBefore(from) && t.isBefore(to))
                .sorted(Comparator.reverseOrder())
                .limit(50)
                .toList();
        List<Hit> hits = history.search(scope, query, Optional.of(from), Optional.of(to), 50);
        assertEquals(expected, hits.stream().map(Hit::received).toList());
        for (Hit hit : hits) {
            assertEquals(Objects.requireNonNull(committed.get(hit.id())).fields(), hit.fields());
        }
    }
}
