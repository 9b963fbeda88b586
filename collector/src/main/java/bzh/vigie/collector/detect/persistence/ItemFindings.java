package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.Level;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        return seen.event() instanceof Event.ItemSeen ? of(seen).stream().toList() : List.of();
    }

    /** The finding of an item whose record says, in {@code change}, what the collector makes of it. */
    public Optional<Finding> of(Seen seen) {
        List<Match> matches = seen.matches().stream()
                .filter(match -> match.rule().card().level() != Level.INFORMATIONAL)
                .sorted(Comparator.comparing(
                                (Match match) -> match.rule().card().level())
                        .reversed())
                .toList();
        if (matches.isEmpty()) {
            return fallback(seen);
        }
        Match gravest = matches.getFirst();
        Card card = gravest.rule().card();
        Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(seen.record(), gravest));
        if (matches.size() > 1) {
            evidence.put(
                    "also",
                    String.join(
                            ", ",
                            matches.stream()
                                    .skip(1)
                                    .map(match -> match.rule().card().id())
                                    .toList()));
        }
        String cause = card.cause().isEmpty() ? cause(seen) : Evidence.cause(seen.host(), card, gravest, seen.record());
        return Optional.of(
                Finding.about(seen, card.id(), Cards.severity(card.level()), card.techniques(), cause, evidence));
    }

    private Optional<Finding> fallback(Seen seen) {
        String detector = switch (seen.record().value("change")) {
            case "added" -> "vigie-item-added";
            case "changed" -> "vigie-item-changed";
            case "removed" -> "vigie-item-removed";
            default -> "";
        };
        if (detector.isEmpty() || seen.record().value("shipped").equals("as-packaged")) {
            return Optional.empty();
        }
        Finding plain = cards.about(seen, detector, cause(seen), Evidence.of(seen.record()));
        List<String> techniques = seen.event() instanceof Event.ItemSeen item
                ? item.item().techniques()
                : List.of(seen.record().value("techniques").split("\n", -1));
        return Optional.of(
                Finding.about(seen, plain.rule(), plain.severity(), techniques, plain.cause(), plain.evidence()));
    }

    /** The same thing on 300 hosts of a commune is one line; its coming back after an inventory is another. */
    private static String cause(Seen seen) {
        return seen.record().value("change") + "|" + seen.record().value("shape");
    }
}
