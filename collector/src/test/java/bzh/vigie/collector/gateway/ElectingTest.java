package bzh.vigie.collector.gateway;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.ingest.Received;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Directories.Reader;
import bzh.vigie.collector.store.ExpectedHosts;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.DirectoryAccounts;
import bzh.vigie.event.Event.LocationRead;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.LocationStatus.Trigger;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.Hello;
import bzh.vigie.v1.Policy;
import bzh.vigie.v1.Welcome;
import bzh.vigie.wire.EventCodec;
import bzh.vigie.wire.MalformedBatchException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which agent is told to read the directory of its domain, and when another one is. Real connections. */
final class ElectingTest extends GatewayBench {
    private static final String DOMAIN = "mairie.example";
    private static final int DAILY = 1_440;

    @Test
    void oneAgentOfADomainReadsItsDirectory() throws IOException {
        Enrolled first = enrolled();
        Enrolled second = enrolled();
        try (TestClient one = connect(first);
                TestClient two = connect(second)) {
            assertEquals(0, welcomed(one, in(first, 1, "member")).getDirectoryMinutes());
            assertEquals(DAILY, policy(one).getDirectoryMinutes());
            assertEquals(Optional.of(first.id()), reader());
            assertEquals(0, welcomed(two, in(second, 2, "controller")).getDirectoryMinutes());
            gateway.elect();
            assertEquals(Optional.of(first.id()), reader(), "it stays as long as it reads");
        }
        try (TestClient again = connect(first)) {
            assertEquals(DAILY, welcomed(again, in(first, 3, "member")).getDirectoryMinutes());
        }
        Enrolled outside = enrolled();
        try (TestClient none = connect(outside)) {
            none.send(hello(outside, 4));
            assertFalse(none.welcome().getPolicy().hasDirectoryMinutes(), "in no domain");
        }
    }

    @Test
    void whoIsAwayTooLongIsFollowedByAControllerBeforeAMember() throws Exception {
        Enrolled first = enrolled();
        Enrolled member = enrolled();
        Enrolled controller = enrolled();
        try (TestClient one = connect(first)) {
            Policy ignored = welcomed(one, in(first, 1, "member"));
            assertEquals(DAILY, policy(one).getDirectoryMinutes());
            reads(first.id(), State.READ);
        }
        assertSoon(
                () -> !store.read(s -> s.hosts().find(first.id()).orElseThrow().connected()));
        clock.forward(Duration.ofMinutes(30));
        try (TestClient two = connect(member);
                TestClient three = connect(controller)) {
            assertEquals(0, welcomed(two, in(member, 2, "member")).getDirectoryMinutes());
            assertEquals(0, welcomed(three, in(controller, 3, "controller")).getDirectoryMinutes());
            gateway.elect();
            assertEquals(Optional.of(first.id()), reader(), "half an hour is a restart");
            clock.forward(Duration.ofMinutes(16));
            gateway.elect();
            assertEquals(Optional.of(controller.id()), reader());
            assertEquals(DAILY, policy(three).getDirectoryMinutes());
        }
    }

    /** The reader of the domain is away for good; of the agents that stay the second says to be a controller. */
    private Optional<AgentId> next(Enrolled member, Enrolled claims, DirectoryAccount... told) throws Exception {
        return next(member, claims, List.of(), told);
    }

    /** The same, where others call themselves like it and say so too. */
    private Optional<AgentId> next(Enrolled member, Enrolled claims, List<Enrolled> others, DirectoryAccount... told)
            throws Exception {
        Enrolled gone = enrolled();
        store.change(s -> {
            s.directories().choose(COMMUNE, DOMAIN, gone.id(), clock.instant());
            if (told.length > 0) {
                s.directoryAccounts()
                        .take(
                                COMMUNE,
                                new Event.DirectoryAccounts(
                                        new Moment(clock.instant(), "boot-1", 1),
                                        "directory.ldap",
                                        DOMAIN,
                                        "dc1." + DOMAIN,
                                        1,
                                        0,
                                        0,
                                        List.of(told),
                                        Optional.of(ReasonCode.NONE)),
                                clock.instant());
            }
        });
        clock.forward(Duration.ofMinutes(46));
        List<TestClient> clients = new ArrayList<>();
        try (TestClient one = connect(member);
                TestClient two = connect(claims)) {
            assertEquals(0, welcomed(one, in(member, 1, "member")).getDirectoryMinutes());
            Hello.Builder hello = in(claims, 2, "controller");
            hello.getFactsBuilder().setHostname("srv-ad.mairie.example");
            assertEquals(0, welcomed(two, hello).getDirectoryMinutes());
            for (Enrolled other : others) {
                clients.add(connect(other));
                Hello.Builder same = in(other, 3, "controller");
                same.getFactsBuilder().setHostname("srv-ad");
                assertEquals(0, welcomed(clients.getLast(), same).getDirectoryMinutes());
            }
            gateway.elect();
            for (TestClient client : clients) {
                client.close();
            }
        }
        return reader();
    }

