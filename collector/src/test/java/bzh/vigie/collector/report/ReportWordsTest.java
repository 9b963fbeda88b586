package bzh.vigie.collector.report;

import static org.junit.jupiter.api.Assertions.assertFalse;

import bzh.vigie.collector.conclusion.Criterion;
import bzh.vigie.collector.conclusion.ExposedAccounts.Standing;
import bzh.vigie.collector.coverage.Hole.Cause;
import bzh.vigie.collector.detect.returns.LocalChecking.Answer;
import bzh.vigie.collector.incident.HostMatching.Doubt;
import bzh.vigie.collector.store.Thresholds.Threshold;
import bzh.vigie.event.ItemFields;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever can happen has words, so that no report fails on it. */
final class ReportWordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"fr", "en"})
    void everyConstantHasWords(String language) {
        Look look = new Look(Locale.forLanguageTag(language), ZoneOffset.UTC);
        for (Cause cause : Cause.values()) {
            assertFalse(look.say("cause." + ItemFields.word(cause)).isBlank());
        }
        for (Answer answer : Answer.values()) {
            assertFalse(answer != Answer.NOTHING_GIVEN
                    && look.incident("checked." + ItemFields.word(answer)).isBlank());
        }
        for (Threshold threshold : Threshold.values()) {
            assertFalse(look.incident("threshold." + ItemFields.word(threshold)).isBlank());
        }
        for (Doubt doubt : Doubt.values()) {
            assertFalse(look.incident("doubt." + ItemFields.word(doubt)).isBlank());
        }
        for (String signature : List.of("none", "signed", "refused", "reopened")) {
            assertFalse(look.say("signature." + signature).isBlank());
        }
        for (Standing standing : Standing.values()) {
            assertFalse(look.incident("standing." + ItemFields.word(standing)).isBlank());
        }
        for (Criterion.State state : Criterion.State.values()) {
            assertFalse(
                    look.incident("criterion-state." + ItemFields.word(state)).isBlank());
        }
        for (String unknown : List.of(
                "before-dated-anew",
                "eviction-not-ended",
                "local-accounts-not-read",
                "more-accounts-than-kept",
                "rest-by-its-own-word",
                "scan-date-by-word-alone",
                "scan-date-confirmed")) {
            assertFalse(look.incident("about." + unknown).isBlank());
        }
        for (Criterion.Kind kind : Criterion.Kind.values()) {
            assertFalse(look.incident("criterion." + ItemFields.word(kind)).isBlank());
            assertFalse(look.incident("change." + ItemFields.word(kind)).isBlank());
        }
    }
}
