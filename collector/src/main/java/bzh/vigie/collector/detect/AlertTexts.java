package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.finding.CalmDay;
import bzh.vigie.collector.detect.finding.CorrelationEvidence;
import bzh.vigie.collector.detect.persistence.Voucher;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.RuleText;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.event.AuditSubcategory;
import bzh.vigie.event.ItemLabel;
import bzh.vigie.text.DirectoryText;
import bzh.vigie.text.LocationText;
import bzh.vigie.text.Printable;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts alerts into words from the card of their rule and their evidence, French for a French locale and English for any
 * other. A rule that is no longer there still gives a text. Thread-safe.
 */
public final class AlertTexts {
    /** Fields whose values are constants of our enums, which have words of their own. */
    static final Set<String> CODES = Set.of(
            "traits",
            "shipped",
            Voucher.FIELD,
            "change",
            "reason",
            "resource",
            "action",
            "start",
            "logon",
            "removal",
            "matched",
            "certainty",
            "eviction",
            "device_kind",
            "rights");

    /** As Windows writes words of its own into an event, for whoever shows it to look them up in the reader's language. */
    private static final Pattern NUMBERED = Pattern.compile("%%(\\d{3,5})");

    /** What stands for the rule in a message that shows that alerts arrive. */
    public static final String TEST = "vigie-test";

    private static final int MAX_VALUE = 1_000;

    /** Fields in which agents write of a directory in words. */
    private static final List<String> WRITTEN = List.of("value", "name", "before.value", "before.name");

    /** What the explanation says in a sentence of its own, or what says nothing to a person. */
    private static final List<String> NOT_LISTED = List.of(
            "change",
            "many",
            CalmDay.DAY,
            CalmDay.ITEMS,
            CalmDay.HOSTS,
            CalmDay.PLACES,
            Voucher.FIELD,
            Voucher.BY,
            "act",
            "came_from",
            "key",
            "fingerprint",
            "shape",
            "kind",
            "enabled",
            "techniques",
            DirectoryDetails.TOGETHER,
            DirectoryDetails.MORE,
            DirectoryDetails.OBJECT,
            DirectoryDetails.WHAT,
            ControllersWord.FIELD,
            ControllersWord.UNLISTED_FIELD,
            SubjectMachines.AS_LAST_READ);

    private volatile Map<String, Card> cards;

    public AlertTexts(Collection<Card> cards) {
        this.cards = byId(cards);
    }

    /** From now on with these cards in place of the former. */
    public void replace(Collection<Card> others) {
        cards = byId(others);
    }

    private static Map<String, Card> byId(Collection<Card> cards) {
        Map<String, Card> byId = new HashMap<>();
        cards.forEach(card -> byId.put(card.id(), card));
        return byId;
    }

    /** Those of the rules that come with the program. */
    public static AlertTexts shipped() {
        return new AlertTexts(ShippedRules.load().cards());
    }

    /** The card of a rule; empty where it is not there. */
    public Optional<Card> card(String rule) {
        return Optional.ofNullable(cards.get(rule));
    }

    /** The title of a rule; empty where it is not there. */
    public Optional<String> title(String rule, Locale locale) {
        return card(rule).map(card -> of(rule, Map.of(), 1, locale).title());
    }

    /** The alert in words. */
    public AlertText of(Alert alert, Locale locale) {
        long days = 1
                + ChronoUnit.DAYS.between(
                        LocalDate.ofInstant(alert.time(), ZoneOffset.UTC),
                        LocalDate.ofInstant(alert.lastTime(), ZoneOffset.UTC));
        return of(alert.rule(), alert.evidence(), alert.count(), days, alert.situation(), locale);
    }

    /** A finding of calm in words. */
    public AlertText of(String rule, Map<String, String> told, int count, Locale locale) {
        return of(rule, told, count, Situation.CALM, locale);
    }

    /** A finding in words, stored or not. */
    public AlertText of(String rule, Map<String, String> told, int count, Situation situation, Locale locale) {
        return of(rule, told, count, 0, situation, locale);
    }