    private static DirectoryAccount computer(int number, String name, int control) {
        return new DirectoryAccount(
                "S-1-5-21-1-2-3-" + number,
                name,
                DirectoryAccount.Kind.COMPUTER,
                control,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                "",
                "",
                false,
                OptionalInt.empty());
    }

    @Test
    void whoSaysToBeAControllerIsPreferredWhereTheDirectoryHasItAsOne() throws Exception {
        Enrolled member = enrolled();
        clock.forward(Duration.ofSeconds(1));
        Enrolled controller = enrolled("srv-ad");
        assertEquals(Optional.of(controller.id()), next(member, controller, computer(1000, "SRV-AD$", 0x82000)));
    }

    @Test
    void aPcThatSaysToBeAControllerIsAPcWhereTheDirectoryHasOthers() throws Exception {
        Enrolled member = enrolled();
        clock.forward(Duration.ofSeconds(1));
        Enrolled pretends = enrolled("srv-ad");
        assertEquals(
                Optional.of(member.id()),
                next(member, pretends, computer(1000, "DC1$", 0x82000), computer(1001, "SRV-AD$", 0x1000)));
    }

    @Test
    void ofTwoThatGoByAControllersNameNeitherIsPreferred() throws Exception {
        Enrolled member = enrolled();
        clock.forward(Duration.ofSeconds(1));
        Enrolled one = enrolled("srv-ad");
        Enrolled two = enrolled("srv-ad");
        assertEquals(Optional.of(member.id()), next(member, one, List.of(two), computer(1000, "SRV-AD$", 0x82000)));
    }

    @Test
    void ofAnUnknownDomainAControllersOwnWordCounts() throws Exception {
        Enrolled member = enrolled();
        clock.forward(Duration.ofSeconds(1));
        Enrolled controller = enrolled("srv-ad");
        assertEquals(Optional.of(controller.id()), next(member, controller));
    }

    @Test
    void whomAnAnalystListedAsAControllerIsPreferredToo() throws Exception {
        Enrolled member = enrolled();
        clock.forward(Duration.ofSeconds(1));
        Enrolled controller = enrolled("srv-ad");
        store.change(s -> {
            var incident = s.incidents().open("x", Set.of(COMMUNE), 30, new Author("a", "r"));
            Optional<Long> list = s.expectedHosts()
                    .add(
                            new Scope.All(),
                            incident.id(),
                            COMMUNE,
                            "serveurs",
                            ExpectedHosts.Origin.HAND,
                            List.of(new Expected("SRV-AD", Role.DOMAIN_CONTROLLER, true)),
                            new Author("a", "r"));
            assertTrue(list.isPresent());
        });
        assertEquals(Optional.of(controller.id()), next(member, controller, computer(1000, "DC1$", 0x82000)));
    }

    @Test
    void aWindowsComesBeforeALinuxWhichDoesNotReachWhatControllersShare() throws Exception {
        Enrolled gone = enrolled();
        Enrolled linux = enrolled();
        Enrolled windows = enrolled();
        store.change(s -> s.directories().choose(COMMUNE, DOMAIN, gone.id(), clock.instant()));
        clock.forward(Duration.ofMinutes(46));
        try (TestClient one = connect(linux);
                TestClient two = connect(windows)) {
            assertEquals(0, welcomed(one, in(linux, 1, "member")).getDirectoryMinutes());
            Hello.Builder hello = in(windows, 2, "member");
            hello.getFactsBuilder().setOs("windows");
            assertEquals(0, welcomed(two, hello).getDirectoryMinutes());
            gateway.elect();
            assertEquals(Optional.of(windows.id()), reader());
        }
    }

