package bzh.vigie.collector;

import bzh.vigie.collector.conclusion.AboutText;
import bzh.vigie.collector.conclusion.Concluding;
import bzh.vigie.collector.conclusion.Concluding.Outcome;
import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.Criterion;
import bzh.vigie.collector.conclusion.Criterion.State;
import bzh.vigie.collector.conclusion.LoosenedTexts;
import bzh.vigie.collector.conclusion.WatchedHost;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Conclusions.Decision;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code incident conclude}: what can be concluded now, criterion by criterion, and what would change it. */
@Command(name = "conclude", mixinStandardHelpOptions = true, resourceBundle = IncidentConcludeCommand.BUNDLE)
final class IncidentConcludeCommand implements Callable<Integer> {
    static final String BUNDLE = "bzh.vigie.collector.IncidentCommand";

    private static final int SHOWN = 20;

    private static final int LONGEST_NAME = 200;

    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommandOptions options = new CommandOptions();

    @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER")
    private String id = "";

    @Mixin
    private AuthorOptions who = new AuthorOptions();

    @Option(names = "--sign", descriptionKey = "conclude-sign")
    private boolean sign;

    @Option(names = "--refuse", descriptionKey = "conclude-refuse")
    private boolean refuse;

    @Option(names = "--recompute", descriptionKey = "conclude-recompute")
    private boolean recompute;

    IncidentConcludeCommand() {
        this(InstantSource.system());
    }

    IncidentConcludeCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        IncidentWork work = new IncidentWork(spec, options, time);
        if ((sign ? 1 : 0) + (refuse ? 1 : 0) + (recompute ? 1 : 0) > 1) {
            throw work.usage("conclude-one");
        }
        Optional<Author> author = sign || refuse ? Optional.of(who.author(work.words())) : Optional.<Author>empty();
        return work.with(id, (store, incident) -> {
            boolean whole = store.read(session -> session.incidents().whole(options.scope(), incident.id()));
            if (!whole) {
                // Of a part nothing can be said about the whole.
                work.err().println(work.words().say("not-whole"));
                return ExitCode.SOFTWARE;
            }
            if (recompute) {
                return new ConclusionSignature(work, options).recompute(store, incident);
            }
            Concluding concluding = new Concluding(store, options.scope(), incident, time);
            if (author.isEmpty()) {
                return told(work, store, concluding.now());
            }
            return switch (concluding.decide(
                    sign ? Decision.SIGNED : Decision.REFUSED, Optional.empty(), author.get())) {
                case Outcome.Written(Conclusion conclusion) -> told(work, store, conclusion);
                case Outcome.Another _, Outcome.Busy _ -> {
                    work.err().println(work.words().say("conclude-busy"));
                    yield ExitCode.SOFTWARE;
                }
            };
        });
    }

    private int told(IncidentWork work, Store store, Conclusion conclusion) {
        show(work, conclusion);
        new ConclusionSignature(work, options).show(store, conclusion);
        return ExitCode.OK;
    }

    private void show(IncidentWork work, Conclusion conclusion) {
        Incident incident = conclusion.facts().incident();
        if (work.json()) {
            ArtefactLines.print(work, conclusion.facts().artefacts());
            work.out()
                    .println(new JsonRow("conclusion")
                            .put("incident", incident.id().text())
                            .put("at", conclusion.facts().at().toString())
                            .put("word", ItemFields.word(conclusion.word()))
                            .put("hosts", conclusion.facts().hosts().size())
                            .put("horizon_seconds", conclusion.horizon().toSeconds()));
            conclusion.criteria().forEach(each -> work.out().println(row(incident, each)));
            IncidentTableCommand.rows(incident, conclusion.facts().table()).forEach(work.out()::println);
            conclusion.facts().hosts().forEach(each -> work.out().println(row(incident, each)));
            ScheduledRuns.rows(incident, conclusion.facts().scheduled()).forEach(work.out()::println);
            CheckedHosts.rows(incident, conclusion.facts().checks()).forEach(work.out()::println);
            return;
        }
        Words words = work.words();
        work.out().println(words.say("word." + ItemFields.word(conclusion.word())));
        ArtefactLines.print(work, conclusion.facts().artefacts());
        LoosenedTexts.firstPage(conclusion.facts(), words.locale(), work::when)
                .forEach(line -> work.out().println(Words.clean(line, 2_000)));
        work.out()
                .println(words.say(
                        "conclude-at",
                        work.when(conclusion.facts().at()),
                        Integer.toString(conclusion.facts().hosts().size()),
                        days(conclusion.horizon())));
        ScheduledRuns.text(work, conclusion.facts().scheduled())
                .forEach(line -> work.out().println(line));
        CheckedHosts.text(work, conclusion.facts().checks(), conclusion.facts().withoutAgent())
                .forEach(line -> work.out().println(line));
        AlertTexts texts = RulePacks.texts(options.folder());
        conclusion.criteria().forEach(each -> print(work, conclusion, each, texts));
        if (!conclusion.missing().isEmpty()) {
            work.out().println(words.say("conclude-change"));
            conclusion
                    .missing()
                    .forEach(each -> work.out().println("  - " + words.say("change." + ItemFields.word(each.kind()))));
        }
        work.out().println(words.say("conclude-table"));
        IncidentTableCommand.text(work, conclusion.facts().table())
                .forEach(line -> work.out().println("  " + line));
        for (WatchedHost host : conclusion.facts().hosts()) {
            if (!host.before()) {
                work.out()
                        .println(words.say(
                                "conclude-no-before",
                                Words.clean(host.coverage().host().hostname(), LONGEST_NAME)));
            }
        }
    }

    private static void print(IncidentWork work, Conclusion conclusion, Criterion criterion, AlertTexts texts) {
        Words words = work.words();
        String mark = criterion.state() == State.MET ? "[x] " : criterion.state() == State.NOT_MET ? "[ ] " : "[?] ";
        work.out().println("  " + mark + words.say("criterion." + ItemFields.word(criterion.kind())));
        criterion.about().stream()
                .limit(SHOWN)
                .map(each -> AboutText.say(words.bundle(), titles(conclusion, texts, words.locale()), each))
                .forEach(each -> work.out().println("        " + Words.clean(each, LONGEST_NAME)));
        if (criterion.about().size() > SHOWN) {
            work.out()
                    .println("        "
                            + words.say(
                                    "conclude-more",
                                    Integer.toString(criterion.about().size() - SHOWN)));
        }
    }

    /** Of what a criterion of that conclusion names: by its alert where that is known. */
    static BiFunction<String, String, Optional<String>> titles(Conclusion conclusion, AlertTexts texts, Locale locale) {
        return (rule, about) -> conclusion
                .facts()
                .named(about)
                .filter(alert -> alert.rule().equals(rule))
                .map(alert -> texts.of(alert, locale).title())
                .or(() -> texts.title(rule, locale));
    }

    private static String days(Duration length) {
        return Long.toString(length.toDays());
    }

    private static JsonRow row(Incident incident, Criterion criterion) {
        return new JsonRow("criterion")
                .put("incident", incident.id().text())
                .put("criterion", ItemFields.word(criterion.kind()))
                .put("state", ItemFields.word(criterion.state()))
                .put("weight", ItemFields.word(criterion.kind().weight()))
                .put("about", criterion.about());
    }

    private static JsonRow row(Incident incident, WatchedHost host) {
        return new JsonRow("watched-host")
                .put("incident", incident.id().text())
                .put("host", host.coverage().host().id().text())
                .put("hostname", host.coverage().host().hostname())
                .put("commune", host.coverage().host().commune().insee())
                .put("role", ItemFields.word(host.role()))
                .put("from", host.window().from().toString())
                .put("to", host.window().to().toString())
                .put(
                        "watched_seconds",
                        host.coverage().agent().watched().length().toSeconds())
                .put("seconds", host.window().length().toSeconds())
                .put("holes", host.coverage().agent().holes().size())
                .put("long_gaps", host.longGaps().size())
                .put("horizon_seconds", host.horizon().toSeconds())
                .put("boots", host.seen().boots().size())
                .put("passes", host.seen().passes().passes().size())
                .put("rest_seconds", host.seen().rest().length().toSeconds())
                .put("contradicted_seconds", host.seen().contradicted().length().toSeconds())
                .put("enrolled_before", host.before());
    }
}
