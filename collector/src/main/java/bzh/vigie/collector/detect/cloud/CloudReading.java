package bzh.vigie.collector.detect.cloud;

import bzh.vigie.collector.detect.cloud.CloudExport.Problem;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.Rules;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.CloudExports;
import bzh.vigie.collector.store.CloudExports.CloudRecord;
import bzh.vigie.collector.store.CloudExports.Refused;
import bzh.vigie.collector.store.CloudExports.Summary;
import bzh.vigie.collector.store.Witnesses;
import bzh.vigie.collector.store.Witnesses.Outcome;
import bzh.vigie.collector.store.Witnesses.Sighting;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What an export shows, gathered while it is read: its sign-ins, the records of operations that are judged, what rules find in them, and how
 * many rows are of each operation that nobody judges. Of a row that is neither judged nor shows something of the attacker nothing is kept but
 * that it was there. Beyond what an import may have, rows that are alike are kept in sum. One file, one thread.
 */
public final class CloudReading implements CloudExport.Taker {
    /** What rules find, of different causes. */
    private static final int MOST_FOUND = 20_000;

    /** Names of operations that are counted one by one, and the longest of them. */
    private static final int MOST_OPERATIONS = 1_000;

    private static final int LONGEST_OPERATION = 128;
    private static final String OTHERS = "…";

    private final Rules rules;
    private final Predicate<CloudRecord> attackers;
    private final AgentId host;
    private final BoundedRows<Sighting> signIns = new BoundedRows<>(
            Witnesses.MOST_LINES,
            Sighting::time,
            Sighting::line,
            List.of(
                    each -> List.of(each.account(), each.source(), each.outcome(), day(each.time())),
                    // Failed ones come from everywhere: who and when is left of them.
                    each -> List.of(
                            each.account(),
                            each.outcome() == Outcome.FAILURE ? "" : each.source(),
                            each.outcome(),
                            day(each.time()))));
    private final BoundedRows<CloudRecord> records;
    private final Map<String, Found> found = new LinkedHashMap<>();
    private final Map<String, Integer> notJudged = new LinkedHashMap<>();
    private final Map<Problem, RowNumbers> refused = new EnumMap<>(Problem.class);
    private int rows;

    /**
     * One for a file.
     *
     * @param rules that it is judged by
     * @param attackers whether a record shows something of the attacker, whatever its operation
     * @param host under which findings tell of it
     */
    public CloudReading(Rules rules, Predicate<CloudRecord> attackers, AgentId host) {
        this(rules, attackers, host, CloudExports.MOST_RECORDS);
    }

    CloudReading(Rules rules, Predicate<CloudRecord> attackers, AgentId host, int mostRecords) {
        this.rules = rules;
        this.attackers = attackers;
        this.host = host;
        this.records = new BoundedRows<>(
                mostRecords,
                CloudRecord::time,
                CloudRecord::line,
                List.of(
                        each -> List.of(
                                each.operation(),
                                each.account(),
                                each.source(),
                                each.object(),
                                each.outcome(),
                                day(each.time())),
                        each -> List.of(each.operation(), each.account(), each.source(), each.outcome())));
    }

    private static Instant day(Instant time) {
        return time.truncatedTo(ChronoUnit.DAYS);
    }

    /**
     * What a rule finds, of one cause.
     *
     * @param first the first record that shows it
     */
    public record Found(Card card, String cause, Map<String, String> evidence, CloudRecord first) {}

    @Override
    public void row(CloudRow row) {
        rows++;
        boolean judged = row.signIn() || CloudOperations.isJudged(row.record().operation());
        if (row.signIn()) {
            signIns.add(row.sighting());
        }
        boolean matched = judge(row);
        if (!judged && !matched) {
            String operation = row.record().operation();
            String named = operation.length() <= LONGEST_OPERATION
                    ? operation
                    : operation.substring(0, LONGEST_OPERATION) + OTHERS;
            boolean known = notJudged.containsKey(named) || notJudged.size() < MOST_OPERATIONS;
            notJudged.merge(known ? named : OTHERS, 1, Integer::sum);
        }
        if (matched || (judged && !row.signIn()) || attackers.test(row.record())) {
            records.add(row.record());
        }
    }

    private boolean judge(CloudRow row) {
        boolean any = false;
        Set<String> told = new LinkedHashSet<>();
        for (SigmaRecord record : row.records()) {
            for (Match match : rules.judge(record)) {
                Card card = match.rule().card();
                any = true;
                if (told.add(card.id()) && found.size() < MOST_FOUND) {
                    String cause = Evidence.cause(host, card, match, record);
                    if (!found.containsKey(card.id() + "|" + cause)) {
                        Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(record, match));
                        evidence.putAll(row.record().fields());
                        found.put(card.id() + "|" + cause, new Found(card, cause, evidence, row.record()));
                    }
                }
            }
        }
        return any;
    }

    @Override
    public void refused(int number, Problem why) {
        refused.computeIfAbsent(why, each -> new RowNumbers()).add(number);
    }

    /** Its sign-ins, or what stands for them. */
    public List<Sighting> signIns() {
        return signIns.rows();
    }

    /** Records that are kept, or what stands for them. */
    public List<CloudRecord> records() {
        return records.rows();
    }

    /** What rules find, each cause once. */
    public Collection<Found> found() {
        return List.copyOf(found.values());
    }

    /** Rows that were refused, by the reason. */
    public List<Refused> refused() {
        return refused.entrySet().stream()
                .map(each -> new Refused(
                        ItemFields.word(each.getKey()),
                        each.getValue().rows(),
                        each.getValue().toString()))
                .toList();
    }

    /** How many rows were refused. */
    public int refusedRows() {
        return refused.values().stream().mapToInt(RowNumbers::rows).sum();
    }

    /** What it has. */
    public Summary summary() {
        return new Summary(
                rows,
                signIns.added(),
                records.rows().size(),
                signIns.isSummed() || records.isSummed(),
                notJudged,
                refused());
    }

    /** Whether it has more sign-ins or records than an import may have, even in sum. */
    public boolean isCut() {
        return Stream.of(signIns, records).anyMatch(BoundedRows::isCut);
    }
}
