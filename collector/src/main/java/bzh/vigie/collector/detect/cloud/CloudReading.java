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
import bzh.vigie.collector.store.CloudExports.Summary;
import bzh.vigie.collector.store.Witnesses;
import bzh.vigie.collector.store.Witnesses.Sighting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What an export shows, gathered while it is read: its sign-ins, the records of operations that are judged, what rules find in them, and how
 * many rows are of each operation that nobody judges. Of a row that is neither judged nor shows something of the attacker nothing is kept but
 * that it was there. One file, one thread.
 */
public final class CloudReading implements CloudExport.Taker {
    /** Numbers of refused rows that are named, for each reason. */
    private static final int NAMED = 20;

    /** What rules find, of different causes. */
    private static final int MOST_FOUND = 20_000;

    /** Names of operations that are counted one by one, and the longest of them. */
    private static final int MOST_OPERATIONS = 1_000;

    private static final int LONGEST_OPERATION = 128;
    private static final String OTHERS = "…";

    private final Rules rules;
    private final Predicate<CloudRecord> attackers;
    private final AgentId host;
    private final List<Sighting> signIns = new ArrayList<>();
    private final List<CloudRecord> records = new ArrayList<>();
    private final Map<String, Found> found = new LinkedHashMap<>();
    private final Map<String, Integer> notJudged = new LinkedHashMap<>();
    private final Map<Problem, Refused> refused = new EnumMap<>(Problem.class);
    private int rows;
    private boolean cut;

    /**
     * One for a file.
     *
     * @param rules that it is judged by
     * @param attackers whether a record shows something of the attacker, whatever its operation
     * @param host under which findings tell of it
     */
    public CloudReading(Rules rules, Predicate<CloudRecord> attackers, AgentId host) {
        this.rules = rules;
        this.attackers = attackers;
        this.host = host;
    }

    /**
     * What a rule finds, of one cause.
     *
     * @param first the first record that shows it
     */
    public record Found(Card card, String cause, Map<String, String> evidence, CloudRecord first) {}

    /**
     * Rows that were refused for one reason.
     *
     * @param first numbers of the first of them
     */
    public record Refused(int rows, List<Integer> first) {
        public Refused {
            first = List.copyOf(first);
        }
    }

    @Override
    public void row(CloudRow row) {
        rows++;
        boolean judged = row.signIn() || CloudOperations.isJudged(row.record().operation());
        if (row.signIn()) {
            cut |= signIns.size() >= Witnesses.MOST_LINES;
            if (!cut) {
                signIns.add(row.sighting());
            }
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
        boolean kept = matched || (judged && !row.signIn()) || attackers.test(row.record());
        cut |= kept && records.size() >= CloudExports.MOST_RECORDS;
        if (kept && !cut) {
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
        Refused before = refused.getOrDefault(why, new Refused(0, List.of()));
        List<Integer> first = new ArrayList<>(before.first());
        if (first.size() < NAMED) {
            first.add(number);
        }
        refused.put(why, new Refused(before.rows() + 1, first));
    }

    /** Its sign-ins. */
    public List<Sighting> signIns() {
        return List.copyOf(signIns);
    }

    /** Records that are kept. */
    public List<CloudRecord> records() {
        return List.copyOf(records);
    }

    /** What rules find, each cause once. */
    public Collection<Found> found() {
        return List.copyOf(found.values());
    }

    /** Rows that were refused, by the reason. */
    public Map<Problem, Refused> refused() {
        return new EnumMap<>(refused);
    }

    /** How many rows were refused. */
    public int refusedRows() {
        return refused.values().stream().mapToInt(Refused::rows).sum();
    }

    /** What it has. */
    public Summary summary() {
        return new Summary(rows, signIns.size(), records.size(), notJudged);
    }

    /** Whether it has more sign-ins or records than an import may have. */
    public boolean isCut() {
        return cut;
    }
}
