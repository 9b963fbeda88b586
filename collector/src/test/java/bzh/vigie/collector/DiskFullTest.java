package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.gateway.TestClient;
import bzh.vigie.collector.identity.TestAgent;
import bzh.vigie.collector.ingest.Received;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.v1.Batch;
import bzh.vigie.v1.Clock;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.EnrolAnswer;
import bzh.vigie.v1.EnrolRefusal;
import bzh.vigie.v1.EnrolRequest;
import bzh.vigie.v1.Enrolled;
import bzh.vigie.v1.GoodbyeReason;
import bzh.vigie.v1.Hello;
import bzh.vigie.v1.LanePosition;
import bzh.vigie.v1.MachineFacts;
import bzh.vigie.wire.EventCodec;
import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole collector on a disk without room: nothing that was acknowledged is lost or counted twice, it says so plainly,
 * and it goes on by itself when there is room again.
 */
@Timeout(300)
final class DiskFullTest {
    private static final String EPOCH = "0123456789abcdef0123456789abcdef";
    private static final String RUN = "0".repeat(32);
    private static final Logger LOGS = Logger.getLogger("bzh.vigie.collector");

    private final SecureRandom random = new SecureRandom();
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final Handler listener = new Listener();
    private @TempDir Path temporary;
    private CollectorFolder folder = new CollectorFolder(Path.of(""));
    private Optional<EnrolmentToken> token = Optional.empty();
    private String agent = "";
    private Optional<TestClient.Identity> identity = Optional.empty();
    private int port;

