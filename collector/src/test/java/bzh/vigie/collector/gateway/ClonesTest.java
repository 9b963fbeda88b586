package bzh.vigie.collector.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.gateway.SessionChain.Link;
import bzh.vigie.collector.ingest.Received;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.event.Event;
import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.GoodbyeReason;
import bzh.vigie.v1.Heartbeat;
import bzh.vigie.v1.Hello;
import bzh.vigie.v1.LocationDigests;
import bzh.vigie.v1.MachineFacts;
import bzh.vigie.wire.EventCodec;
import bzh.vigie.wire.MalformedBatchException;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One key in two places, and a restart that only looks like it. Real connections. */
class ClonesTest extends GatewayBench {
    @Test
    void theSameRunReplacesItsOlderConnection() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient older = open(agent, 1);
                TestClient newer = open(agent, 1)) {
            assertEquals(GoodbyeReason.GOODBYE_REASON_REPLACED, older.goodbye().getReason());
            newer.send(batch(1));
            newer.acknowledged();
        }
        assertEquals(State.ACTIVE, row(agent).state());
    }

    @Test
    void aRestartWhoseOlderConnectionIsDeadIsNoClone() throws IOException {
        restart(new GatewayLimits(
                PATIENT.connections(),
                PATIENT.unauthenticated(),
                PATIENT.handshake(),
                PATIENT.frame(),
                PATIENT.idle(),
                Duration.ofMillis(700)));
        Enrolled agent = enrolled();
        try (TestClient dead = open(agent, 1);
                TestClient restarted = open(agent, 2)) {
            restarted.send(batch(1));
            restarted.acknowledged();
            assertEquals(GoodbyeReason.GOODBYE_REASON_REPLACED, dead.goodbye().getReason());
            restarted.send(batch(2));
            restarted.acknowledged();
        }
        assertEquals(State.ACTIVE, row(agent).state());
    }

    @Test
    void twoLiveRunsOfOneKeyAreQuarantined() throws Exception {
        Enrolled agent = enrolled();
        try (TestClient original = open(agent, 1);
                TestClient clone = open(agent, 2)) {
            CollectorFrame asked = original.read();
            assertTrue(asked.hasInventoryRequest(), asked.toString());
            original.send(AgentFrame.newBuilder()
                    .setLocationDigests(LocationDigests.getDefaultInstance())
                    .build());
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_QUARANTINED, original.goodbye().getReason());
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_QUARANTINED, clone.goodbye().getReason());
        }
        assertEquals(State.QUARANTINED, row(agent).state());
        refused(agent, GoodbyeReason.GOODBYE_REASON_QUARANTINED);
        assertSoon(() -> log.last() == 1);
        Received notice = stored().getFirst();
        assertTrue(notice.madeHere());
        Event.LogRecord record = (Event.LogRecord)
                EventCodec.decode(notice.inflate().readAllBytes()).getFirst();
        assertEquals(Notices.CLONE, record.eventId());
        assertEquals(run(1) + "," + run(2), record.fields().get("runs"));
    }

    /** A session that shows this secret. */
    private TestClient session(Enrolled agent, int run, ByteString secret) throws IOException {
        return session(hello(agent, run).setSessionSecret(secret), agent);
    }

    private TestClient session(Hello.Builder hello, Enrolled agent) throws IOException {
        TestClient client = connect(agent);
        client.send(hello);
        client.welcome();
        return client;
    }

    /** What the answer to its first heartbeat leaves it. */
    private ByteString left(Enrolled agent, TestClient client) throws IOException {
        client.send(Heartbeat.newBuilder());
        ByteString secret = client.read().getTime().getSessionSecret();
        assertEquals(SessionChain.SIZE, secret.size());
        kept(agent, secret);
        return secret;
    }

    private void kept(Enrolled agent, ByteString secret) {
        assertSoon(() -> store.read(session -> SessionChain.link(session, agent.id(), secret)) == Link.LAST);
    }

    /** The secret after one ordinary session each. */
    private ByteString after(Enrolled agent, int run, ByteString secret) throws IOException {
        try (TestClient client = session(agent, run, secret)) {
            return left(agent, client);
        }
    }

    private static void proves(TestClient client) throws IOException {
        CollectorFrame asked = client.read();
        assertTrue(asked.hasInventoryRequest(), asked.toString());
        client.send(AgentFrame.newBuilder()
                .setLocationDigests(LocationDigests.getDefaultInstance())
                .build());
    }

    private void copyIsTold(int number) throws Exception {
        assertSoon(() -> log.last() >= number);
        Event.LogRecord told = (Event.LogRecord)
                EventCodec.decode(stored().get(number - 1).inflate().readAllBytes())
                        .getFirst();
        assertEquals(Notices.COPY, told.eventId());
    }

    @Test
    void anOlderCopyIsRefusedAloneAndTheOriginalGoesOn() throws Exception {
        Enrolled agent = enrolled();
        ByteString copied = after(agent, 1, ByteString.EMPTY);
        ByteString second = after(agent, 2, copied);
        try (TestClient original = session(agent, 3, second)) {
            left(agent, original);
            for (ByteString shown : List.of(copied, ByteString.EMPTY)) {
                try (TestClient copy = session(agent, 9, shown)) {
                    proves(original);
                    assertEquals(
                            GoodbyeReason.GOODBYE_REASON_QUARANTINED,
                            copy.goodbye().getReason());
                }
                assertEquals(
                        SessionChain.SIZE,
                        original.read().getTime().getSessionSecret().size());
            }
            original.send(batch(1));
            original.acknowledged();
        }
        assertEquals(State.ACTIVE, row(agent).state());
        copyIsTold(1);
    }

    /** Whoever copied the state while it was in use has the secret too: only the one who is connected gets the next. */
    @Test
    void aFreshCopyIsRefusedAloneAndIsAnOlderOneFromThenOn() throws Exception {
        Enrolled agent = enrolled();
        ByteString first = after(agent, 1, ByteString.EMPTY);
        ByteString renewed;
        try (TestClient original = session(agent, 2, first)) {
            ByteString copied = left(agent, original);
            try (TestClient copy = session(agent, 9, copied)) {
                proves(original);
                assertEquals(
                        GoodbyeReason.GOODBYE_REASON_QUARANTINED, copy.goodbye().getReason());
            }
            renewed = original.read().getTime().getSessionSecret();
            kept(agent, renewed);
            first = copied;
        }
        try (TestClient original = session(agent, 3, renewed)) {
            left(agent, original);
            try (TestClient copy = session(agent, 10, first)) {
                proves(original);
                assertEquals(
                        GoodbyeReason.GOODBYE_REASON_QUARANTINED, copy.goodbye().getReason());
            }
        }
        assertEquals(State.ACTIVE, row(agent).state());
    }

    /** Both went on from the same secret: which is the copy, nothing says but the machine that they are on. */
    @Test
    void whereBothGoOnFromOneSecretTheMachineDecidesOrNobody() throws Exception {
        for (boolean elsewhere : new boolean[] {true, false}) {
            Enrolled agent = enrolled();
            MachineFacts here =
                    MachineFacts.newBuilder().setMachineId("a".repeat(64)).build();
            MachineFacts there = here.toBuilder()
                    .setMachineId((elsewhere ? "b" : "a").repeat(64))
                    .build();
            ByteString both;
            try (TestClient before = session(hello(agent, 1).setFacts(here), agent)) {
                both = left(agent, before);
            }
            try (TestClient original = session(hello(agent, 2).setFacts(here).setSessionSecret(both), agent)) {
                left(agent, original);
                try (TestClient copy = session(hello(agent, 9).setFacts(there).setSessionSecret(both), agent)) {
                    proves(original);
                    assertEquals(
                            GoodbyeReason.GOODBYE_REASON_QUARANTINED,
                            copy.goodbye().getReason());
                }
            }
            assertEquals(
                    elsewhere ? State.ACTIVE : State.QUARANTINED, row(agent).state());
        }
    }

    @Test
    void aStateThatGoesOnOnAnotherMachineIsTold() throws Exception {
        Enrolled agent = enrolled();
        ByteString last = ByteString.EMPTY;
        for (String machine : List.of("", "a", "a", "", "b")) {
            last = onMachine(agent, machine, last);
        }
        assertEquals(List.of(), movedTo(), "what cannot be read is no other machine");
        onMachine(agent, "c", last);
        assertSoon(() -> movedTo().equals(List.of("c".repeat(64))));
        assertEquals(State.ACTIVE, row(agent).state(), "a restored machine sends");
    }

    private ByteString onMachine(Enrolled agent, String machine, ByteString shown) throws IOException {
        MachineFacts facts =
                MachineFacts.newBuilder().setMachineId(machine.repeat(64)).build();
        try (TestClient session = session(hello(agent, 1).setFacts(facts).setSessionSecret(shown), agent)) {
            return left(agent, session);
        }
    }

    /** Machines to which the gateway told that an agent moved. */
    private List<String> movedTo() {
        List<String> moved = new ArrayList<>();
        try {
            for (Received each : stored()) {
                Event event = EventCodec.decode(each.inflate().readAllBytes()).getFirst();
                if (event instanceof Event.LogRecord told && told.eventId() == Notices.MOVED) {
                    moved.add(told.fields().getOrDefault("to", ""));
                }
            }
        } catch (IOException | MalformedBatchException e) {
            throw new AssertionError(e);
        }
        return moved;
    }

    /** It was set back to an image, or its disk was lost: nobody else is there, and what it takes the place of is told apart if it comes. */
    @Test
    void anOlderStateIsLetInWhereNobodyElseIsThere() throws Exception {
        Enrolled agent = enrolled();
        ByteString old = after(agent, 1, ByteString.EMPTY);
        ByteString last = after(agent, 3, after(agent, 2, old));
        try (TestClient setBack = session(agent, 4, old)) {
            left(agent, setBack);
            try (TestClient replaced = session(agent, 5, last)) {
                proves(setBack);
                assertEquals(
                        GoodbyeReason.GOODBYE_REASON_QUARANTINED,
                        replaced.goodbye().getReason());
            }
        }
        assertEquals(State.QUARANTINED, row(agent).state(), "nothing says which of them it is");
    }
}
