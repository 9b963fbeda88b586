package bzh.vigie.collector.notify;

import bzh.vigie.collector.detect.AlertText;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.LocalCollection;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.event.ItemFields;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a program for cases wants to be told of an alert, by its public documentation. Pure. */
sealed interface CaseForm {
    /** Of the sink. */
    String name();

    /** Below the address of the program. */
    String path();

    /** What is posted there. */
    String body(Alert alert);

    /**
     * TheHive 5, {@code POST /api/v1/alert}: type, source and sourceRef name the alert, which it takes once.
     *
     * @param console where a browser finds the console; empty where there is none
     */
    record TheHive(AlertTexts texts, Locale locale, Optional<String> console) implements CaseForm {
        private static final int AMBER = 2;

        @Override
        public String name() {
            return "thehive";
        }

        @Override
        public String path() {
            return "/api/v1/alert";
        }

        @Override
        public String body(Alert alert) {
            AlertText text = texts.of(alert, locale);
            return JsonLine.of(json -> {
                json.writeStringField("type", "vigie");
                json.writeStringField("source", "vigie");
                json.writeStringField("sourceRef", alert.id());
                json.writeStringField("title", text.title());
                json.writeStringField("description", description(alert, text));
                json.writeNumberField("severity", severity(alert.severity()));
                json.writeNumberField("date", alert.time().toEpochMilli());
                json.writeNumberField("tlp", AMBER);
                json.writeNumberField("pap", AMBER);
                List<String> tags = tags(alert);
                json.writeFieldName("tags");
                json.writeArray(tags.toArray(String[]::new), 0, tags.size());
                if (console.isPresent()) {
                    json.writeStringField("externalLink", link(console.get(), alert));
                }
            });
        }

        private static int severity(Severity severity) {
            return switch (severity) {
                case INFORMATIONAL, LOW -> 1;
                case MEDIUM -> 2;
                case HIGH -> 3;
                case CRITICAL -> 4;
            };
        }
    }

    /**
     * DFIR-IRIS 2, {@code POST /alerts/add}. Severities and states are the numbers that a new installation gives them.
     *
     * @param console where a browser finds the console; empty where there is none
     * @param customer number of the customer there under which alerts stand
     */
    record Iris(AlertTexts texts, Locale locale, Optional<String> console, int customer) implements CaseForm {
        private static final int NEW = 2;

        @Override
        public String name() {
            return "iris";
        }

        @Override
        public String path() {
            return "/alerts/add";
        }

        @Override
        public String body(Alert alert) {
            AlertText text = texts.of(alert, locale);
            return JsonLine.of(json -> {
                json.writeStringField("alert_title", text.title());
                json.writeStringField("alert_description", description(alert, text));
                json.writeStringField("alert_source", "vigie");
                json.writeStringField("alert_source_ref", alert.id());
                if (console.isPresent()) {
                    json.writeStringField("alert_source_link", link(console.get(), alert));
                }
                json.writeNumberField("alert_severity_id", severity(alert.severity()));
                json.writeNumberField("alert_status_id", NEW);
                json.writeStringField(
                        "alert_source_event_time",
                        DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                                alert.time().atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS)));
                json.writeStringField("alert_tags", String.join(",", tags(alert)));
                json.writeNumberField("alert_customer_id", customer);
            });
        }

        private static int severity(Severity severity) {
            return switch (severity) {
                case INFORMATIONAL -> 2;
                case LOW -> 3;
                case MEDIUM -> 4;
                case HIGH -> 5;
                case CRITICAL -> 6;
            };
        }
    }

    /** As a block of code in Markdown, which both programs draw: what a host wrote becomes no link and no picture. */
    private static String description(Alert alert, AlertText text) {
        List<String> parts = new ArrayList<>(List.of(text.explanation(), text.advice()));
        List<String> collection = LocalCollection.lines(alert);
        if (!collection.isEmpty()) {
            parts.add(String.join("\n", collection));
        }
        return String.join("\n\n", parts).lines().map(line -> "    " + line).collect(Collectors.joining("\n"));
    }

    private static List<String> tags(Alert alert) {
        List<String> tags = new ArrayList<>(List.of(
                "commune:" + alert.commune().insee(), "severity:" + ItemFields.word(alert.severity()), alert.rule()));
        tags.addAll(alert.techniques());
        return tags;
    }

    private static String link(String console, Alert alert) {
        return console + "/alerts/" + URLEncoder.encode(alert.id(), StandardCharsets.UTF_8);
    }
}
