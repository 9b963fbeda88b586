package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.Criterion;
import bzh.vigie.collector.detect.AlertTexts;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A conclusion, and what its page says of it, worked out once in each language: it rests on every hole of every host. Thread-safe. */
final class Concluded {
    private static final int NAMED = 30;

    private final Conclusion conclusion;
    private final AlertTexts texts;
    private final long horizon;
    private final Map<Locale, Shown> shown = new ConcurrentHashMap<>();

    /** In words. */
    record Shown(List<IncidentTexts.Told> missing, List<IncidentTexts.Told> met, Checked checked) {
        Shown {
            missing = List.copyOf(missing);
            met = List.copyOf(met);
        }
    }

    Concluded(Conclusion conclusion, AlertTexts texts) {
        this.conclusion = conclusion;
        this.texts = texts;
        horizon = conclusion.horizon().toDays();
    }

    Conclusion conclusion() {
        return conclusion;
    }

    /** Whole days of the longest dormancy that is excluded on every host. */
    long horizon() {
        return horizon;
    }

    Shown in(Locale locale) {
        return shown.computeIfAbsent(locale, this::words);
    }

    private Shown words(Locale locale) {
        IncidentTexts words = new IncidentTexts(locale);
        return new Shown(
                conclusion.missing().stream()
                        .map(each -> words.told(conclusion, each, texts, NAMED))
                        .toList(),
                conclusion.criteria().stream()
                        .filter(each -> each.state() == Criterion.State.MET)
                        .map(each -> words.told(conclusion, each, texts, NAMED))
                        .toList(),
                Checked.of(conclusion.facts(), words, NAMED));
    }
}