    /** @param days from the first to the last of them; 0 where that is not known */
    private AlertText of(
            String rule, Map<String, String> told, int count, long days, Situation situation, Locale locale) {
        boolean french = isFrench(locale);
        ResourceBundle words = words(french);
        Map<String, String> evidence = DirectoryDetails.with(
                told, inWords(DirectoryNames.of(told, words::getString).in(told), locale), words::getString, locale);
        if (rule.equals(TEST)) {
            return new AlertText(
                    words.getString("test.title"),
                    words.getString("test.explanation"),
                    words.getString("test.advice"),
                    words.getString("test.resolution"));
        }
        Card card = cards.get(rule);
        RuleText english = card == null ? new RuleText("", "", "", "") : card.english();
        RuleText text = card != null && french ? orElse(card.french(), english) : english;
        String title =
                text.title().isBlank() ? words.getString("unknown-rule") + " " + Printable.clean(rule) : text.title();
        StringBuilder why = new StringBuilder();
        paragraph(why, fill(text.description(), evidence, words));
        String change = evidence.getOrDefault("change", "");
        if (!change.isEmpty()) {
            paragraph(why, word(words, "change." + change + ofDirectory(told)));
        }
        if (situation == Situation.MONITORING) {
            paragraph(why, words.getString("raised-in-monitoring"));
        }
        paragraph(why, vouched(evidence, words));
        if (count > 1 && evidence.containsKey("act")) {
            paragraph(why, words.getString("act").replace("{by}", Printable.line(evidence.get("act"), 300)));
        }
        paragraph(why, summed(evidence, words, locale));
        if (count > 1 && !evidence.containsKey(CalmDay.ITEMS)) {
            paragraph(
                    why,
                    words.getString(days < 1 ? "again" : days == 1 ? "again-one-day" : "again-days")
                            .replace("{count}", Integer.toString(count))
                            .replace("{days}", Long.toString(days)));
        }
        String many = evidence.getOrDefault("many", "");
        if (!many.isEmpty()) {
            paragraph(why, words.getString("many").replace("{count}", Printable.line(many, 20)));
        }
        paragraph(why, DirectoryDetails.together(told, words::getString, locale));
        paragraph(why, whoseWord(evidence, words));
        paragraph(why, correlated(evidence, words));
        paragraph(why, listed(evidence, words));
        if (card != null && !card.needs().isEmpty()) {
            paragraph(why, words.getString("needs").replace("{needs}", NeedTexts.say(card.needs(), locale)));
        }
        return new AlertText(
                Printable.line(
                        DirectoryDetails.title(fill(title, evidence, words), told, words::getString)
                                + of(evidence.getOrDefault(CalmDay.DAY, ""))
                                + filled("sum.title", evidence, words),
                        300),
                why.toString(),
                text.advice().isBlank()
                        ? words.getString("default-advice" + ofDirectory(told))
                        : fill(text.advice(), evidence, words),
                text.resolution().isBlank()
                        ? words.getString(resolution(evidence))
                        : fill(text.resolution(), evidence, words));
    }

    /** What the line of a day stands for, as far as it was counted: how much, and of which places. */
    private static String summed(Map<String, String> evidence, ResourceBundle words, Locale locale) {
        String places = evidence.getOrDefault(CalmDay.PLACES, "")
                .lines()
                .map(row -> row.split(" ", 2))
                .filter(row -> row.length == 2)
                .map(row -> LocationText.title(row[0], locale).orElseGet(() -> Printable.line(row[0], 80))
                        + words.getString("colon")
                        + Printable.line(row[1], 20))
                .collect(Collectors.joining(" ; "));
        return filled("sum", evidence, words).replace("{places}", places);
    }

    /** The day of a line, where it has one. */
    private static String of(String day) {
        return day.isEmpty() ? "" : " (" + Printable.line(day, 20) + ")";
    }

    /** A sentence with the numbers of a line of a day; empty where it was not counted. */
    private static String filled(String key, Map<String, String> evidence, ResourceBundle words) {
        return evidence.containsKey(CalmDay.ITEMS)
                ? words.getString(key)
                        .replace("{items}", Printable.line(evidence.getOrDefault(CalmDay.ITEMS, ""), 20))
                        .replace("{hosts}", Printable.line(evidence.getOrDefault(CalmDay.HOSTS, ""), 20))
                : "";
    }

