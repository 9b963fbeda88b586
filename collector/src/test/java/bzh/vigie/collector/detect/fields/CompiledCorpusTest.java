package bzh.vigie.collector.detect.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.PlainRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.Rules;
import bzh.vigie.collector.evtx.EvtxReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compiled rules find what the plain ones find: all rules of SigmaHQ, on the events of the logs that others recorded. */
final class CompiledCorpusTest {
    /** Of each log: the plain rules take a millisecond an event. */
    private static final int MOST_OF_A_LOG = 400;

    @Test
    void allRulesFindTheSameInRecordedLogs() throws IOException {
        Path corpora = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"));
        assumeTrue(
                Files.isDirectory(corpora.resolve("sigma-rules")),
                "skipped: no rules of SigmaHQ in " + corpora + ": set -Dvigie.corpora");
        RuleSet set = RuleSet.read(corpora.resolve("sigma-rules"));
        Rules plain = new PlainRules(set.rules());
        Rules compiled = new CompiledRules(set.rules());
        int[] seen = new int[2];
        for (String folder : List.of("evtx-persistence", "evtx-malformed", "sigma-regression")) {
            try (Stream<Path> below = Files.walk(corpora.resolve(folder))) {
                for (Path log : below.filter(
                                f -> f.toString().toLowerCase(Locale.ROOT).endsWith(".evtx"))
                        .toList()) {
                    int[] ofThis = new int[1];
                    try (InputStream in = Files.newInputStream(log)) {
                        EvtxReader.read(in, record -> {
                            if (ofThis[0]++ < MOST_OF_A_LOG) {
                                List<String> expected = ids(plain.judge(SigmaFields.windows(record.event())));
                                assertEquals(
                                        expected,
                                        ids(compiled.judge(SigmaFields.windows(record.event()))),
                                        log::toString);
                                seen[0]++;
                                seen[1] += expected.size();
                            }
                        });
                    }
                }
            }
        }
        System.out.println(
                "recorded logs: " + seen[0] + " events, " + seen[1] + " matches, by plain and compiled rules");
        assertTrue(seen[0] > 3_000 && seen[1] > 300, "events and matches: " + seen[0] + ", " + seen[1]);
    }

    private static List<String> ids(List<Match> matches) {
        return matches.stream().map(match -> match.rule().card().id()).toList();
    }
}