    private final class Listener extends Handler {
        @Override
        public void publish(LogRecord record) {
            said.add(String.valueOf(record.getMessage())
                    + (record.getThrown() == null
                            ? ""
                            : " " + record.getThrown().getMessage()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        LOGS.addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        LOGS.removeHandler(listener);
    }

    private String command(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.commandLine(java.util.Locale.ENGLISH)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        assertEquals(0, code, err.toString());
        return out.toString();
    }

    private void init(Path dir) throws IOException {
        folder = new CollectorFolder(dir);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        command(
                "init",
                "--dir",
                dir.toString(),
                "--name",
                "localhost:" + port,
                "--listen",
                "127.0.0.1:" + port,
                "--admin",
                "anna",
                "--console",
                "none");
    }

    private RunningCollector start() throws Exception {
        return RunningCollector.start(folder, CollectorConfig.read(folder), InstantSource.system());
    }

    private void enrol(RunningCollector collector) throws Exception {
        token = Optional.of(EnrolmentToken.parse(
                command("token", "create", "--dir", folder.dir().toString(), "--commune", "29019", "--uses", "5")));
        KeyPair pair = TestAgent.key();
        Enrolled enrolled = ask(collector, pair).getEnrolled();
        agent = enrolled.getAgentId();
        identity = Optional.of(new TestClient.Identity(pair, (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(enrolled.getCertificate().toByteArray()))));
    }

    private EnrolAnswer ask(RunningCollector collector, KeyPair key) throws IOException {
        try (TestClient client = TestClient.connect(collector.address(), "vigie-enrol/1", Optional.empty())) {
            return client.enrol(EnrolRequest.newBuilder()
                    .setTokenId(token.orElseThrow().id())
                    .setSecret(ByteString.copyFrom(token.orElseThrow().secret().bytes()))
                    .setCsr(ByteString.copyFrom(TestAgent.csr(key)))
                    .setFacts(MachineFacts.newBuilder().setHostname("mairie-1"))
                    .setVersion("0.1.0")
                    .build());
        }
    }

    private TestClient connect(RunningCollector collector) throws IOException {
        TestClient client = TestClient.connect(collector.address(), "vigie/1", identity);
        client.send(Hello.newBuilder()
                .setAgentId(agent)
                .setBootId("boot-1")
                .setRunId(RUN)
                .setVersion("0.1.0")
                .setFacts(MachineFacts.newBuilder().setHostname("mairie-1").setOs("linux"))
                .setClock(Clock.newBuilder())
                .addLast(LanePosition.newBuilder().setEpoch(EPOCH).setLane(2).setNumber(1_000)));
        return client;
    }

    /** An account that is made is an alert of its own; what it was made with does not compress. */
    private Batch.Builder batch(int number) {
        byte[] noise = new byte[1_500];
        random.nextBytes(noise);
        byte[] content = EventCodec.encode(List.of(new Event.AccountChange(
                new Moment(java.time.Instant.parse("2026-11-24T08:00:00Z"), "boot-1", number),
                "linux.logon",
                Event.AccountAction.CREATED,
                new Account(Integer.toString(2_000 + number), "user-" + number),
                Optional.empty(),
                Optional.empty(),
                HexFormat.of().formatHex(noise))));
        return Batch.newBuilder()
                .setEpoch(EPOCH)
                .setLane(2)
                .setNumber(number)
                .setInflatedSize(content.length)
                .setDeflated(Received.deflate(content));
    }

    /** Sends from this number to that; gives the last that was acknowledged, which is less where a goodbye came. */
    private int send(RunningCollector collector, int from, int to) throws IOException {
        try (TestClient client = connect(collector)) {
            CollectorFrame first = client.read();
            if (first.hasGoodbye()) {
                overloaded(first);
                return from - 1;
            }
            for (int number = from; number <= to; number++) {
                client.send(batch(number));
                CollectorFrame answer = client.read();
                if (answer.hasGoodbye()) {
                    overloaded(answer);
                    return number - 1;
                }
                assertEquals(number, answer.getAcknowledgement().getDurable(0).getNumber());
            }
            return to;
        }
    }

    private static void overloaded(CollectorFrame frame) {
        assertEquals(GoodbyeReason.GOODBYE_REASON_OVERLOADED, frame.getGoodbye().getReason());
        assertTrue(frame.getGoodbye().getRetryAfterSeconds() > 0);
    }

    private static void assertSoon(BooleanSupplier condition, java.util.function.Supplier<String> otherwise) {
        for (int i = 0; i < 900 && !condition.getAsBoolean(); i++) {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        assertTrue(condition.getAsBoolean(), otherwise);
    }

    private boolean wasSaid(String... words) {
        return said.stream().anyMatch(line -> List.of(words).stream().allMatch(line::contains));
    }

    private Set<String> alerted() {
        try (Store store = SqliteStore.open(folder.state(), InstantSource.system())) {
            List<Alert> alerts = store.read(session -> session.alerts().list(new Scope.All(), Optional.empty(), 1_000));
            alerts.forEach(alert -> assertEquals(1, alert.count(), alert.toString()));
            return alerts.stream()
                    .map(alert -> alert.evidence().getOrDefault("account", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private long searchable() {
        try (EventSearch search = LuceneHistory.openToSearch(folder.history())) {
            return search.count(new Scope.All(), Map.of("action", "created"));
        } catch (StoreException e) {
            return -1;
        }
    }

    private static Set<String> users(int to) {
        Set<String> users = new TreeSet<>();
        for (int i = 1; i <= to; i++) {
            users.add("user-" + i);
        }
        return users;
    }

    private void everythingUpTo(int last) {
        assertSoon(() -> alerted().equals(users(last)), () -> "alerts: " + alerted() + "\n" + said);
        assertSoon(() -> searchable() == last, () -> "searchable: " + searchable() + " of " + last + "\n" + said);
    }

    @Test
    void aFullDiskIsSaidNothingAcknowledgedIsLostAndItGoesOnWhenThereIsRoom() throws Exception {
        Path mounted = Files.createDirectory(temporary.resolve("disk"));
        Optional<Tmpfs> disk = Tmpfs.mount(mounted, 64);
        assumeTrue(disk.isPresent(), "only root can mount a small disk");
        try (Tmpfs small = disk.get()) {
            init(mounted.resolve("collector"));
            int last;
            try (RunningCollector collector = start()) {
                enrol(collector);
                assertEquals(10, send(collector, 1, 10));
                small.fill();
                last = send(collector, 11, 40);
                assertTrue(last < 40, "never full");
                assertSoon(() -> wasSaid("the ingest log in", "cannot be written"), said::toString);
                // Still full: nobody is let in to no end.
                assertEquals(last, send(collector, last + 1, last + 1));
                small.empty();
                comeBackUntil(collector, last, 50);
                assertSoon(() -> wasSaid("the ingest log in", "can be written again"), said::toString);
                everythingUpTo(50);
            }
            // And so after a restart.
            try (RunningCollector collector = start()) {
                assertEquals(55, send(collector, 51, 55));
                everythingUpTo(55);
            }
        }
    }

    /** Sends what follows that number as an agent does, which is sent away while the disk is full or its last connections are not closed yet. */
    private void comeBackUntil(RunningCollector collector, int acknowledged, int to) {
        int[] last = {acknowledged};
        assertSoon(
                () -> {
                    try {
                        last[0] = send(collector, last[0] + 1, to);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                    return last[0] == to;
                },
                said::toString);
    }

    @Test
    void aStoreWithoutRoomHoldsUpDetectionAndNotTheAgents() throws Exception {
        part("state", "The disk of the collector's folder is full", 12);
    }

    @Test
    void aHistoryWithoutRoomHoldsUpDetectionAndNotTheAgents() throws Exception {
        part("history", "The disk of the event history is full", 4);
    }

    private void part(String part, String sentence, int mebibytes) throws Exception {
        init(temporary.resolve("collector"));
        Path mounted = folder.dir().resolve(part);
        Files.createDirectories(mounted);
        Optional<Tmpfs> disk = Tmpfs.mount(mounted, mebibytes);
        assumeTrue(disk.isPresent(), "only root can mount a small disk");
        try (Tmpfs small = disk.get()) {
            try (RunningCollector collector = start()) {
                enrol(collector);
                assertEquals(10, send(collector, 1, 10));
                everythingUpTo(10);
                small.fill();
                // The log of what came has room: agents are served, what they send waits to be judged.
                assertEquals(60, send(collector, 11, 60));
                assertSoon(() -> wasSaid("detection waits", sentence), said::toString);
                if (part.equals("state")) {
                    EnrolAnswer refused = ask(collector, TestAgent.key());
                    assertEquals(
                            EnrolRefusal.ENROL_REFUSAL_FAILED,
                            refused.getRefused().getReason());
                    assertTrue(refused.getRefused().getRetryAfterSeconds() > 0);
                }
                small.empty();
                everythingUpTo(60);
                assertSoon(() -> wasSaid("detection goes on"), said::toString);
            }
            try (RunningCollector collector = start()) {
                assertEquals(65, send(collector, 61, 65));
                everythingUpTo(65);
            }
        }
    }
}