    /** Who vouches for an item that came under enhanced monitoring, or that nobody does. */
    private static String vouched(Map<String, String> evidence, ResourceBundle words) {
        String code = evidence.getOrDefault(Voucher.FIELD, "");
        return code.isEmpty()
                ? ""
                : word(words, "code." + Voucher.FIELD + "." + code)
                        .replace(
                                "{by}",
                                Printable.line(
                                        evidence.getOrDefault(Voucher.BY, words.getString("missing-value")), 300));
    }

    /** Whose word it is, where it is none of a controller that is known, and what the directory may not know yet of who acts. */
    private static String whoseWord(Map<String, String> evidence, ResourceBundle words) {
        StringBuilder said = new StringBuilder();
        for (String field : List.of(ControllersWord.FIELD, ControllersWord.UNLISTED_FIELD)) {
            if (evidence.containsKey(field)) {
                paragraph(
                        said,
                        words.getString(field.replace('_', '-'))
                                .replace("{host}", Printable.line(evidence.get(field), 80)));
            }
        }
        if (evidence.containsKey(SubjectMachines.AS_LAST_READ)) {
            paragraph(
                    said,
                    words.getString("subject-" + evidence.get(SubjectMachines.AS_LAST_READ))
                            .replace("{name}", Printable.line(evidence.getOrDefault("SubjectUserName", ""), 80)));
        }
        return said.toString();
    }

    private static String ofDirectory(Map<String, String> told) {
        return Directories.isOfDirectory(told) ? ".directory" : "";
    }

    private static String resolution(Map<String, String> evidence) {
        String location = evidence.getOrDefault("location", "");
        return location.isEmpty()
                ? "default-resolution"
                : location.startsWith(Directories.LOCATIONS)
                        ? "default-resolution.directory"
                        : "default-resolution.item";
    }

    /**
     * The evidence of an alert with the names of a directory as they are there, those of people before their numbers, and without what the
     * explanation lists: of an alert about none, as it is.
     */
    public static Map<String, String> named(Map<String, String> evidence, Locale locale) {
        if (!Directories.isOfDirectory(evidence)) {
            return evidence;
        }
        Map<String, String> named = new LinkedHashMap<>();
        DirectoryNames.of(evidence, words(isFrench(locale))::getString)
                .in(evidence)
                .forEach((field, value) -> named.put(field, DirectoryText.people(value, locale)));
        named.keySet().removeAll(DirectoryDetails.LISTED);
        return named;
    }

    /** What an agent wrote of a directory in English words, in those of a reader; names in it, and all else, as they are. */
    public static Map<String, String> inWords(Map<String, String> evidence, Locale locale) {
        String location = evidence.getOrDefault("location", "");
        if (!location.startsWith(Directories.LOCATIONS) || !isFrench(locale)) {
            return evidence;
        }
        Map<String, String> said = new LinkedHashMap<>(evidence);
        WRITTEN.forEach(
                field -> said.computeIfPresent(field, (key, value) -> DirectoryText.say(location, value, locale)));
        return said;
    }

    /**
     * Of what an alert is, in a line: the domain, and who reads its directory, where it is of one, since it is not that host's own; else the host.
     */
    public static String subject(Alert alert, Locale locale) {
        String host = Printable.line(alert.hostname(), 80);
        if (!Directories.isOfDirectory(alert.evidence())) {
            return host;
        }
        String domain = alert.evidence().getOrDefault(Directories.DOMAIN_FIELD, "");
        return words(isFrench(locale))
                .getString(domain.isEmpty() ? "subject.directory-unknown" : "subject.directory")
                .replace("{domain}", Printable.line(domain, 255))
                .replace("{host}", host);
    }

    /** A constant of our enums in words, as a field of that name has it; anything else made printable. */
    public static String code(String field, String value, Locale locale) {
        return Printable.line(said(field, value, words(isFrench(locale))), MAX_VALUE);
    }

    /** What a field of an alert's evidence is called; empty where it has no words. */
    public static String field(String field, Locale locale) {
        ResourceBundle words = words(isFrench(locale));
        return words.containsKey("field." + field) ? words.getString("field." + field) : "";
    }

    private static boolean isFrench(Locale locale) {
        return locale.getLanguage().equals("fr");
    }

