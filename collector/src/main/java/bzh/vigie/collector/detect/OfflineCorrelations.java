package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.fields.EventTime;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.sigma.Correlation;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.detect.sigma.correlation.Correlator;
import bzh.vigie.collector.detect.sigma.correlation.Counts;
import bzh.vigie.collector.detect.sigma.correlation.Hit;
import bzh.vigie.collector.detect.sigma.correlation.Limits;
import bzh.vigie.collector.detect.sigma.correlation.Occurrence;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Correlations over files. These come in any order, so what correlations are about is gathered first and correlated by the
 * events' own times when every file was read: at most {@value #MOST} events of {@value #MOST_CHARACTERS} characters in all, the first
 * ones; more are counted. Thread-safe while gathering.
 */
final class OfflineCorrelations {
    static final int MOST = 500_000;
    private static final long MOST_CHARACTERS = 100_000_000;

    private final Correlator correlator;
    private final List<Waiting> waiting = new ArrayList<>();
    private Optional<CorrelationTrace> trace = Optional.empty();
    private long characters;
    private long timeless;
    private long tooMany;

    /** An event that correlations are about. */
    record Waiting(SigmaRecord record, List<String> rules, Path file, int line, Instant time) {
        private String id() {
            return file + "#" + line;
        }
    }

    OfflineCorrelations(List<Correlation> correlations) {
        this.correlator = new Correlator(correlations, Limits.USUAL);
    }

    /** Tells this what one of them has to go by. */
    void trace(CorrelationTrace of) {
        trace = Optional.of(of);
    }

    /** Keeps a record that some correlation is about. */
    void add(SigmaRecord record, List<Match> matches, Path file, int line) {
        List<String> rules = matches.stream()
                .map(match -> match.rule().card().id())
                .filter(correlator::isAbout)
                .toList();
        if (rules.isEmpty()) {
            return;
        }
        var time = EventTime.of(record);
        synchronized (this) {
            if (time.isEmpty()) {
                timeless++;
            } else if (waiting.size() >= MOST || characters >= MOST_CHARACTERS) {
                tooMany++;
            } else {
                record.flat().forEach((name, value) -> characters += name.length() + value.length());
                waiting.add(new Waiting(record, rules, file, line, time.get()));
            }
        }
    }

    /** Correlates what was gathered; gives each hit with its last event. */
    void end(BiConsumer<Hit, Waiting> hits) {
        waiting.sort(Comparator.comparing(Waiting::time).thenComparing(Waiting::id));
        Map<String, Waiting> byId = new HashMap<>();
        waiting.forEach(each -> byId.put(each.id(), each));
        Instant last = Instant.EPOCH;
        List<Hit> found = new ArrayList<>();
        for (Waiting each : waiting) {
            last = each.time();
            trace.ifPresent(
                    of -> of.event(each.rules(), each.time(), name -> Evidence.orHost(each.record(), name, "")));
            found.addAll(correlator.take(
                    new Occurrence(
                            "", each.id(), each.time(), each.rules(), name -> Evidence.orHost(each.record(), name, "")),
                    last));
        }
        found.addAll(correlator.end(last));
        for (Hit hit : found) {
            trace.ifPresent(of -> of.hit(hit));
            String id = hit.last().id();
            int end = id.indexOf('|');
            Waiting of = byId.get(end < 0 ? id : id.substring(0, end));
            if (of != null) {
                hits.accept(hit, of);
            }
        }
        waiting.clear();
        characters = 0;
    }

    /** What could not be correlated. */
    Counts counts() {
        return correlator.counts();
    }

    /** Events that no field says the time of. */
    synchronized long timeless() {
        return timeless;
    }

    /** Events beyond the most that are kept. */
    synchronized long tooMany() {
        return tooMany;
    }
}
