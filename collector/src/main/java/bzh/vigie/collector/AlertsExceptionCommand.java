package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.notify.AlertJson;
import bzh.vigie.collector.review.NeverExcepted;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.AlertExceptions;
import bzh.vigie.collector.store.AlertExceptions.Excepting;
import bzh.vigie.collector.store.AlertExceptions.Preview;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.text.Printable;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alerts exception}: what somebody does not want to be told of, until a day. */
@Command(
        name = "exception",
        resourceBundle = "bzh.vigie.collector.StoreWork",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AlertsExceptionCommand implements Callable<Integer> {
    /** Past alerts that a preview looks at. */
    private static final int LOOKED = 50_000;

    private static final int SHOWN = 20;

    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    AlertsExceptionCommand() {
        this(InstantSource.system());
    }

    AlertsExceptionCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    /** What an exception is about. */
    static final class Reaching {
        @Option(names = "--rule", paramLabel = "ID", required = true, descriptionKey = "exception.rule")
        private String rule = "";

        @Option(names = "--signer", paramLabel = "NAME", descriptionKey = "exception.signer")
        private Optional<String> signer = Optional.empty();

        @Option(names = "--path", paramLabel = "PATTERN", descriptionKey = "exception.path")
        private Optional<String> path = Optional.empty();

        @Option(names = "--place", paramLabel = "ID", descriptionKey = "exception.place")
        private Optional<String> place = Optional.empty();

        @Option(names = "--account", paramLabel = "NAME", descriptionKey = "exception.account")
        private Optional<String> account = Optional.empty();

        @Option(names = "--host", paramLabel = "ID", descriptionKey = "exception.host")
        private Optional<String> host = Optional.empty();
    }

    @Command(name = "preview", mixinStandardHelpOptions = true)
    int preview(@Mixin CommandOptions options, @Mixin Reaching reaching) {
        Reach reach = reach(options, reaching);
        return StoreWork.run(options, time, err(), store -> {
            Preview would = store.read(session ->
                    session.alertExceptions().preview(options.scope(), reach, NeverExcepted::is, LOOKED, SHOWN));
            AlertTexts texts = RulePacks.texts(options.folder());
            AlertPrinter printer = new AlertPrinter(
                    out(), texts, new AlertJson(texts, options.locale()), options.words(), options.json());
            if (options.json()) {
                out().println(new JsonRow("exception-preview")
                        .put("looked", would.looked())
                        .put("all", would.all())
                        .put("hidden", would.hidden())
                        .put("open", would.open())
                        .put("spared", would.spared()));
            } else {
                out().println(options.words()
                        .say(
                                "exception.preview",
                                Integer.toString(would.hidden()),
                                Integer.toString(would.looked()),
                                Integer.toString(would.open()),
                                Integer.toString(would.spared())));
                if (!would.all()) {
                    out().println(options.words().say("exception.preview-some"));
                }
            }
            would.first().forEach(printer::line);
            out().flush();
            return ExitCode.OK;
        });
    }

    @Command(name = "add", mixinStandardHelpOptions = true)
    int add(
            @Mixin CommandOptions options,
            @Mixin Reaching reaching,
            @Mixin AuthorOptions who,
            @Option(names = "--until", paramLabel = "YYYY-MM-DD", required = true, descriptionKey = "exception.until")
                    String until) {
        Reach reach = reach(options, reaching);
        if (!reach.isNarrow()) {
            throw wrong(options, "exception.bad-reach");
        }
        Instant end = end(options, until);
        Author author = who.author(options.words());
        return StoreWork.run(options, time, err(), store -> {
            long number =
                    store.write(session -> session.alertExceptions().add(options.scope(), true, reach, end, author));
            out().println(
                            options.json()
                                    ? new JsonRow("exception")
                                            .put("number", number)
                                            .put("until", end.toString())
                                            .toString()
                                    : options.words()
                                            .say(
                                                    "exception.set",
                                                    Long.toString(number),
                                                    Printable.line(reach.rule(), 200),
                                                    until));
            out().flush();
            return ExitCode.OK;
        });
    }

    @Command(name = "list", mixinStandardHelpOptions = true)
    int list(
            @Mixin CommandOptions options,
            @Option(names = "--all", descriptionKey = "exception.ended-too") boolean endedToo) {
        return StoreWork.run(options, time, err(), store -> {
            Instant now = time.instant();
            List<Excepting> all = store
                    .read(session -> session.alertExceptions().list(options.scope()))
                    .stream()
                    .filter(each -> endedToo || each.holds(now))
                    .toList();
            all.forEach(each -> show(options, each, now));
            if (all.isEmpty() && !options.json()) {
                out().println(options.words().say("exception.none"));
            }
            out().flush();
            return ExitCode.OK;
        });
    }

    @Command(name = "end", mixinStandardHelpOptions = true)
    int end(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "N", descriptionKey = "exception.number") long number) {
        Author author = who.author(options.words());
        return StoreWork.run(options, time, err(), store -> {
            boolean ended = store.write(session -> session.alertExceptions().end(options.scope(), number, author));
            (ended ? out() : err())
                    .println(options.words()
                            .say(ended ? "exception.ended" : "exception.unknown", Long.toString(number)));
            out().flush();
            return ended ? ExitCode.OK : ExitCode.SOFTWARE;
        });
    }

    private void show(CommandOptions options, Excepting each, Instant now) {
        Words words = options.words();
        if (options.json()) {
            out().println(new JsonRow("exception")
                    .put("number", each.number())
                    .put("rule", each.reach().rule())
                    .put("signer", each.reach().signer().orElse(""))
                    .put("path", each.reach().path().orElse(""))
                    .put("place", each.reach().place().orElse(""))
                    .put("account", each.reach().account().orElse(""))
                    .put("commune", each.reach().commune().map(Commune::insee).orElse(""))
                    .put("host", each.reach().host().map(AgentId::text).orElse(""))
                    .put("until", each.until().toString())
                    .put("holds", each.holds(now))
                    .put("ends_soon", each.isEnding(now))
                    .put("alerts", each.alerts())
                    .put("hits", each.hits())
                    .put("time", each.written().toString())
                    .put("author", each.author().name())
                    .put("reason", each.author().reason()));
            return;
        }
        out().println(words.say(
                "exception.line",
                Long.toString(each.number()),
                Printable.line(parts(each.reach()), 2_000),
                day(each.until().minusSeconds(1)),
                Printable.line(each.author().name(), 200),
                Printable.line(each.author().reason(), 2_000)));
        out().println(words.say("exception.hits", Long.toString(each.alerts()), Long.toString(each.hits())));
        if (each.ended().isPresent()) {
            AlertExceptions.End end = each.ended().get();
            out().println(words.say(
                    "exception.ended-by",
                    day(end.written()),
                    Printable.line(end.author().name(), 200),
                    Printable.line(end.author().reason(), 2_000)));
        } else if (!each.holds(now)) {
            out().println(words.say("exception.over", day(each.until())));
        } else if (each.isEnding(now)) {
            out().println(words.say("exception.ends-soon"));
        }
    }

    private static String parts(Reach reach) {
        List<String> parts = new ArrayList<>(List.of(reach.rule()));
        reach.signer().ifPresent(text -> parts.add("signer=" + text));
        reach.path().ifPresent(text -> parts.add("path=" + text));
        reach.place().ifPresent(text -> parts.add("place=" + text));
        reach.account().ifPresent(text -> parts.add("account=" + text));
        reach.commune().ifPresent(commune -> parts.add("commune=" + commune.insee()));
        reach.host().ifPresent(host -> parts.add("host=" + host.text()));
        return String.join("  ", parts);
    }

    private static String day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
    }

    private Reach reach(CommandOptions options, Reaching asked) {
        if (!Reach.mayBeExcepted(asked.rule)) {
            throw wrong(options, "exception.never", asked.rule);
        }
        try {
            return new Reach(
                    asked.rule,
                    asked.signer,
                    asked.path,
                    asked.place,
                    asked.account,
                    commune(options),
                    asked.host.map(AgentId::new));
        } catch (IllegalArgumentException e) {
            throw wrong(options, "exception.bad-reach");
        }
    }

    private static Optional<Commune> commune(CommandOptions options) {
        return switch (options.scope()) {
            case Scope.All ignored -> Optional.empty();
            case Scope.Communes some -> {
                if (some.communes().size() != 1) {
                    throw new IllegalArgumentException("an exception is of one commune or of all");
                }
                yield some.communes().stream().findFirst();
            }
        };
    }

    /** The end of the day. */
    private Instant end(CommandOptions options, String until) {
        try {
            Instant end = LocalDate.parse(until)
                    .plusDays(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            Instant now = time.instant();
            if (end.isAfter(now) && !end.isAfter(now.plus(AlertExceptions.LONGEST))) {
                return end;
            }
        } catch (DateTimeException notADay) {
            // Said below.
        }
        throw wrong(options, "exception.bad-until", until);
    }

    private ParameterException wrong(CommandOptions options, String key, String... values) {
        return new ParameterException(spec.commandLine(), options.words().say(key, values));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
