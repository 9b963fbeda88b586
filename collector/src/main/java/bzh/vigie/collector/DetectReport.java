package bzh.vigie.collector;

import bzh.vigie.collector.detect.InputTally;
import bzh.vigie.collector.detect.Offline;
import bzh.vigie.collector.detect.persistence.TwoReadings;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.correlation.Counts;
import bzh.vigie.collector.evtx.Tally;
import bzh.vigie.text.SourceText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** What {@code detect} says at its end: how much was judged, how fast, and what could not be. */
final class DetectReport {
    private final PrintWriter err;
    private final Words words;

    DetectReport(PrintWriter err, Words words) {
        this.err = err;
        this.words = words;
    }

    /** Counts, and which rules were refused. */
    void summary(Offline offline, RuleSet rules, long findings, long nanos) {
        long events = offline.tally().events();
        err.println(words.say(
                "summary",
                Long.toString(events),
                Integer.toString(rules.rules().size() + rules.correlations().size()),
                Integer.toString(rules.refused().size()),
                Long.toString(Math.round(events / Math.max(1e-9, nanos / 1e9))),
                Long.toString(findings)));
        rules.refused().forEach(refused -> err.println(words.say("refused", refused.in(words.locale()))));
    }

    /** How many findings are of an act that is shown once. */
    void repeated(long count) {
        if (count > 0) {
            err.println(words.say("repeated", Long.toString(count)));
        }
    }

    /** What could not be read or correlated. */
    void inputs(Offline offline, DetectInputs inputs, boolean ofLogs) {
        InputTally tally = offline.tally();
        if (ofLogs) {
            Tally logs = tally.logs();
            err.println(words.say(
                    "logs",
                    Long.toString(logs.records()),
                    Long.toString(logs.partial()),
                    Long.toString(logs.salvaged()),
                    Long.toString(logs.unreadable()),
                    Long.toString(logs.badChunks()),
                    Long.toString(logs.badChecksums())));
            inputs.withoutLogs().forEach(folder -> err.println(words.say("no-logs", folder.toString())));
            tally.notLogs().forEach(file -> err.println(words.say("not-a-log", file.toString())));
            tally.damagedLogs().forEach((file, damage) -> err.println(damaged(file, damage)));
        }
        inputs.unread().forEach(failure -> err.println(Failures.say(failure, words.locale())));
        uncorrelated(offline);
        if (tally.bad() > 0) {
            err.println(words.say("bad-lines", Long.toString(tally.bad())));
            tally.badLines()
                    .forEach(bad -> err.println("  "
                            + words.say(
                                    "bad-line",
                                    bad.file().toString(),
                                    Integer.toString(bad.line()),
                                    bad.reason().in(words.locale()))));
        }
    }

    private void uncorrelated(Offline offline) {
        Counts counts = offline.uncorrelated();
        if (counts.forgot() || offline.untimed() > 0) {
            err.println(words.say(
                    "uncorrelated", Long.toString(counts.forgottenEntries()), Long.toString(offline.untimed())));
        }
    }

    void notCompared(TwoReadings both, List<Path> inventory) {
        err.println(words.say(
                "compared", inventory.getFirst().toString(), inventory.getLast().toString()));
        if (both.areOfDifferentSystems()) {
            err.println(words.say("different-systems"));
        }
        for (TwoReadings.NotCompared each : both.notCompared()) {
            String where = each.user().isEmpty() ? each.location() : each.location() + " (" + each.user() + ")";
            err.println(words.say(
                    each.status().isEmpty() ? "not-in-reading" : "not-read-whole",
                    where,
                    (each.first() ? inventory.getFirst() : inventory.getLast()).toString(),
                    SourceText.say(each.detail(), words.locale())));
        }
    }

    private String damaged(Path file, Tally tally) {
        return words.say(
                tally.cutOff() ? "log-cut-off" : "log-damaged",
                file.toString(),
                Long.toString(tally.records()),
                Long.toString(tally.partial()),
                Long.toString(tally.unreadable() + tally.badChunks()));
    }
}