    private static ResourceBundle words(boolean french) {
        return ResourceBundle.getBundle(
                "bzh.vigie.collector.detect.AlertTexts",
                french ? Locale.FRENCH : Locale.ROOT,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    private static RuleText orElse(RuleText first, RuleText second) {
        return new RuleText(
                first.title().isBlank() ? second.title() : first.title(),
                first.description().isBlank() ? second.description() : first.description(),
                first.advice().isBlank() ? second.advice() : first.advice(),
                first.resolution().isBlank() ? second.resolution() : first.resolution());
    }

    private static String fill(String text, Map<String, String> evidence, ResourceBundle words) {
        String written = text.strip();
        StringBuilder filled = new StringBuilder();
        int end = 0;
        for (Matcher matcher = RuleText.PLACEHOLDER.matcher(written); matcher.find(); end = matcher.end()) {
            String value = matcher.group(1).equals("name") && evidence.containsKey("name")
                    ? ItemLabel.of(evidence.getOrDefault("source", ""), evidence.get("name"))
                    : evidence.getOrDefault(matcher.group(1), "");
            filled.append(lines(written.substring(end, matcher.start())))
                    .append(value.isEmpty() ? missing(evidence, words) : shown(matcher.group(1), value, words));
        }
        return filled.append(lines(written.substring(end))).toString();
    }

    /** In place of a value that there is none of: of a rule alone, or of what was found. */
    private static String missing(Map<String, String> evidence, ResourceBundle words) {
        return evidence.isEmpty() ? "…" : words.getString("missing-value");
    }

    /** A rule of others may hold anything; only its lines stay lines. */
    private static String lines(String text) {
        return Arrays.stream(text.split("\n", -1)).map(Printable::clean).collect(Collectors.joining("\n"));
    }

    /** What came together, where it is a correlation that says so. */
    private static String correlated(Map<String, String> evidence, ResourceBundle words) {
        String key = CorrelationEvidence.PREFIX + evidence.getOrDefault(CorrelationEvidence.PREFIX + "type", "");
        if (!words.containsKey(key)) {
            return "";
        }
        return fill(words.getString(key), evidence, words) + "\n"
                + fill(words.getString(CorrelationEvidence.PREFIX + "rules"), evidence, words);
    }

    private static String listed(Map<String, String> evidence, ResourceBundle words) {
        StringBuilder list = new StringBuilder(words.getString("evidence"));
        new TreeMap<>(evidence).forEach((field, value) -> {
            boolean said = NOT_LISTED.contains(field) || field.startsWith(CorrelationEvidence.PREFIX);
            if (!said && !value.isEmpty()) {
                list.append("\n  ")
                        .append(word(words, "field." + field))
                        .append(words.getString("colon"))
                        .append(shown(field, value, words));
            }
        });
        return list.toString();
    }

    /** A code of one of our enums, or of Windows, in words, anything else as it is. */
    private static String shown(String field, String value, ResourceBundle words) {
        String all = Arrays.stream(value.split("\n", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(each -> said(field, each, words))
                .collect(Collectors.joining(", "));
        return Printable.line(all, MAX_VALUE);
    }

    private static String said(String field, String value, ResourceBundle words) {
        String code = "code." + field + "." + value;
        if (CODES.contains(field) && words.containsKey(code)) {
            return words.getString(code);
        }
        if (field.equals("SubcategoryGuid")) {
            return AuditSubcategory.of(value)
                    .map(each -> each.name(words.getLocale()) + " " + value)
                    .orElse(value);
        }
        return value.contains("%%")
                ? NUMBERED.matcher(value).replaceAll(number -> {
                    String key = "message." + number.group(1);
                    return Matcher.quoteReplacement(words.containsKey(key) ? words.getString(key) : number.group());
                })
                : value;
    }

    private static String word(ResourceBundle words, String key) {
        try {
            return words.getString(key);
        } catch (MissingResourceException e) {
            return Printable.line(key.substring(key.indexOf('.') + 1), 100);
        }
    }

    private static void paragraph(StringBuilder text, String more) {
        if (!more.isBlank()) {
            text.append(text.isEmpty() ? "" : "\n").append(more);
        }
    }
}
