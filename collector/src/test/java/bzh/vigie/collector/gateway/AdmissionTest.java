package bzh.vigie.collector.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.gateway.TestClient.Identity;
import bzh.vigie.collector.identity.AgentIdSource;
import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.identity.IdentityFolder.Server;
import bzh.vigie.collector.identity.Keys;
import bzh.vigie.collector.identity.TestAgent;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.RemovalCode;
import bzh.vigie.enrol.TokenSecret;
import bzh.vigie.text.RefusalText;
import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.AgentGoodbye;
import bzh.vigie.v1.Clock;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.EnrolAnswer;
import bzh.vigie.v1.EnrolRefusal;
import bzh.vigie.v1.GoodbyeReason;
import bzh.vigie.v1.Welcome;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is let in, and what the others are told. Real connections. */
class AdmissionTest extends GatewayBench {
    @Test
    void aTokenEnrolsAndTheCertificateConnects() throws IOException {
        EnrolmentToken token = token(1);
        KeyPair pair = TestAgent.key();
        EnrolAnswer answer = enrol(request(token, token.secret().bytes(), pair));
        assertTrue(answer.hasEnrolled(), answer.toString());
        assertEquals(COMMUNE.insee(), answer.getEnrolled().getCommune());
        assertEquals(1, answer.getEnrolled().getAuthoritiesCount());
        Host host = store.read(session -> session.hosts().findByKey(Keys.hash(pair.getPublic())))
                .orElseThrow();
        assertEquals("mairie-1", host.hostname());

        X509Certificate certificate =
                authorities.signing().agent(host.id(), COMMUNE, pair.getPublic(), clock.instant());
        Enrolled agent = new Enrolled(host.id(), new Identity(pair, certificate));
        try (TestClient client = connect(agent)) {
            assertEquals(Tls.AGENT, client.alpn());
            assertEquals(authorities.signing().certificate(), client.serverChain()[1]);
            client.send(hello(agent, 1));
            Welcome welcome = client.welcome();
            assertEquals(micros(clock.instant()), welcome.getTime().getWallMicros());
            assertSoon(() -> row(agent).connected());
        }
        assertSoon(() -> !row(agent).connected());
    }

    @Test
    void eachBadTokenHasItsOwnAnswer() throws IOException {
        EnrolmentToken used = token(1);
        enrol(request(used, used.secret().bytes(), TestAgent.key()));
        assertEquals(
                EnrolRefusal.ENROL_REFUSAL_TOKEN_USED_UP,
                enrol(request(used, used.secret().bytes(), TestAgent.key()))
                        .getRefused()
                        .getReason());
        EnrolmentToken wrong = token(1);
        assertEquals(
                EnrolRefusal.ENROL_REFUSAL_TOKEN_UNKNOWN,
                enrol(request(wrong, TokenSecret.random(random).bytes(), TestAgent.key()))
                        .getRefused()
                        .getReason());
        assertEquals(
                EnrolRefusal.ENROL_REFUSAL_BAD_REQUEST,
                enrol(request(wrong, new byte[3], TestAgent.key())).getRefused().getReason());
        store.change(session -> session.tokens().revoke(wrong.id(), ANNA));
        assertEquals(
                EnrolRefusal.ENROL_REFUSAL_TOKEN_REVOKED,
                enrol(request(wrong, wrong.secret().bytes(), TestAgent.key()))
                        .getRefused()
                        .getReason());
        EnrolmentToken again = token(1);
        KeyPair known = TestAgent.key();
        AgentId id = new AgentId(enrol(request(again, again.secret().bytes(), known))
                .getEnrolled()
                .getAgentId());
        for (State state : List.of(State.REVOKED, State.QUARANTINED)) {
            store.change(session -> session.hosts().state(id, state, ANNA));
            EnrolAnswer answer = enrol(request(again, again.secret().bytes(), known));
            assertEquals(
                    state == State.REVOKED
                            ? EnrolRefusal.ENROL_REFUSAL_HOST_REVOKED
                            : EnrolRefusal.ENROL_REFUSAL_HOST_QUARANTINED,
                    answer.getRefused().getReason());
            assertEquals(0, answer.getRefused().getRetryAfterSeconds());
            String detail = RefusalText.say(answer.getRefused().getDetail(), java.util.Locale.FRENCH);
            assertTrue(detail.contains("hosts readmit " + id), detail);
        }
        EnrolmentToken late = token(1);
        clock.forward(Duration.ofDays(1));
        assertEquals(
                EnrolRefusal.ENROL_REFUSAL_TOKEN_EXPIRED,
                enrol(request(late, late.secret().bytes(), TestAgent.key()))
                        .getRefused()
                        .getReason());
    }