    @Test
    void whoMayReadNothingIsFollowedByAnother() throws Exception {
        Enrolled first = enrolled();
        Enrolled second = enrolled();
        try (TestClient one = connect(first);
                TestClient two = connect(second)) {
            Policy ignored = welcomed(one, in(first, 1, "member"));
            assertEquals(DAILY, policy(one).getDirectoryMinutes());
            reads(first.id(), State.UNREADABLE);
            assertEquals(0, welcomed(two, in(second, 2, "member")).getDirectoryMinutes());
            clock.forward(Duration.ofMinutes(46));
            gateway.elect();
            assertEquals(Optional.of(second.id()), reader());
            assertEquals(0, policy(one).getDirectoryMinutes());
            assertEquals(DAILY, policy(two).getDirectoryMinutes());
        }
    }

    @Test
    void whatTheOneBeforeReadIsNoSignThatTheNextOneDoes() throws Exception {
        Enrolled first = enrolled();
        Enrolled second = enrolled();
        Enrolled third = enrolled();
        try (TestClient one = connect(first)) {
            Policy ignored = welcomed(one, in(first, 1, "member"));
            assertEquals(DAILY, policy(one).getDirectoryMinutes());
            reads(first.id(), State.READ);
        }
        assertSoon(
                () -> !store.read(s -> s.hosts().find(first.id()).orElseThrow().connected()));
        clock.forward(Duration.ofMinutes(46));
        try (TestClient two = connect(second);
                TestClient three = connect(third)) {
            assertEquals(0, welcomed(two, in(second, 2, "member")).getDirectoryMinutes());
            assertEquals(0, welcomed(three, in(third, 3, "member")).getDirectoryMinutes());
            gateway.elect();
            AgentId next = reader().orElseThrow();
            AgentId other = next.equals(second.id()) ? third.id() : second.id();
            assertNotEquals(first.id(), next);
            clock.forward(Duration.ofMinutes(46));
            gateway.elect();
            assertEquals(Optional.of(other), reader());
        }
    }

    @Test
    void whoTellsNothingForMoreThanADayIsFollowedByAnotherIfThereIsOne() throws Exception {
        Enrolled first = enrolled();
        Enrolled second = enrolled();
        try (TestClient one = connect(first);
                TestClient two = connect(second)) {
            Policy ignored = welcomed(one, in(first, 1, "controller"));
            assertEquals(DAILY, policy(one).getDirectoryMinutes());
            reads(first.id(), State.READ);
            clock.forward(Duration.ofHours(27));
            gateway.elect();
            assertEquals(Optional.of(first.id()), reader(), "there is nobody else");
            tells(1);
            assertEquals(0, welcomed(two, in(second, 2, "member")).getDirectoryMinutes());
            clock.forward(Duration.ofHours(25));
            gateway.elect();
            assertEquals(Optional.of(first.id()), reader(), "it told something a day ago");
            clock.forward(Duration.ofHours(2));
            gateway.elect();
            assertEquals(Optional.of(second.id()), reader());
            assertEquals(0, policy(one).getDirectoryMinutes());
            assertEquals(DAILY, policy(two).getDirectoryMinutes());
        }
    }

    @Test
    void whoTellsAReadingThatDoesNotComeToItsEndIsNotSilent() throws Exception {
        Enrolled first = enrolled();
        Enrolled second = enrolled();
        try (TestClient one = connect(first);
                TestClient two = connect(second)) {
            Policy ignored = welcomed(one, in(first, 1, "controller"));
            assertEquals(DAILY, policy(one).getDirectoryMinutes());
            assertEquals(0, welcomed(two, in(second, 2, "member")).getDirectoryMinutes());
            reads(first.id(), State.READ);
            for (int day = 1; day <= 4; day++) {
                clock.forward(Duration.ofHours(25));
                tells(day, Optional.of(ReasonCode.TOO_LARGE));
                clock.forward(Duration.ofHours(1));
                gateway.elect();
                assertEquals(Optional.of(first.id()), reader(), "day " + day);
            }
            clock.forward(Duration.ofHours(25));
            tells(5, Optional.empty());
            gateway.elect();
            assertEquals(Optional.of(first.id()), reader(), "it is telling it");
        }
    }

