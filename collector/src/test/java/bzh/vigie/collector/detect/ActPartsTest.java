package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Listed;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ItemTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one act does at several places is one line under enhanced monitoring, and what is more than the act is a line of its own. */
final class ActPartsTest {
    private static final Commune OURS = new Commune("29019");
    private static final Scope ALL = new Scope.All();
    private static final Item ROOT = account("passwd", "/etc/passwd", "root", "uid=0 gid=0 home=/root shell=/bin/bash");
    private static final Item ROOTS =
            account("password", "/etc/shadow", "root", "password=set scheme=y digest=0 changed=1");
    private static final Item GAMES = account("password", "/etc/shadow", "games", "password=none changed=1");

    @TempDir
    Path folder;

    private Line line;
    private AgentId host;

    @BeforeEach
    void aMonitoredHost() throws Exception {
        line = new Line(folder);
        host = line.enrol(1, OURS);
        line.send(host, line.seen(Change.PRESENT, ROOT), line.listed("linux.account.passwd"));
        line.send(
                host,
                line.seen(Change.PRESENT, ROOTS),
                line.seen(Change.PRESENT, GAMES),
                line.listed("linux.account.password"));
        line.now = line.now.plus(Duration.ofDays(30));
        line.store.change(session -> {
            var incident = session.incidents().open("rançongiciel", Set.of(OURS), 30, Specimens.ANALYST);
            session.incidents()
                    .eviction(
                            ALL,
                            incident.id(),
                            Optional.empty(),
                            Optional.of(new Interval(line.now, Optional.empty())),
                            Specimens.ANALYST);
        });
        line.now = line.now.plus(Duration.ofDays(1));
    }

    @AfterEach
    void close() {
        line.close();
    }

    private static Item account(String location, String source, String name, String value, Trait... traits) {
        return Line.item("linux.account." + location, source, name, value, Shipped.UNOWNED, Optional.empty(), traits);
    }

    private static Item unit(String location, String name, String value, String source) {
        return Line.item("linux.systemd." + location, source, name, value, Shipped.UNOWNED, Optional.empty());
    }

    private List<String> lines() {
        return line.alerts().stream()
                .map(each -> each.severity() + " " + each.rule() + " ×" + each.count())
                .toList();
    }

    private List<String> listed(Alert alert) {
        return line.store.read(session -> session.alerts().listed(ALL, alert.id(), Alerts.MOST_LISTED)).stream()
                .map(Listed::name)
                .toList();
    }

    @Test
    void aUnitAndItsLinkAreOneLine() throws Exception {
        Item unit = unit("service", "sauve.service:ExecStart", "/opt/sauve/run", "/etc/systemd/system/sauve.service");
        Item link = unit(
                "service",
                "multi-user.target.wants/sauve.service",
                "/etc/systemd/system/sauve.service",
                "/etc/systemd/system/multi-user.target.wants/sauve.service");
        Item timer = unit("timer", "sauve.timer", "OnCalendar=daily", "/etc/systemd/system/sauve.timer");
        Item other = unit("service", "autre.service:ExecStart", "/opt/autre", "/etc/systemd/system/autre.service");
        line.send(
                host,
                line.seen(Change.ADDED, unit),
                line.seen(Change.ADDED, link),
                line.seen(Change.ADDED, timer),
                line.seen(Change.ADDED, other));
        assertEquals(2, line.alerts().size(), this::toString);
        assertEquals(3, line.alerts().getFirst().count());
        assertEquals(
                Set.of("multi-user.target.wants/sauve.service", "sauve.timer"),
                Set.copyOf(listed(line.alerts().getFirst())));
        line.now = line.now.plus(Duration.ofMinutes(3));
        line.send(
                host,
                line.seen(
                        Change.ADDED,
                        unit(
                                "service",
                                "sauve.service.d/10.conf:ExecStartPre",
                                "/tmp/x",
                                "/etc/systemd/system/sauve.service.d/10.conf")));
        assertEquals(3, line.alerts().size());
    }

    /** An administrator's file with two jobs, and a timer that starts one of their scripts as well. */
    @Test
    void whatOneFileOfJobsHasOrRunsOneProgramIsOneLine() throws Exception {
        line.send(
                host,
                line.seen(Change.ADDED, job("sauve", "/usr/local/sbin/sauve")),
                line.seen(Change.ADDED, job("sauve", "/usr/local/sbin/purge")),
                line.seen(
                        Change.ADDED,
                        running(
                                "linux.systemd.service",
                                "/etc/systemd/system/nuit.service",
                                "nuit.service:ExecStart",
                                "/usr/local/sbin/sauve")));
        assertEquals(List.of("HIGH vigie-linux-hand-made ×3"), lines());
        line.send(host, line.seen(Change.ADDED, job("autre", "/usr/local/sbin/autre")));
        assertEquals(List.of("HIGH vigie-linux-hand-made ×3", "HIGH vigie-linux-hand-made ×1"), lines());
    }

    private static Item job(String file, String program) {
        return running("linux.cron.d", "/etc/cron.d/" + file, program, program);
    }

