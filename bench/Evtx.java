import bzh.vigie.collector.evtx.EvtxReader;
import bzh.vigie.collector.evtx.EvtxRecord;
import bzh.vigie.collector.evtx.Tally;
import com.sun.management.ThreadMXBean;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** How fast Windows event logs are read and what that allocates: {@code bench/evtx.sh FILE|DIR}. */
public final class Evtx {
    private static final long BYTES_A_ROUND = 256L << 20;
    private static final int ROUNDS = 3;

    private Evtx() {}

    public static void main(String[] arguments) throws Exception {
        List<Path> files;
        try (Stream<Path> below = Files.walk(Path.of(arguments[0]))) {
            files = below.filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".evtx")).sorted().toList();
        }
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        if (bytes == 0) {
            throw new IllegalArgumentException("no .evtx in " + arguments[0]);
        }
        System.out.printf(Locale.ROOT, "%d logs, %.1f MB%n", files.size(), bytes / 1048576.0);
        long[] used = {0};
        for (int round = 1; round <= ROUNDS; round++) {
            measured("fields", files, bytes, record -> used[0] += record.event().fields().size());
        }
        for (int round = 1; round <= ROUNDS; round++) {
            measured("fields and XML", files, bytes, record -> used[0] += record.xml().length());
        }
        System.out.println("(" + used[0] + " used)");
    }

    private static void measured(String name, List<Path> files, long bytes, Consumer<EvtxRecord> to) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long times = Math.max(1, BYTES_A_ROUND / bytes);
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long cpu = threads.getCurrentThreadCpuTime();
        Tally tally = Tally.NONE;
        for (long i = 0; i < times; i++) {
            for (Path file : files) {
                try (InputStream in = Files.newInputStream(file)) {
                    tally = tally.plus(EvtxReader.read(in, to));
                }
            }
        }
        cpu = threads.getCurrentThreadCpuTime() - cpu;
        allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
        System.out.printf(
                Locale.ROOT,
                "%s: %,d records, %.0f MB/s of CPU, %,.0f events/s of CPU, %,d bytes allocated a record%n",
                name,
                tally.records(),
                times * bytes / 1048576.0 / (cpu / 1e9),
                tally.records() / (cpu / 1e9),
                allocated / Math.max(1, tally.records()));
    }
}
