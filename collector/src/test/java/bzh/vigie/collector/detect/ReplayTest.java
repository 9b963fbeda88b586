package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invariant 2: a crash anywhere loses no alert and doubles none. */
final class ReplayTest {
    private static Store crashing(Line line, Random random) {
        return new CrashingStore(line.store, StoreException.Fault.OTHER, () -> random.nextInt(12));
    }

    private static void fill(Line line, long seed) {
        Random random = new Random(seed);
        AgentId[] hosts = {line.enrol(1, Line.QUIMPER), line.enrol(2, Line.QUIMPER), line.enrol(3, Line.QUIMPER)};
        for (int i = 0; i < 120; i++) {
            line.now = Line.START.plusSeconds(i);
            AgentId host = hosts[random.nextInt(hosts.length)];
            switch (random.nextInt(4)) {
                case 0 ->
                    line.put(
                            host,
                            line.seen(
                                    Change.ADDED,
                                    Line.cron("c" + random.nextInt(8), "/opt/" + random.nextInt(3), Shipped.UNOWNED)));
                case 1 ->
                    line.put(
                            host,
                            line.seen(
                                    Change.PRESENT,
                                    Line.cron(
                                            "c" + random.nextInt(8),
                                            "curl|sh",
                                            Shipped.UNOWNED,
                                            Trait.NETWORK_TOOL,
                                            Trait.INLINE_SCRIPT)),
                            line.listed("linux.cron.system"));
                case 2 ->
                    line.put(
                            host,
                            line.logon(LogonAction.FAILED, "203.0.113.9"),
                            line.logon(LogonAction.FAILED, "203.0.113.9"));
                default ->
                    line.put(
                            host,
                            line.logon(random.nextInt(3) == 0 ? LogonAction.LOGON : LogonAction.FAILED, "203.0.113.9"));
            }
            if (random.nextInt(5) == 0) {
                line.feed.add(line.feed
                        .records()
                        .get(random.nextInt(line.feed.records().size())));
            }
        }
    }

    @Test
    void killedAnywhereTheSameAlertsAreRaisedOnce(@TempDir Path folder) throws Exception {
        Map<String, Integer> expected;
        List<String> events;
        try (Line line = new Line(Files.createDirectory(folder.resolve("whole")))) {
            fill(line, 7);
            Line.drain(line.pipeline);
            expected = line.counts();
            events = List.copyOf(line.history.events().keySet());
        }
        assertTrue(expected.size() > 10, "too few alerts to tell anything: " + expected);
        int crashes = 0;
        for (int run = 0; run < 12; run++) {
            Random random = new Random(run);
            try (Line line = new Line(Files.createDirectory(folder.resolve("run" + run)))) {
                fill(line, 7);
                boolean done = false;
                while (!done) {
                    Pipeline pipeline = line.pipeline(crashing(line, random));
                    try {
                        while (pipeline.step(Duration.ZERO)) {
                            if (random.nextInt(4) == 0) {
                                pipeline.commitHistory();
                            }
                            if (random.nextInt(10) == 0) {
                                throw new StoreException(StoreException.Fault.OTHER, "killed between");
                            }
                        }
                        pipeline.commitHistory();
                        done = true;
                    } catch (StoreException killed) {
                        crashes++;
                        line.history.crash();
                    }
                }
                assertEquals(expected, line.counts(), "run " + run);
                assertEquals(events, List.copyOf(line.history.events().keySet()), "run " + run);
            }
        }
        assertTrue(crashes > 30, crashes + " crashes");
    }

    /** Each agent uses up its time in a round with each batch, so that the order is never that of the log. */
    @Test
    void whatIsJudgedOutOfOrderIsThereOnceAfterACrash(@TempDir Path folder) throws Exception {
        for (int run = 0; run < 4; run++) {
            Random random = new Random(run);
            try (Line line = new Line(Files.createDirectory(folder.resolve("run" + run)))) {
                fill(line, 7);
                line.processorStep = Duration.ofMillis(30).toNanos();
                boolean done = false;
                while (!done) {
                    Pipeline pipeline = line.pipeline(crashing(line, random));
                    try {
                        for (int step = 0; pipeline.step(Duration.ZERO); step++) {
                            if (random.nextInt(4) == 0) {
                                pipeline.commitHistory();
                            }
                            if (step == 12 && random.nextBoolean()) {
                                throw new StoreException(StoreException.Fault.OTHER, "killed between");
                            }
                        }
                        pipeline.commitHistory();
                        done = true;
                    } catch (StoreException killed) {
                        line.history.crash();
                    }
                }
                long batches = line.feed.records().stream()
                        .map(record -> record.eventId(0))
                        .distinct()
                        .count();
                assertEquals(
                        batches,
                        line.history.events().keySet().stream()
                                .filter(id -> id.endsWith("/0"))
                                .count());
                assertEquals(line.feed.records().size(), line.history.position("ingest"));
            }
        }
    }

    @Test
    void aHistoryThatFailsGetsEverythingAgainAndNoAlertIsDoubled(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder);
                Line whole = new Line(Files.createDirectory(folder.resolve("whole")))) {
            fill(whole, 7);
            Line.drain(whole.pipeline);
            fill(line, 7);
            Random random = new Random(4);
            int failed = 0;
            boolean more = true;
            while (more) {
                line.history.failures = random.nextInt(3) == 0 ? 1 : 0;
                try {
                    more = line.pipeline.step(Duration.ZERO);
                    if (!more || random.nextInt(3) == 0) {
                        line.pipeline.commitHistory();
                    }
                } catch (StoreException passing) {
                    failed++;
                    more = true;
                }
            }
            assertTrue(failed > 0);
            assertEquals(whole.history.events().keySet(), line.history.events().keySet());
            assertEquals(whole.counts(), line.counts());
        }
    }

    @Test
    void aStoreThatFailsForATimeIsTriedAgainWithTheSameChunk(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            fill(line, 7);
            Pipeline pipeline = line.pipeline(crashing(line, new Random(3)));
            boolean more = true;
            while (more) {
                try {
                    more = pipeline.step(Duration.ZERO);
                } catch (StoreException passing) {
                    more = true;
                }
            }
            pipeline.commitHistory();
            Map<String, Integer> found = line.counts();
            try (Line whole = new Line(Files.createDirectory(folder.resolve("whole")))) {
                fill(whole, 7);
                Line.drain(whole.pipeline);
                assertEquals(whole.counts(), found);
            }
        }
    }
}
