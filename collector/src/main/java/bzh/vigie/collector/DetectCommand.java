package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.CorrelationTrace;
import bzh.vigie.collector.detect.Offline;
import bzh.vigie.collector.detect.OrdinaryItems;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.persistence.TwoReadings;
import bzh.vigie.collector.detect.sigma.Explanation;
import bzh.vigie.collector.detect.sigma.Placeholders;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.event.ItemFields;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

    @Option(names = "--situation", paramLabel = "calm|monitoring")
    private Optional<String> situation = Optional.empty();

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

    private Optional<CorrelationTrace> traced = Optional.empty();
    private boolean found;
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
            Optional<ExplanationPrinter> explained = Optional.empty();
            if (explain.isPresent()) {
                explained = explanation(loaded, values, explain.get());
                traced = loaded.correlations().stream()
                        .filter(each -> each.card().id().equals(explain.get())
                                || each.card().english().title().equals(explain.get()))
                        .findFirst()
                        .map(CorrelationTrace::new);
                if (explained.isEmpty() && traced.isEmpty()) {
                    err.println(words.say("no-such-rule", explain.get()));
                    return 2;
                }
            }
            AlertTexts texts = new AlertTexts(loaded.cards());
            if (out.isPresent()) {
                try (PrintWriter file = new PrintWriter(Files.newBufferedWriter(out.get()))) {
                    analyse(loaded, explained, texts, file, err, words);
                }
            } else {
                analyse(loaded, explained, texts, spec.commandLine().getOut(), err, words);
            }
            return unread ? 1 : found ? 3 : 0;
        } catch (IOException e) {
            err.println(Failures.say(e, words.locale()));
            return 1;
        }
    }

    private Optional<String> wrongUse(Words words) {
        if (FindingPrinter.Form.of(format).isEmpty()) {
            return Optional.of(words.say("bad-format", format));
        }
        if (situation.isPresent() && situation().isEmpty()) {
            return Optional.of(words.say("bad-situation", situation.get()));
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

    /** Which was asked for; empty where none was, or by no word of ours. */
    private Optional<Situation> situation() {
        return Arrays.stream(Situation.values())
                .filter(each -> situation.filter(ItemFields.word(each)::equals).isPresent())
                .findFirst();
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
                .flatMap(each -> found.map(how -> new ExplanationPrinter(
                        each, how, loaded.narrowings(each.card().id()))));
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
        GravestFirst ofInventories = new GravestFirst(result -> printer.print(printer.text(result)));
        OrdinaryItems ordinary = new OrdinaryItems();
        Offline offline = new Offline(loaded, result -> {
            if (traced.isPresent()) {
                return;
            }
            if (ordinary.take(result)) {
                return;
            }
            if (inventory.contains(result.file())) {
                ofInventories.take(result);
            } else {
                printer.print(printer.text(result));
            }
        });
        IndicatorFiles indicators = IndicatorFiles.read(iocs, words, err);
        if (!indicators.isWhole()) {
            unread = true;
        }
        situation().ifPresent(offline::judgeIn);
        offline.watch(indicators.watchlist());
        explained.ifPresent(each -> offline.giveTo(each::take));
        traced.ifPresent(offline::trace);
        DetectInputs inputs = new DetectInputs(events, evtx);
        Optional<TwoReadings> compared;
        try (ProgressLine _ = ProgressLine.start(
                err, ProgressLine.isTerminal(), () -> words.say("progress", Long.toString(offline.progress())))) {
            inputs.read(
                    offline,
                    traced.isPresent() ? text -> {} : printer::print,
                    result -> ordinary.take(result) ? "" : printer.text(result),
                    threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
            compared = inputs.inventories(offline, inventory, readings);
        } finally {
            ofInventories.end();
        }
        DetectReport report = new DetectReport(err, words);
        if (explained.isPresent()) {
            found = explained.get().print(to, words, format.equals("jsonl"));
        } else if (traced.isPresent()) {
            offline.end();
            found = new TracePrinter(traced.get()).print(to, words, format.equals("jsonl"));
        } else {
            offline.end();
            ofInventories.end();
            ordinary.sum().ifPresent(sum -> printer.print(printer.text(sum)));
            found = printer.findings() > 0;
            report.summary(offline, loaded, printer.findings(), System.nanoTime() - start);
            report.repeated(printer.repeated());
        }
        report.inputs(offline, inputs, !evtx.isEmpty());
        compared.ifPresent(each -> report.notCompared(each, inventory));
        unread |= !inputs.unread().isEmpty() || !offline.tally().notLogs().isEmpty();
        if (to.checkError()) {
            throw new IOException(out.map(Path::toString).orElse("-"));
        }
    }
}
