package bzh.vigie.collector.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.Heartbeat;
import bzh.vigie.v1.Hello;
import bzh.vigie.v1.LocationDigest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Whose word has the reader of a directory asked for what changed, and how often. Real connections. */
final class ChangedDirectoriesTest extends GatewayBench {
    private static final String DOMAIN = "mairie.example";
    private static final List<String> ASKED = List.of("ad.settings");

    /** What the reader is asked for when it is looked now; two answers, since the first may overtake a request. */
    private List<String> asked(TestClient reader) throws IOException {
        gateway.askReaders();
        List<String> places = new ArrayList<>();
        for (int answers = 0; answers < 2; answers++) {
            reader.send(Heartbeat.newBuilder());
            CollectorFrame frame = reader.read();
            while (!frame.hasTime()) {
                frame.getInventoryRequest().getLocationsList().stream()
                        .map(LocationDigest::getLocation)
                        .forEach(places::add);
                frame = reader.read();
            }
        }
        return places;
    }

    private TestClient in(Enrolled agent, int run, String role) throws IOException {
        Hello.Builder hello = hello(agent, run);
        String name = store.read(s -> s.hosts().find(agent.id())).orElseThrow().hostname();
        hello.getFactsBuilder().setHostname(name).setDomain(DOMAIN).setDomainRole(role);
        TestClient client = connect(agent);
        client.send(hello);
        client.welcome();
        return client;
    }

    /** The domain is read by that one, and has those controllers. */
    private Enrolled reader(String... controllers) {
        Enrolled reader = enrolled("dc1");
        store.change(s -> {
            s.directories().choose(COMMUNE, DOMAIN, reader.id(), clock.instant());
            if (controllers.length > 0) {
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
                                        Arrays.stream(controllers)
                                                .map(ChangedDirectoriesTest::controller)
                                                .toList(),
                                        Optional.of(ReasonCode.NONE)),
                                clock.instant());
            }
        });
        return reader;
    }

    private static DirectoryAccount controller(String name) {
        return new DirectoryAccount(
                "S-1-5-21-1-2-3-" + (1000 + Math.floorMod(name.hashCode(), 1000)),
                name,
                DirectoryAccount.Kind.COMPUTER,
                0x82000,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                "",
                "",
                false,
                OptionalInt.empty());
    }

    @Test
    void aChangeThatAnotherControllerWroteDownHasTheReaderAskedOnceInTenMinutes() throws IOException {
        Enrolled dc1 = reader("DC1$", "DC2$", "DC3$");
        Enrolled dc2 = enrolled("dc2");
        Enrolled dc3 = enrolled("DC3.mairie.example");
        try (TestClient one = in(dc1, 1, "controller");
                TestClient two = in(dc2, 2, "controller");
                TestClient three = in(dc3, 3, "controller")) {
            assertEquals(List.of(), asked(one));
            changed.told(dc2.id());
            changed.told(dc3.id());
            assertEquals(ASKED, asked(one));
            assertEquals(List.of(), asked(one));
            changed.told(dc2.id());
            assertEquals(List.of(), asked(one), "it waits");
            clock.forward(Duration.ofMinutes(9));
            assertEquals(List.of(), asked(one));
            clock.forward(Duration.ofMinutes(1));
            assertEquals(ASKED, asked(one));
            clock.forward(Duration.ofMinutes(10));
            assertEquals(List.of(), asked(one), "nothing was told since");
            assertEquals(List.of(), asked(two));
            assertEquals(List.of(), asked(three));
        }
    }

    @Test
    void whatTheReaderItselfWroteDownItKnows() throws IOException {
        Enrolled dc1 = reader("DC1$", "DC2$");
        try (TestClient one = in(dc1, 1, "controller")) {
            changed.told(dc1.id());
            assertEquals(List.of(), asked(one));
        }
    }

    @Test
    void nobodyIsAskedOnTheWordOfAHostThatIsNoController() throws IOException {
        Enrolled dc1 = reader("DC1$", "DC2$");
        Enrolled member = enrolled("dc2");
        Enrolled pretends = enrolled("pc-accueil");
        Enrolled unknown = enrolled("dc2");
        try (TestClient one = in(dc1, 1, "controller");
                TestClient two = in(member, 2, "member");
                TestClient three = in(pretends, 3, "controller")) {
            changed.told(member.id());
            changed.told(pretends.id());
            changed.told(unknown.id());
            assertEquals(List.of(), asked(one));
            assertEquals(List.of(), asked(two));
            assertEquals(List.of(), asked(three));
        }
    }

    @Test
    void norOfTwoThatCallThemselvesLikeOne() throws IOException {
        Enrolled dc1 = reader("DC1$", "DC2$");
        Enrolled dc2 = enrolled("dc2");
        Enrolled other = enrolled("DC2");
        try (TestClient one = in(dc1, 1, "controller")) {
            try (TestClient two = in(dc2, 2, "controller");
                    TestClient three = in(other, 3, "controller")) {
                changed.told(dc2.id());
                changed.told(other.id());
                assertEquals(List.of(), asked(one));
                assertEquals(List.of(), asked(two));
                assertEquals(List.of(), asked(three));
            }
        }
    }

    @Test
    void norWhereNobodyKnowsTheControllersYet() throws IOException {
        Enrolled dc1 = reader();
        Enrolled dc2 = enrolled("dc2");
        try (TestClient one = in(dc1, 1, "controller");
                TestClient two = in(dc2, 2, "controller")) {
            changed.told(dc2.id());
            assertEquals(List.of(), asked(one));
            assertEquals(List.of(), asked(two));
        }
    }
}
