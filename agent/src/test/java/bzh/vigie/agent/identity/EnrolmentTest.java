package bzh.vigie.agent.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.identity.Enrolment.Outcome;
import bzh.vigie.agent.transport.Connector;
import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.agent.transport.TestPeer;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.TokenSecret;
import bzh.vigie.event.Sha256;
import bzh.vigie.v1.EnrolAnswer;
import bzh.vigie.v1.EnrolRefusal;
import bzh.vigie.v1.EnrolRequest;
import bzh.vigie.v1.Enrolled;
import bzh.vigie.v1.MachineFacts;
import bzh.vigie.v1.Refused;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class EnrolmentTest {
    private static final TestAuthority AUTHORITY = new TestAuthority("Vigie CA");
    private static final String ID = "0199c0de-0000-7000-8000-000000000001";
    private static final byte[] SECRET = new byte[32];
    private static final MachineFacts FACTS =
            MachineFacts.newBuilder().setHostname("accueil").build();
    private static final Connector CONNECTOR = new Connector(Optional.empty(), Duration.ofSeconds(5));

    static {
        Arrays.fill(SECRET, (byte) 9);
    }

    @TempDir
    Path folder;

    private AgentKey key;

    @BeforeEach
    void makeKey() throws Exception {
        key = AgentKey.loadOrCreate(new StateFolder(folder), new SecureRandom());
    }

    private static EnrolmentToken token(CollectorAddress... collectors) {
        return new EnrolmentToken(
                "0123456789abcdef", new TokenSecret(SECRET), Sha256.over(AUTHORITY.der()), List.of(collectors));
    }

    private Outcome ask(CollectorAddress... collectors) {
        return new Enrolment(CONNECTOR).ask(token(collectors), key, FACTS, "0.1");
    }

    private EnrolAnswer enrolled(TestAuthority... authorities) throws Exception {
        X509Certificate certificate =
                AUTHORITY.agent(IdentityTest.publicKey(key), ID, TestAuthority.FROM, TestAuthority.TO);
        return EnrolAnswer.newBuilder()
                .setEnrolled(Enrolled.newBuilder()
                        .setAgentId(ID)
                        .setCommune("29019")
                        .setCertificate(ByteString.copyFrom(TestAuthority.encoded(certificate)))
                        .addAllAuthorities(Arrays.stream(authorities)
                                .map(each -> ByteString.copyFrom(each.der()))
                                .toList()))
                .build();
    }

    private TestPeer answering(EnrolAnswer answer) throws Exception {
        return TestPeer.collector(AUTHORITY, Connector.ENROLMENT, talk -> {
            talk.read();
            talk.write(answer);
            talk.untilEnd();
        });
    }

    @Test
    void aTokenIsGivenForAnIdentity() throws Exception {
        EnrolAnswer answer = enrolled(AUTHORITY);
        try (TestPeer peer = TestPeer.collector(AUTHORITY, Connector.ENROLMENT, talk -> {
            EnrolRequest request = EnrolRequest.parseFrom(talk.read());
            assertEquals("0123456789abcdef", request.getTokenId());
            assertArrayEquals(SECRET, request.getSecret().toByteArray());
            assertEquals("accueil", request.getFacts().getHostname());
            assertTrue(HexFormat.of()
                    .formatHex(request.getCsr().toByteArray())
                    .contains(HexFormat.of().formatHex(key.publicInfo())));
            talk.write(answer);
            talk.untilEnd();
        })) {
            Identity identity =
                    assertInstanceOf(Outcome.Done.class, ask(peer.address())).identity();
            assertEquals(ID, identity.agentId());
            assertEquals("29019", identity.commune());
            assertEquals(List.of(peer.address()), identity.collectors());
            assertNull(peer.client());
        }
    }

    @Test
    void eachRefusalIsHandedOnWithItsReason() throws Exception {
        for (EnrolRefusal reason : EnrolRefusal.values()) {
            if (reason == EnrolRefusal.UNRECOGNIZED) {
                continue;
            }
            try (TestPeer peer = answering(EnrolAnswer.newBuilder()
                    .setRefused(Refused.newBuilder()
                            .setReason(reason)
                            .setDetail("pas\u001bici")
                            .setRetryAfterSeconds(30))
                    .build())) {
                Outcome.Declined declined = assertInstanceOf(Outcome.Declined.class, ask(peer.address()));
                assertEquals(reason, declined.reason());
                assertEquals("pas\\u{1b}ici", declined.detail());
                assertEquals(Duration.ofSeconds(30), declined.retryAfter());
            }
        }
    }

    @Test
    void theNextCollectorIsAskedWhereOneDoesNotAnswer() throws Exception {
        try (TestPeer deaf = TestPeer.plain(socket -> {});
                TestPeer peer = answering(enrolled(AUTHORITY))) {
            assertInstanceOf(Outcome.Done.class, ask(deaf.address(), peer.address()));
        }
    }

    @Test
    void aCollectorOfAnotherAuthorityNeverSeesTheSecret() throws Exception {
        try (TestPeer peer = TestPeer.collector(new TestAuthority("autre"), Connector.ENROLMENT, talk -> {
            throw new AssertionError("the handshake was completed");
        })) {
            Outcome.Unreachable unreachable = assertInstanceOf(Outcome.Unreachable.class, ask(peer.address()));
            assertEquals(Kind.OTHER_AUTHORITY, unreachable.attempts().getFirst().kind());
        }
    }

    @Test
    void anAnswerThatIsNoIdentityOfOursIsNotTaken() throws Exception {
        for (EnrolAnswer answer : List.of(
                enrolled(),
                enrolled(new TestAuthority("Vigie CA")),
                enrolled(AUTHORITY, AUTHORITY, AUTHORITY, AUTHORITY, AUTHORITY))) {
            try (TestPeer peer = answering(answer)) {
                assertInstanceOf(Outcome.Unusable.class, ask(peer.address()));
            }
        }
    }

    @Test
    void garbageIsToldAsABadFrame() throws Exception {
        try (TestPeer peer = TestPeer.collector(AUTHORITY, Connector.ENROLMENT, talk -> {
            talk.read();
            talk.out.writeInt(3);
            talk.out.write(new byte[] {-1, -1, -1});
            talk.untilEnd();
        })) {
            Outcome.Unreachable unreachable = assertInstanceOf(Outcome.Unreachable.class, ask(peer.address()));
            assertEquals(Kind.BAD_FRAME, unreachable.attempts().getFirst().kind());
        }
    }
}
