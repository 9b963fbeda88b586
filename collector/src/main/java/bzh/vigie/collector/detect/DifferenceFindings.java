package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.RuleVerdict;
import bzh.vigie.collector.detect.persistence.ItemFindings;
import bzh.vigie.collector.detect.persistence.TwoReadings.Difference;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Situation;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is found of differences between two readings: the difference itself, as grave as the gravest rule that holds of its item. */
final class DifferenceFindings {
    private static final List<String> MORE = List.of("differs", "before.enabled");

    private final Cards cards;
    private final ItemFindings items;

    DifferenceFindings(Cards cards, ItemFindings items) {
        this.cards = cards;
        this.items = items;
    }

    /** The item as rules see it: there, with what differs and, under {@code before.}, what the other reading has of it. */
    static SigmaRecord record(Difference difference) {
        SigmaRecord.Builder item =
                difference.record().toBuilder().put("change", "present").put("differs", difference.fields());
        difference.other().forEach((name, value) -> item.ifAny("before." + name, value));
        return item.build();
    }

    Offline.Result of(Difference difference, SigmaRecord record, List<Match> matches, Path file) {
        String detector = switch (difference.kind()) {
            case ONLY_ON_DISK -> "vigie-item-not-shown";
            case ONLY_IN_FIRST, ONLY_IN_SECOND -> "vigie-item-in-one-reading";
            case DIFFERS -> "vigie-item-read-otherwise";
        };
        Optional<ItemFindings.Verdict> verdict = items.verdict(record, matches, Situation.CALM, Optional.empty());
        Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(record, MORE));
        verdict.ifPresent(by -> evidence.put(RuleVerdict.ALSO, by.rule()));
        Severity own = cards.severity(detector);
        Severity more = verdict.map(ItemFindings.Verdict::severity).orElse(own);
        return new Offline.Result(
                detector,
                own.compareTo(more) >= 0 ? own : more,
                Stream.concat(
                                cards.techniques(detector).stream(),
                                verdict.stream().flatMap(by -> by.techniques().stream()))
                        .distinct()
                        .toList(),
                record,
                evidence,
                file,
                difference.line(),
                Situation.CALM);
    }
}
