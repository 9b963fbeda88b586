package bzh.vigie.bench;

import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.Rules;
import bzh.vigie.collector.detect.sigma.SigmaRule;
import bzh.vigie.collector.evtx.EvtxReader;
import bzh.vigie.event.WindowsEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Events that become records and are judged by Sigma rules, one at a time: {@code bench/sigma-jmh.sh RULES LOGS...}. A record remembers
 * folded values, so it is made anew for each judging; what the making costs is the figure with no rule.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class SigmaJmh {
    /** How many rules, picked at random but the same each time. */
    @Param({"0", "500", "all"})
    public String rules;

    /** Events of all logs, or of Sysmon's alone. */
    @Param({"mixed", "sysmon"})
    public String logs;

    private final List<WindowsEvent> events = new ArrayList<>();
    private Rules judge;
    private int next;

    @Setup
    public void read() throws IOException {
        RuleSet set = RuleSet.empty();
        for (String pack : System.getProperty("rules").split(":")) {
            set = set.plus(RuleSet.read(Path.of(pack)));
        }
        List<SigmaRule> picked = new ArrayList<>(set.rules());
        Collections.shuffle(picked, new Random(1));
        int most = rules.equals("all") ? picked.size() : Integer.parseInt(rules);
        judge = new CompiledRules(picked.subList(0, Math.min(most, picked.size())));
        for (String folder : System.getProperty("logs").split(":")) {
            try (Stream<Path> below = Files.walk(Path.of(folder))) {
                for (Path file : below.filter(SigmaJmh::isLog).sorted().toList()) {
                    log(file);
                }
            }
        }
        Collections.shuffle(events, new Random(1));
        // Indexes are made when they are first asked for.
        events.forEach(event -> judge.judge(SigmaFields.windows(event)));
    }

    private static boolean isLog(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".evtx");
    }

    private void log(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            EvtxReader.read(in, record -> {
                if (logs.equals("mixed") || record.event().channel().contains("Sysmon")) {
                    events.add(record.event());
                }
            });
        }
    }

    @Benchmark
    public List<Match> judged() {
        next = next + 1 < events.size() ? next + 1 : 0;
        return judge.judge(SigmaFields.windows(events.get(next)));
    }
}
