package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.agent.host.Sockets.Owner;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event.Direction;
import bzh.vigie.event.Event.Flow;
import bzh.vigie.event.Event.Listener;
import bzh.vigie.event.Event.Transport;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.ProcessKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class SocketBookTest {
    private final Collected collected = new Collected();
    private final FakeSockets sockets = new FakeSockets();
    private final SocketBook book = new SocketBook(
            WatchedSystem.LINUX,
            collected,
            Collected.CLOCK,
            new Told(WatchedSystem.LINUX.network(), 3, collected, Collected.CLOCK));

    private static Endpoint at(String address, int port) {
        try {
            return new Endpoint(InetAddress.getByName(address), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static SocketRow tcp(int state, Endpoint local, Endpoint remote, long id, long bytes) {
        return new SocketRow(
                Transport.TCP, state, local, remote, id, id, OptionalLong.of(bytes), OptionalLong.of(2 * bytes));
    }

    private static SocketRow listener(long id) {
        return tcp(SocketRow.LISTEN, at("0.0.0.0", 22), at("0.0.0.0", 0), id, 0);
    }

    @Test
    void aListenerIsToldWhenItOpensAndWhenItIsGone() {
        sockets.owners.put(1L, new Owner(7, 70, Observed.known("/usr/sbin/sshd")));
        book.take(List.of(listener(1)), sockets);
        book.take(List.of(listener(1)), sockets);
        book.take(List.of(), sockets);
        List<Listener> told = collected.all(Listener.class);
        assertEquals(List.of(true, false), told.stream().map(Listener::opened).toList());
        assertEquals(
                Observed.known(new ProcessKey("boot", 7, 70)), told.getLast().process());
        assertEquals(22, told.getFirst().local().port());
    }

    @Test
    void theDirectionFollowsFromWhoListens() {
        sockets.owners.put(2L, new Owner(7, 70, Observed.known("/x")));
        sockets.owners.put(3L, new Owner(7, 70, Observed.known("/x")));
        book.take(
                List.of(
                        listener(1),
                        tcp(1, at("192.0.2.9", 22), at("192.0.2.1", 40_000), 2, 5),
                        tcp(1, at("192.0.2.9", 40_001), at("192.0.2.1", 443), 3, 5)),
                sockets);
        assertEquals(
                List.of(Direction.INBOUND, Direction.OUTBOUND),
                collected.all(Flow.class).stream()
                        .map(Flow::direction)
                        .sorted(java.util.Comparator.reverseOrder())
                        .toList());
    }

    @Test
    void connectionsToOnePlaceAreOneFlowWithTheirSum() {
        for (long id = 1; id <= 5; id++) {
            sockets.owners.put(id, new Owner(7, 70, Observed.known("/x")));
            SocketRow row = tcp(1, at("192.0.2.9", 40_000 + (int) id), at("192.0.2.1", 443), id, 0);
            book.take(List.of(row), sockets);
            book.closed(tcp(7, row.local(), row.remote(), id, 100), sockets);
        }
        assertEquals(1, collected.all(Flow.class).size());
        assertEquals(40_001, collected.all(Flow.class).getFirst().local().port());
        book.end();
        Flow sum = collected.all(Flow.class).getLast();
        assertEquals(4, sum.connections());
        assertEquals(OptionalLong.of(500), sum.bytesSent());
        assertEquals(OptionalLong.of(1_000), sum.bytesReceived());
        assertEquals(0, sum.local().port());
        assertEquals(443, sum.remote().port());
    }

    @Test
    void aConnectionThatOpenedAndClosedBetweenTwoListsIsToldWithoutProcess() {
        book.closed(
                new SocketRow(
                        Transport.TCP,
                        7,
                        at("192.0.2.9", 40_000),
                        at("192.0.2.1", 443),
                        9,
                        0,
                        OptionalLong.of(10),
                        OptionalLong.of(20)),
                sockets);
        Flow flow = collected.all(Flow.class).getFirst();
        assertEquals(Observed.missed(Why.ENDED), flow.process());
        book.end();
        assertEquals(OptionalLong.of(10), collected.all(Flow.class).getLast().bytesSent());
    }

    @Test
    void aConnectionThatOpenedAndClosedIsToldWithItsProcessWhereTheMachineTellsThat() {
        sockets.owners.put(7L, new Owner(7, 70, Observed.known("C:\\x.exe")));
        book.closed(
                new SocketRow(
                        Transport.TCP,
                        7,
                        at("192.0.2.9", 40_000),
                        at("192.0.2.1", 443),
                        9,
                        7,
                        OptionalLong.empty(),
                        OptionalLong.empty()),
                sockets);
        Flow flow = collected.all(Flow.class).getFirst();
        assertEquals(Observed.known(new ProcessKey("boot", 7, 70)), flow.process());
        assertEquals(Observed.known("C:\\x.exe"), flow.image());
    }

    @Test
    void aProcessThatIsFoundLateIsWaitedForButNotForEver() {
        SocketRow row = tcp(1, at("192.0.2.9", 40_000), at("192.0.2.1", 443), 1, 0);
        book.take(List.of(row), sockets);
        assertTrue(collected.all(Flow.class).isEmpty());
        sockets.owners.put(1L, new Owner(7, 70, Observed.known("/x")));
        book.take(List.of(row), sockets);
        assertEquals(Observed.known("/x"), collected.all(Flow.class).getFirst().image());
        SocketRow never = tcp(1, at("192.0.2.9", 40_000), at("192.0.2.2", 443), 2, 0);
        for (int i = 0; i < 4; i++) {
            book.take(List.of(never), sockets);
        }
        assertEquals(
                Observed.missed(Why.TOO_SLOW),
                collected.all(Flow.class).getLast().process());
    }

    @Test
    void aUdpSocketOnACallersPortIsNoListener() {
        SocketRow caller = new SocketRow(
                Transport.UDP,
                7,
                at("0.0.0.0", 50_000),
                at("0.0.0.0", 0),
                1,
                0,
                OptionalLong.empty(),
                OptionalLong.empty());
        SocketRow service = new SocketRow(
                Transport.UDP,
                7,
                at("0.0.0.0", 161),
                at("0.0.0.0", 0),
                2,
                0,
                OptionalLong.empty(),
                OptionalLong.empty());
        book.take(List.of(caller, service), sockets);
        assertEquals(
                List.of(161),
                collected.all(Listener.class).stream()
                        .map(l -> l.local().port())
                        .toList());
    }
}
