import bzh.vigie.collector.detect.LookBack;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.Rules;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.detect.watchlist.Watchlist;
import bzh.vigie.collector.intel.ImportOptions;
import bzh.vigie.collector.intel.Imported;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.IndicatorFile;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** What indicators cost: {@code bench/indicators.sh [EVENTS]}. Events and indicators are made up from a seed. */
public final class Indicators {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int INDICATORS = 15_000;
    private static final Instant START = Instant.parse("2026-11-02T08:00:00Z");
    private static final AgentId AGENT = new AgentId("01890000-0000-7000-8000-000000000001");
    private static final Commune COMMUNE = new Commune("29019");

    private Indicators() {}

    public static void main(String[] arguments) throws Exception {
        int stored = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        byte[] csv = csv().getBytes(StandardCharsets.UTF_8);
        Imported imported = read(csv);
        Path folder = Files.createTempDirectory("indicators");
        try (Store store = SqliteStore.open(folder.resolve("state"), InstantSource.fixed(START))) {
            long cpu = THREADS.getCurrentThreadCpuTime();
            imported = read(csv);
            double parsed = seconds(cpu);
            List<Indicator> accepted = imported.accepted();
            cpu = THREADS.getCurrentThreadCpuTime();
            List<Listed> listed = store.write(session ->
                    session.indicators().add(Optional.empty(), accepted, "bench", new Author("bench", "bench")));
            double kept = seconds(cpu);
            cpu = THREADS.getCurrentThreadCpuTime();
            Watchlist all = new Watchlist(listed);
            System.out.printf(
                    Locale.ROOT,
                    "import of %d indicators (%d KB of CSV, %d to be confirmed, %d refused): read in %.2f CPU s,"
                            + " stored in %.2f, indexed in %.2f%n",
                    listed.size(),
                    csv.length >> 10,
                    imported.toConfirm().size(),
                    imported.refused().size(),
                    parsed,
                    kept,
                    seconds(cpu));
            matching(all, listed);
            if (stored > 0) {
                lookBack(folder, store, listed, stored);
            }
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Imported read(byte[] csv) throws Exception {
        return IndicatorFile.read(() -> new ByteArrayInputStream(csv), ImportOptions.of("bench", Tlp.GREEN));
    }

    private static double seconds(long since) {
        return (THREADS.getCurrentThreadCpuTime() - since) / 1e9;
    }

    /** A tenth of each of ten kinds, as feeds have them: hashes, domains and addresses most. */
    private static String csv() {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder("type,value\n");
        for (int i = 0; i < INDICATORS; i++) {
            String word = Long.toString(random.nextLong() >>> 20, 36);
            csv.append(
                    switch (i % 10) {
                        case 0, 1 -> "sha256," + hex(random, 32);
                        case 2 -> "md5," + hex(random, 16);
                        case 3, 4 -> "domain," + word + ".example";
                        case 5 ->
                            "ip," + (20 + random.nextInt(60)) + "." + random.nextInt(256) + "." + random.nextInt(256)
                                    + "." + random.nextInt(256);
                        case 6 -> "url,http://" + word + ".example/" + word;
                        case 7 -> "path,C:\\ProgramData\\" + word + "\\*\\run.exe";
                        case 8 -> "command,* -k " + word + " --x*";
                        default -> "regkey,HKCU\\Software\\" + word;
                    });
            csv.append('\n');
        }
        return csv.toString();
    }

    private static String hex(Random random, int bytes) {
        byte[] digest = new byte[bytes];
        random.nextBytes(digest);
        return java.util.HexFormat.of().formatHex(digest);
    }

    private static Event event(Random random, int i) {
        Moment at = new Moment(START.plusMillis(i), "boot", i);
        ProcessKey process = new ProcessKey("boot", 1_000 + random.nextInt(9_000), i);
        String word = Long.toString(random.nextLong() >>> 24, 36);
        String image = "C:\\Program Files\\Vendor " + (i % 50) + "\\" + word + ".exe";
        return switch (i % 3) {
            case 0 ->
                new Event.ProcessStarted(
                        at,
                        "windows.process",
                        process,
                        Observed.known(process),
                        Observed.known("C:\\Windows\\explorer.exe"),
                        Observed.known(new bzh.vigie.event.Account("S-1-5-21-1-2-3-1001", "VILLE\\agent" + i % 100)),
                        Observed.known(image),
                        Observed.known("\"" + image + "\" --open \"C:\\Users\\agent\\Documents\\" + word + ".docx\" -k "
                                + word + " --url https://intranet.ville.example/" + word),
                        Observed.known(bzh.vigie.event.Sha256.over(word.getBytes(StandardCharsets.UTF_8))),
                        Observed.missed(Observed.Why.NOT_OFFERED),
                        Observed.missed(Observed.Why.NOT_OFFERED),
                        false);
            case 1 ->
                new Event.DnsAnswer(
                        at,
                        "windows.dns",
                        Observed.known(process),
                        Observed.known(image),
                        word + ".cdn.example",
                        "A",
                        List.of("198.51.100." + i % 256));
            default ->
                new Event.Flow(
                        at,
                        "windows.network",
                        Observed.known(process),
                        Observed.known(image),
                        Event.Transport.TCP,
                        new Endpoint(address(10, random), 50_000),
                        new Endpoint(address(100 + random.nextInt(50), random), 443),
                        Event.Direction.OUTBOUND,
                        OptionalLong.of(1),
                        OptionalLong.of(1),
                        1,
                        0);
        };
    }

    private static InetAddress address(int first, Random random) {
        byte[] bytes = new byte[4];
        random.nextBytes(bytes);
        bytes[0] = (byte) first;
        try {
            return InetAddress.getByAddress(bytes);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fields and rules with no, 15 and all indicators; the best of five rounds. */
    private static void matching(Watchlist all, List<Listed> listed) {
        Rules rules = new CompiledRules(ShippedRules.load().rules());
        Random random = new Random(2);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            events.add(event(random, i));
        }
        Map<String, Watchlist> lists = new java.util.LinkedHashMap<>();
        lists.put("no indicators", Watchlist.none());
        lists.put("15 indicators", new Watchlist(listed.subList(0, 15)));
        lists.put(listed.size() + " indicators", all);
        lists.forEach((name, list) -> {
            double best = Double.MAX_VALUE;
            long seen = 0;
            for (int round = 0; round < 6; round++) {
                long cpu = THREADS.getCurrentThreadCpuTime();
                for (Event event : events) {
                    SigmaRecord record = SigmaFields.of(event);
                    rules.judge(record);
                    seen += list.seenIn(record).size();
                }
                best = Math.min(best, seconds(cpu));
            }
            System.out.printf(
                    Locale.ROOT,
                    "rules and %s: %,.0f events/s of one core (%d seen)%n",
                    name,
                    events.size() / best,
                    seen);
        });
    }

    private static Listed stix() {
        Indicator indicator = new Indicator(
                new Observable.Stix("[file:name = 'x.exe' AND file:path LIKE '%ProgramData%']"),
                "bench",
                "",
                Tlp.GREEN,
                50,
                Optional.empty(),
                Optional.empty(),
                false,
                true);
        return new Listed(Listed.id(Optional.empty(), indicator), Optional.empty(), indicator, START, "bench");
    }

    private static long size(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void lookBack(Path folder, Store store, List<Listed> listed, int stored) {
        Random random = new Random(3);
        long building = THREADS.getCurrentThreadCpuTime();
        try (EventHistory history = LuceneHistory.open(folder.resolve("history"))) {
            List<Stored> some = new ArrayList<>();
            for (int i = 0; i < stored; i++) {
                Event event = event(random, i);
                some.add(new Stored(
                        AGENT.text() + "/e/3/" + i + "/0",
                        AGENT,
                        COMMUNE,
                        START.plusMillis(i),
                        event,
                        SigmaFields.of(event).flat()));
                if (some.size() == 1_000 || i + 1 == stored) {
                    history.add(some);
                    some = new ArrayList<>();
                }
            }
            history.commit("log", stored);
            System.out.printf(
                    Locale.ROOT,
                    "%,d events stored in %.0f CPU s of one thread, %d bytes each%n",
                    stored,
                    seconds(building),
                    size(folder.resolve("history")) / stored);
            Cards cards = new Cards(ShippedRules.load().cards());
            Map<String, List<Listed>> lists = new java.util.TreeMap<>();
            for (Listed each : listed) {
                lists.putIfAbsent("one " + each.indicator().what().type(), List.of(each));
            }
            lists.put("one stix-pattern, for which every event is read", List.of(stix()));
            lists.put("several: " + listed.size(), listed);
            lists.forEach((name, those) -> {
                long wall = System.nanoTime();
                long cpu = THREADS.getCurrentThreadCpuTime();
                LookBack back = new LookBack(store, history, cards, those);
                LookBack.Result result = back.run(new Scope.All(), START);
                System.out.printf(
                        Locale.ROOT,
                        "looking back over %,d stored events for %s: %.2f s, %.2f CPU s, %d seen%n",
                        back.events(),
                        name,
                        (System.nanoTime() - wall) / 1e9,
                        seconds(cpu),
                        result.seen().size());
            });
        }
    }
}
