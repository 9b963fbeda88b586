package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertText;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.Offline;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.fields.EventTime;
import bzh.vigie.collector.detect.sigma.Placeholders;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.correlation.Counts;
import bzh.vigie.collector.evtx.Tally;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code detect}: judges files without a running collector (DESIGN.md 5.5). Exit code 0 without findings, 3 with, 2 for bad
 * usage, 1 where an input or the rules could not be read.
 */
@Command(
        name = "detect",
        mixinStandardHelpOptions = true,
        resourceBundle = "bzh.vigie.collector.DetectCommand",
        sortOptions = false)
public final class DetectCommand implements Callable<Integer> {
    private static final JsonFactory JSON = new JsonFactory();

    @Option(names = "--rules", paramLabel = "DIR")
    private List<Path> rules = new ArrayList<>();

    @Option(names = "--placeholders", paramLabel = "FILE")
    private Optional<Path> placeholders = Optional.empty();

    @Option(names = "--events", paramLabel = "FILE")
    private List<Path> events = new ArrayList<>();

    @Option(names = "--inventory", paramLabel = "FILE", arity = "1..2")
    private List<Path> inventory = new ArrayList<>();

    @Option(names = "--evtx", paramLabel = "FILE|DIR")
    private List<Path> evtx = new ArrayList<>();

    @Option(names = "--iocs", paramLabel = "FILE")
    private List<Path> iocs = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--format", paramLabel = "text|jsonl", defaultValue = "text")
    private String format = "text";

    @Option(names = "--lang", paramLabel = Language.LABEL, converter = Language.class)
    private Optional<Locale> lang = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private long findings;
    private boolean unread;

    @Override
    public Integer call() {
        Words words = Words.of(DetectCommand.class, lang.orElseGet(Language::ofTheMachine));
        PrintWriter err = spec.commandLine().getErr();
        Optional<String> wrong = wrongUse(words);
        if (wrong.isPresent()) {
            err.println(wrong.get());
            return 2;
        }
        try {
            RuleSet loaded = ShippedRules.load();
            Placeholders values =
                    placeholders.isPresent() ? Placeholders.read(placeholders.get()) : Placeholders.none();
            for (Path folder : rules) {
                loaded = loaded.plus(RuleSet.read(folder, values));
            }
            AlertTexts texts = new AlertTexts(loaded.cards());
            if (out.isPresent()) {
                try (PrintWriter file = new PrintWriter(Files.newBufferedWriter(out.get()))) {
                    analyse(loaded, texts, file, err, words);
                    if (file.checkError()) {
                        throw new IOException(out.get().toString());
                    }
                }
            } else {
                analyse(loaded, texts, spec.commandLine().getOut(), err, words);
            }
            return unread ? 1 : findings > 0 ? 3 : 0;
        } catch (NoSuchFileException e) {
            err.println(words.say("no-such-file", String.valueOf(e.getFile())));
            return 1;
        } catch (MalformedInputException e) {
            err.println(words.say("not-text"));
            return 1;
        } catch (IOException e) {
            err.println(words.say("cannot-read", String.valueOf(e.getMessage())));
            return 1;
        }
    }

    private Optional<String> wrongUse(Words words) {
        if (!iocs.isEmpty()) {
            return Optional.of(words.say("not-yet", "--iocs"));
        }
        if (!format.equals("text") && !format.equals("jsonl")) {
            return Optional.of(words.say("bad-format", format));
        }
        if (inventory.size() > 2) {
            return Optional.of(words.say("two-inventories"));
        }
        return events.isEmpty() && inventory.isEmpty() && evtx.isEmpty()
                ? Optional.of(words.say("no-input"))
                : Optional.empty();
    }

    private void analyse(RuleSet loaded, AlertTexts texts, PrintWriter to, PrintWriter err, Words words)
            throws IOException {
        long start = System.nanoTime();
        Offline offline = new Offline(loaded, result -> {
            findings++;
            AlertText text = texts.of(result.rule(), result.evidence(), 1, words.locale());
            to.println(format.equals("jsonl") ? json(result, text) : shown(result, text, words));
        });
        for (Path file : events) {
            offline.events(file);
        }
        for (Path file : evtx) {
            offline.evtx(file);
        }
        if (inventory.size() == 2) {
            offline.inventory(inventory.getFirst(), inventory.getLast());
        } else if (inventory.size() == 1) {
            offline.inventory(inventory.getFirst());
        }
        offline.end();
        to.flush();
        double seconds = Math.max(1e-9, (System.nanoTime() - start) / 1e9);
        err.println(words.say(
                "summary",
                Long.toString(offline.events()),
                Integer.toString(loaded.rules().size() + loaded.correlations().size()),
                Integer.toString(loaded.refused().size()),
                Long.toString(Math.round(offline.events() / seconds)),
                Long.toString(findings)));
        loaded.refused().forEach(refused -> err.println(words.say("refused", refused.toString())));
        if (!evtx.isEmpty()) {
            Tally logs = offline.logs();
            err.println(words.say(
                    "logs",
                    Long.toString(logs.records()),
                    Long.toString(logs.partial()),
                    Long.toString(logs.salvaged()),
                    Long.toString(logs.unreadable()),
                    Long.toString(logs.badChunks()),
                    Long.toString(logs.badChecksums())));
            offline.notLogs().forEach(file -> err.println(words.say("not-a-log", file.toString())));
            offline.unreadLogs()
                    .forEach((file, why) -> err.println(words.say("log-unread", file.toString(), Words.clean(why))));
            offline.damagedLogs().forEach((file, tally) -> err.println(damaged(file, tally, words)));
            unread = !offline.notLogs().isEmpty() || !offline.unreadLogs().isEmpty();
        }
        uncorrelated(offline, err, words);
        if (offline.bad() > 0) {
            err.println(words.say("bad-lines", Long.toString(offline.bad())));
            offline.badLines().forEach((line, why) -> err.println("  " + line + ": " + Words.clean(why)));
        }
    }

    private static void uncorrelated(Offline offline, PrintWriter err, Words words) {
        Counts counts = offline.uncorrelated();
        if (counts.forgot() || offline.untimed() > 0) {
            err.println(words.say(
                    "uncorrelated", Long.toString(counts.forgottenEntries()), Long.toString(offline.untimed())));
        }
    }

    private static String damaged(Path file, Tally tally, Words words) {
        return words.say(
                tally.cutOff() ? "log-cut-off" : "log-damaged",
                file.toString(),
                Long.toString(tally.records()),
                Long.toString(tally.partial()),
                Long.toString(tally.unreadable() + tally.badChunks()));
    }

    private static String shown(Offline.Result result, AlertText text, Words words) {
        return words.say("severity." + result.severity().name().toLowerCase(Locale.ROOT)) + "  " + text.title() + "  ["
                + result.rule() + "]\n"
                + text.explanation().indent(2)
                + text.advice().indent(2);
    }

    private static String json(Offline.Result result, AlertText text) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("rule", result.rule());
            json.writeStringField("title", text.title());
            json.writeStringField("severity", result.severity().name().toLowerCase(Locale.ROOT));
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
            for (Map.Entry<String, String> each : new java.util.TreeMap<>(result.evidence()).entrySet()) {
                json.writeStringField(each.getKey(), each.getValue());
            }
            json.writeEndObject();
            json.writeStringField("explanation", text.explanation());
            json.writeStringField("advice", text.advice());
            json.writeEndObject();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("writing to memory", e);
        }
        return line.toString();
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
