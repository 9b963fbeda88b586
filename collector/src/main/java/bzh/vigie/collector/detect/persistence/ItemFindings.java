package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Ruled;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.Level;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.review.ByName;
import bzh.vigie.collector.review.GroupKey;
import bzh.vigie.collector.review.Update;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One finding per change of a persistence item: that of its gravest rule, the others named beside it. Without a rule, what
 * appears, changes or goes after a host's first inventory is still told, unless it is as its package shipped it: packages
 * come and go every day.
 */
public final class ItemFindings implements Detector {
    /** State: the approval after which something grave was told of a group. */
    private static final String APPROVED = "approved-and-grave";

    /** What waits for a week is looked at so often. */
    private static final Duration PAUSE = Duration.ofHours(1);

    private final Cards cards;
    private Instant next = Instant.MIN;

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
                .map(verdict -> about(session, seen, item.item(), verdict))
                .filter(finding -> !SharedTwice.isLeft(session, seen, item.item(), finding))
                .filter(finding -> isTold(session, seen, item.item(), finding))
                .filter(finding -> !SharedTwice.isTold(session, seen, item.item(), finding))
                .toList();
    }

    private static Finding about(Store.Session session, Seen seen, Item item, Verdict verdict) {
        DirectoryWord word = DirectoryWord.of(session, seen, item);
        return Finding.about(
                seen,
                verdict.rule(),
                verdict.severity(),
                verdict.techniques(),
                cause(session, seen, item, verdict, word),
                word.with(verdict.evidence()));
    }

    @Override
    public void raised(Seen seen, Finding finding, Store.Session session) {
        if (seen.event() instanceof Event.ItemSeen item) {
            SharedTwice.note(session, seen, item.item(), finding);
        }
    }

    @Override
    public List<Finding> tick(Instant now, Store.Session session) {
        if (now.isBefore(next)) {
            return List.of();
        }
        next = now.plus(PAUSE);
        SharedTwice.forget(session.progress(), now);
        return WaitingUpdates.due(now, session);
    }

    @Override
    public void forget() {
        next = Instant.MIN;
    }

    /**
     * Whether it is told, and at once. What a signed baseline of the commune has is recorded, and what is an update of that (DESIGN.md 5.7);
     * where few have the update yet, that waits. That something approved goes is told, and what a rule finds grave in an update, or in what
     * was approved by name alone: once after each decision.
     */
    private static boolean isTold(Store.Session session, Seen seen, Item item, Finding finding) {
        if (seen.record().value("change").equals("removed")) {
            return true;
        }
        boolean grave = finding.severity().compareTo(Severity.HIGH) >= 0;
        OptionalLong approval = session.reviews().baselined(seen.commune(), GroupKey.of(item));
        if (approval.isPresent()) {
            return grave && ByName.only(item) && isFirst(session, seen.commune(), item, approval.getAsLong());
        }
        if (!grave && Update.mayBe(item) && takesThePlaceOfWhatIsBaselined(session, seen, item)) {
            if (Update.isSpread(session.inventories().prevalence(item.shape()))) {
                return false;
            }
            if (finding.severity() == Severity.LOW
                    && !Ruled.is(seen.host(), seen.received(), session)
                    && WaitingUpdates.add(session.progress(), item.shape(), finding)) {
                return false;
            }
        }
        return !RollOut.isCounted(session, seen, item.shape(), finding);
    }

    private static boolean takesThePlaceOfWhatIsBaselined(Store.Session session, Seen seen, Item item) {
        return session.reviews().isBaselined(seen.commune(), ItemNames.lineage(item), GroupKey.publisher(item));
    }

    /** Whether nothing grave was told of the item's group in the commune since that approval; it is now. */
    private static boolean isFirst(Store.Session session, Commune commune, Item item, long approval) {
        String key = commune.insee() + "|" + GroupKey.of(item);
        byte[] number = Long.toString(approval).getBytes(StandardCharsets.US_ASCII);
        if (session.progress()
                .state(APPROVED, key)
                .filter(told -> Arrays.equals(told, number))
                .isPresent()) {
            return false;
        }
        session.progress().state(APPROVED, key, number);
        return true;
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

    private static String cause(Store.Session session, Seen seen, Item item, Verdict verdict, DirectoryWord word) {
        boolean isOfDirectory = item.location().startsWith(Directories.LOCATIONS);
        if (!verdict.causeFields().isEmpty()) {
            String cause = Evidence.cause(seen.host(), verdict.causeFields(), seen.record());
            return isOfDirectory ? word.of(seen.host()) + "|" + cause : cause;
        }
        return isOfDirectory ? DirectoryCause.of(session, seen, item, verdict.rule(), word) : cause(seen.record());
    }

    /** The same thing on 300 hosts of a commune is one line; its coming back after an inventory is another. */
    private static String cause(SigmaRecord record) {
        return record.value("change") + "|" + record.value("shape");
    }
}
