package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.conclusion.AboutText;
import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.Criterion;
import bzh.vigie.collector.console.route.Words;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.event.ItemFields;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/** What commands and pages say of an incident in the same words. Thread-safe. */
public final class IncidentTexts {
    private static final String BUNDLE = "bzh.vigie.collector.IncidentCommand";

    private final ResourceBundle words;
    private final Locale locale;

    IncidentTexts(Locale locale) {
        this.locale = locale;
        words = ResourceBundle.getBundle(
                BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** The words of a constant: under the prefix and its name. */
    public String of(String prefix, Enum<?> constant) {
        return words.getString(prefix + "." + ItemFields.word(constant));
    }

    /** Those of a constant that was written down. */
    public String of(String prefix, String constant) {
        String key = prefix + "." + constant;
        return words.containsKey(key) ? words.getString(key) : constant;
    }

    /** The text of a key with {0}, {1} … replaced. */
    public String say(String key, String... values) {
        return new Words(words, words, locale).say(key, values);
    }

    /**
     * One of those that a criterion names.
     *
     * @param text in words; may hold what came from a host
     * @param alert the alert that it is
     */
    public record Named(String text, Optional<String> alert) {
        /** The text, and the alert's id after it. */
        String whole() {
            return alert.map(id -> text + "  " + id).orElse(text);
        }
    }

    /** A criterion as a reader sees it. */
    public record Told(
            Criterion.Kind kind,
            Criterion.State state,
            Criterion.Weight weight,
            String text,
            List<Named> about,
            int more,
            String change) {
        public Told {
            about = List.copyOf(about);
        }
    }

    /** How a criterion stands and what it fails for, at most so many of it. */
    Told told(Conclusion conclusion, Criterion criterion, AlertTexts texts, int most) {
        return new Told(
                criterion.kind(),
                criterion.state(),
                criterion.kind().weight(),
                of("criterion", criterion.kind()),
                criterion.about().stream()
                        .limit(most)
                        .map(about -> named(conclusion, about, texts))
                        .toList(),
                Math.max(0, criterion.about().size() - most),
                criterion.state() == Criterion.State.MET ? "" : of("change", criterion.kind()));
    }

    private Named named(Conclusion conclusion, String about, AlertTexts texts) {
        Optional<Alert> alert = conclusion.facts().named(about);
        String said = AboutText.say(
                words,
                (rule, whole) -> alert.filter(each -> each.rule().equals(rule))
                        .map(each -> texts.of(each, locale).title())
                        .or(() -> texts.title(rule, locale)),
                alert.map(each -> about.replace(each.id(), "").strip()).orElse(about));
        return new Named(said, alert.map(Alert::id));
    }

    /** Lines of what speaks against a conclusion that was signed. */
    List<String> lines(List<String> lines, AlertTexts texts) {
        return lines.stream()
                .map(line -> AboutText.line(words, (rule, about) -> texts.title(rule, locale), line))
                .toList();
    }
}
