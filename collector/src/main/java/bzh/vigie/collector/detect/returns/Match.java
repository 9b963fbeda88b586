package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * That something is a tombstone's again.
 *
 * @param score how sure, up to 100: of several features that say it, the more the surer
 * @param features by what it is known again
 * @param parts of the text that were known again and are no secret
 */
record Match(Tombstone tombstone, int score, Set<Feature> features, Set<String> parts) implements Comparable<Match> {
    private static final int LIKELY = 60;

    private static final Comparator<Match> SUREST_FIRST = Comparator.comparingInt(Match::score)
            .reversed()
            .thenComparingInt(match -> -match.features().size())
            .thenComparingLong(match -> match.tombstone().number());

    Match {
        features = Set.copyOf(features);
        parts = Set.copyOf(parts);
    }

    /** Out of features with what each says. */
    static Match of(Tombstone tombstone, Map<Feature, Integer> scores, Set<String> parts) {
        EnumSet<Feature> features = EnumSet.copyOf(scores.keySet());
        // The SID says nothing beside the name that goes with it.
        if (features.contains(Feature.ACCOUNT)) {
            features.remove(Feature.ACCOUNT_NAME);
            features.remove(Feature.ACCOUNT_SID);
        }
        double doubt = 1;
        for (Map.Entry<Feature, Integer> each : scores.entrySet()) {
            doubt *= 1 - each.getValue() / 100.0;
        }
        boolean sure = features.stream().anyMatch(Feature::sure);
        int score = sure ? 100 : Math.min(99, (int) Math.round(100 * (1 - doubt)));
        return new Match(tombstone, score, features, parts);
    }

    /** How sure it is, in a word. */
    Certainty certainty() {
        return sure() ? Certainty.CERTAIN : score >= LIKELY ? Certainty.LIKELY : Certainty.POSSIBLE;
    }

    /** Whether it is a return, and not only suspected to be one. */
    boolean sure() {
        return score == 100;
    }

    @Override
    public int compareTo(Match other) {
        return SUREST_FIRST.compare(this, other);
    }
}
