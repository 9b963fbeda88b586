import bzh.vigie.agent.host.Accounts;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.linux.LinuxFiles;
import bzh.vigie.agent.host.packages.InstalledPackages;
import bzh.vigie.agent.source.AuditMode;
import bzh.vigie.agent.source.LinuxSources;
import bzh.vigie.agent.source.Source;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Observed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How many of N programs that end at once the process source sees, and how many with their command lines, image and hash; then
 * what the three Linux sources cost while nothing happens. Run as root, after {@code ./vigie build}:
 *
 * <pre>
 * java --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx16m \
 *      -cp 'agent/target/classes:proto/target/classes:agent/target/lib/*' bench/SourceExecs.java [N=1000] [rounds=5] [quiet seconds=0] [off|join|own]
 * </pre>
 */
public final class SourceExecs {
    public static void main(String[] arguments) throws Exception {
        int n = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        int quiet = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 0;
        long boot = System.nanoTime();
        String bootId = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        List<Event> events = Collections.synchronizedList(new ArrayList<>());
        Path state = Files.createTempDirectory("source-execs");
        Accounts accounts = () -> Reading.absent();
        List<Source> sources = LinuxSources.open(
                events::add,
                () -> new Moment(Instant.now(), bootId, (System.nanoTime() - boot) / 1_000),
                state,
                accounts,
                new InstalledPackages(LinuxFiles.live().ifFound().orElseThrow()),
                AuditMode.valueOf(arguments.length > 3 ? arguments[3].toUpperCase(java.util.Locale.ROOT) : "JOIN"));
        sources.forEach(Source::start);
        Thread.sleep(6_000);
        events.forEach(e -> {
            if (e instanceof Event.SourceState said) {
                System.out.println(said.source() + " " + said.state() + " " + said.reason() + " " + said.detail());
            }
        });
        for (int round = 0; round < rounds; round++) {
            events.clear();
            Process shell = new ProcessBuilder(
                            "/bin/sh", "-c", "i=0; while [ $i -lt " + n + " ]; do i=$((i+1)); /bin/true $i; done")
                    .start();
            shell.waitFor();
            Thread.sleep(3_000);
            int[] count = new int[4];
            for (Event event : List.copyOf(events)) {
                if (event instanceof Event.ProcessStarted started
                        && started.parent().ifKnown().filter(p -> p.pid() == shell.pid()).isPresent()) {
                    count[0]++;
                    count[1] += known(started.commandLine());
                    count[2] += known(started.image());
                    count[3] += known(started.sha256());
                }
            }
            System.out.println(n + " started: " + count[0] + " seen, " + count[1] + " with command line, " + count[2]
                    + " with image, " + count[3] + " with hash");
        }
        events.clear();
        long before = cpuTicks();
        long began = System.nanoTime();
        Thread.sleep(quiet * 1_000L);
        if (quiet > 0) {
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    "quiet: %.3f %% of one core over %.0f s, %d events, RSS %s%n",
                    (cpuTicks() - before) / seconds, seconds, events.size(), rss());
        }
        sources.forEach(Source::close);
        try (var files = Files.list(state)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(state);
    }

    private static int known(Observed<?> field) {
        return field.ifKnown().isPresent() ? 1 : 0;
    }

    private static long cpuTicks() throws Exception {
        String[] stat = Files.readString(Path.of("/proc/self/stat")).replaceAll(".*\\) ", "").split(" ");
        return Long.parseLong(stat[11]) + Long.parseLong(stat[12]);
    }

    private static String rss() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .findFirst()
                .orElse("")
                .replaceAll("\\s+", " ");
    }
}
