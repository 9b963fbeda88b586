package bzh.vigie.collector.notify;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.finding.CalmDay;
import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.mail.SmtpServer;
import bzh.vigie.collector.mail.SmtpTestServer;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People are told by a mail server that is one: returns at once, the rest gathered, and nothing to whom an attacker may read. */
final class MailSinkTest {
    private static final String ANALYSTS = "veille@region.example";
    private static final String TOWN = "mairie@auray.example";
    /** In a domain below that of the commune. */
    private static final String BELOW = "dsi@ti.auray.example";

    @TempDir
    Path dir;

    private final AtomicReference<Instant> now = new AtomicReference<>(Specimens.minute(5));
    private final InstantSource clock = now::get;
    private Store store;
    private SmtpTestServer server;
    private List<Courier> couriers = List.of();

    @BeforeEach
    void start() throws Exception {
        Authority authority = Authority.create(Instant.now(), new SecureRandom());
        server = new SmtpTestServer(Receivers.tls(authority), false);
        store = SqliteStore.open(dir.resolve("state"), clock);
        Path communes =
                Files.writeString(dir.resolve("communes"), "# who\n56007 " + TOWN + "\n29039 concarneau.example\n");
        String text = "smtp-server = localhost:" + server.port() + "\nsmtp-from = vigie@region.example\n"
                + "smtp-ca = " + Receivers.pem(dir.resolve("ca.pem"), authority) + "\nalert-mail = " + ANALYSTS + ", "
                + BELOW + "\nalert-mail-communes = " + communes + "\nalert-mail-digest = 12h\n";
        Set<String> keys = new HashSet<>(SinkSettings.KEYS);
        keys.addAll(SmtpServer.KEYS);
        couriers = SinkSettings.open(
                        Settings.parse("collector.conf", text, keys),
                        new SinkSettings.Parts(
                                new AlertTexts(List.of()),
                                "c",
                                Locale.FRENCH,
                                store,
                                clock,
                                Optional.of("https://vigie.example:7444")))
                .stream()
                .map(sink -> new Courier(store, sink, 2, new Backoff(new Random(1)), clock))
                .toList();
        couriers.forEach(Courier::begin);
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        server.close();
    }

    private void raise(String id, String rule, Severity severity, Commune commune, int minute) {
        store.change(s -> s.alerts().raise(Receivers.alert(id, rule, severity, commune, minute)));
    }

    private IncidentId incident(Commune... communes) {
        return store.write(
                s -> s.incidents().open("x", Set.of(communes), 90, ANALYST).id());
    }

    /** Lets both couriers do what they can, after so long. */
    private void after(Duration time) {
        now.updateAndGet(is -> is.plus(time));
        for (int i = 0; i < 3; i++) {
            // Letters are looked at every five seconds.
            now.updateAndGet(is -> is.plusSeconds(6));
            couriers.forEach(Courier::step);
        }
    }

