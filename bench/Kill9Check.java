import bzh.vigie.agent.spool.Spool;
import bzh.vigie.collector.ingest.Received;
import bzh.vigie.collector.ingest.Zstd;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Moment;
import bzh.vigie.journal.Cursor;
import bzh.vigie.journal.Disk;
import bzh.vigie.journal.Entry;
import bzh.vigie.journal.FsyncPolicy;
import bzh.vigie.journal.Journal;
import bzh.vigie.wire.EventCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is left after both sides were killed again and again (bench/kill9.sh): every batch number in the ingest log of a
 * stopped collector, against what the agent was told was durable, and against the event history. Arguments: collector folder,
 * the stopped agent's state folder.
 */
public final class Kill9Check {
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Map<String, TreeMap<Long, Integer>> batches = new HashMap<>();
        long repeats = 0;
        long events = 0;
        Journal.Options options = new Journal.Options(20L << 30, 64 << 20, new Zstd(), FsyncPolicy.ON_FLUSH);
        try (Journal log = Journal.open(folder.resolve("ingest"), options)) {
            Cursor cursor = log.cursor(1);
            for (List<Entry> page = cursor.next(1_000, 8 << 20); !page.isEmpty(); page = cursor.next(1_000, 8 << 20)) {
                for (Entry entry : page) {
                    Received received = Received.decode(entry.bytes()).orElseThrow();
                    if (received.madeHere()) {
                        continue;
                    }
                    int count = EventCodec.decode(received.inflate().readAllBytes()).size();
                    String lane = received.lane().lane() + ":" + received.lane().epoch();
                    if (batches.computeIfAbsent(lane, _ -> new TreeMap<>()).put(received.number(), count) != null) {
                        repeats++;
                    } else {
                        events += count;
                    }
                }
            }
        }
        long acknowledged = 0;
        long lost = 0;
        Clock clock = () -> new Moment(Instant.now(), "bench", 0);
        try (Spool spool = Spool.open(Path.of(arguments[1], "spool"), 256 << 20, clock, new SecureRandom(), Disk.REAL)) {
            for (var at : spool.positions()) {
                TreeMap<Long, Integer> stored = batches.getOrDefault(at.lane() + ":" + at.epoch(), new TreeMap<>());
                for (long number = 1; number <= at.released(); number++) {
                    acknowledged++;
                    if (!stored.containsKey(number)) {
                        lost++;
                    }
                }
            }
        }
        long history;
        try (var search = LuceneHistory.openToSearch(folder.resolve("history"))) {
            history = search.count(new Scope.All(), Map.of());
        }
        System.out.printf(
                "batches acknowledged %d, of them lost %d; batches in the log %d, repeats there %d; events in the log %d, in the"
                        + " history %d (missing %d, doubled %d)%n",
                acknowledged, lost, batches.values().stream().mapToInt(TreeMap::size).sum(), repeats, events, history,
                Math.max(0, events - history), Math.max(0, history - events));
        System.exit(lost == 0 && history == events && Files.isDirectory(folder) ? 0 : 1);
    }
}
