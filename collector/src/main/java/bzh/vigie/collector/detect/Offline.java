package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.fields.BadLineException;
import bzh.vigie.collector.detect.fields.EventTime;
import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.detect.fields.JsonLines;
import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.CorrelationEvidence;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.persistence.ItemFindings;
import bzh.vigie.collector.detect.persistence.ItemKeys;
import bzh.vigie.collector.detect.persistence.TwoReadings;
import bzh.vigie.collector.detect.persistence.Voucher;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.Rules;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.detect.sigma.correlation.Counts;
import bzh.vigie.collector.detect.watchlist.Sighting;
import bzh.vigie.collector.detect.watchlist.Watchlist;
import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.evtx.EvtxReader;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.text.Sentence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Judges files without a running collector: JSON lines of events, Windows event logs, one inventory, or an inventory against an
 * earlier one; at the end, correlations and logons. What needs hosts (silence, losses) needs the collector. One thread.
 */
public final class Offline {
    private final Rules rules;
    private final Ruling ruling;
    private final OfflineCorrelations correlations;
    private final OfflineLogons logons;
    private final Cards cards;
    private final ItemFindings items;
    private final Consumer<Result> results;
    private final InputTally tally = new InputTally();
    private final LongAdder progress;
    private Optional<RecordSink> instead = Optional.empty();
    private Watchlist watchlist = Watchlist.none();
    private Optional<Situation> situation = Optional.empty();

    /**
     * Takes records in place of the rules.
     */
    @FunctionalInterface
    public interface RecordSink {
        void take(SigmaRecord record, Path file, int line);
    }

    /**
     * @param rules with the cards of the detectors that come with the program among them
     * @param results called by the threads of every {@link #fork}
     */
    public Offline(RuleSet rules, Consumer<Result> results) {
        this.progress = new LongAdder();
        this.rules = new CompiledRules(rules.rules());
        this.ruling = new Ruling(this.rules, rules.correlations(), rules.onlyCorrelated());
        this.correlations = new OfflineCorrelations(rules.correlations());
        this.cards = new Cards(rules.cards());
        this.items = new ItemFindings(cards);
        this.logons = new OfflineLogons(cards);
        this.results = results;
    }

    private Offline(Offline other, Consumer<Result> results) {
        this.rules = other.rules;
        this.ruling = other.ruling;
        this.correlations = other.correlations;
        this.cards = other.cards;
        this.items = other.items;
        this.logons = other.logons;
        this.results = results;
        this.progress = other.progress;
        this.instead = other.instead;
        this.watchlist = other.watchlist;
        this.situation = other.situation;
    }

    /** One for another thread, with the same rules; what it counts comes back by {@link #join}. */
    public Offline fork(Consumer<Result> results) {
        return new Offline(this, results);
    }

    /** Adds what another counted, which is done. */
    public void join(Offline done) {
        tally.add(done.tally);
    }

    /** What became of the inputs so far. */
    public InputTally tally() {
        return tally;
    }

    /** Gives every record to this instead of judging it. */
    public void giveTo(RecordSink sink) {
        instead = Optional.of(sink);
    }

    /** Looks for these as well. */
    public void watch(Watchlist indicators) {
        watchlist = indicators;
    }

    /**
     * Judges everything as in this situation. Else an inventory against an earlier one is judged under enhanced monitoring, since whoever
     * compares suspects something, and all other inputs in calm.
     */
    public void judgeIn(Situation asked) {
        situation = Optional.of(asked);
    }

    private Situation calmUnlessAsked() {
        return situation.orElse(Situation.CALM);
    }

    /** Tells this what a correlation has to go by. */
    public void trace(CorrelationTrace of) {
        correlations.trace(of);
    }

    /** Records that were read so far by this and all that were forked from it. */
    public long progress() {
        return progress.sum();
    }

    /**
     * What was found.
     *
     * @param line of the file, from 1; the record's place in it where it is a log of Windows
     * @param situation by which its severity is
     */
    public record Result(
            String rule,
            Severity severity,
            List<String> techniques,
            SigmaRecord record,
            Map<String, String> evidence,
            Path file,
            int line,
            Situation situation) {}

    /** Correlates what was judged, and judges the logons: nothing more comes. */
    public void end() {
        logons.end(results, calmUnlessAsked());
        correlations.end((hit, last) -> {
            Card card = hit.correlation().card();
            if (!ruling.onlyCorrelated().contains(card.id())) {
                results.accept(new Result(
                        card.id(),
                        Cards.severity(card, calmUnlessAsked()),
                        card.techniques(),
                        last.record(),
                        CorrelationEvidence.of(hit, Evidence.of(last.record(), card.named())),
                        last.file(),
                        last.line(),
                        calmUnlessAsked()));
            }
        });
    }

    /** What could not be correlated: forgotten, without a field that is asked for. */
    public Counts uncorrelated() {
        return correlations.counts();
    }

    /** Events that correlations or logons are about and that have no time, or came after the most that are kept. */
    public long untimed() {
        return correlations.timeless() + correlations.tooMany() + logons.notJudged();
    }

    /** Judges events, one by line. */
    public void events(Path file) throws IOException {
        read(file, (record, line) -> judge(record, file, line));
    }

    /** Judges an inventory: everything in it is taken as there when Vigie came, unless a line says otherwise. */
    public void inventory(Path file) throws IOException {
        read(file, (record, line) -> {
            if (isItem(record)) {
                judge(
                        record.value("change").isEmpty() ? changed(record, "present", Optional.empty()) : record,
                        file,
                        line);
            }
        });
    }