    /** The last mail to that address, decoded. */
    private String mail(String to) {
        String mail = server.mails().stream()
                .filter(each -> each.contains("To: " + to + "\r\n"))
                .reduce("", (a, b) -> b);
        assertTrue(mail.chars().allMatch(c -> c < 127), mail);
        byte[] encoded = mail.replace("=\r\n", "").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        int head = mail.indexOf("\r\n\r\n");
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] == '=' && i > head) {
                decoded.write(Integer.parseInt(new String(encoded, i + 1, 2, StandardCharsets.US_ASCII), 16));
                i += 2;
            } else {
                decoded.write(encoded[i]);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    private static void assertTellsNothing(String mail) {
        assertTrue(mail.contains("Connectez-vous à la console de Vigie"), mail);
        for (String detail : List.of("host-", "item-", "vigie-return", "56007", "rule")) {
            assertFalse(mail.contains(detail), mail);
        }
    }

    @Test
    void aReturnIsToldAtOnceAndToTheCommunesDomainWithoutAnyDetail() {
        incident(AURAY, CONCARNEAU);
        raise("r1", "vigie-return", Severity.CRITICAL, AURAY, 4);
        after(Duration.ZERO);
        assertEquals(3, server.mails().size());
        String whole = mail(ANALYSTS);
        assertTrue(whole.contains("host-r1") && whole.contains("item-r1"), whole);
        assertTrue(whole.contains("https://vigie.example:7444/alerts/r1"), whole);
        assertTrue(whole.contains("sha256sum collecte.txt"), whole);
        assertTellsNothing(mail(TOWN));
        assertTellsNothing(mail(BELOW));

        raise("r2", "vigie-not-removed", Severity.HIGH, CONCARNEAU, 5);
        after(Duration.ofMinutes(1));
        assertEquals(5, server.mails().size(), "the town of Auray is not told of Concarneau");
        assertTrue(mail(ANALYSTS).contains("host-r2"));
        assertTellsNothing(mail(BELOW));
    }

    @Test
    void theRestIsGatheredAndTheCommuneReadsItOnlyAfterClosure() {
        IncidentId incident = incident(AURAY);
        raise("m1", "rule", Severity.MEDIUM, AURAY, 5);
        raise("m2", "rule", Severity.MEDIUM, AURAY, 6);
        raise("low", "rule", Severity.LOW, AURAY, 7);
        after(Duration.ofHours(11));
        assertEquals(List.of(), server.mails());
        after(Duration.ofHours(1));
        assertEquals(3, server.mails().size());
        assertTrue(mail(ANALYSTS).contains("moyenne : ") && mail(ANALYSTS).contains("alertes : 2"), mail(ANALYSTS));
        assertTellsNothing(mail(TOWN));

        store.change(s ->
                s.incidents().phase(new Scope.All(), incident, Phase.CLOSURE, Optional.of(clock.instant()), ANALYST));
        raise("m3", "rule", Severity.MEDIUM, AURAY, 800);
        raise("h1", "rule", Severity.HIGH, AURAY, 801);
        after(Duration.ofHours(26));
        assertEquals(6, server.mails().size());
        String town = mail(TOWN);
        assertTrue(town.contains("alertes : 1") && town.contains("moyenne"), town);
        assertFalse(town.contains("élevée"), "a new incident may begin with it");
        assertTrue(mail(ANALYSTS).contains("élevée : "), mail(ANALYSTS));
    }

    @Test
    void aLineOfADaySaysWhatItStandsForByThen() {
        Alert day = Specimens.ofDay("day", AURAY, 5);
        store.change(s -> {
            s.alerts().raise(day);
            s.alerts().again("day", Specimens.agent(2), Specimens.minute(6));
        });
        Alert now = store.read(s -> CalmDay.now(s, new Scope.All(), day));
        String mail = new MailText(AlertTexts.shipped(), Locale.FRENCH, Optional.empty())
                .mail("a@b.example", "c@d.example", 1, Instant.now(), true, List.of(now), false)
                .replace("=\r\n", "");
        assertTrue(mail.contains("machines : 2 - alertes : 1, postes : 2, communes"), mail);
    }

    @Test
    void whatIsToldOfADirectoryIsOfItsDomainAndNotOfWhoReadsIt() {
        Map<String, String> directory = Map.of("location", "ad.trust", "directory.domain", "mairie.example");
        for (Alert each : List.of(
                Receivers.alert("r1", "vigie-return", Severity.CRITICAL, AURAY, 4),
                Receivers.alert("m1", "rule", Severity.MEDIUM, AURAY, 5),
                Receivers.alert("m2", "rule", Severity.MEDIUM, AURAY, 6))) {
            store.change(s -> s.alerts().raise(each.id().equals("m2") ? each : each.with(directory)));
        }
        after(Duration.ZERO);
        assertTrue(mail(ANALYSTS).contains("mairie.example (annuaire, lu par host-r1), commune"), mail(ANALYSTS));
        after(Duration.ofHours(12));
        String digest = mail(ANALYSTS);
        assertTrue(digest.contains("alertes : 1, de mairie.example (annuaire, lu par host-m1), communes"), digest);
        assertTrue(digest.contains("alertes : 1, postes : 1, communes"), digest);
    }

    @Test
    void directoriesThatAMailDoesNotNameAreCountedAndAMadeUpNameComesBeforeNone() {
        for (int i = 0; i < 13; i++) {
            int number = i;
            String domain = i == 0 ? "mairie.example" : "aaa" + i + ".example";
            store.change(s -> s.alerts()
                    .raise(Receivers.alert("m" + domain, "rule", Severity.MEDIUM, AURAY, 5 + number)
                            .with(Map.of("location", "ad.trust", "directory.domain", domain))));
        }
        after(Duration.ZERO);
        after(Duration.ofHours(12));
        String digest = mail(ANALYSTS);
        assertTrue(digest.contains("alertes : 13, de mairie.example (annuaire"), digest);
        assertTrue(digest.contains("; 3 autres, communes"), digest);
    }

    @Test
    void whoIsRefusedKeepsNothingFromTheOthersAndIsDeadInTheEnd() {
        server.refuse(ANALYSTS);
        raise("r1", "vigie-return", Severity.CRITICAL, CONCARNEAU, 4);
        after(Duration.ZERO);
        assertEquals(1, server.mails().size());
        after(Duration.ofMinutes(2));
        Letters.State state = store.read(Letters::states).stream()
                .filter(each -> each.sink().equals("mail:returns"))
                .findFirst()
                .orElseThrow();
        assertTrue(state.dead().getFirst().reason().contains("nobody here"), state::toString);
        server.takeAll();
        store.change(session -> Letters.resend(session, "mail:returns", clock.instant()));
        after(Duration.ofMinutes(1));
        assertEquals(2, server.mails().size());
    }

    @Test
    void whatWasWrittenBeforeTheIncidentIsNotSentToTheDomainDuringIt() {
        server.refuse(TOWN);
        raise("m1", "rule", Severity.MEDIUM, AURAY, 5);
        after(Duration.ofHours(12));
        assertEquals(2, server.mails().size());
        assertTrue(mail(BELOW).contains("moyenne : "), "no incident is open");
        incident(AURAY);
        server.takeAll();
        after(Duration.ofMinutes(1));
        assertEquals(3, server.mails().size());
        assertTellsNothing(mail(TOWN));
    }

    @Test
    void aTestIsMailedToThoseWhoAreToldOfEveryCommuneAndTheServersAnswerIsShown() {
        Tested tested = couriers.getFirst().test(Duration.ZERO);
        assertEquals(Tested.Outcome.TAKEN, tested.outcome(), tested::text);
        assertTrue(tested.text().contains(ANALYSTS + ": 250"), tested::text);
        assertTrue(mail(ANALYSTS).contains("Ceci est un essai"), mail(ANALYSTS));
        assertTrue(mail(ANALYSTS).contains("Subject: Vigie : essai"), mail(ANALYSTS));
        assertEquals("", mail(TOWN), "no commune is mailed");
    }

    @Test
    void aMailCountsAsArrivedWhenTheServerTookIt() {
        raise("r1", "vigie-return", Severity.HIGH, AURAY, 1);
        couriers.getFirst().step();
        assertEquals(Optional.empty(), reached());
        after(Duration.ZERO);
        assertTrue(reached().isPresent());
    }

    private Optional<Instant> reached() {
        return store.read(Letters::states).stream()
                .filter(state -> state.sink().equals("mail:returns"))
                .findFirst()
                .orElseThrow()
                .reached();
    }
}
