package bzh.vigie.collector.notify;

import bzh.vigie.collector.commune.CommuneNames;
import bzh.vigie.collector.detect.AlertText;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.LocalCollection;
import bzh.vigie.collector.detect.finding.CalmDay;
import bzh.vigie.collector.mail.MailWords;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.event.ItemFields;
import bzh.vigie.text.Printable;
import bzh.vigie.text.Sentence;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Mails of alerts in words (RFC 5322, in ASCII).
 *
 * @param console where a browser finds the console; empty where there is none
 */
record MailText(AlertTexts texts, Locale locale, Optional<String> console) {
    private static final String BUNDLE = "bzh.vigie.collector.notify.mail";
    private static final int WHOLE = 20;
    private static final int LINES = 100;
    private static final int NAMES = 10;

    /**
     * A whole mail.
     *
     * @param number place of the last alert that it tells of
     * @param digest what was gathered, in lines; otherwise each alert whole
     * @param shown what may be told to that address
     * @param more whether there is something that may not
     */
    String mail(String from, String to, long number, Instant now, boolean digest, List<Alert> shown, boolean more) {
        List<String> parts = new ArrayList<>();
        if (more) {
            parts.add(console.map(address -> say("look-at", address)).orElseGet(() -> say("look")));
        }
        if (!shown.isEmpty()) {
            parts.add(digest ? lines(shown) : whole(shown));
        }
        String subject = shown.isEmpty()
                ? say("subject.look")
                : digest
                        ? say("subject.digest", shown.size())
                        : say(
                                "subject.return",
                                texts.of(shown.getFirst(), locale).title(),
                                shown.size());
        return mail(from, to, number, now, subject, parts);
    }

    /** A mail that shows that mails arrive. */
    String test(String from, String to, Instant now) {
        return mail(from, to, 0, now, say("subject.test"), List.of(say("test", from)));
    }

    private String mail(String from, String to, long number, Instant now, String subject, List<String> parts) {
        List<String> all = new ArrayList<>(parts);
        all.add(say("foot"));
        return "From: " + from + "\r\n"
                + "To: " + to + "\r\n"
                + "Subject: " + MailWords.header(subject) + "\r\n"
                + "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)) + "\r\n"
                + "Message-ID: <" + number + "." + now.toEpochMilli() + "@vigie.invalid>\r\n"
                + "Auto-Submitted: auto-generated\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n"
                + "\r\n"
                + MailWords.quoted(String.join("\n\n", all)) + "\r\n";
    }

    private String whole(List<Alert> alerts) {
        List<String> told = new ArrayList<>();
        alerts.stream().limit(WHOLE).forEach(alert -> {
            AlertText text = texts.of(alert, locale);
            List<String> lines = new ArrayList<>(List.of(
                    text.title(),
                    say(
                            "where",
                            AlertTexts.subject(alert, locale),
                            CommuneNames.ofFrance().shown(alert.commune()),
                            severity(alert),
                            alert.hostTime(),
                            alert.time()),
                    text.explanation(),
                    "",
                    text.advice()));
            console.ifPresent(
                    address -> lines.add(address + "/alerts/" + URLEncoder.encode(alert.id(), StandardCharsets.UTF_8)));
            List<String> collection = LocalCollection.lines(alert);
            if (!collection.isEmpty()) {
                lines.add("");
                lines.add(say("collection"));
                lines.addAll(collection);
            }
            told.add(String.join("\n", lines));
        });
        if (alerts.size() > WHOLE) {
            told.add(say("more", alerts.size() - WHOLE));
        }
        return String.join("\n\n", told);
    }

    /** One line for what is the same, the gravest first. */
    private String lines(List<Alert> alerts) {
        Map<String, List<Alert>> same = new LinkedHashMap<>();
        alerts.stream()
                .sorted(Comparator.comparing(Alert::severity).reversed())
                .forEach(alert -> same.computeIfAbsent(
                                alert.severity()
                                        + (Directories.isOfDirectory(alert.evidence()) ? " directory " : " host ")
                                        + texts.of(alert, locale).title(),
                                key -> new ArrayList<>())
                        .add(alert));
        List<String> lines = new ArrayList<>();
        same.values().stream()
                .limit(LINES)
                .forEach(each -> lines.add(say(
                        Directories.isOfDirectory(each.getFirst().evidence()) ? "line.directory" : "line",
                        severity(each.getFirst()),
                        texts.of(each.getFirst(), locale).title(),
                        each.size(),
                        Directories.isOfDirectory(each.getFirst().evidence())
                                ? String.join("; ", some(each.stream().map(alert -> AlertTexts.subject(alert, locale))))
                                : hosts(each),
                        some(each.stream().map(alert -> CommuneNames.ofFrance().shown(alert.commune()))))));
        if (same.size() > LINES) {
            lines.add(say("more", same.size() - LINES));
        }
        console.ifPresent(lines::add);
        return String.join("\n", lines);
    }

    /** On how many hosts they were seen: a line of a day says it, each other one was seen on its own. */
    private static long hosts(List<Alert> same) {
        return same.stream()
                        .mapToLong(alert -> Long.parseLong(alert.evidence().getOrDefault(CalmDay.HOSTS, "0")))
                        .sum()
                + same.stream()
                        .filter(alert -> !alert.evidence().containsKey(CalmDay.HOSTS))
                        .map(Alert::host)
                        .distinct()
                        .count();
    }

    /** The first of them, as their alerts come, and how many others there are: names that somebody chose do not come before others. */
    private List<String> some(Stream<String> names) {
        List<String> all = names.distinct().toList();
        List<String> some = new ArrayList<>(all.subList(0, Math.min(NAMES, all.size())));
        if (all.size() > NAMES) {
            some.add(say("others", all.size() - NAMES));
        }
        return some;
    }

    private String severity(Alert alert) {
        return say("severity." + ItemFields.word(alert.severity()));
    }

    private String say(String key, Object... values) {
        return Printable.clean(Sentence.of(BUNDLE, key, values).in(locale));
    }
}