    /** Judges what an inventory has, has otherwise and has no longer, against an earlier one of the same host. */
    public void inventory(Path before, Path after) throws IOException {
        Situation compared = situation.orElse(Situation.MONITORING);
        Map<String, SigmaRecord> known = new HashMap<>();
        read(before, (record, line) -> {
            if (isItem(record)) {
                known.put(ItemKeys.of(record), record);
            }
        });
        read(after, (record, line) -> {
            if (isItem(record)) {
                Optional<SigmaRecord> was = Optional.ofNullable(known.remove(ItemKeys.of(record)));
                if (was.isEmpty() || !was.get().value("fingerprint").equals(record.value("fingerprint"))) {
                    judge(changed(record, was.isEmpty() ? "added" : "changed", was), after, line, compared);
                }
            }
        });
        known.values().forEach(gone -> judge(changed(gone, "removed", Optional.of(gone)), before, 0, compared));
    }

    /**
     * Compares two inventories of one host by different readers where their last lines say that they are, or the caller does; gives
     * them back where they were compared, and nothing where they are an earlier and a later one.
     */
    public Optional<TwoReadings> readings(Path one, Path other, boolean said) throws IOException {
        TwoReadings both = new TwoReadings();
        long before = tally.bad();
        read(one, both::first);
        read(other, both::second);
        if (!said && !both.areOfBothReaders()) {
            tally.forgetBadSince(before);
            return Optional.empty();
        }
        DifferenceFindings findings = new DifferenceFindings(cards, items);
        for (TwoReadings.Difference each : both.differences()) {
            tally.event();
            Path file = each.first() ? one : other;
            SigmaRecord record = DifferenceFindings.record(each);
            if (instead.isPresent()) {
                instead.get().take(record, file, each.line());
            } else {
                results.accept(findings.of(each, record, ruling.speaking(rules.judge(record)), file));
            }
        }
        return Optional.of(both);
    }

    /**
     * Judges the records of a Windows event log.
     *
     * @throws IOException where its reading ended before it did; what was read until then is judged
     */
    public void evtx(Path file) throws IOException {
        int[] index = {0};
        try (InputStream in = Files.newInputStream(file)) {
            tally.log(
                    file, EvtxReader.read(in, record -> judge(SigmaFields.windows(record.event()), file, ++index[0])));
        } catch (IOException e) {
            throw naming(file, e);
        }
    }

    private void judge(SigmaRecord record, Path file, int line) {
        judge(record, file, line, calmUnlessAsked());
    }

    private void judge(SigmaRecord record, Path file, int line, Situation in) {
        tally.event();
        progress.increment();
        if (instead.isPresent()) {
            instead.get().take(record, file, line);
            return;
        }
        watched(record, file, line, in);
        List<Match> all = rules.judge(record);
        correlations.add(record, all, file, line);
        logons.add(record, file, line);
        List<Match> matches = ruling.speaking(all);
        if (isItem(record)) {
            items.verdict(record, matches, in, Voucher.of(record))
                    .ifPresent(verdict -> results.accept(new Result(
                            verdict.rule(),
                            verdict.severity(),
                            verdict.techniques(),
                            record,
                            verdict.evidence(),
                            file,
                            line,
                            in)));
            return;
        }
        for (Match match : matches) {
            Card card = match.rule().card();
            results.accept(new Result(
                    card.id(),
                    Cards.severity(card, in),
                    card.techniques(),
                    record,
                    Evidence.of(record, match),
                    file,
                    line,
                    in));
        }
    }

    private void watched(SigmaRecord record, Path file, int line, Situation in) {
        for (Sighting sighting : watchlist.seenIn(record)) {
            Instant time = EventTime.of(record).orElse(Instant.MIN);
            if (WatchlistFindings.isTold(sighting, time)) {
                Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(record));
                evidence.putAll(WatchlistFindings.evidence(sighting));
                results.accept(new Result(
                        WatchlistFindings.RULE,
                        WatchlistFindings.severity(sighting),
                        cards.techniques(WatchlistFindings.RULE),
                        record,
                        evidence,
                        file,
                        line,
                        in));
            }
        }
    }

    private static SigmaRecord changed(SigmaRecord record, String change, Optional<SigmaRecord> before) {
        SigmaRecord.Builder to = record.toBuilder().put("change", change);
        before.ifPresent(was -> was.flat().forEach((name, value) -> to.ifAny("before." + name, value)));
        return to.build();
    }

    private static boolean isItem(SigmaRecord record) {
        return record.value("kind").equals("item");
    }

    @FunctionalInterface
    private interface Line {
        void take(SigmaRecord record, int number);
    }

    private void read(Path file, Line each) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            JsonLines.read(in, new JsonLines.Taker() {
                @Override
                public void line(int number, String text) {
                    try {
                        each.take(FlatJson.record(FlatJson.fields(text)), number);
                    } catch (BadLineException e) {
                        bad(number, e.reason());
                    }
                }

                @Override
                public void bad(int number, Sentence reason) {
                    tally.bad(new InputTally.BadLine(file, number, reason));
                }
            });
        } catch (IOException e) {
            throw naming(file, e);
        }
    }

    private static IOException naming(Path file, IOException failure) {
        return failure instanceof FileSystemException
                ? failure
                : new FileSystemException(file.toString(), null, failure.getMessage());
    }
}
