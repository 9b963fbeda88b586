package bzh.vigie.collector.detect.finding;

import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Situation;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One finding of all rules that hold of one record: the gravest leads, of equally grave ones the one that knows the technique most
 * exactly, then one that says itself what is one act; the others are further reasons, and what they know of techniques counts.
 *
 * @param leading the rule that tells it
 * @param severity that the leading rule has in the situation
 * @param others the further ones that ask for a person, the best first
 */
public record RuleVerdict(Match leading, Severity severity, List<Match> others) {
    /** Evidence: the ids of the further rules. */
    public static final String ALSO = "also";

    /** Boot or logon autostart, scheduled task or job, service or daemon: how something is started. */
    private static final Set<String> MECHANISMS = Set.of("T1547", "T1053", "T1543");

    /** As long is a technique without its part. */
    private static final int PARENT = 5;

    public RuleVerdict {
        others = List.copyOf(others);
    }

    /** The verdict of these rules; empty where none asks for a person. */
    public static Optional<RuleVerdict> of(List<Match> matches, Situation situation) {
        List<Match> best = matches.stream()
                .filter(match -> severity(match, situation) != Severity.INFORMATIONAL)
                .sorted(Comparator.comparing((Match match) -> severity(match, situation))
                        .thenComparingInt(RuleVerdict::exactness)
                        .thenComparing(match -> !match.rule().card().cause().isEmpty())
                        .reversed())
                .toList();
        return best.isEmpty()
                ? Optional.empty()
                : Optional.of(new RuleVerdict(
                        best.getFirst(), severity(best.getFirst(), situation), best.subList(1, best.size())));
    }

    private static Severity severity(Match match, Situation situation) {
        return Cards.severity(match.rule().card(), situation);
    }

    /** How exactly it knows what is done: 0 not at all, as long as T1053 by a technique, longer by a part of one, such as T1053.003. */
    private static int exactness(Match match) {
        return match.rule().card().techniques().stream()
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    public Card card() {
        return leading.rule().card();
    }

    /** The leading rule's evidence, what the others looked at, and their ids. */
    public Map<String, String> evidence(SigmaRecord record) {
        Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(record, leading, others));
        if (!others.isEmpty()) {
            evidence.put(
                    ALSO,
                    String.join(
                            ", ",
                            others.stream()
                                    .map(match -> match.rule().card().id())
                                    .toList()));
        }
        return evidence;
    }

    /**
     * The record's own techniques and those of all rules. By which mechanism something starts is what the record itself says where it says
     * any: a rule about many kinds of places names the one that most of them are.
     */
    public List<String> techniques(Collection<String> ofRecord) {
        Set<String> techniques = new LinkedHashSet<>(ofRecord);
        Stream.concat(Stream.of(leading), others.stream())
                .flatMap(match -> match.rule().card().techniques().stream())
                .filter(technique -> fits(technique, ofRecord))
                .forEach(techniques::add);
        return List.copyOf(techniques);
    }

    private static boolean fits(String technique, Collection<String> ofRecord) {
        String parent = technique.substring(0, Math.min(technique.length(), PARENT));
        return !MECHANISMS.contains(parent)
                || ofRecord.isEmpty()
                || ofRecord.stream().anyMatch(each -> each.startsWith(parent));
    }
}
