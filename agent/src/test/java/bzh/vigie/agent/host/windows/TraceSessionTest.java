package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.agent.host.Sockets.NameAnswer;
import bzh.vigie.agent.host.Sockets.Owner;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event.Transport;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ReasonCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Sessions over invented calls and bytes: no trace of a real Windows was at hand, and Wine has none. */
final class TraceSessionTest {
    private final FakeTraces traces = new FakeTraces();
    private final AtomicLong nanos = new AtomicLong();
    private final List<SocketRow> closed = new ArrayList<>();

    private NetworkTrace network() {
        NetworkTrace trace = new NetworkTrace(
                traces, pid -> Optional.of(new Owner((int) pid, 1, Observed.known("C:\\x.exe"))), nanos::get);
        trace.begin();
        return trace;
    }

    private void connection(int id, int port) {
        ByteBuffer bytes = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(4_321).putInt(0).put(new byte[] {(byte) 198, 51, 100, 7, (byte) 192, 0, 2, 9});
        bytes.put(new byte[] {1, (byte) 0xbb, (byte) (port >> 8), (byte) port});
        traces.event(TraceProvider.NETWORK, id, bytes.array());
    }

    private void name(String name) {
        ByteBuffer bytes = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(name.getBytes(StandardCharsets.UTF_16LE)).putShort((short) 0);
        bytes.putInt(1).putLong(0).putInt(0).putShort((short) 0);
        byte[] data = new byte[bytes.position()];
        bytes.flip().get(data);
        traces.event(TraceProvider.NAMES, 3_008, data);
    }

    private static SocketRow established(int port) throws UnknownHostException {
        return new SocketRow(
                Transport.TCP,
                SocketRow.ESTABLISHED,
                new Endpoint(InetAddress.getByName("192.0.2.9"), port),
                new Endpoint(InetAddress.getByName("198.51.100.7"), 443),
                port,
                4_321,
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    @Test
    void aSessionThatIsLeftFromBeforeIsStoppedAndOneThatIsRefusedSaysWhy() throws Refused {
        TraceSession session = TraceSession.open(traces, TraceSession.Kind.NETWORK);
        assertEquals(List.of("stop", "start", "enable", "enable"), traces.calls());
        session.close();
        traces.startError = 5;
        Refused refused = assertThrows(Refused.class, () -> TraceSession.open(traces, TraceSession.Kind.PROCESSES));
        assertEquals(ReasonCode.NO_RIGHT, refused.reason());
        assertEquals("StartTrace 5", refused.what());
    }

    @Test
    void aSessionThatSomebodyStopsIsNotLiveAndWhatItToldBeforeIsStillRead() throws Exception {
        try (TraceSession session = TraceSession.open(traces, TraceSession.Kind.NETWORK)) {
            connection(12, 50_001);
            assertTrue(session.isLive());
            traces.stop();
            assertTrue(session.next(0).isPresent());
            for (int i = 0; session.isLive() && i < 1_000; i++) {
                assertFalse(session.next(10).isPresent());
            }
            assertFalse(session.isLive());
        }
    }

    @Test
    void whoeverFloodsAsOneProviderTakesNoRoomFromTheOtherAndIsNamed() throws Exception {
        try (TraceSession session = TraceSession.open(traces, TraceSession.Kind.NETWORK)) {
            for (int i = 0; i < 10_000; i++) {
                name("flood.example");
            }
            connection(12, 50_001);
            assertEquals(Set.of(TraceProvider.NAMES), session.floods());
            assertEquals(Set.of(), session.floods());
            int names = 0;
            boolean connected = false;
            for (Optional<TraceRecord> next = session.next(0); next.isPresent(); next = session.next(0)) {
                names += next.get().provider() == TraceProvider.NAMES ? 1 : 0;
                connected |= next.get().provider() == TraceProvider.NETWORK;
            }
            assertTrue(connected);
            traces.lost = 3;
            assertEquals(10_000L + 3 - names, session.lost());
            assertEquals(2_048, names);
            name("after.example");
            assertTrue(session.next(0).isPresent());
        }
    }

    @Test
    void aFloodIsSaidForAMinuteAndCounted() {
        try (NetworkTrace trace = network()) {
            for (int i = 0; i < 3_000; i++) {
                name("flood.example");
            }
            nanos.addAndGet(Duration.ofSeconds(6).toNanos());
            assertEquals(3_000 - 2_048, trace.closed(closed::add));
            assertEquals("Microsoft-Windows-DNS-Client", trace.flooding());
            nanos.addAndGet(Duration.ofMinutes(2).toNanos());
            assertEquals("", trace.flooding());
        }
    }

    @Test
    void aNameProvesNothingAboutConnectionsAndNoEventProvesThemForEver() throws Exception {
        try (NetworkTrace trace = network()) {
            assertEquals("no event yet", trace.refused());
            name("www.example.fr");
            trace.closed(closed::add);
            assertEquals("no event yet", trace.refused());
            List<NameAnswer> names = new ArrayList<>();
            trace.named(names::add);
            assertEquals(1, names.size());
            connection(12, 50_001);
            connection(13, 50_001);
            trace.closed(closed::add);
            assertEquals("", trace.refused());
            assertEquals(4_321, closed.getFirst().holder());
            trace.listed(List.of());
            for (int i = 1; i <= 3; i++) {
                assertEquals("", trace.refused());
                // Nothing new is no reason to doubt.
                trace.listed(List.of());
                trace.listed(List.of(established(i)));
            }
            assertEquals("connections without an event", trace.refused());
            connection(12, 50_002);
            trace.closed(closed::add);
            assertEquals("", trace.refused());
        }
    }

    @Test
    void oneThatIsStoppedIsBegunAgainAfterFiveMinutes() throws Exception {
        try (NetworkTrace trace = network()) {
            traces.stop();
            while (!trace.refused().equals("trace session stopped")) {
                trace.closed(closed::add);
            }
            assertEquals(1, traces.begun());
            nanos.addAndGet(Duration.ofMinutes(6).toNanos());
            trace.closed(closed::add);
            assertEquals(2, traces.begun());
            assertEquals("no event yet", trace.refused());
        }
    }
}