    @Test
    void aCertificateOfAnotherAuthorityDoesNotGetIn() {
        Enrolled agent = enrolled();
        Authority other = Authority.create(clock.instant(), random);
        X509Certificate foreign =
                other.agent(agent.id(), COMMUNE, agent.identity().pair().getPublic(), clock.instant());
        Enrolled forged = new Enrolled(agent.id(), new Identity(agent.identity().pair(), foreign));
        boolean welcomed;
        try (TestClient client = connect(forged)) {
            client.send(hello(forged, 1));
            welcomed = client.read().hasWelcome();
        } catch (IOException e) {
            welcomed = false;
        }
        assertFalse(welcomed);
        assertSoon(() -> gateway.counters().snapshot().failedHandshakes() > 0);
    }

    @Test
    void withoutACertificateThereIsAnAnswerThatSaysWhatToDo() throws IOException {
        try (TestClient client = TestClient.connect(gateway.address(), Tls.AGENT, Optional.empty())) {
            assertEquals(GoodbyeReason.GOODBYE_REASON_UNKNOWN, client.goodbye().getReason());
        }
        try (TestClient client = TestClient.connect(gateway.address(), Tls.LATER, Optional.empty())) {
            assertEquals(GoodbyeReason.GOODBYE_REASON_TOO_NEW, client.goodbye().getReason());
        }
    }

    @Test
    void eachStateOfAHostHasItsOwnAnswer() throws IOException {
        Enrolled agent = enrolled();
        store.change(s -> s.hosts().state(agent.id(), State.QUARANTINED, ANNA));
        refused(agent, GoodbyeReason.GOODBYE_REASON_QUARANTINED);
        store.change(s -> s.hosts().state(agent.id(), State.WAITING_FOR_APPROVAL, ANNA));
        refused(agent, GoodbyeReason.GOODBYE_REASON_NEEDS_APPROVAL);
        store.change(s -> s.hosts().state(agent.id(), State.REVOKED, ANNA));
        refused(agent, GoodbyeReason.GOODBYE_REASON_REVOKED);

        AgentId stranger = new AgentIdSource(clock, random).next();
        KeyPair pair = TestAgent.key();
        X509Certificate certificate = authorities.signing().agent(stranger, COMMUNE, pair.getPublic(), clock.instant());
        refused(new Enrolled(stranger, new Identity(pair, certificate)), GoodbyeReason.GOODBYE_REASON_UNKNOWN);
    }

