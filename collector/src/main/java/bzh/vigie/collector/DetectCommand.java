package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.Offline;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.persistence.TwoReadings;
import bzh.vigie.collector.detect.sigma.Explanation;
import bzh.vigie.collector.detect.sigma.Placeholders;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.correlation.Counts;
import bzh.vigie.collector.evtx.Tally;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    @Option(names = "--rules", paramLabel = "DIR")
    private List<Path> rules = new ArrayList<>();

    @Option(names = "--placeholders", paramLabel = "FILE")
    private Optional<Path> placeholders = Optional.empty();

    @Option(names = "--events", paramLabel = "FILE")
    private List<Path> events = new ArrayList<>();

    @Option(names = "--inventory", paramLabel = "FILE", arity = "1..2")
    private List<Path> inventory = new ArrayList<>();

    @Option(names = "--readings")
    private boolean readings;

    @Option(names = "--evtx", paramLabel = "FILE|DIR")
    private List<Path> evtx = new ArrayList<>();

    @Option(names = "--iocs", paramLabel = "FILE")
    private List<Path> iocs = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--explain", paramLabel = "RULE")
    private Optional<String> explain = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", defaultValue = "0")
    private int threads;

    @Option(names = "--format", paramLabel = "text|table|jsonl", defaultValue = "text")
    private String format = "text";

    @Option(names = "--lang", paramLabel = Language.LABEL, converter = Language.class)
    private Optional<Locale> lang = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private boolean found;
    private boolean unread;
    private Optional<TwoReadings> compared = Optional.empty();

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
            Optional<ExplanationPrinter> explained = Optional.empty();
            if (explain.isPresent()) {
                explained = explanation(loaded, values, explain.get());
                if (explained.isEmpty()) {
                    err.println(words.say("no-such-rule", explain.get()));
                    return 2;
                }
            }
            AlertTexts texts = new AlertTexts(loaded.cards());
            if (out.isPresent()) {
                try (PrintWriter file = new PrintWriter(Files.newBufferedWriter(out.get()))) {
                    analyse(loaded, explained, texts, file, err, words);
                    if (file.checkError()) {
                        throw new IOException(out.get().toString());
                    }
                }
            } else {
                analyse(loaded, explained, texts, spec.commandLine().getOut(), err, words);
            }
            return unread ? 1 : found ? 3 : 0;
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
        if (FindingPrinter.Form.of(format).isEmpty()) {
            return Optional.of(words.say("bad-format", format));
        }
        if (inventory.size() > 2) {
            return Optional.of(words.say("two-inventories"));
        }
        if (readings && inventory.size() != 2) {
            return Optional.of(words.say("readings-of-two"));
        }
        return events.isEmpty() && inventory.isEmpty() && evtx.isEmpty()
                ? Optional.of(words.say("no-input"))
                : Optional.empty();
    }

    /** Empty where no rule that was loaded has this id or title. */
    private Optional<ExplanationPrinter> explanation(RuleSet loaded, Placeholders values, String rule)
            throws IOException {
        Optional<Explanation> explanation = ShippedRules.explain(rule);
        for (Path folder : rules) {
            if (explanation.isEmpty()) {
                explanation = Explanation.find(folder, rule, values);
            }
        }
        Optional<Explanation> found = explanation;
        return loaded.rules().stream()
                .filter(each -> each.card().id().equals(rule)
                        || each.card().english().title().equals(rule))
                .findFirst()
                .flatMap(each -> found.map(how -> new ExplanationPrinter(each, how)));
    }

    private void analyse(
            RuleSet loaded,
            Optional<ExplanationPrinter> explained,
            AlertTexts texts,
            PrintWriter to,
            PrintWriter err,
            Words words)
            throws IOException {
        long start = System.nanoTime();
        FindingPrinter printer = new FindingPrinter(
                to, texts, words, FindingPrinter.Form.of(format).orElse(FindingPrinter.Form.TEXT));
        GravestFirst ofInventories = new GravestFirst(printer::print);
        Offline offline = new Offline(loaded, result -> {
            if (inventory.contains(result.file())) {
                ofInventories.take(result);
            } else {
                printer.print(result);
            }
        });
        explained.ifPresent(each -> offline.giveTo(each::take));
        List<InParallel.Input> inputs = inputs(offline);
        try (ProgressLine _ = ProgressLine.start(
                err, ProgressLine.isTerminal(), () -> words.say("progress", Long.toString(offline.progress())))) {
            InParallel.read(inputs, threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
            inventories(offline);
        } finally {
            ofInventories.end();
        }
        if (explained.isPresent()) {
            found = explained.get().print(to, words, format.equals("jsonl"));
            afterwards(offline, err, words);
            return;
        }
        offline.end();
        ofInventories.end();
        to.flush();
        found = printer.findings() > 0;
        double seconds = Math.max(1e-9, (System.nanoTime() - start) / 1e9);
        err.println(words.say(
                "summary",
                Long.toString(offline.events()),
                Integer.toString(loaded.rules().size() + loaded.correlations().size()),
                Integer.toString(loaded.refused().size()),
                Long.toString(Math.round(offline.events() / seconds)),
                Long.toString(printer.findings())));
        loaded.refused().forEach(refused -> err.println(words.say("refused", refused.toString())));
        afterwards(offline, err, words);
    }

    /** What each thread reads, with an {@link Offline} of its own. */
    private List<InParallel.Input> inputs(Offline offline) throws IOException {
        List<InParallel.Input> inputs = new ArrayList<>();
        for (Path file : events) {
            inputs.add(forked(offline, one -> one.events(file)));
        }
        for (Path file : evtx) {
            if (Files.isDirectory(file)) {
                for (Path log : Offline.logsBelow(file)) {
                    inputs.add(forked(offline, one -> one.logOfMany(log)));
                }
            } else {
                inputs.add(forked(offline, one -> one.evtx(file)));
            }
        }
        return inputs;
    }

    /** The reading of an input. */
    @FunctionalInterface
    private interface Reading {
        void by(Offline offline) throws IOException;
    }

    private static InParallel.Input forked(Offline offline, Reading reading) {
        return () -> {
            Offline one = offline.fork();
            try {
                reading.by(one);
            } finally {
                offline.join(one);
            }
        };
    }

    private void inventories(Offline offline) throws IOException {
        if (inventory.size() == 2) {
            compared = offline.readings(inventory.getFirst(), inventory.getLast(), readings);
            if (compared.isEmpty()) {
                offline.inventory(inventory.getFirst(), inventory.getLast());
            }
        } else if (inventory.size() == 1) {
            offline.inventory(inventory.getFirst());
        }
    }

    /** What could not be read or correlated. */
    private void afterwards(Offline offline, PrintWriter err, Words words) {
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
        compared.ifPresent(each -> notCompared(each, err, words));
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

    private void notCompared(TwoReadings both, PrintWriter err, Words words) {
        err.println(words.say(
                "compared", inventory.getFirst().toString(), inventory.getLast().toString()));
        if (both.areOfDifferentSystems()) {
            err.println(words.say("different-systems"));
        }
        for (TwoReadings.NotCompared each : both.notCompared()) {
            String where = each.user().isEmpty() ? each.location() : each.location() + " (" + each.user() + ")";
            err.println(words.say(
                    each.status().isEmpty() ? "not-in-reading" : "not-read-whole",
                    where,
                    (each.first() ? inventory.getFirst() : inventory.getLast()).toString(),
                    SourceText.say(each.detail(), words.locale())));
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
}
