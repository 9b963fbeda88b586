package bzh.vigie.collector.review;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.review.ReviewGroup.State;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Inventories.Prevalence;
import bzh.vigie.collector.store.Reviews.Baseline;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Line;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Reviews.Subject;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.ItemNames;
import bzh.vigie.event.ItemTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits to be reviewed, in which groups, and what a decision holds for. */
final class ReviewListTest {
    private static final Scope ALL = new Scope.All();
    private static final Instant START = Specimens.START.plus(Duration.ofDays(10));
    private static final Instant END = START.plus(Duration.ofDays(2));
    private static final Instant NOW = END.plus(Duration.ofDays(20));
    private static final Commune THIRD = new Commune("29019");

    @TempDir
    Path folder;

    private Store store;
    private Incident incident;

    @BeforeEach
    void anIncidentOverTwoCommunes() {
        store = SqliteStore.open(folder, InstantSource.fixed(NOW));
        incident = store.write(session -> {
            for (int host = 1; host <= 3; host++) {
                session.hosts().enrol(Specimens.host(host, AURAY));
            }
            session.hosts().enrol(Specimens.host(4, CONCARNEAU));
            session.hosts().enrol(Specimens.host(5, THIRD));
            Incident opened = session.incidents().open("rançongiciel", Set.of(AURAY, CONCARNEAU), 30, ANALYST);
            session.incidents()
                    .eviction(
                            ALL,
                            opened.id(),
                            Optional.empty(),
                            Optional.of(new Interval(START, Optional.of(END))),
                            ANALYST);
            return opened;
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void put(int host, Item item, Instant when) {
        store.change(session -> session.inventories()
                .put(
                        agent(host),
                        session.hosts().find(agent(host)).orElseThrow().commune(),
                        item,
                        1,
                        when));
    }

    private void before(int host, Item... items) {
        for (Item item : items) {
            put(host, item, START.minus(Duration.ofDays(3)));
        }
    }

    private void gone(int host, Item item, Instant when) {
        store.change(session -> session.inventories().remove(agent(host), item.key(), when));
    }

    private List<ReviewGroup> list(Matter matter) {
        return store.read(session -> ReviewList.of(session, ALL, incident, matter, NOW))
                .groups();
    }

    private Map<String, State> states() {
        return list(Matter.ITEMS).stream()
                .collect(Collectors.toMap(
                        group -> group.name() + " " + group.signer() + " " + group.hosts(), ReviewGroup::state));
    }

    private int decide(Scope scope, Decision decision, String... names) {
        Map<Subject, Set<Commune>> subjects = new HashMap<>();
        return store.write(session -> {
            for (ReviewGroup group :
                    ReviewList.of(session, scope, incident, Matter.ITEMS, NOW).groups()) {
                if (List.of(names).contains(group.name())) {
                    subjects.put(
                            ReviewList.subject(session, group), group.communes().keySet());
                }
            }
            return session.reviews().decide(ALL, incident.id(), Matter.ITEMS, subjects, decision, "", ANALYST);
        });
    }

    @Test
    void oneThingOnManyPcsIsOneGroupWhoeverTheUserAndTheRarestComesFirst() {
        before(1, ReviewItems.run("anne", "Sync", "v1", "Editor"));
        before(2, ReviewItems.run("brieuc", "Sync", "v1", "Editor"));
        before(4, ReviewItems.run("carole", "Sync", "v1", "Editor"));
        before(3, ReviewItems.run("denez", "Odd", "x", ""));
        List<ReviewGroup> groups = list(Matter.ITEMS);
        assertEquals(
                List.of("Odd", "Sync"), groups.stream().map(ReviewGroup::name).toList());
        ReviewGroup sync = groups.getLast();
        assertEquals(3, sync.hosts());
        assertEquals(Set.of(AURAY, CONCARNEAU), sync.communes().keySet());
        assertEquals(List.of("pc-1", "pc-2", "pc-4"), sync.names());
        assertEquals(State.WAITING, sync.state());
        assertTrue(groups.getFirst().isUnique());
        // The same on every collector: what a decision was about is found again.
        assertEquals(GroupKey.of(ReviewItems.run("erwan", "Sync", "v1", "Editor")), sync.id());
    }

    @Test
    void whatIsAnotherFilePublisherSignatureOrAccountIsAnotherGroup() {
        Item plain = ReviewItems.service("Backup", "LocalSystem", "v1", "Editor");
        Item unsigned = ReviewItems.service("Backup", "LocalSystem", "v1", "");
        for (Item other : List.of(
                unsigned,
                ReviewItems.service("Backup", "LocalSystem", "v2", "Editor"),
                ReviewItems.service("Backup", "LocalSystem", "v1", "Other editor"),
                ReviewItems.service("Backup", "MAIRIE\\anne", "v1", "Editor"),
                ReviewItems.service("Backup", "S-1-5-21-1-2-3-500", "v1", "Editor"))) {
            assertNotEquals(GroupKey.of(plain), GroupKey.of(other));
        }
        assertNotEquals(
                GroupKey.of(ReviewItems.service("Backup", "S-1-5-21-1-2-3-1104", "v1", "Editor")),
                GroupKey.of(ReviewItems.service("Backup", "S-1-5-21-1-2-3-500", "v1", "Editor")));
        assertEquals(
                GroupKey.of(ReviewItems.service("Backup", "S-1-5-21-1-2-3-1104", "v1", "Editor")),
                GroupKey.of(ReviewItems.service("Backup", "S-1-5-21-9-2-3-1207", "v1", "Editor")));
    }

    /** What waits is what nobody vouches for; the rest is counted apart, and can be decided all the same. */
    @Test
    void nobodyIsAskedAboutWhatAPackageShipsAsItIs() {
        before(
                1,
                unit("ordinary", Shipped.AS_PACKAGED),
                unit("changed", Shipped.MODIFIED),
                unit("own", Shipped.UNOWNED));
        before(1, unit("cloudflared", Shipped.AS_PACKAGED));
        before(1, password("daemon", "password=none changed=20788 expires=", false));
        before(1, password("maire", "password=set scheme=y digest=0123456789ab changed=20788 expires=", true));
        Map<String, State> states =
                list(Matter.ITEMS).stream().collect(Collectors.toMap(ReviewGroup::name, ReviewGroup::state));
        assertEquals(
                Map.of(
                        "ordinary.service", State.NOT_NEEDED,
                        "changed.service", State.WAITING,
                        "own.service", State.WAITING,
                        "cloudflared.service", State.WAITING,
                        "daemon", State.NOT_NEEDED,
                        "maire", State.WAITING),
                states);
        decide(ALL, Decision.WATCH, "ordinary.service");
        assertEquals(
                State.WATCH,
                list(Matter.ITEMS).stream()
                        .filter(group -> group.name().equals("ordinary.service"))
                        .findFirst()
                        .orElseThrow()
                        .state());
    }

    private static Item unit(String name, Shipped shipped) {
        return new Item(
                "linux.systemd.service",
                List.of("T1543.002"),
                "linux",
                Optional.empty(),
                name + ".service",
                "/usr/sbin/" + name,
                "/usr/lib/systemd/system/" + name + ".service",
                shipped,
                true,
                ItemTimes.NONE,
                Set.of());
    }

    private static Item password(String name, String value, boolean enabled) {
        return new Item(
                "linux.account.password",
                List.of("T1136.001"),
                "linux",
                Optional.empty(),
                name,
                value,
                "/etc/shadow",
                Shipped.UNKNOWN,
                enabled,
                ItemTimes.NONE,
                Set.of());
    }

    /** The shape leaves SIDs out: any member of Administrators would be the one that was approved. */
    @Test
    void membersOfAGroupAndKeysAreEachTheirOwn() {
        assertNotEquals(GroupKey.of(member("1104")), GroupKey.of(member("1105")));
        assertNotEquals(GroupKey.of(key("anne", "1000")), GroupKey.of(key("root", "0")));
        assertNotEquals(GroupKey.of(key("anne", "1000")), GroupKey.of(key("brieuc", "1001")));
    }

    /** What stands there are rights, by the SIDs of whoever has them. */
    @Test
    void whoHasRightsOverServicesIsWhatTheRightsAre() {
        for (String location :
                List.of("windows.service.rights", "windows.service.manager-rights", "windows.dcom.rights")) {
            assertNotEquals(GroupKey.of(rights(location, "1104")), GroupKey.of(rights(location, "1666")), location);
            assertEquals(GroupKey.of(rights(location, "1104")), GroupKey.of(rights(location, "1104")));
        }
    }

    private static Item rights(String location, String rid) {
        return ReviewItems.item(
                location,
                Optional.empty(),
                "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tool\\Security",
                "Tool",
                "D:(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;S-1-5-21-1-2-3-" + rid + ")",
                "",
                "",
                "");
    }

    private static Item member(String rid) {
        return ReviewItems.item(
                "windows.account.group",
                Optional.empty(),
                "SAM\\Builtin\\Administrators",
                "S-1-5-21-1-2-3-" + rid,
                "member S-1-5-21-1-2-3-" + rid,
                "",
                "",
                "");
    }

    private static Item key(String name, String id) {
        return ReviewItems.item(
                "linux.ssh.authorized-keys",
                Optional.of(new Account(id, name)),
                "/home/" + name + "/.ssh/authorized_keys",
                "SHA256:abc",
                "ssh-ed25519 256 SHA256:abc",
                "",
                "",
                "");
    }

    @Test
    void whatWasThereAtAnyTimeAfterTheEvictionWaitsAndWhatWasGoneBeforeDoesNot() {
        Item removed = ReviewItems.service("Gone", "LocalSystem", "a", "");
        before(1, removed);
        gone(1, removed, START.plusSeconds(3_600));
        Item flash = ReviewItems.service("Flash", "LocalSystem", "b", "");
        put(1, flash, END.plusSeconds(60));
        gone(1, flash, END.plusSeconds(120));
        before(1, ReviewItems.service("Stays", "LocalSystem", "c", ""));
        before(5, ReviewItems.service("Elsewhere", "LocalSystem", "d", ""));
        assertEquals(
                Set.of("Flash", "Stays"),
                list(Matter.ITEMS).stream().map(ReviewGroup::name).collect(Collectors.toSet()));
        assertEquals(
                List.of("pc-2", "pc-3", "pc-4"),
                store.read(session -> ReviewList.of(session, ALL, incident, Matter.ITEMS, NOW)).unread().stream()
                        .map(host -> host.hostname())
                        .toList());
    }

    /** A conclusion is about its watch; an analyst sees what came since as well. */
    @Test
    void whatCameAfterTheWatchWaitsAndIsNotAskedForByAConclusion() {
        before(1, ReviewItems.service("Stays", "LocalSystem", "c", ""));
        put(1, ReviewItems.service("Late", "LocalSystem", "d", ""), END.plus(Duration.ofDays(35)));
        Instant later = END.plus(Duration.ofDays(40));
        ReviewList all = store.read(session -> ReviewList.of(session, ALL, incident, Matter.ITEMS, later));
        ReviewList watch = store.read(session -> ReviewList.ofWatch(session, ALL, incident, later));
        assertEquals(
                List.of("Late", "Stays"),
                all.groups().stream().map(ReviewGroup::name).toList());
        assertEquals(
                List.of("Stays"), watch.groups().stream().map(ReviewGroup::name).toList());
    }

    @Test
    void whatChangesDuringTheEvictionIsAListOfItsOwn() {
        Item removed = ReviewItems.service("Gone", "LocalSystem", "a", "");
        before(1, removed, ReviewItems.service("Grows", "LocalSystem", "v1", ""));
        gone(1, removed, START.plusSeconds(3_600));
        put(1, ReviewItems.service("Grows", "LocalSystem", "v2", ""), START.plusSeconds(3_700));
        put(1, ReviewItems.service("Edr", "LocalSystem", "e", "Vendor"), START.plusSeconds(3_800));
        put(1, ReviewItems.service("Late", "LocalSystem", "e", "Vendor"), END.plusSeconds(10));
        // Its agent came during the eviction: what it lists first is no change, what comes later is.
        put(2, ReviewItems.service("There", "LocalSystem", "f", ""), START.plusSeconds(100));
        put(2, ReviewItems.service("Edr", "LocalSystem", "e", "Vendor"), START.plusSeconds(9_000));
        assertEquals(
                Set.of("Gone removed 1", "Grows changed 1", "Edr added 2"),
                list(Matter.REMEDIATION).stream()
                        .map(group -> group.name() + " " + group.change() + " " + group.hosts())
                        .collect(Collectors.toSet()));
        Map<Subject, Set<Commune>> all = new HashMap<>();
        store.change(session -> {
            ReviewList.of(session, ALL, incident, Matter.REMEDIATION, NOW)
                    .groups()
                    .forEach(group -> all.put(ReviewList.subject(session, group), Set.of(AURAY)));
            session.reviews().decide(ALL, incident.id(), Matter.REMEDIATION, all, Decision.APPROVED, "", ANALYST);
        });
        assertTrue(list(Matter.REMEDIATION).stream().allMatch(group -> group.state() == State.APPROVED));
        assertTrue(list(Matter.ITEMS).stream().allMatch(group -> group.state() == State.WAITING));
    }

    /** An import for the whole region would otherwise read millions of lines. */
    @Test
    void aGroupIsHeldAgainstWhatIsNewOnceInHowManyCommunesEverItIsApproved() {
        for (int host : List.of(1, 4)) {
            before(host, ReviewItems.service("Tool", "LocalSystem", "v1", "Editor"));
        }
        before(1, ReviewItems.service("Other", "LocalSystem", "v1", "Editor"));
        decide(ALL, Decision.APPROVED, "Tool");
        decide(ALL, Decision.APPROVED, "Other");
        List<String> asked = new ArrayList<>();
        List<Line> approvals = store.read(session -> session.reviews().approvals(ALL, fields -> {
            asked.add(fields.getOrDefault("name", ""));
            return fields.getOrDefault("name", "").equals("Tool");
        }));
        assertEquals(List.of("Other", "Tool"), asked.stream().sorted().toList());
        assertEquals(
                Set.of(AURAY, CONCARNEAU), approvals.stream().map(Line::commune).collect(Collectors.toSet()));
        assertEquals(2, approvals.size());
        assertEquals(
                1,
                store.read(session -> session.reviews().approvals(new Scope.Communes(Set.of(CONCARNEAU)), any -> true))
                        .size());
    }

    @Test
    void aDecisionHoldsForItsCommunesAndNoOther() {
        before(1, ReviewItems.service("Tool", "LocalSystem", "v1", "Editor"));
        assertEquals(1, decide(ALL, Decision.APPROVED, "Tool"));
        assertEquals(Map.of("Tool Editor 1", State.APPROVED), states());
        before(2, ReviewItems.service("Tool", "LocalSystem", "v1", "Editor"));
        assertEquals(Map.of("Tool Editor 2", State.APPROVED), states());
        before(4, ReviewItems.service("Tool", "LocalSystem", "v1", "Editor"));
        assertEquals(Map.of("Tool Editor 3", State.WAITING), states());
        Scope one = new Scope.Communes(Set.of(CONCARNEAU));
        Incident part = store.read(
                session -> session.incidents().find(one, incident.id()).orElseThrow());
        List<ReviewGroup> seen = store.read(session -> ReviewList.of(session, one, part, Matter.ITEMS, NOW))
                .groups();
        assertEquals(Set.of(CONCARNEAU), seen.getFirst().communes().keySet());
        assertEquals(
                0,
                store.<Integer>write(session -> session.reviews()
                        .decide(
                                one,
                                incident.id(),
                                Matter.ITEMS,
                                Map.of(ReviewList.subject(session, seen.getFirst()), Set.of(AURAY, CONCARNEAU)),
                                Decision.APPROVED,
                                "",
                                ANALYST)));
        assertEquals(List.of(), store.read(session -> session.reviews().standing(one, incident.id())));
        assertEquals(1, decide(one, Decision.WATCH, "Tool"));
    }

    @Test
    void anUpdateBySamePublisherInSeveralCommunesIsRecordedAndNothingElseIs() {
        Item first = ReviewItems.service("Tool", "LocalSystem", "v1", "Editor");
        before(1, first);
        decide(ALL, Decision.APPROVED, "Tool");
        Item second = ReviewItems.service("Tool", "LocalSystem", "v2", "Editor");
        put(1, second, END.plusSeconds(60));
        // In one commune alone it may be anybody's.
        assertEquals(State.WAITING, state(second));
        put(4, second, END.plusSeconds(60));
        put(5, second, END.plusSeconds(60));
        ReviewGroup updated = group(second);
        assertEquals(Map.of(AURAY, State.RECORDED, CONCARNEAU, State.WAITING), updated.communes());
        for (Item other : List.of(
                ReviewItems.service("Tool", "LocalSystem", "v3", "Other editor"),
                ReviewItems.service("Tool", "LocalSystem", "v3", ""),
                ReviewItems.service("Tool", "MAIRIE\\anne", "v3", "Editor"))) {
            for (int host : List.of(1, 4, 5)) {
                put(host, other, END.plusSeconds(90));
            }
            assertEquals(State.WAITING, group(other).communes().get(AURAY), other::value);
        }
    }

    private ReviewGroup group(Item item) {
        return list(Matter.ITEMS).stream()
                .filter(each -> each.id().equals(GroupKey.of(item)))
                .findFirst()
                .orElseThrow();
    }

    private State state(Item item) {
        return group(item).state();
    }

    @Test
    void remoteAccessAndWhatDoesAsItIsToldAreNeverPardoned() {
        Item shell = ReviewItems.item(
                "windows.service",
                Optional.empty(),
                "HKLM\\S",
                "S",
                "C:\\Windows\\System32\\cmd.exe /c x",
                "C:\\Windows\\System32\\cmd.exe",
                "v1",
                "Microsoft Windows");
        Item remote = ReviewItems.item(
                "windows.remote.service", Optional.empty(), "HKLM\\R", "R", "r.exe", "C:\\r.exe", "v1", "Vendor");
        Item plain = ReviewItems.service("Tool", "LocalSystem", "v1", "Editor");
        Item anyDesk = ReviewItems.service("AnyDesk", "LocalSystem", "v1", "AnyDesk Software GmbH");
        Prevalence wide = new Prevalence(5, 50);
        assertEquals(
                List.of(false, false, false, true, false),
                List.of(
                        Update.mayBe(shell, wide),
                        Update.mayBe(remote, wide),
                        Update.mayBe(anyDesk, wide),
                        Update.mayBe(plain, wide),
                        Update.mayBe(plain, new Prevalence(1, 300))));
    }

    @Test
    void aBaselineHoldsWhatWasApprovedBeforeItAndNoLongerOnceReopened() {
        before(1, ReviewItems.service("Tool", "LocalSystem", "v1", "Editor"));
        before(2, ReviewItems.service("Other", "LocalSystem", "v1", "Editor"));
        assertEquals(Optional.empty(), sign());
        decide(ALL, Decision.APPROVED, "Tool");
        Baseline signed = sign().orElseThrow();
        assertEquals(1, signed.groups());
        assertEquals(List.of(agent(1)), signed.hosts());
        decide(ALL, Decision.APPROVED, "Other");
        assertEquals(List.of("Tool"), baselined());
        int reopened = store.write(session -> session.reviews()
                .reopen(
                        session.reviews().approvals(new Scope.Communes(Set.of(AURAY)), any -> true),
                        "2026-001-T1",
                        ANALYST));
        assertEquals(2, reopened);
        assertEquals(List.of(), baselined());
        assertEquals(State.WAITING, list(Matter.ITEMS).getFirst().state());
        assertEquals(
                2,
                store.read(session -> session.reviews().reopened(ALL, incident.id(), NOW))
                        .size());
        assertEquals(
                0,
                store.read(session -> session.reviews().reopened(ALL, incident.id(), NOW.plusSeconds(1)))
                        .size());
        // Approved again is not signed again.
        decide(ALL, Decision.APPROVED, "Tool");
        assertEquals(List.of(), baselined());
        sign();
        assertEquals(List.of("Tool"), baselined());
        assertTrue(store.<Boolean>read(session -> session.audit().verifies()));
    }

    /** There is a line for each commune and decision; what it is about is kept once, and read where it is asked for. */
    @Test
    void linesDoNotCarryTheFieldsOfTheirGroup() {
        Item tool = ReviewItems.service("Tool", "LocalSystem", "v1", "Editor");
        before(1, tool);
        decide(ALL, Decision.APPROVED, "Tool");
        store.change(session -> {
            Subject standing =
                    session.reviews().standing(ALL, incident.id()).getFirst().subject();
            assertEquals(new Subject(GroupKey.of(tool), ItemNames.lineage(tool), "signer Editor", Map.of()), standing);
            assertEquals(Sweep.fields(tool), session.reviews().fields(standing.id()));
            assertEquals(Map.of(), session.reviews().fields("none"));
        });
    }

    private Optional<Baseline> sign() {
        return store.write(session -> session.reviews().sign(ALL, incident.id(), AURAY, List.of(agent(1)), ANALYST));
    }

    private List<String> baselined() {
        return store.read(session -> session.reviews().baselined(AURAY).stream()
                .map(line -> session.reviews().fields(line.subject().id()).getOrDefault("name", ""))
                .toList());
    }

    /** A PC that fills the list costs its own items and nothing of the others'. */
    @Test
    void whatOneHostFillsTheListWithIsBoundedAndSaid() {
        before(1, ReviewItems.service("Ours", "LocalSystem", "v1", ""));
        before(3, ReviewItems.service("Last", "LocalSystem", "v1", ""));
        for (int i = 0; i < 30; i++) {
            before(
                    2,
                    ReviewItems.service(
                            "Junk" + (char) ('a' + i % 26) + (char) ('a' + i / 26), "LocalSystem", "j", ""));
        }
        ReviewList list = store.read(session -> ReviewList.of(session, ALL, incident, Matter.ITEMS, NOW, 10));
        assertEquals(12, list.groups().size());
        assertEquals(Map.of("pc-2 " + agent(2).text(), 20L), list.floods());
        assertEquals(32, list.items());
    }
}