    @Test
    void whoWasLeftAsSilentIsNotGoneBackToForSomeDays() throws Exception {
        Enrolled first = enrolled();
        Enrolled second = enrolled();
        Enrolled third = enrolled();
        try (TestClient one = connect(first);
                TestClient two = connect(second)) {
            Policy ignored = welcomed(one, in(first, 1, "controller"));
            assertEquals(DAILY, policy(one).getDirectoryMinutes());
            assertEquals(0, welcomed(two, in(second, 2, "member")).getDirectoryMinutes());
            reads(first.id(), State.READ);
            clock.forward(Duration.ofHours(27));
            gateway.elect();
            assertEquals(Optional.of(second.id()), reader());
            reads(second.id(), State.READ);
            clock.forward(Duration.ofHours(27));
            gateway.elect();
            assertEquals(Optional.of(second.id()), reader(), "neither tells anything");
            try (TestClient three = connect(third)) {
                assertEquals(0, welcomed(three, in(third, 3, "member")).getDirectoryMinutes());
                gateway.elect();
                assertEquals(Optional.of(third.id()), reader());
                reads(third.id(), State.READ);
                clock.forward(Duration.ofHours(27));
                gateway.elect();
                assertEquals(Optional.of(third.id()), reader(), "both of the others were left");
                clock.forward(Duration.ofDays(6));
                gateway.elect();
                assertEquals(Optional.of(first.id()), reader(), "after a week it is tried again");
            }
        }
    }

    @Test
    void whoReachesWhatControllersShareIsLeftForALowerOneOnlyIfItToldNothingAtAll() throws Exception {
        Enrolled windows = enrolled();
        Enrolled linux = enrolled();
        try (TestClient one = connect(windows);
                TestClient two = connect(linux)) {
            Hello.Builder hello = in(windows, 1, "member");
            hello.getFactsBuilder().setOs("windows");
            Policy ignored = welcomed(one, hello);
            assertEquals(DAILY, policy(one).getDirectoryMinutes());
            assertEquals(0, welcomed(two, in(linux, 2, "member")).getDirectoryMinutes());
            reads(windows.id(), State.READ);
            clock.forward(Duration.ofHours(27));
            reads(windows.id(), State.UNREADABLE, "ad.trust");
            gateway.elect();
            assertEquals(Optional.of(windows.id()), reader());
            clock.forward(Duration.ofHours(27));
            gateway.elect();
            assertEquals(Optional.of(linux.id()), reader());
        }
    }

    @Test
    void aPersonDecidesWhoReadsAndThoseThatAreThereAreTold() throws Exception {
        Enrolled first = enrolled();
        Enrolled second = enrolled();
        try (TestClient one = connect(first);
                TestClient two = connect(second)) {
            Policy ignored = welcomed(one, in(first, 1, "controller"));
            assertEquals(DAILY, policy(one).getDirectoryMinutes());
            assertEquals(0, welcomed(two, in(second, 2, "member")).getDirectoryMinutes());
            store.change(s -> s.directories().choose(COMMUNE, DOMAIN, second.id(), clock.instant(), ANALYST));
            gateway.elect();
            assertEquals(0, policy(one).getDirectoryMinutes());
            assertEquals(DAILY, policy(two).getDirectoryMinutes());
            store.change(
                    s -> s.directories().refuse(COMMUNE, DOMAIN, Optional.of(second.id()), clock.instant(), ANALYST));
            gateway.elect();
            assertEquals(Optional.of(first.id()), reader());
            assertEquals(DAILY, policy(one).getDirectoryMinutes());
            assertEquals(0, policy(two).getDirectoryMinutes());
            store.change(s -> s.directories().refuse(COMMUNE, DOMAIN, Optional.empty(), clock.instant(), ANALYST));
            gateway.elect();
            assertEquals(Optional.empty(), reader());
            assertEquals(0, policy(one).getDirectoryMinutes());
        }
    }

    @Test
    void howLongSomebodySaysAnotherDomainOutlastsTheCollector() throws Exception {
        Enrolled alone = enrolled();
        store.change(s -> {
            s.directories().choose(COMMUNE, "ancien.example", alone.id(), clock.instant());
            s.directories().moved(COMMUNE, "ancien.example", Optional.of(clock.instant()));
        });
        clock.forward(Duration.ofDays(7));
        try (TestClient one = connect(alone)) {
            assertEquals(0, welcomed(one, in(alone, 1, "member")).getDirectoryMinutes());
            gateway.elect();
            assertEquals(Optional.of(alone.id()), reader());
            assertEquals(
                    Optional.of(false),
                    store.read(
                            s -> s.directories().find(COMMUNE, "ancien.example").map(Reader::isRead)));
        }
    }

