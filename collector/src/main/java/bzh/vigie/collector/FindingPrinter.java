package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertText;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.Offline;
import bzh.vigie.collector.detect.fields.EventTime;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.notify.JsonLine;
import bzh.vigie.event.ItemFields;
import bzh.vigie.text.Printable;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes what {@code detect} finds: in whole sentences, as a table with a line each, or as JSON lines. Thread-safe. */
final class FindingPrinter {
    /** How findings are written. */
    enum Form {
        TEXT,
        TABLE,
        JSONL;

        /** The form of an option's word. */
        static Optional<Form> of(String word) {
            return switch (word) {
                case "text" -> Optional.of(TEXT);
                case "table" -> Optional.of(TABLE);
                case "jsonl" -> Optional.of(JSONL);
                default -> Optional.empty();
            };
        }
    }

    private static final int TIME = 30;
    private static final int HOST = 22;
    private static final int SEVERITY = 13;
    private static final int TITLE = 72;

    private final PrintWriter out;
    private final AlertTexts texts;
    private final Words words;
    private final Form form;
    private final SameAct sameAct = new SameAct();
    private long findings;

    FindingPrinter(PrintWriter out, AlertTexts texts, Words words, Form form) {
        this.out = out;
        this.texts = texts;
        this.words = words;
        this.form = form;
    }

    /** Findings so far. */
    synchronized long findings() {
        return findings;
    }

    /** Findings that were left out, since one of the same act is there. */
    long repeated() {
        return sameAct.repeated();
    }

    /** How a finding is written, empty where one of the same act was; costs most of what printing costs. JSON lines have each. */
    String text(Offline.Result result) {
        if (form != Form.JSONL
                && texts.card(result.rule())
                        .filter(card -> sameAct.hasSeen(card, result))
                        .isPresent()) {
            return "";
        }
        AlertText text = texts.of(result.rule(), result.evidence(), 1, result.situation(), words.locale());
        return switch (form) {
            case TEXT -> sentences(result, text);
            case TABLE -> row(result, text);
            case JSONL -> json(result, text);
        };
    }

    /** Writes what {@link #text} gave. */
    synchronized void print(String text) {
        if (text.isEmpty()) {
            return;
        }
        if (form == Form.TABLE && findings == 0) {
            out.println(row(
                    words.say("column.severity"),
                    words.say("column.time"),
                    words.say("column.host"),
                    words.say("column.title"),
                    words.say("column.rule")));
        }
        findings++;
        out.println(text);
    }

    private String sentences(Offline.Result result, AlertText text) {
        return severity(result) + "  " + text.title() + "  [" + Printable.line(result.rule(), 100) + "]\n"
                + text.explanation().indent(2)
                + text.advice().indent(2)
                + origin(result).map(line -> line.indent(2)).orElse("");
    }

    /** Who wrote the rule, under which licence: rules of others ask that it be shown. */
    private Optional<String> origin(Offline.Result result) {
        return texts.card(result.rule())
                .filter(card -> !card.author().isBlank() && !card.author().equals("Vigie"))
                .map(card -> words.say("origin", card.author(), card.license().isBlank() ? "-" : card.license()));
    }

    private String row(Offline.Result result, AlertText text) {
        return row(
                severity(result),
                EventTime.text(result.record()),
                any(result, "host", "Computer"),
                text.title(),
                result.rule());
    }

    private static String row(String severity, String time, String host, String title, String rule) {
        return cell(severity, SEVERITY)
                + cell(time, TIME)
                + cell(host, HOST)
                + cell(title, TITLE)
                + Printable.line(rule, 100);
    }

    private static String cell(String text, int width) {
        String shown = Printable.line(text, width - 2);
        return shown + " ".repeat(Math.max(1, width - shown.codePointCount(0, shown.length())));
    }

    private String severity(Offline.Result result) {
        return words.say("severity." + result.severity().name().toLowerCase(Locale.ROOT));
    }

    private String json(Offline.Result result, AlertText text) {
        Optional<Card> card = texts.card(result.rule());
        return JsonLine.of(json -> {
            json.writeStringField("rule", result.rule());
            json.writeStringField("title", text.title());
            json.writeStringField("severity", result.severity().name().toLowerCase(Locale.ROOT));
            json.writeStringField("situation", ItemFields.word(result.situation()));
            json.writeArrayFieldStart("techniques");
            for (String technique : result.techniques()) {
                json.writeString(technique);
            }
            json.writeEndArray();
            json.writeStringField("host", any(result, "host", "Computer"));
            json.writeStringField("time", EventTime.text(result.record()));
            json.writeObjectFieldStart("source");
            json.writeStringField("file", result.file().toString());
            json.writeStringField("channel", any(result, "Channel", "channel"));
            json.writeStringField("record_id", any(result, "EventRecordID", "RecordID"));
            json.writeNumberField("index", result.line());
            json.writeEndObject();
            json.writeObjectFieldStart("evidence");
            for (Map.Entry<String, String> each : new TreeMap<>(result.evidence()).entrySet()) {
                json.writeStringField(each.getKey(), each.getValue());
            }
            json.writeEndObject();
            json.writeStringField("explanation", text.explanation());
            json.writeStringField("advice", text.advice());
            json.writeStringField("author", card.map(Card::author).orElse(""));
            json.writeStringField("license", card.map(Card::license).orElse(""));
        });
    }

    private static String any(Offline.Result result, String... names) {
        for (String name : names) {
            String value = result.record().value(name);
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }
}
