package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.Level;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.review.GroupKey;
import bzh.vigie.collector.review.Update;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One finding per change of a persistence item: that of its gravest rule, the others named beside it. Without a rule, what
 * appears, changes or goes after a host's first inventory is still told, unless it is as its package shipped it: packages
 * come and go every day.
 */
public final class ItemFindings implements Detector {
    private final Cards cards;

    public ItemFindings(Cards cards) {
        this.cards = cards;
    }

    /**
     * What is to be said of an item.
     *
     * @param rule id of the rule or detector
     * @param causeFields fields that equal findings are grouped by; empty for the item's shape
     */
    public record Verdict(
            String rule,
            Severity severity,
            List<String> techniques,
            List<String> causeFields,
            Map<String, String> evidence) {
        public Verdict {
            techniques = List.copyOf(techniques);
            causeFields = List.copyOf(causeFields);
            evidence = Map.copyOf(evidence);
        }
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (!(seen.event() instanceof Event.ItemSeen item)) {
            return List.of();
        }
        return verdict(seen.record(), seen.matches()).stream()
                .filter(verdict -> !isApproved(session, seen, item.item(), verdict))
                .map(verdict -> Finding.about(
                        seen,
                        verdict.rule(),
                        verdict.severity(),
                        verdict.techniques(),
                        verdict.causeFields().isEmpty()
                                ? cause(seen.record())
                                : Evidence.cause(seen.host(), verdict.causeFields(), seen.record()),
                        verdict.evidence()))
                .toList();
    }

    /**
     * Whether a signed baseline of the commune has it, or has what it is an update of: it is recorded then and not told (DESIGN.md 5.7).
     * That something approved goes is told, and what a rule finds grave in an update too.
     */
    private static boolean isApproved(Store.Session session, Seen seen, Item item, Verdict verdict) {
        if (seen.record().value("change").equals("removed")) {
            return false;
        }
        return session.reviews().isBaselined(seen.commune(), GroupKey.of(item))
                || (verdict.severity().compareTo(Severity.HIGH) < 0
                        && Update.mayBe(item, session.inventories().prevalence(item.shape()))
                        && session.reviews()
                                .isBaselined(seen.commune(), ItemNames.lineage(item), GroupKey.publisher(item)));
    }

    /** What is to be said of an item whose {@code change} says what became of it, and the rules that hold of it. */
    public Optional<Verdict> verdict(SigmaRecord record, List<Match> matches) {
        List<Match> grave = matches.stream()
                .filter(match -> match.rule().card().level() != Level.INFORMATIONAL)
                .sorted(Comparator.comparing(
                                (Match match) -> match.rule().card().level())
                        .reversed())
                .toList();
        if (grave.isEmpty()) {
            // A rule that knows what this is and calls it informational has judged it.
            return matches.isEmpty() ? fallback(record) : Optional.empty();
        }
        Card card = grave.getFirst().rule().card();
        Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(record, grave.getFirst()));
        List<String> others = new ArrayList<>();
        grave.stream().skip(1).forEach(match -> others.add(match.rule().card().id()));
        if (!others.isEmpty()) {
            evidence.put("also", String.join(", ", others));
        }
        Set<String> techniques = new LinkedHashSet<>(techniques(record));
        grave.forEach(match -> techniques.addAll(match.rule().card().techniques()));
        return Optional.of(
                new Verdict(card.id(), Cards.severity(card.level()), List.copyOf(techniques), card.cause(), evidence));
    }

    private Optional<Verdict> fallback(SigmaRecord record) {
        String detector = switch (record.value("change")) {
            case "added" -> "vigie-item-added";
            case "changed" -> "vigie-item-changed";
            case "removed" -> "vigie-item-removed";
            default -> "";
        };
        if (detector.isEmpty() || record.value("shipped").equals("as-packaged")) {
            return Optional.empty();
        }
        return Optional.of(
                new Verdict(detector, cards.severity(detector), techniques(record), List.of(), Evidence.of(record)));
    }

    private static List<String> techniques(SigmaRecord record) {
        String techniques = record.value("techniques");
        return techniques.isEmpty() ? List.of() : List.of(techniques.split("\n", -1));
    }

    /** The same thing on 300 hosts of a commune is one line; its coming back after an inventory is another. */
    private static String cause(SigmaRecord record) {
        return record.value("change") + "|" + record.value("shape");
    }
}
