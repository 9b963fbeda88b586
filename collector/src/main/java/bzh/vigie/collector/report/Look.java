package bzh.vigie.collector.report;

import bzh.vigie.collector.commune.CommuneNames;
import bzh.vigie.collector.conclusion.AboutText;
import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.store.Deeds;
import bzh.vigie.text.Places;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.function.BiFunction;

/**
 * How a report looks in a language and a zone: its words, and dates and lengths of time, written in digits so that they do not depend
 * on what a machine knows of languages. Immutable.
 *
 * @param locale French, or English for any other
 * @param names what communes are called
 */
public record Look(Locale locale, ZoneId zone, CommuneNames names) {
    private static final String BUNDLE = "bzh.vigie.collector.report.Report";
    private static final String INCIDENT = "bzh.vigie.collector.IncidentCommand";

    public Look {
        locale = locale.getLanguage().equals("fr") ? Locale.FRENCH : Locale.ENGLISH;
    }

    /** One that calls communes by their official names. */
    public Look(Locale locale, ZoneId zone) {
        this(locale, zone, CommuneNames.ofFrance());
    }

    private boolean french() {
        return locale.equals(Locale.FRENCH);
    }

    /** The text of a key with {0}, {0|host|hosts} … filled as {@link Places} does. What it is put into makes it visible. */
    String say(String key, Object... values) {
        return Places.fill(
                text(BUNDLE, key),
                locale,
                Arrays.stream(values).map(String::valueOf).toList());
    }

    /** A word of the commands about incidents, so that both say the same. */
    String incident(String key) {
        return text(INCIDENT, key);
    }

    /** The same with a value in it. */
    String incident(String key, String value) {
        return Places.fill(text(INCIDENT, key), locale, List.of(value));
    }

    /** An action of the audit log in words, with what it says of itself behind; as it is where it has none. */
    String deed(String action) {
        int end = action.indexOf(' ');
        return Deeds.said(action, locale)
                .map(said ->
                        end < 0 ? said : said + " (" + action.substring(end + 1).strip() + ")")
                .orElse(action);
    }

    /** What a criterion of a conclusion names; never the value of an indicator. */
    String about(AlertTexts texts, Facts facts, String about) {
        return AboutText.say(bundle(INCIDENT), titles(texts, facts), about);
    }

    /** A line of the text of a conclusion, likewise. */
    String line(AlertTexts texts, Facts facts, String line) {
        return AboutText.line(bundle(INCIDENT), titles(texts, facts), line);
    }

    private BiFunction<String, String, Optional<String>> titles(AlertTexts texts, Facts facts) {
        return (rule, about) -> facts.named(about)
                .filter(alert -> alert.rule().equals(rule))
                .map(alert -> alert.with(WatchlistFindings.withoutValues(alert.evidence(), "…")))
                .map(alert -> texts.of(alert, locale).title())
                .or(() -> texts.title(rule, locale));
    }

    private String text(String bundle, String key) {
        return bundle(bundle).getString(key);
    }

    private ResourceBundle bundle(String name) {
        return ResourceBundle.getBundle(
                name, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** A day. */
    String day(Instant time) {
        return form(french() ? "dd/MM/yyyy" : "yyyy-MM-dd", time);
    }

    /** A day and a minute. */
    String time(Instant time) {
        return form(french() ? "dd/MM/yyyy HH:mm" : "yyyy-MM-dd HH:mm", time);
    }

    /** A day and a minute with how far the zone is from UTC. */
    String timeAndZone(Instant time) {
        return time(time) + form(" '(UTC'xxx')'", time);
    }

    private String form(String pattern, Instant time) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(zone).format(time);
    }

    /** Days and hours, hours and minutes, or minutes. */
    String length(Duration length) {
        if (length.toDays() > 0) {
            return say("length.days", length.toDays(), length.toHoursPart());
        }
        if (length.toHours() > 0) {
            return say("length.hours", length.toHours(), length.toMinutesPart());
        }
        return length.toMinutes() > 0 ? say("length.minutes", length.toMinutes()) : say("length.less");
    }

    /** A part of a whole in percent, cut off and never rounded up: 100 % is the whole and nothing less. */
    String percent(Duration part, Duration whole) {
        long tenths = whole.isZero() ? 0 : Math.floorDiv(part.toMillis() * 1_000, whole.toMillis());
        return tenths / 10 + (french() ? "," : ".") + tenths % 10 + (french() ? " %" : "%");
    }
}