    @Test
    void ofTwoConnectionsOfOneKeyTheNewestSaysTheDomain() throws Exception {
        Enrolled agent = enrolled();
        try (TestClient one = connect(agent);
                TestClient two = connect(agent)) {
            Policy ignored = welcomed(one, in(agent, 1, "member"));
            assertEquals(DAILY, policy(one).getDirectoryMinutes());
            Hello.Builder elsewhere = in(agent, 2, "member");
            elsewhere.getFactsBuilder().setDomain("autre.example");
            assertEquals(0, welcomed(two, elsewhere).getDirectoryMinutes());
            for (int i = 0; i < 3; i++) {
                gateway.elect();
                assertTrue(store.<Boolean>read(s -> s.directories()
                        .find(COMMUNE, DOMAIN)
                        .flatMap(Reader::moved)
                        .isPresent()));
            }
        }
    }

    @Test
    void whoSaysAnotherDomainLosesNothingOfTheOneItReads() throws Exception {
        Enrolled first = enrolled();
        Enrolled second = enrolled();
        try (TestClient one = connect(first)) {
            Policy ignored = welcomed(one, in(first, 1, "member"));
            assertEquals(DAILY, policy(one).getDirectoryMinutes());
            reads(first.id(), State.READ);
        }
        Hello.Builder elsewhere = in(first, 2, "member");
        elsewhere.getFactsBuilder().setDomain("autre.example");
        try (TestClient one = connect(first)) {
            assertEquals(0, welcomed(one, elsewhere).getDirectoryMinutes());
            gateway.elect();
            assertEquals(Optional.of(first.id()), reader());
            assertEquals(Optional.empty(), readerOf("autre.example"));
            assertEquals(1, statuses(first.id()));
            clock.forward(Duration.ofMinutes(46));
            try (TestClient two = connect(second)) {
                assertEquals(0, welcomed(two, in(second, 3, "member")).getDirectoryMinutes());
                gateway.elect();
                assertEquals(Optional.of(second.id()), reader(), "who is in it reads it");
                assertEquals(1, statuses(second.id()), "and goes on from what was known");
                gateway.elect();
                assertEquals(Optional.of(first.id()), readerOf("autre.example"));
            }
        }
    }

    @Test
    void whoIsAloneAndMovedReadsTheOtherDomainAfterAWeek() throws Exception {
        Enrolled alone = enrolled();
        store.change(s -> s.directories().choose(COMMUNE, "ancien.example", alone.id(), clock.instant()));
        try (TestClient one = connect(alone)) {
            assertEquals(0, welcomed(one, in(alone, 1, "member")).getDirectoryMinutes());
            gateway.elect();
            clock.forward(Duration.ofDays(6));
            gateway.elect();
            assertEquals(Optional.empty(), reader());
            clock.forward(Duration.ofDays(1));
            gateway.elect();
            assertEquals(Optional.of(alone.id()), reader());
        }
    }

    @Test
    void noMoreThanSomeDomainsOfACommuneAreRead() throws Exception {
        for (int i = 0; i < 8; i++) {
            AgentId other = enrolled().id();
            String domain = "a" + i + ".example";
            store.change(s -> s.directories().choose(COMMUNE, domain, other, clock.instant()));
        }
        Enrolled agent = enrolled();
        try (TestClient one = connect(agent)) {
            assertEquals(0, welcomed(one, in(agent, 1, "member")).getDirectoryMinutes());
            gateway.elect();
            assertEquals(Optional.empty(), reader());
        }
    }

    /** Of which it was told. */
    private List<String> domainsWithoutPlace() {
        List<String> domains = new ArrayList<>();
        try {
            for (Received received : stored()) {
                for (Event event : EventCodec.decode(received.inflate().readAllBytes())) {
                    if (event instanceof Event.LogRecord record && record.eventId() == Notices.DIRECTORY_PLACES_FULL) {
                        domains.add(record.fields().getOrDefault("domain", ""));
                    }
                }
            }
        } catch (IOException | MalformedBatchException e) {
            throw new AssertionError(e);
        }
        return domains;
    }

