package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.identity.AgentKey;
import bzh.vigie.agent.identity.CertificateRequest;
import bzh.vigie.agent.identity.Enrolment.Outcome;
import bzh.vigie.agent.identity.Identity;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.transport.Connector;
import bzh.vigie.agent.transport.FrameChannel;
import bzh.vigie.agent.transport.LinkException;
import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.gateway.ChangedDirectories;
import bzh.vigie.collector.gateway.Gateway;
import bzh.vigie.collector.gateway.GatewayLimits;
import bzh.vigie.collector.identity.AgentIdSource;
import bzh.vigie.collector.identity.Authorities;
import bzh.vigie.collector.identity.Enrolment;
import bzh.vigie.collector.identity.EnrolmentLimits;
import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.collector.identity.Renewals;
import bzh.vigie.collector.identity.TokenDesk;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.ingest.Zstd;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.journal.Disk;
import bzh.vigie.journal.FsyncPolicy;
import bzh.vigie.journal.Journal;
import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.CertificateRenewal;
import bzh.vigie.v1.Clock;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.Hello;
import bzh.vigie.v1.MachineFacts;
import bzh.vigie.v1.RenewalRequest;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The replacement of the authority with both sides real: the agent's own checks against the collector's own gateway. */
@Timeout(300)
final class RolloverTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final InstantSource CLOCK = InstantSource.system();

    private final SecureRandom random = new SecureRandom();
    private final Connector connector = new Connector(Optional.empty(), TIMEOUT);
    private @TempDir Path dir;
    private int port;
    private int agents;
    private boolean portable;

    private IdentityFolder folder() {
        Path identity = dir.resolve("identity");
        return new IdentityFolder(identity, IdentityFolder.passphraseIn(identity), random);
    }

    private interface Work {
        void with(Store store, Authorities authorities) throws Exception;
    }

    /** A collector from its start to its end. */
    private void running(Work work) throws Exception {
        IdentityFolder folder = folder();
        Authorities authorities = folder.authorities();
        try (Store store = SqliteStore.open(dir.resolve("state"), CLOCK);
                IngestLog log = IngestLog.open(
                        dir.resolve("ingest"),
                        new Journal.Options(64L << 20, 1 << 20, new Zstd(), FsyncPolicy.ON_FLUSH),
                        Disk.REAL,
                        store,
                        new Shares(System::nanoTime));
                Gateway gateway = Gateway.open(new Gateway.Parts(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        portable,
                        GatewayLimits.USUAL,
                        new Shares(System::nanoTime),
                        () -> authorities,
                        folder.newServer(authorities, List.of("localhost"), CLOCK.instant()),
                        store,
                        log,
                        new Enrolment(
                                store,
                                () -> authorities,
                                new AgentIdSource(CLOCK, random),
                                CLOCK,
                                EnrolmentLimits.USUAL,
                                System::nanoTime),
                        new Renewals(store, () -> authorities, CLOCK),
                        new ChangedDirectories(),
                        CLOCK,
                        random))) {
            assertEquals(port, gateway.address().getPort());
            work.with(store, authorities);
        }
    }

    private EnrolmentToken token(Store store) {
        return new TokenDesk(store, CLOCK, random)
                .create(
                        new Commune("29019"),
                        10,
                        Duration.ofDays(1),
                        false,
                        folder().fingerprint(),
                        List.of(new CollectorAddress("localhost", port)),
                        new Author("anna", "test"));
    }

    private Outcome ask(EnrolmentToken token) throws Exception {
        StateFolder state = new StateFolder(dir.resolve("agent-" + agents++));
        state.create();
        return new bzh.vigie.agent.identity.Enrolment(connector)
                .ask(
                        token,
                        AgentKey.loadOrCreate(state, random),
                        MachineFacts.newBuilder().setHostname("mairie-1").build(),
                        "0.1.0");
    }

    private Identity enrol(EnrolmentToken token) throws Exception {
        return assertInstanceOf(Outcome.Done.class, ask(token)).identity();
    }

    private FrameChannel connect(Identity identity) throws LinkException {
        FrameChannel channel = connector.connect(
                identity.collectors().getFirst(),
                identity.trust(Instant.EPOCH),
                Optional.of(identity.credentials()),
                Connector.UPLINK);
        channel.write(AgentFrame.newBuilder()
                .setHello(Hello.newBuilder()
                        .setAgentId(identity.agentId())
                        .setBootId("boot-1")
                        .setRunId("0".repeat(32))
                        .setVersion("0.1.0")
                        .setClock(Clock.getDefaultInstance()))
                .build());
        return channel;
    }

    private void welcomed(Identity identity) throws IOException {
        try (FrameChannel channel = connect(identity)) {
            CollectorFrame frame = CollectorFrame.parseFrom(channel.read(TIMEOUT));
            assertTrue(frame.hasWelcome(), frame.toString());
        }
    }

    private Identity renewed(Identity identity) throws Exception {
        try (FrameChannel channel = connect(identity)) {
            assertTrue(CollectorFrame.parseFrom(channel.read(TIMEOUT)).hasWelcome());
            channel.write(AgentFrame.newBuilder()
                    .setRenewalRequest(RenewalRequest.newBuilder()
                            .setCsr(ByteString.copyFrom(CertificateRequest.der(identity.key()))))
                    .build());
            CertificateRenewal renewal =
                    CollectorFrame.parseFrom(channel.read(TIMEOUT)).getCertificateRenewal();
            return identity.renewed(
                    renewal.getCertificate().toByteArray(),
                    bytes(renewal.getAuthoritiesList()),
                    bytes(renewal.getBridgesList()),
                    channel.anchor());
        }
    }

    private static List<byte[]> bytes(List<ByteString> list) {
        return list.stream().map(ByteString::toByteArray).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void agentsOfTheOldAuthorityGoOnAndLearnOfTheNewOneWhenTheyRenew(boolean without) throws Exception {
        portable = without;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var _ = folder().create(CLOCK.instant());
        EnrolmentToken[] tokens = new EnrolmentToken[2];
        Identity[] hosts = new Identity[4];
        running((store, authorities) -> {
            tokens[0] = token(store);
            hosts[0] = enrol(tokens[0]);
            hosts[1] = enrol(tokens[0]);
            welcomed(hosts[0]);
        });
        Authorities second = folder().rollOver(CLOCK.instant());
        running((store, authorities) -> {
            // Who knows only the old authority is let in, and believes the collector.
            welcomed(hosts[0]);
            welcomed(hosts[1]);
            Identity renewed = renewed(hosts[0]);
            assertEquals(second.trusted(), renewed.authorities());
            assertEquals(
                    second.signing().certificate().getSubjectX500Principal(),
                    renewed.certificate().getIssuerX500Principal());
            hosts[0] = renewed;
            welcomed(renewed);
            // A token that was given out before serves, and so does one of now.
            hosts[2] = enrol(tokens[0]);
            tokens[1] = token(store);
            hosts[3] = enrol(tokens[1]);
            welcomed(hosts[2]);
            welcomed(hosts[3]);
        });
        Authorities alone = folder().retire();
        assertEquals(List.of(second.signing().certificate()), alone.trusted());
        running((store, authorities) -> {
            welcomed(hosts[0]);
            welcomed(hosts[2]);
            welcomed(hosts[3]);
            enrol(tokens[1]);
            // Who was left behind does not believe it, and says why.
            LinkException left = assertThrows(LinkException.class, () -> welcomed(hosts[1]));
            assertEquals(LinkException.Kind.OTHER_AUTHORITY, left.kind());
            assertInstanceOf(Outcome.Unreachable.class, ask(tokens[0]));
        });
    }
}
