package bzh.vigie.agent.uplink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.identity.AgentKey;
import bzh.vigie.agent.identity.CollectorTimeFile;
import bzh.vigie.agent.identity.Identity;
import bzh.vigie.agent.identity.IdentityFile;
import bzh.vigie.agent.identity.RemovalCodeFile;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.identity.TestAuthority;
import bzh.vigie.agent.identity.TestIdentities;
import bzh.vigie.agent.transport.Connector;
import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.agent.transport.ProxySettings;
import bzh.vigie.agent.transport.TestPeer;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.RemovalCode;
import bzh.vigie.event.Event;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchState;
import bzh.vigie.v1.Acknowledgement;
import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.AgentFrame.FrameCase;
import bzh.vigie.v1.Batch;
import bzh.vigie.v1.CertificateRenewal;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.CollectorGoodbye;
import bzh.vigie.v1.GoodbyeReason;
import bzh.vigie.v1.Heartbeat;
import bzh.vigie.v1.InventoryRequest;
import bzh.vigie.v1.LanePosition;
import bzh.vigie.v1.LocationDigest;
import bzh.vigie.v1.MachineFacts;
import bzh.vigie.v1.Policy;
import bzh.vigie.v1.SweepRequest;
import bzh.vigie.v1.Time;
import bzh.vigie.v1.Watchlist;
import bzh.vigie.v1.Welcome;
import bzh.vigie.watchlist.LocalWatchlist;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class UplinkTest {
    private static final TestAuthority AUTHORITY = new TestAuthority("Vigie CA");
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final AgentPolicy POLICY = new AgentPolicy(Duration.ofMillis(400), Duration.ofHours(4), 256L << 20);

    @TempDir
    Path folder;

    private final MemoryOutbox outbox = new MemoryOutbox();
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<AgentPolicy> policies = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<InventoryRequests.Place> listed = new LinkedBlockingQueue<>();
    private final List<InventoryDigest.Entry> digests =
            List.of(new InventoryDigest.Entry("linux.cron.system", "", Sha256.over(new byte[] {1})));
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Optional<ProxySettings> proxy = Optional.empty();
    private Duration step = Duration.ofMinutes(1);
    private AgentKey key;

    @BeforeEach
    void makeKey() throws Exception {
        key = AgentKey.loadOrCreate(new StateFolder(folder), new SecureRandom());
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private TestPeer peer(TestPeer.Script... scripts) throws Exception {
        TestPeer peer = TestPeer.collector(AUTHORITY, Connector.UPLINK, scripts);
        opened.add(peer);
        return peer;
    }

    /** What was asked about the watchlist; one of version 1 is taken. */
    private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();

    private final WatchlistRequests watchlist = new WatchlistRequests() {
        @Override
        public LocalWatchlist list() {
            return LocalWatchlist.NONE;
        }

        @Override
        public boolean take(Watchlist sent) {
            asked.add(Integer.toString(sent.getVersion()));
            return sent.getVersion() == LocalWatchlist.VERSION;
        }

        @Override
        public void sweep(String request) {
            asked.add(request);
        }
    };

    private Uplink start(Identity identity, CollectorAddress... collectors) {
        InventoryRequests inventory = new InventoryRequests() {
            @Override
            public List<InventoryDigest.Entry> digests() {
                return digests;
            }

            @Override
            public void listCompletely(List<Place> places) {
                listed.addAll(places);
            }
        };
        Random random = new Random(3);
        AgentRun run = AgentRun.begin("0.1", MachineFacts.getDefaultInstance(), random);
        Uplink uplink = new Uplink(
                identity,
                List.of(collectors),
                POLICY,
                new UplinkParts(
                        new Connector(proxy, step),
                        new StateFolder(folder),
                        run,
                        () -> new Moment(NOW, "boot-1", 5_000_000),
                        outbox,
                        inventory,
                        watchlist,
                        () -> List.of(WatchState.LIVE, WatchState.DOWN),
                        events::add,
                        random,
                        policies::add,
                        () -> {}));
        opened.add(() -> uplink.close(Duration.ZERO));
        uplink.start();
        return uplink;
    }

    private Uplink start(CollectorAddress... collectors) throws Exception {
        return start(TestIdentities.of(AUTHORITY, key, TestAuthority.FROM, TestAuthority.TO), collectors);
    }

    private static AgentFrame next(TestPeer.Talk talk, FrameCase kind) throws Exception {
        while (true) {
            AgentFrame frame = AgentFrame.parseFrom(talk.read());
            if (frame.getFrameCase() == kind) {
                return frame;
            }
            assertEquals(FrameCase.HEARTBEAT, frame.getFrameCase(), "while waiting for " + kind);
        }
    }

    private static Batch batch(TestPeer.Talk talk) throws Exception {
        return next(talk, FrameCase.BATCH).getBatch();
    }

    private static String text(Batch batch) {
        return batch.getDeflated().toString(StandardCharsets.UTF_8);
    }

    private static CollectorFrame welcome(LanePosition... durable) {
        return CollectorFrame.newBuilder()
                .setWelcome(Welcome.newBuilder()
                        .addAllDurable(List.of(durable))
                        .setTime(Time.newBuilder().setWallMicros(NOW.toEpochMilli() * 1_000)))
                .build();
    }

    private static LanePosition position(String epoch, int lane, long number) {
        return LanePosition.newBuilder()
                .setEpoch(epoch)
                .setLane(lane)
                .setNumber(number)
                .build();
    }

    private static CollectorFrame acknowledge(Batch batch) {
        return CollectorFrame.newBuilder()
                .setAcknowledgement(Acknowledgement.newBuilder()
                        .addDurable(position(batch.getEpoch(), batch.getLane(), batch.getNumber())))
                .build();
    }

    private static CollectorFrame goodbye(GoodbyeReason reason, int retryAfter) {
        return CollectorFrame.newBuilder()
                .setGoodbye(CollectorGoodbye.newBuilder()
                        .setReason(reason)
                        .setRetryAfterSeconds(retryAfter)
                        .setDetail("parce que"))
                .build();
    }

    private static void greet(TestPeer.Talk talk, LanePosition... durable) throws Exception {
        next(talk, FrameCase.HELLO);
        talk.write(welcome(durable));
    }

    private static LinkReport await(Uplink uplink, Predicate<LinkReport> wanted) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofMinutes(4).toNanos();
        while (!wanted.test(uplink.report())) {
            assertTrue(System.nanoTime() < until, "still " + uplink.report());
            Thread.sleep(5);
        }
        return uplink.report();
    }

    private static boolean noticed(LinkReport report, Notice.Kind kind) {
        return report.notices().stream().anyMatch(notice -> notice.kind() == kind);
    }

    @Test
    void helloTellsWhoSpeaksAndWhereTheSpoolStands() throws Exception {
        outbox.add(1, "a");
        outbox.add(1, "b");
        outbox.releasedUpTo(1, 1);
        LinkedBlockingQueue<AgentFrame> hellos = new LinkedBlockingQueue<>();
        TestPeer peer = peer(talk -> {
            hellos.add(AgentFrame.parseFrom(talk.read()));
            talk.untilEnd();
        });
        start(peer.address());
        AgentFrame frame = hellos.poll(4, TimeUnit.MINUTES);
        assertNotNull(frame);
        assertEquals(TestIdentities.ID, frame.getHello().getAgentId());
        assertEquals("boot-1", frame.getHello().getBootId());
        assertEquals(32, frame.getHello().getRunId().length());
        assertEquals(position("a".repeat(32), 1, 2), frame.getHello().getLast(0));
        assertEquals(position("a".repeat(32), 1, 1), frame.getHello().getReleased(0));
        assertEquals(5_000_000, frame.getHello().getClock().getMonotonicMicros());
        X509Certificate shown = peer.client();
        assertNotNull(shown);
        assertTrue(key.belongsTo(shown.getPublicKey()));
    }

    @Test
    void nothingIsReleasedBeforeItIsAcknowledgedAndWhatWasNotIsSentAgain() throws Exception {
        outbox.add(1, "first");
        outbox.add(1, "second");
        LinkedBlockingQueue<String> again = new LinkedBlockingQueue<>();
        TestPeer peer = peer(
                talk -> {
                    greet(talk);
                    Batch first = batch(talk);
                    assertEquals("first", text(first));
                    assertEquals("second", text(batch(talk)));
                    assertEquals(2, outbox.batches());
                    talk.write(acknowledge(first));
                    while (outbox.batches() > 1) {
                        Thread.sleep(5);
                    }
                },
                talk -> {
                    greet(talk);
                    Batch second = batch(talk);
                    again.add(second.getNumber() + " " + text(second));
                    talk.write(acknowledge(second));
                    talk.untilEnd();
                });
        Uplink uplink = start(peer.address());
        assertEquals("2 second", again.poll(4, TimeUnit.MINUTES));
        LinkReport report = await(uplink, each -> each.acknowledged() == 2);
        assertEquals(0, outbox.batches());
        assertEquals(3, report.sent());
        assertTrue(report.bytesSent() > 1_000, "bytes " + report.bytesSent());
        assertEquals(Optional.of(NOW), report.lastAcknowledged());
    }

    @Test
    void aBatchThatComesWhileConnectedIsSentAtOnce() throws Exception {
        CountDownLatch greeted = new CountDownLatch(1);
        LinkedBlockingQueue<String> got = new LinkedBlockingQueue<>();
        TestPeer peer = peer(talk -> {
            greet(talk);
            greeted.countDown();
            got.add(text(batch(talk)));
            talk.untilEnd();
        });
        start(peer.address());
        assertTrue(greeted.await(4, TimeUnit.MINUTES));
        outbox.add(3, "later");
        assertEquals("later", got.poll(4, TimeUnit.MINUTES));
    }

    @Test
    void noMoreIsInFlightThanTheBound() throws Exception {
        for (int i = 0; i < 40; i++) {
            outbox.add(3, "batch " + i);
        }
        LinkedBlockingQueue<Integer> counts = new LinkedBlockingQueue<>();
        TestPeer peer = peer(talk -> {
            greet(talk);
            List<Batch> got = new ArrayList<>();
            int heartbeats = 0;
            while (got.size() < InFlight.MAX_BATCHES || heartbeats < 3) {
                AgentFrame frame = AgentFrame.parseFrom(talk.read());
                if (frame.getFrameCase() == FrameCase.BATCH) {
                    got.add(frame.getBatch());
                    heartbeats = 0;
                } else {
                    heartbeats++;
                    talk.write(CollectorFrame.newBuilder()
                            .setTime(Time.newBuilder().setWallMicros(NOW.toEpochMilli() * 1_000))
                            .build());
                }
            }
            counts.add(got.size());
            talk.write(acknowledge(got.getLast()));
            counts.add((int) batch(talk).getNumber());
            talk.untilEnd();
        });
        start(peer.address());
        assertEquals(InFlight.MAX_BATCHES, counts.poll(4, TimeUnit.MINUTES));
        assertEquals(InFlight.MAX_BATCHES + 1, counts.poll(4, TimeUnit.MINUTES));
    }

    @Test
    void whatTheCollectorAlreadyHasIsNotSentAgain() throws Exception {
        outbox.add(1, "had");
        outbox.add(1, "new");
        LinkedBlockingQueue<String> got = new LinkedBlockingQueue<>();
        TestPeer peer = peer(talk -> {
            greet(talk, position("a".repeat(32), 1, 1));
            got.add(text(batch(talk)));
            talk.untilEnd();
        });
        start(peer.address());
        assertEquals("new", got.poll(4, TimeUnit.MINUTES));
    }

    @Test
    void higherNumbersAtTheCollectorBeginANewEpochAndAreReported() throws Exception {
        outbox.add(1, "kept");
        LinkedBlockingQueue<Batch> got = new LinkedBlockingQueue<>();
        TestPeer peer = peer(talk -> {
            greet(talk, position("a".repeat(32), 1, 900));
            got.add(batch(talk));
            talk.untilEnd();
        });
        Uplink uplink = start(peer.address());
        Batch batch = got.poll(4, TimeUnit.MINUTES);
        assertNotNull(batch);
        assertEquals("b".repeat(32), batch.getEpoch());
        assertEquals(1, batch.getNumber());
        assertEquals("kept", text(batch));
        Event.AgentState told = assertInstanceOf(Event.AgentState.class, events.poll(4, TimeUnit.MINUTES));
        assertEquals(Event.AgentAction.ROLLED_BACK, told.action());
        assertTrue(noticed(uplink.report(), Notice.Kind.ROLLED_BACK));
    }

    @Test
    void whatAnOlderImageStillHeldWasSentBeforeAndIsNotSentAgain() throws Exception {
        outbox.add(1, "sent after the image was taken");
        outbox.add(2, "sent too");
        outbox.openedWith(1, 1);
        outbox.openedWith(2, 1);
        outbox.add(1, "new");
        outbox.add(2, "new too, under a number that another had");
        LinkedBlockingQueue<String> got = new LinkedBlockingQueue<>();
        TestPeer peer = peer(talk -> {
            greet(talk, position("a".repeat(32), 1, 900), position("a".repeat(32), 2, 2));
            got.add(text(batch(talk)));
            got.add(text(batch(talk)));
            talk.untilEnd();
        });
        start(peer.address());
        assertEquals("new", got.poll(4, TimeUnit.MINUTES));
        assertEquals("new too, under a number that another had", got.poll(4, TimeUnit.MINUTES));
    }

    /** An image of which more came since it began than others had sent of it: no number is too high. */
    @Test
    void whatIsNewOnAnOlderImageIsSentThoughItHasNumbersThatTheCollectorHas() throws Exception {
        outbox.add(1, "sent after the image was taken");
        outbox.openedWith(1, 1);
        outbox.add(1, "new");
        outbox.add(1, "newer");
        LinkedBlockingQueue<String> got = new LinkedBlockingQueue<>();
        TestPeer peer = peer(talk -> {
            greet(talk, position("a".repeat(32), 1, 3));
            got.add(text(batch(talk)));
            got.add(text(batch(talk)));
            talk.untilEnd();
        });
        Uplink uplink = start(peer.address());
        assertEquals("new", got.poll(4, TimeUnit.MINUTES));
        assertEquals("newer", got.poll(4, TimeUnit.MINUTES));
        assertTrue(noticed(uplink.report(), Notice.Kind.ROLLED_BACK));
    }

    @Test
    void lowerNumbersThanReleasedAreToldAndWhatIsLeftIsSent() throws Exception {
        for (int i = 1; i <= 5; i++) {
            outbox.add(1, "batch " + i);
        }
        outbox.releasedUpTo(1, 4);
        LinkedBlockingQueue<String> got = new LinkedBlockingQueue<>();
        TestPeer peer = peer(talk -> {
            greet(talk, position("a".repeat(32), 1, 2));
            got.add(text(batch(talk)));
            talk.untilEnd();
        });
        Uplink uplink = start(peer.address());
        assertEquals("batch 5", got.poll(4, TimeUnit.MINUTES));
        LinkReport report = uplink.report();
        assertTrue(noticed(report, Notice.Kind.COLLECTOR_SET_BACK));
        assertTrue(report.notices().getFirst().detail().contains("3-4"));
    }

    @Test
    void anAcknowledgementOfWhatWasNeverWrittenReleasesNothing() throws Exception {
        outbox.add(1, "only");
        TestPeer peer = peer(talk -> {
            greet(talk);
            batch(talk);
            talk.write(CollectorFrame.newBuilder()
                    .setAcknowledgement(
                            Acknowledgement.newBuilder().addDurable(position("a".repeat(32), 1, Long.MAX_VALUE)))
                    .build());
            talk.untilEnd();
        });
        Uplink uplink = start(peer.address());
        await(uplink, report -> noticed(report, Notice.Kind.ACKNOWLEDGED_UNSENT));
        assertEquals(1, outbox.batches());
    }

    @Test
    void aHeartbeatTellsStatesDepthAndDigest() throws Exception {
        outbox.add(2, "12345");
        LinkedBlockingQueue<Heartbeat> beats = new LinkedBlockingQueue<>();
        TestPeer peer = peer(talk -> {
            greet(talk);
            for (int i = 0; i < 2; ) {
                AgentFrame frame = AgentFrame.parseFrom(talk.read());
                if (frame.getFrameCase() == FrameCase.HEARTBEAT) {
                    beats.add(frame.getHeartbeat());
                    i++;
                }
            }
            talk.untilEnd();
        });
        start(peer.address());
        for (int i = 0; i < 2; i++) {
            Heartbeat beat = beats.poll(4, TimeUnit.MINUTES);
            assertNotNull(beat);
            assertArrayEquals(new byte[] {1, 3}, beat.getSourceStates().toByteArray());
            assertEquals(5, beat.getSpoolBytes());
            assertEquals(1, beat.getSpoolBatches());
            assertArrayEquals(
                    InventoryDigest.over(digests).bytes(),
                    beat.getInventoryDigest().toByteArray());
            assertTrue(beat.getSerializedSize() <= 150, "a heartbeat of " + beat.getSerializedSize());
        }
    }

    @Test
    void whatTheCollectorAsksIsAnsweredAndWhatIsNotDoneIsSaid() throws Exception {
        LinkedBlockingQueue<LocationDigest> got = new LinkedBlockingQueue<>();
        TestPeer peer = peer(talk -> {
            greet(talk);
            talk.write(CollectorFrame.newBuilder()
                    .setInventoryRequest(InventoryRequest.getDefaultInstance())
                    .build());
            got.addAll(
                    next(talk, FrameCase.LOCATION_DIGESTS).getLocationDigests().getDigestsList());
            talk.write(CollectorFrame.newBuilder()
                    .setInventoryRequest(InventoryRequest.newBuilder()
                            .addLocations(LocationDigest.newBuilder()
                                    .setLocation("linux.cron.user")
                                    .setAccountId("1000")))
                    .build());
            talk.write(CollectorFrame.newBuilder()
                    .setWatchlist(Watchlist.newBuilder().setVersion(3))
                    .build());
            talk.write(CollectorFrame.newBuilder()
                    .setWatchlist(Watchlist.newBuilder().setVersion(1))
                    .build());
            talk.write(CollectorFrame.newBuilder()
                    .setSweepRequest(SweepRequest.newBuilder().setRequestId("r".repeat(65)))
                    .build());
            talk.write(CollectorFrame.newBuilder()
                    .setSweepRequest(SweepRequest.newBuilder().setRequestId("r"))
                    .build());
            talk.write(CollectorFrame.newBuilder()
                    .setPolicy(Policy.newBuilder().setHeartbeatSeconds(30).setSpoolBytes(1))
                    .build());
            talk.untilEnd();
        });
        Uplink uplink = start(peer.address());
        LocationDigest digest = got.poll(4, TimeUnit.MINUTES);
        assertNotNull(digest);
        assertEquals("linux.cron.system", digest.getLocation());
        assertEquals(new InventoryRequests.Place("linux.cron.user", "1000"), listed.poll(4, TimeUnit.MINUTES));
        AgentPolicy policy = policies.poll(4, TimeUnit.MINUTES);
        assertEquals(new AgentPolicy(Duration.ofSeconds(30), POLICY.inventoryPass(), POLICY.spoolBytes()), policy);
        LinkReport report = await(uplink, each -> noticed(each, Notice.Kind.POLICY_IGNORED));
        assertTrue(noticed(report, Notice.Kind.WATCHLIST_NOT_USED));
        assertTrue(noticed(report, Notice.Kind.SWEEP_NOT_MADE));
        assertEquals("3", asked.poll(4, TimeUnit.MINUTES));
        assertEquals("1", asked.poll(4, TimeUnit.MINUTES));
        assertEquals("r", asked.poll(4, TimeUnit.MINUTES));
    }

    @ParameterizedTest
    @EnumSource(
            value = GoodbyeReason.class,
            names = {"UNRECOGNIZED", "GOODBYE_REASON_EXPIRED"},
            mode = EnumSource.Mode.EXCLUDE)
    void eachGoodbyeIsShownWithItsReason(GoodbyeReason reason) throws Exception {
        TestPeer peer = peer(talk -> {
            next(talk, FrameCase.HELLO);
            talk.write(goodbye(reason, 40));
        });
        Uplink uplink = start(peer.address());
        LinkReport report = await(uplink, each -> each.state() instanceof LinkState.Dismissed);
        LinkState.Dismissed dismissed = assertInstanceOf(LinkState.Dismissed.class, report.state());
        assertEquals(reason, dismissed.reason());
        assertEquals("parce que", dismissed.detail());
        assertTrue(dismissed.retryIn().toSeconds() >= 40, dismissed.toString());
        assertEquals(1, peer.connections());
    }

    private CollectorFrame renewal(X509Certificate certificate) {
        return CollectorFrame.newBuilder()
                .setCertificateRenewal(CertificateRenewal.newBuilder()
                        .setCertificate(ByteString.copyFrom(TestAuthority.encoded(certificate)))
                        .addAuthorities(ByteString.copyFrom(AUTHORITY.der())))
                .build();
    }

    private X509Certificate certificate(String from, String to) throws Exception {
        return AUTHORITY.agent(
                TestIdentities.publicKey(key), TestIdentities.ID, Instant.parse(from), Instant.parse(to));
    }

    @Test
    void anExpiredAgentRenewsOnTheSameConnectionAndComesBackWithTheNewCertificate() throws Exception {
        X509Certificate fresh = certificate("2026-11-24T00:00:00Z", "2026-12-24T00:00:00Z");
        LinkedBlockingQueue<Boolean> back = new LinkedBlockingQueue<>();
        TestPeer[] peer = new TestPeer[1];
        peer[0] = peer(
                talk -> {
                    next(talk, FrameCase.HELLO);
                    talk.write(goodbye(GoodbyeReason.GOODBYE_REASON_EXPIRED, 0));
                    assertTrue(next(talk, FrameCase.RENEWAL_REQUEST)
                                    .getRenewalRequest()
                                    .getCsr()
                                    .size()
                            > 100);
                    talk.write(renewal(fresh));
                    talk.untilEnd();
                },
                talk -> {
                    greet(talk);
                    back.add(fresh.equals(peer[0].client()));
                    talk.untilEnd();
                });
        start(TestIdentities.of(AUTHORITY, key, TestAuthority.FROM, NOW.minusSeconds(60)), peer[0].address());
        assertEquals(true, back.poll(4, TimeUnit.MINUTES));
        assertEquals(
                fresh, IdentityFile.load(new StateFolder(folder)).orElseThrow().certificate());
    }

    @Test
    void anExpiredAgentThatIsCutOffBeginsTheNextConnectionWithItsRenewal() throws Exception {
        X509Certificate fresh = certificate("2026-11-24T00:00:00Z", "2026-12-24T00:00:00Z");
        CountDownLatch back = new CountDownLatch(1);
        TestPeer peer = peer(
                talk -> {
                    next(talk, FrameCase.HELLO);
                    talk.write(goodbye(GoodbyeReason.GOODBYE_REASON_EXPIRED, 0));
                },
                talk -> {
                    assertEquals(
                            FrameCase.RENEWAL_REQUEST,
                            AgentFrame.parseFrom(talk.read()).getFrameCase());
                    talk.write(renewal(fresh));
                    talk.untilEnd();
                },
                talk -> {
                    greet(talk);
                    back.countDown();
                    talk.untilEnd();
                });
        start(TestIdentities.of(AUTHORITY, key, TestAuthority.FROM, NOW.minusSeconds(60)), peer.address());
        assertTrue(back.await(4, TimeUnit.MINUTES));
    }

    @Test
    void renewalIsAskedForWhenTheCollectorsClockSaysSoAndARenewalForAnotherKeyIsNotTaken() throws Exception {
        Identity old = TestIdentities.of(AUTHORITY, key, NOW.minus(Duration.ofDays(21)), NOW.plus(Duration.ofDays(9)));
        X509Certificate foreign = AUTHORITY.agent(
                TestAuthority.newPair().getPublic(), TestIdentities.ID, TestAuthority.FROM, TestAuthority.TO);
        TestPeer peer = peer(talk -> {
            greet(talk);
            next(talk, FrameCase.RENEWAL_REQUEST);
            talk.write(renewal(foreign));
            talk.untilEnd();
        });
        Uplink uplink = start(old, peer.address());
        await(uplink, report -> noticed(report, Notice.Kind.RENEWAL_UNUSABLE));
        assertTrue(IdentityFile.load(new StateFolder(folder)).isEmpty());
    }

    @Test
    void aRenewalThatNobodyAskedForEndsTheConnectionAndChangesNothing() throws Exception {
        Identity here = TestIdentities.of(AUTHORITY, key, TestAuthority.FROM, TestAuthority.TO);
        IdentityFile.save(new StateFolder(folder), here);
        TestPeer peer = peer(talk -> {
            greet(talk);
            talk.write(renewal(certificate("2026-11-24T00:00:00Z", "2036-02-01T00:00:00Z")));
            talk.untilEnd();
        });
        Uplink uplink = start(here, peer.address());
        LinkReport report = await(uplink, each -> each.state() instanceof LinkState.Failed);
        assertEquals(Kind.BAD_FRAME, ((LinkState.Failed) report.state()).kind());
        assertEquals(
                here.certificate(),
                IdentityFile.load(new StateFolder(folder)).orElseThrow().certificate());
    }

    @Test
    void theLatestTimeOfACollectorIsKeptAndNoneAfterItsCertificate() throws Exception {
        Instant next = NOW.plus(Duration.ofDays(1));
        TestPeer peer = peer(talk -> {
            greet(talk);
            talk.write(time(next));
            awaitReached(next);
            talk.write(time(NOW));
            talk.write(time(TestAuthority.TO.plus(Duration.ofDays(3_650))));
            talk.untilEnd();
        });
        start(peer.address());
        awaitReached(TestAuthority.TO);
    }

    private void awaitReached(Instant wanted) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofMinutes(4).toNanos();
        while (!CollectorTimeFile.load(new StateFolder(folder)).equals(wanted)) {
            assertTrue(System.nanoTime() < until);
            Thread.sleep(5);
        }
    }

    private static CollectorFrame time(Instant at) {
        return CollectorFrame.newBuilder()
                .setTime(Time.newBuilder().setWallMicros(at.toEpochMilli() * 1_000))
                .build();
    }

    @Test
    void garbageAndSilenceEndTheConnectionAndItIsMadeAnew() throws Exception {
        CountDownLatch back = new CountDownLatch(1);
        TestPeer peer = peer(
                talk -> {
                    next(talk, FrameCase.HELLO);
                    talk.out.writeInt(4);
                    talk.out.write(new byte[] {-1, -1, -1, -1});
                    talk.untilEnd();
                },
                talk -> {
                    next(talk, FrameCase.HELLO);
                    talk.write(CollectorFrame.getDefaultInstance().toBuilder()
                            .setUnknownFields(com.google.protobuf.UnknownFieldSet.newBuilder()
                                    .addField(
                                            99,
                                            com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                                                    .addVarint(1)
                                                    .build())
                                    .build())
                            .build());
                    talk.untilEnd();
                },
                talk -> {
                    greet(talk);
                    back.countDown();
                    talk.untilEnd();
                });
        Uplink uplink = start(peer.address());
        LinkReport report = await(uplink, each -> each.state() instanceof LinkState.Failed);
        assertEquals(
                Kind.BAD_FRAME,
                assertInstanceOf(LinkState.Failed.class, report.state()).kind());
        assertTrue(back.await(4, TimeUnit.MINUTES));
        await(uplink, each -> each.state() instanceof LinkState.Connected);
    }

    @Test
    void whyAConnectionFailedStandsUntilTheNextAttemptHasEnded() throws Exception {
        CountDownLatch tried = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        TestPeer peer = peer(
                talk -> {
                    next(talk, FrameCase.HELLO);
                    talk.out.writeInt(4);
                    talk.out.write(new byte[] {-1, -1, -1, -1});
                    talk.untilEnd();
                },
                talk -> {
                    tried.countDown();
                    seen.await();
                    greet(talk);
                    talk.untilEnd();
                });
        Uplink uplink = start(peer.address());
        assertTrue(tried.await(4, TimeUnit.MINUTES));
        assertEquals(
                Kind.BAD_FRAME,
                assertInstanceOf(LinkState.Failed.class, uplink.report().state())
                        .kind());
        seen.countDown();
        await(uplink, each -> each.state() instanceof LinkState.Connected);
    }

    @Test
    void aCollectorThatNoLongerReadsDoesNotHoldTheAgentInAWrite() throws Exception {
        CountDownLatch back = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        step = Duration.ofSeconds(10);
        TestPeer peer = peer(
                talk -> {
                    greet(talk);
                    over.await();
                },
                talk -> {
                    greet(talk);
                    back.countDown();
                    talk.untilEnd();
                });
        peer.receiveBuffer(4_096);
        Uplink uplink = start(peer.address());
        await(uplink, each -> each.state() instanceof LinkState.Connected);
        String much = "x".repeat(1_000_000);
        for (int i = 0; i < 3; i++) {
            outbox.add(3, much);
        }
        LinkReport report = await(uplink, each -> each.state() instanceof LinkState.Failed);
        assertEquals(
                Kind.TOO_SLOW,
                assertInstanceOf(LinkState.Failed.class, report.state()).kind());
        over.countDown();
        assertTrue(back.await(4, TimeUnit.MINUTES));
    }

    @Test
    void theNextAddressIsTriedWhereOneDoesNotAnswer() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        TestPeer other = TestPeer.collector(new TestAuthority("autre"), Connector.UPLINK, TestPeer.Talk::untilEnd);
        opened.add(other);
        TestPeer peer = peer(talk -> {
            greet(talk);
            reached.countDown();
            talk.untilEnd();
        });
        Uplink uplink = start(other.address(), peer.address());
        assertTrue(reached.await(4, TimeUnit.MINUTES));
        await(
                uplink,
                each -> each.state() instanceof LinkState.Connected to
                        && to.collector().equals(peer.address()));
    }

    @Test
    void theBreakGlassCodeIsKeptAndOneThatIsNoneIsSaid() throws Exception {
        StateFolder state = new StateFolder(folder);
        RemovalCode code = RemovalCode.of("AAAA-BBBB-CCCC-DDDD", new SecureRandom());
        TestPeer peer = peer(talk -> {
            greet(talk);
            talk.write(policy(ByteString.copyFrom(code.bytes())));
            talk.write(policy(ByteString.copyFrom(new byte[RemovalCode.LENGTH])));
            talk.untilEnd();
        });
        Uplink uplink = start(peer.address());
        await(uplink, each -> noticed(each, Notice.Kind.POLICY_IGNORED));
        assertTrue(RemovalCodeFile.load(state).orElseThrow().isOpenedBy("aaaabbbbccccdddd"));
    }

    private static CollectorFrame policy(ByteString removalCode) {
        return CollectorFrame.newBuilder()
                .setPolicy(Policy.newBuilder().setRemovalCode(removalCode))
                .build();
    }

    @Test
    void anAgentThatWillNotComeBackSaysSo() throws Exception {
        LinkedBlockingQueue<String> last = new LinkedBlockingQueue<>();
        CountDownLatch greeted = new CountDownLatch(1);
        TestPeer peer = peer(talk -> {
            greet(talk);
            greeted.countDown();
            last.add(next(talk, FrameCase.GOODBYE).getGoodbye().getReason());
            talk.untilEnd();
        });
        Uplink uplink = start(peer.address());
        assertTrue(greeted.await(4, TimeUnit.MINUTES));
        uplink.leave(Duration.ofMinutes(1));
        assertEquals("uninstall", last.poll(4, TimeUnit.MINUTES));
    }

    @Test
    void atTheEndWhatIsLeftIsSentAndGoodbyeSaid() throws Exception {
        LinkedBlockingQueue<String> last = new LinkedBlockingQueue<>();
        CountDownLatch greeted = new CountDownLatch(1);
        TestPeer peer = peer(talk -> {
            greet(talk);
            greeted.countDown();
            Batch batch = batch(talk);
            last.add(text(batch));
            talk.write(acknowledge(batch));
            last.add(next(talk, FrameCase.GOODBYE).getGoodbye().getReason());
            talk.untilEnd();
        });
        Uplink uplink = start(peer.address());
        assertTrue(greeted.await(4, TimeUnit.MINUTES));
        outbox.add(1, "stopping");
        uplink.close(Duration.ofMinutes(1));
        assertEquals("stopping", last.poll(4, TimeUnit.MINUTES));
        assertEquals("stop", last.poll(4, TimeUnit.MINUTES));
        assertEquals(0, outbox.batches());
        assertInstanceOf(LinkState.Stopped.class, uplink.report().state());
        assertFalse(noticed(uplink.report(), Notice.Kind.ACKNOWLEDGED_UNSENT));
    }

    @Test
    void aPasswordThatAProxyRefusesIsNotTriedAgainSoonSinceThatWouldLockItsAccount() throws Exception {
        TestPeer refusing = TestPeer.plain(socket -> {
            socket.getInputStream().read(new byte[4096]);
            socket.getOutputStream()
                    .write("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
        });
        opened.add(refusing);
        proxy = ProxySettings.parse("http://jean:secret@" + refusing.address());
        Uplink uplink = start(new CollectorAddress("a.exemple", 443), new CollectorAddress("b.exemple", 443));
        LinkReport report = await(uplink, each -> each.state() instanceof LinkState.Failed);
        LinkState.Failed failed = assertInstanceOf(LinkState.Failed.class, report.state());
        assertEquals(Kind.PROXY_LOGIN_REFUSED, failed.kind());
        assertTrue(failed.retryIn().toMinutes() >= 30, failed.toString());
        assertEquals(1, refusing.connections());
    }
}