    @Test
    void theBreakGlassCodeOfItsCommuneReachesAnAgentAtItsWelcomeAndANewOneAtOnce() throws Exception {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            // Nothing of it in the welcome, which open() read: there is none yet.
            RemovalCode first = RemovalCode.of("AAAA-BBBB-CCCC-DDDD", random);
            RemovalCode elsewhere = RemovalCode.of("1111", random);
            store.change(session -> session.tokens().removalCode(new Commune("56007"), elsewhere, ANNA));
            store.change(session -> session.tokens().removalCode(COMMUNE, first, ANNA));
            CollectorFrame told = client.read();
            while (!told.hasPolicy()) {
                told = client.read();
            }
            assertEquals(ByteString.copyFrom(first.bytes()), told.getPolicy().getRemovalCode());
        }
        RemovalCode second = RemovalCode.of("EEEE", random);
        store.change(session -> session.tokens().removalCode(COMMUNE, second, ANNA));
        try (TestClient client = connect(agent)) {
            client.send(hello(agent, 2));
            assertEquals(
                    ByteString.copyFrom(second.bytes()),
                    client.welcome().getPolicy().getRemovalCode());
        }
    }

    @Test
    void aGoodbyeAloneRemovesNobodyAndOneThatIsUninstalledIsActiveWhenItComesBack() throws Exception {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            client.send(AgentFrame.newBuilder()
                    .setGoodbye(AgentGoodbye.newBuilder().setReason("uninstall"))
                    .build());
        }
        assertSoon(() -> !row(agent).connected());
        assertEquals(State.ACTIVE, row(agent).state());
        store.change(session -> session.hosts().uninstalled(agent.id(), clock.instant(), "msi"));
        assertEquals(State.UNINSTALLED, row(agent).state());
        Instant beforeIt = clock.instant().minusMillis(300);
        store.change(session -> session.hosts().hello(agent.id(), "pc", "{}", "0.1.0", "boot", "run", 0, beforeIt));
        assertEquals(State.UNINSTALLED, row(agent).state(), "the hello of the removal itself, written down late");
        open(agent, 2).close();
        assertSoon(() -> row(agent).state() == State.ACTIVE);
        store.change(session -> session.hosts().state(agent.id(), State.REVOKED, ANNA));
        store.change(session -> session.hosts().uninstalled(agent.id(), clock.instant(), "msi"));
        assertEquals(State.REVOKED, row(agent).state());
    }

    @Test
    void anExpiredCertificateMayOnlyRenew() throws IOException {
        Enrolled agent = enrolled();
        clock.forward(Duration.ofDays(200));
        try (TestClient client = connect(agent)) {
            client.send(hello(agent, 1));
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_EXPIRED,
                    client.goodbyeBeforeMore().getReason());
            client.send(batch(1));
            client.renew(TestAgent.csr(agent.identity().pair()));
            client.renew(TestAgent.csr(agent.identity().pair()));
            CollectorFrame frame = client.read();
            assertTrue(frame.hasCertificateRenewal(), frame.toString());
            assertTrue(client.ended());
        }
        assertTrue(row(agent).certificateExpires().isAfter(clock.instant()));
        assertSoon(() -> log.last() == 1);
        assertTrue(stored().getFirst().madeHere(), "only the note that it was renewed late, once");

        X509Certificate renewed = authorities
                .signing()
                .agent(agent.id(), COMMUNE, agent.identity().pair().getPublic(), clock.instant());
        open(new Enrolled(agent.id(), new Identity(agent.identity().pair(), renewed)), 1)
                .close();
    }

    @Test
    void aRenewalCanBeTheFirstFrameAndAnExpiryLongAgoNeedsAnAnalyst() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = connect(agent)) {
            client.renew(TestAgent.csr(agent.identity().pair()));
            assertTrue(client.read().hasCertificateRenewal());
        }
        clock.forward(Duration.ofDays(431));
        try (TestClient client = connect(agent)) {
            client.renew(TestAgent.csr(agent.identity().pair()));
            assertEquals(
                    GoodbyeReason.GOODBYE_REASON_NEEDS_APPROVAL,
                    client.goodbye().getReason());
        }
        assertEquals(State.WAITING_FOR_APPROVAL, row(agent).state());
    }

    @Test
    void aWrongClockIsNoReasonToRefuseAndIsEstimated() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = connect(agent)) {
            long behind = Duration.ofDays(4_000).toNanos() / 1_000;
            client.send(hello(agent, 1).setClock(Clock.newBuilder().setWallMicros(micros(clock.instant()) - behind)));
            client.welcome();
            assertSoon(() -> row(agent).skewMicros() == -behind);
            client.send(batch(1));
            client.acknowledged();
        }
        assertTrue(stored().getFirst().skewMicros() < 0);
    }

    @Test
    void revokingCutsTheLiveConnection() throws IOException {
        Enrolled agent = enrolled();
        Enrolled other = enrolled();
        try (TestClient client = open(agent, 1);
                TestClient bystander = open(other, 2);
                Store elsewhere = SqliteStore.open(dir.resolve("store"), clock)) {
            elsewhere.change(session -> session.hosts().state(agent.id(), State.REVOKED, ANNA));
            assertEquals(GoodbyeReason.GOODBYE_REASON_REVOKED, client.goodbye().getReason());
            bystander.send(batch(1));
            bystander.acknowledged();
        }
        refused(agent, GoodbyeReason.GOODBYE_REASON_REVOKED);
    }

    @Test
    void anotherServerCertificateIsShownToNewConnectionsAndTheOldOnesStay() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient before = open(agent, 1)) {
            KeyPair pair = TestAgent.key();
            X509Certificate fresh =
                    authorities.signing().server(List.of("localhost"), pair.getPublic(), clock.instant());
            gateway.serve(new Server(fresh, pair.getPrivate()));
            try (TestClient after = connect(enrolled())) {
                assertEquals(fresh, after.serverChain()[0]);
            }
            assertNotEquals(fresh, before.serverChain()[0]);
            before.send(batch(1));
            assertEquals(1, before.acknowledged().getNumber());
        }
    }
}
