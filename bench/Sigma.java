import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.PlainRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.Rules;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.detect.sigma.SigmaRule;
import bzh.vigie.collector.evtx.EvtxReader;
import bzh.vigie.event.WindowsEvent;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/** What judging Windows events by Sigma rules costs: {@code bench/sigma.sh RULES LOGS...}. */
public final class Sigma {
    private static final int ROUND = Integer.getInteger("round", 200_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int BATCH = 1_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Sigma() {}

    /** Logs in memory, with the events that stand in them. */
    private record Logs(String name, List<byte[]> files, List<WindowsEvent> events) {}

    public static void main(String[] arguments) throws Exception {
        RuleSet set = RuleSet.empty();
        long cpu = PROCESS.getProcessCpuTime();
        for (String folder : arguments[0].split(":")) {
            set = set.plus(RuleSet.read(Path.of(folder)));
        }
        boolean plain = System.getenv("PLAIN") != null;
        Rules all = rules(set.rules(), plain);
        System.out.printf(
                Locale.ROOT,
                "%d rules loaded, %d refused, in %.2f CPU seconds of a Java that had just started%n",
                set.rules().size(),
                set.refused().size(),
                (PROCESS.getProcessCpuTime() - cpu) / 1e9);
        Logs mixed = new Logs("all logs", new ArrayList<>(), new ArrayList<>());
        Logs sysmon = new Logs("Sysmon", new ArrayList<>(), new ArrayList<>());
        for (int i = 1; i < arguments.length; i++) {
            read(Path.of(arguments[i]), mixed, sysmon);
        }
        long before = used();
        cpu = PROCESS.getProcessCpuTime();
        for (WindowsEvent event : mixed.events()) {
            all.judge(SigmaFields.windows(event));
        }
        System.out.printf(
                Locale.ROOT,
                "first pass over %,d events, cold: %.2f CPU seconds; the indexes made in it hold %.1f MB%n",
                mixed.events().size(),
                (PROCESS.getProcessCpuTime() - cpu) / 1e9,
                (used() - before) / 1e6);
        List<SigmaRule> some = new ArrayList<>(set.rules());
        Collections.shuffle(some, new Random(1));
        for (Logs logs : List.of(mixed, sysmon)) {
            System.out.printf(
                    Locale.ROOT, "%s: %d files, %,d events%n", logs.name(), logs.files().size(), logs.events().size());
            if (!Boolean.getBoolean("all-only")) {
                evaluated("no rule", rules(List.of(), plain), logs);
                evaluated("500 rules", rules(some.subList(0, Math.min(500, some.size())), plain), logs);
            }
            evaluated("all rules", all, logs);
            whole("from .evtx to result, all rules", all, logs);
        }
        System.out.printf(Locale.ROOT, "heap in use at the end: %.0f MB%n", used() / 1e6);
    }

    private static Rules rules(List<SigmaRule> rules, boolean plain) {
        return plain ? new PlainRules(rules) : new CompiledRules(rules);
    }

    private static void read(Path folder, Logs mixed, Logs sysmon) throws IOException {
        List<Path> files;
        try (Stream<Path> below = Files.walk(folder)) {
            files = below.filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".evtx"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            List<WindowsEvent> events = new ArrayList<>();
            EvtxReader.read(new ByteArrayInputStream(bytes), record -> events.add(record.event()));
            mixed.files().add(bytes);
            mixed.events().addAll(events);
            boolean ofSysmon = !events.isEmpty() && events.getFirst().channel().contains("Sysmon");
            if (ofSysmon) {
                sysmon.files().add(bytes);
                sysmon.events().addAll(events);
            }
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Records are made anew for each judging, outside of what is measured: folded values are part of the price. */
    private static void evaluated(String name, Rules rules, Logs logs) {
        for (int round = 1; round <= ROUNDS; round++) {
            long events = 0;
            long matches = 0;
            long cpu = 0;
            long allocated = 0;
            while (events < ROUND) {
                for (int from = 0; from < logs.events().size(); from += BATCH) {
                    List<SigmaRecord> batch = new ArrayList<>();
                    for (WindowsEvent event : logs.events().subList(from, Math.min(from + BATCH, logs.events().size()))) {
                        batch.add(SigmaFields.windows(event));
                    }
                    long bytes = THREADS.getCurrentThreadAllocatedBytes();
                    long start = THREADS.getCurrentThreadCpuTime();
                    for (SigmaRecord record : batch) {
                        matches += rules.judge(record).size();
                    }
                    cpu += THREADS.getCurrentThreadCpuTime() - start;
                    allocated += THREADS.getCurrentThreadAllocatedBytes() - bytes;
                    events += batch.size();
                }
            }
            told(name, round, events, matches, cpu, allocated);
        }
    }

    private static void whole(String name, Rules rules, Logs logs) throws IOException {
        for (int round = 1; round <= ROUNDS; round++) {
            long[] counted = new long[2];
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            long start = PROCESS.getProcessCpuTime();
            while (counted[0] < ROUND) {
                for (byte[] file : logs.files()) {
                    EvtxReader.read(new ByteArrayInputStream(file), record -> {
                        counted[0]++;
                        counted[1] += rules.judge(SigmaFields.windows(record.event())).size();
                    });
                }
            }
            told(
                    name,
                    round,
                    counted[0],
                    counted[1],
                    PROCESS.getProcessCpuTime() - start,
                    THREADS.getCurrentThreadAllocatedBytes() - bytes);
        }
    }

    private static void told(String name, int round, long events, long matches, long cpu, long allocated) {
        if (round == 1 || round == ROUNDS) {
            System.out.printf(
                    Locale.ROOT,
                    "  %s, round %d: %,.0f events a CPU second, %.2f CPU seconds a million, %,d bytes allocated an event, %.3f matches an event%n",
                    name,
                    round,
                    events / (cpu / 1e9),
                    cpu / 1e3 / events,
                    allocated / events,
                    (double) matches / events);
        }
    }
}
