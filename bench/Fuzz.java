import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Readers of what others wrote under Jazzer, each for its share of the hours that are asked for; started by {@code bench/fuzz.sh}.
 *
 * <p>Each reader's corpus, seeds and findings stay in a folder of its own, so that the next run goes on where this one ended. After each reader
 * a line is added to {@code runs.csv}: reader, seconds, seconds of processor, executions, edges covered at the beginning and at the end, seconds
 * of the run after the last new coverage, findings.
 */
final class Fuzz {
    private static final List<String> AGENT = List.of(
            "linux", "windows", "windows-formats", "hives", "hive-registry", "directory", "directory-wire", "packages", "text", "programs",
            "commands", "logs", "kernel", "proxy", "around");
    private static final List<String> COLLECTOR = List.of(
            "evtx", "intel", "query", "sigma", "cloud", "witness", "passwords", "hosts", "token", "wire-events", "wire-watchlist", "observables");
    private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+)");
    private static final Pattern DONE = Pattern.compile("^Done (\\d+) runs in (\\d+) second");

    private record Reader(String module, String name) {}

    private record Run(Reader reader, long seconds, Duration processor, long executions, int before, int after, long idle, int found) {
        String line() {
            return String.join(",", reader.name(), Long.toString(seconds), Long.toString(processor.toSeconds()), Long.toString(executions),
                    Integer.toString(before), Integer.toString(after), Long.toString(idle), Integer.toString(found));
        }
    }

    private Fuzz() {}

    public static void main(String[] arguments) throws Exception {
        Path top = Path.of(System.getProperty("vigie.top"));
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        double hours = Double.parseDouble(arguments[1]);
        int jobs = Integer.parseInt(arguments[2]);
        List<String> wanted = List.of(arguments).subList(3, arguments.length);
        BlockingQueue<Reader> waiting = new ArrayBlockingQueue<>(AGENT.size() + COLLECTOR.size());
        Stream.concat(AGENT.stream().map(n -> new Reader("agent", n)), COLLECTOR.stream().map(n -> new Reader("collector", n)))
                .filter(reader -> wanted.isEmpty() || wanted.contains(reader.name()))
                .forEach(waiting::add);
        if (waiting.isEmpty()) {
            System.err.println("no such reader; there are " + AGENT + " and " + COLLECTOR);
            System.exit(2);
        }
        long seconds = Math.max(20, Math.round(hours * 3_600 / waiting.size()));
        List<Run> runs = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        System.out.printf("%d readers, %d s each, %d at a time%n", waiting.size(), seconds, jobs);
        for (int job = 0; job < jobs; job++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (Reader reader = waiting.poll(); reader != null; reader = waiting.poll()) {
                    try {
                        Run run = run(top, folder, reader, seconds);
                        synchronized (runs) {
                            runs.add(run);
                            Files.writeString(folder.resolve("runs.csv"), run.line() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                            System.out.println(told(run));
                        }
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(reader.name(), e);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long processor = runs.stream().mapToLong(run -> run.processor().toSeconds()).sum();
        int found = runs.stream().mapToInt(Run::found).sum();
        System.out.printf(Locale.ROOT, "this run: %.2f hours of processor, %,d executions, %d findings%n", processor / 3_600.0,
                runs.stream().mapToLong(Run::executions).sum(), found);
        try (Stream<String> lines = Files.lines(folder.resolve("runs.csv"))) {
            System.out.printf(Locale.ROOT, "all runs that runs.csv holds: %.2f hours of processor%n",
                    lines.mapToLong(line -> Long.parseLong(line.split(",")[2])).sum() / 3_600.0);
        }
        System.exit(found == 0 ? 0 : 1);
    }

    private static String told(Run run) {
        return String.format(Locale.ROOT, "%-16s %5d s, %5d s of processor, %,10d executions, coverage %d to %d, %s, %d findings",
                run.reader().name(), run.seconds(), run.processor().toSeconds(), run.executions(), run.before(), run.after(),
                run.idle() * 2 > run.seconds() ? "no new coverage in its last half" : "new coverage up to " + run.idle() + " s before its end",
                run.found());
    }

    private static Run run(Path top, Path all, Reader reader, long seconds) throws IOException, InterruptedException {
        Path folder = all.resolve(reader.name());
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path found = Files.createDirectories(folder.resolve("found"));
        long foundBefore = count(found);
        String harness = "bzh.vigie." + reader.module() + ".fuzz.Fuzz";
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-Xss1m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-Djdk.attach.allowAttachSelf=true",
                "-Dvigie.fuzz-reader=" + reader.name(),
                "-Dvigie.corpora=" + System.getProperty("vigie.corpora", top.resolve("../shared/corpora").toString()),
                "-cp",
                System.getProperty("vigie.classes." + reader.module()));
        File below = top.resolve(reader.module()).toFile();
        Process writing = new ProcessBuilder(join(java, harness, seeds.toString())).directory(below).inheritIO().start();
        if (writing.waitFor() != 0) {
            throw new IOException("the seeds of " + reader.name() + " could not be written");
        }
        Process jazzer = new ProcessBuilder(join(
                        java,
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + harness,
                        "--instrumentation_includes=bzh.vigie.**",
                        "--custom_hook_includes=bzh.vigie.**",
                        "--reproducer_path=" + found,
                        "-artifact_prefix=" + found + "/",
                        "-max_len=65537",
                        "-timeout=300",
                        "-report_slow_units=60",
                        "-rss_limit_mb=3000",
                        "-print_final_stats=1",
                        "-max_total_time=" + seconds,
                        "--keep_going=25",
                        corpus.toString(),
                        seeds.toString()))
                .directory(below)
                .redirectErrorStream(true)
                .start();
        long begun = System.nanoTime();
        long last = begun;
        int first = 0;
        int coverage = 0;
        long executions = 0;
        Duration processor = Duration.ZERO;
        try (BufferedReader lines = jazzer.inputReader(StandardCharsets.UTF_8);
                var log = Files.newBufferedWriter(folder.resolve("log.txt"))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.write(line);
                log.newLine();
                log.flush();
                processor = jazzer.toHandle().info().totalCpuDuration().orElse(processor);
                Matcher cov = COVERAGE.matcher(line);
                if (cov.find()) {
                    int now = Integer.parseInt(cov.group(1));
                    if (first == 0 && line.contains("INITED")) {
                        first = now;
                    }
                    if (now > coverage) {
                        coverage = now;
                        last = System.nanoTime();
                    }
                }
                Matcher done = DONE.matcher(line);
                if (done.find()) {
                    executions = Long.parseLong(done.group(1));
                }
            }
        }
        jazzer.waitFor();
        long end = System.nanoTime();
        return new Run(
                reader,
                Duration.ofNanos(end - begun).toSeconds(),
                processor,
                executions,
                first,
                coverage,
                Duration.ofNanos(end - last).toSeconds(),
                (int) (count(found) - foundBefore));
    }

    private static List<String> join(List<String> java, String... arguments) {
        return Stream.concat(java.stream(), Stream.of(arguments)).toList();
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }
}
