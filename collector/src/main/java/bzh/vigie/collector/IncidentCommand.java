package bzh.vigie.collector;

import bzh.vigie.collector.detect.Reopening;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.Phases;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code incident}: what happened to communes, from its opening to its closure. Every decision names its author and reason. */
@Command(
        name = "incident",
        subcommands = {
            IncidentHostsCommand.class,
            IncidentDevicesCommand.class,
            IncidentAccountsCommand.class,
            IncidentDomainsCommand.class,
            IncidentWitnessCommand.class,
            IncidentScanCommand.class,
            IncidentWatchlistCommand.class,
            IncidentAttestCommand.class,
            IncidentConcludeCommand.class,
            IncidentExportCommand.class,
            IncidentCoverageCommand.class,
            IncidentReportCommand.class,
            IncidentVerifyCommand.class,
            IncidentTableCommand.class,
            IncidentTombstoneCommand.class,
            IncidentRecurrenceCommand.class,
            IncidentReviewCommand.class
        },
        resourceBundle = "bzh.vigie.collector.IncidentCommand",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class IncidentCommand implements Callable<Integer> {
    private static final String BUNDLE = "bzh.vigie.collector.IncidentCommand";

    private final InstantSource time;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before any method of a command is called
    private CommandSpec spec;

    IncidentCommand() {
        this(InstantSource.system());
    }

    IncidentCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    @Command(name = "open", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int open(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "TITLE", descriptionKey = "TITLE") String title,
            @Option(names = "--watch-days", paramLabel = "30|60|90|N", defaultValue = "90") int days) {
        IncidentWork work = work(options);
        Author author = who.author(work.words());
        if (!(options.scope() instanceof Scope.Communes some)) {
            throw work.usage("open-commune");
        }
        checkDays(work, days);
        if (title.isBlank() || title.length() > 200 || some.communes().size() > Incidents.MOST_COMMUNES) {
            throw work.usage("bad-title");
        }
        return StoreWork.run(options, time, work.err(), store -> {
            Incident incident = store.write(session -> session.incidents().open(title, some.communes(), days, author));
            printer(work).whole(store, options.scope(), incident);
            work.out().flush();
            return ExitCode.OK;
        });
    }

    @Command(name = "list", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int list(@Mixin CommandOptions options) {
        IncidentWork work = work(options);
        return StoreWork.run(options, time, work.err(), store -> {
            List<Incident> all = store.read(session -> session.incidents().list(options.scope()));
            IncidentPrinter printer = printer(work);
            for (Incident incident : all) {
                printer.line(
                        incident, Phases.of(store.read(s -> s.incidents().phases(options.scope(), incident.id()))));
            }
            if (all.isEmpty() && !options.json()) {
                work.out().println(work.words().say("no-incidents"));
            }
            work.out().flush();
            return ExitCode.OK;
        });
    }

    @Command(name = "show", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int show(@Mixin CommandOptions options, @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id) {
        IncidentWork work = work(options);
        return work.with(id, (store, incident) -> {
            printer(work).whole(store, options.scope(), incident);
            return ExitCode.OK;
        });
    }

    @Command(name = "phase", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int phase(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id,
            @Parameters(paramLabel = "PHASE", descriptionKey = "PHASE") String word,
            @Option(names = "--since", paramLabel = "TIME", defaultValue = "now") String since,
            @Option(names = "--withdraw", descriptionKey = "phase-withdraw") boolean withdraw) {
        IncidentWork work = work(options);
        Phase phase = IncidentWords.phase(word).orElseThrow(() -> work.usage("bad-phase", word));
        Author author = who.author(work.words());
        Optional<Instant> begun = withdraw ? Optional.empty() : Optional.of(past(work, since));
        return work.with(id, (store, incident) -> {
            boolean done = store.write(s -> s.incidents().phase(options.scope(), incident.id(), phase, begun, author));
            Phases phases = Phases.of(store.read(s -> s.incidents().phases(options.scope(), incident.id())));
            phases.outOfOrder()
                    .ifPresent(two -> work.err()
                            .println(work.words()
                                    .say(
                                            "out-of-order",
                                            IncidentWords.phase(work.words(), two.getFirst()),
                                            IncidentWords.phase(work.words(), two.getLast()))));
            return begun.isPresent()
                    ? work.decided(
                            done,
                            "phase-begun",
                            incident.id().text(),
                            IncidentWords.phase(work.words(), phase),
                            work.when(begun.get()))
                    : work.decided(
                            done, "phase-withdrawn", incident.id().text(), IncidentWords.phase(work.words(), phase));
        });
    }

    @Command(name = "eviction", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int eviction(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id,
            @Option(names = "--start", paramLabel = "TIME", descriptionKey = "eviction-start") Optional<String> start,
            @Option(names = "--end", paramLabel = "TIME", descriptionKey = "eviction-end") Optional<String> end,
            @Option(names = "--host", paramLabel = "ID", descriptionKey = "eviction-host") Optional<String> host,
            @Option(names = "--withdraw", descriptionKey = "eviction-withdraw") boolean withdraw) {
        IncidentWork work = work(options);
        if (withdraw == (start.isPresent() || end.isPresent())) {
            throw work.usage("eviction-what");
        }
        Author author = who.author(work.words());
        Optional<Instant> from = start.map(text -> past(work, text));
        Optional<Instant> to = end.map(text -> past(work, text));
        return work.with(id, (store, incident) -> {
            Optional<AgentId> agent = host.flatMap(typed -> work.host(store, incident, typed));
            if (host.isPresent() && agent.isEmpty()) {
                return ExitCode.SOFTWARE;
            }
            Optional<Interval> before = standing(store, options.scope(), incident, agent);
            Optional<Interval> interval = Optional.empty();
            if (!withdraw) {
                Instant begin =
                        from.or(() -> before.map(Interval::start)).orElseThrow(() -> work.usage("eviction-start"));
                if (to.filter(begin::isAfter).isPresent()) {
                    throw work.usage("eviction-order");
                }
                interval = Optional.of(new Interval(begin, to));
            }
            Optional<Interval> said = interval;
            boolean done =
                    store.write(s -> s.incidents().eviction(options.scope(), incident.id(), agent, said, author));
            if (!done && agent.isPresent()) {
                work.err()
                        .println(work.words()
                                .say(
                                        "no-host-of-it",
                                        agent.get().text(),
                                        incident.id().text()));
                return ExitCode.SOFTWARE;
            }
            return said.isPresent()
                    ? work.decided(
                            done,
                            "eviction-dated",
                            incident.id().text(),
                            printer(work).interval(said.get()))
                    : work.decided(done, "eviction-withdrawn", incident.id().text());
        });
    }

    private static Optional<Interval> standing(Store store, Scope scope, Incident incident, Optional<AgentId> agent) {
        Evictions evictions = Evictions.of(store.read(s -> s.incidents().evictions(scope, incident.id())));
        return agent.isPresent() ? evictions.forHost(agent.get()) : evictions.all();
    }

    @Command(name = "watch", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int watch(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id,
            @Parameters(paramLabel = "30|60|90|DAYS", descriptionKey = "DAYS") int days) {
        IncidentWork work = work(options);
        checkDays(work, days);
        Author author = who.author(work.words());
        return work.with(
                id,
                (store, incident) -> work.decided(
                        store.write(s -> s.incidents().watch(options.scope(), incident.id(), days, author)),
                        "watch-set",
                        incident.id().text(),
                        Integer.toString(days)));
    }

    @Command(name = "extend", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int extend(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id,
            @Parameters(paramLabel = "INSEE", descriptionKey = "extend-commune") String insee) {
        IncidentWork work = work(options);
        Commune commune = work.commune(insee);
        Author author = who.author(work.words());
        return work.with(id, (store, incident) -> {
            Optional<Integer> reopened =
                    store.write(s -> Reopening.extend(s, options.scope(), incident, commune, author));
            int code =
                    work.decided(reopened.isPresent(), "extended", incident.id().text(), commune.insee());
            work.reopened(reopened.orElse(0));
            return code;
        });
    }

    private static void checkDays(IncidentWork work, int days) {
        if (days < 1 || days > Incidents.LONGEST_WATCH) {
            throw work.usage("bad-days", Integer.toString(days));
        }
    }

    /** What is dated has happened: a minute ahead is allowed, since clocks differ. */
    private static Instant past(IncidentWork work, String text) {
        Instant when = work.when(text);
        if (when.isAfter(work.now().plusSeconds(60))) {
            throw work.usage("not-yet", text);
        }
        return when;
    }

    private IncidentWork work(CommandOptions options) {
        return new IncidentWork(spec, options, time);
    }

    private static IncidentPrinter printer(IncidentWork work) {
        return new IncidentPrinter(work);
    }
}