    private static Item running(String location, String source, String name, String program) {
        return new Item(
                location,
                List.of("T1053.003"),
                "linux",
                Optional.empty(),
                name,
                program,
                source,
                program,
                Optional.empty(),
                "",
                Item.Signature.NOT_CHECKED,
                "",
                Shipped.UNOWNED,
                true,
                ItemTimes.NONE,
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of(Trait.TARGET_UNOWNED));
    }

    /** useradd(8) with a password at once, or with passwd(1) after it. */
    @Test
    void aNewEmployeeIsOneLineAndHisRightIsAnother() throws Exception {
        line.send(
                host,
                line.seen(Change.ADDED, employee("odile", 1_004)),
                line.seen(Change.ADDED, password("odile", "password=set scheme=y digest=2 changed=20780")),
                line.seen(
                        Change.ADDED,
                        Line.item(
                                "linux.shell.user",
                                "/home/odile/.profile",
                                ".profile",
                                "umask 027",
                                Shipped.UNOWNED,
                                Optional.of(new Account("1004", "odile")))));
        assertEquals(List.of("MEDIUM vigie-linux-account-added ×3"), lines());
        Item locked = password("henri", "password=locked changed=20780");
        line.send(host, line.seen(Change.ADDED, employee("henri", 1_005)), line.seen(Change.ADDED, locked));
        line.now = line.now.plusSeconds(20);
        line.send(host, line.changed(locked, password("henri", "password=set scheme=y digest=2 changed=20780")));
        assertEquals(List.of("MEDIUM vigie-linux-account-added ×3", "MEDIUM vigie-linux-account-added ×1"), lines());
        line.send(
                host,
                line.seen(
                        Change.ADDED, account("group", "/etc/group", "sudo", "gid=27 members=odile", Trait.SUPERUSER)));
        assertEquals("HIGH vigie-linux-right-gained ×1", lines().getLast());
    }

    private static Item employee(String name, int uid) {
        return account(
                "passwd",
                "/etc/passwd",
                name,
                "uid=" + uid + " gid=" + uid + " home=/home/" + name + " shell=/bin/bash");
    }

    private static Item password(String name, String value) {
        return account("password", "/etc/shadow", name, value);
    }

    /** Three files are three things to look at; what goes on coming into the same folder, or goes from it, is one act. */
    @Test
    void aFolderThatFillsIsOneActThatCountsAndNamesWhatCame() throws Exception {
        List<Item> jobs = IntStream.range(0, 60)
                .mapToObj(i -> Line.item(
                        "linux.cron.hourly",
                        "/etc/cron.hourly/n" + i,
                        "n" + i,
                        "/bin/sh -c 'echo " + i * 7919 + "'",
                        Shipped.UNOWNED,
                        Optional.empty()))
                .toList();
        for (Change change : List.of(Change.ADDED, Change.REMOVED)) {
            int before = line.alerts().size();
            for (List<Item> part : List.of(jobs.subList(0, 30), jobs.subList(30, 60))) {
                line.send(
                        host, part.stream().map(each -> line.seen(change, each)).toArray(Event[]::new));
                line.now = line.now.plusSeconds(100);
            }
            List<Alert> alerts = line.alerts().subList(before, line.alerts().size());
            assertEquals(3, alerts.size(), this::toString);
            assertEquals(58, alerts.getFirst().count());
            assertEquals(57, listed(alerts.getFirst()).size());
            line.now = line.now.plus(Duration.ofHours(2));
        }
        Item hidden = Line.item(
                "linux.cron.hourly",
                "/etc/cron.hourly/n61",
                "n61",
                "/dev/shm/.x",
                Shipped.UNOWNED,
                Optional.empty(),
                Trait.TARGET_HIDDEN,
                Trait.TARGET_IN_WORLD_WRITABLE);
        line.send(
                host,
                Stream.concat(
                                jobs.stream().map(each -> line.seen(Change.ADDED, each)),
                                Stream.of(line.seen(Change.ADDED, hidden)))
                        .toArray(Event[]::new));
        assertEquals("n61", line.alerts().getLast().evidence().get("name"), "what is graver is its own line");
    }

    @Test
    void aPasswordThatIsResetIsNoneOfALockedAccount() throws Exception {
        Item locked = account("password", "/etc/shadow", "root", "password=locked changed=20780");
        line.send(host, line.changed(ROOTS, locked));
        line.now = line.now.plusSeconds(40);
        line.send(
                host,
                line.changed(
                        locked,
                        account("password", "/etc/shadow", "root", "password=set scheme=y digest=3 changed=20780")));
        assertEquals(List.of(), lines());
    }

    @Test
    void anAccountThatNeverHadAPasswordAndGetsOneIsHighHoweverItIsDone() throws Exception {
        Item locked = account("password", "/etc/shadow", "games", "password=locked changed=20780");
        line.send(host, line.changed(GAMES, locked));
        line.now = line.now.plusSeconds(40);
        line.send(
                host,
                line.changed(
                        locked,
                        account("password", "/etc/shadow", "games", "password=set scheme=y digest=3 changed=20780")));
        assertEquals(List.of("HIGH vigie-linux-account-unlocked ×1"), lines());
    }

    @Override
    public String toString() {
        return String.join("\n", lines());
    }
}