    /** Eight made-up domains kept the real directory of a commune from ever being read. */
    @Test
    void aControllerTakesThePlaceOfADomainOfWhichNothingWasTold() throws Exception {
        List<AgentId> others = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            AgentId other = enrolled().id();
            others.add(other);
            String domain = "a" + i + ".example";
            store.change(s -> s.directories().choose(COMMUNE, domain, other, clock.instant()));
        }
        Enrolled controller = enrolled("MAIRIE-DC");
        try (TestClient one = connect(controller)) {
            assertEquals(0, welcomed(one, in(controller, 1, "controller")).getDirectoryMinutes());
            gateway.elect();
            gateway.elect();
            assertEquals(Optional.empty(), reader(), "each has some time to tell a reading");
            assertSoon(() -> domainsWithoutPlace().equals(List.of(DOMAIN)));
            clock.forward(Duration.ofMinutes(50));
            others.stream().skip(1).forEach(other -> reads(other, State.READ));
            gateway.elect();
            assertEquals(Optional.of(controller.id()), reader());
            assertEquals(Optional.of(others.get(1)), readerOf("a1.example"), "what was read keeps its place");
            assertFalse(others.contains(readerOf("a0.example").orElseThrow()));
            assertEquals(List.of(DOMAIN), domainsWithoutPlace(), "once a day");
        }
    }

    @Test
    void aMemberTakesItAfterADay() throws Exception {
        for (int i = 0; i < 8; i++) {
            AgentId other = enrolled().id();
            String domain = "a" + i + ".example";
            store.change(s -> s.directories().choose(COMMUNE, domain, other, clock.instant()));
        }
        Enrolled agent = enrolled();
        try (TestClient one = connect(agent)) {
            assertEquals(0, welcomed(one, in(agent, 1, "member")).getDirectoryMinutes());
            clock.forward(Duration.ofHours(23));
            gateway.elect();
            assertEquals(Optional.empty(), reader());
            clock.forward(Duration.ofHours(2));
            gateway.elect();
            assertEquals(Optional.of(agent.id()), reader());
        }
    }

    private Optional<AgentId> readerOf(String domain) {
        return store.read(s -> s.directories().find(COMMUNE, domain).map(Reader::reader));
    }

    private int statuses(AgentId agent) {
        return store.read(s -> s.inventories().statuses(agent).size());
    }

    private Hello.Builder in(Enrolled agent, int run, String role) {
        Hello.Builder hello = hello(agent, run);
        hello.getFactsBuilder().setDomain(DOMAIN).setDomainRole(role);
        return hello;
    }

    private Optional<AgentId> reader() {
        return readerOf(DOMAIN);
    }

    private void reads(AgentId agent, State state) {
        reads(agent, state, "ad.settings");
    }

    private void reads(AgentId agent, State state, String place) {
        store.change(s -> s.inventories()
                .read(
                        agent,
                        new LocationRead(
                                new Moment(clock.instant(), "boot-1", 1),
                                "directory.ldap",
                                new LocationStatus(
                                        place,
                                        Optional.empty(),
                                        state,
                                        state == State.READ ? ReasonCode.NONE : ReasonCode.NO_RIGHT,
                                        "",
                                        "ldap",
                                        0,
                                        0,
                                        micros(clock.instant()),
                                        1,
                                        Trigger.PASS,
                                        1,
                                        Optional.empty()),
                                1,
                                true,
                                Sha256.over(new byte[0])),
                        clock.instant()));
    }

    /** A whole reading of the accounts, now. */
    private void tells(long reading) {
        tells(reading, Optional.of(ReasonCode.NONE));
    }

    private void tells(long reading, Optional<ReasonCode> end) {
        store.change(s -> s.directoryAccounts()
                .take(
                        COMMUNE,
                        new DirectoryAccounts(
                                new Moment(clock.instant(), "boot-1", 1),
                                "directory.ldap",
                                DOMAIN,
                                "dc1",
                                reading,
                                0,
                                0,
                                List.of(),
                                end),
                        clock.instant()));
    }

    private static Policy welcomed(TestClient client, Hello.Builder hello) throws IOException {
        client.send(hello);
        Welcome welcome = client.welcome();
        return welcome.getPolicy();
    }

    /** The next policy, whatever comes before. */
    private static Policy policy(TestClient client) throws IOException {
        CollectorFrame frame = client.read();
        while (!frame.hasPolicy()) {
            frame = client.read();
        }
        return frame.getPolicy();
    }
}
