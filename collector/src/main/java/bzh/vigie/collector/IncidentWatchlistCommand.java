package bzh.vigie.collector;

import bzh.vigie.collector.detect.LookBack;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.WatchlistIntake;
import bzh.vigie.collector.detect.WatchlistIntake.Outcome;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.returns.LocalChecking;
import bzh.vigie.collector.intel.ImportOptions;
import bzh.vigie.collector.intel.Imported;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.IndicatorFile;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.intel.WarningLists;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Indicators;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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

/** {@code incident watchlist}: the indicators that are looked for, those of an incident and those of the whole region. */
@Command(
        name = "watchlist",
        mixinStandardHelpOptions = true,
        resourceBundle = "bzh.vigie.collector.IncidentCommand",
        synopsisSubcommandLabel = "COMMAND")
final class IncidentWatchlistCommand implements Callable<Integer> {
    private static final String BUNDLE = "bzh.vigie.collector.IncidentCommand";
    private static final int PAGE = 10_000;

    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    IncidentWatchlistCommand() {
        this(InstantSource.system());
    }

    IncidentWatchlistCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    @Command(name = "import", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int read(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "FILE", descriptionKey = "watchlist-file") Path file,
            @Option(names = "--incident", paramLabel = "NUMBER", descriptionKey = "watchlist-incident")
                    Optional<String> incident,
            @Option(names = "--region", descriptionKey = "watchlist-region") boolean region,
            @Option(names = "--tlp", paramLabel = "TLP", required = true, descriptionKey = "watchlist-tlp") String tlp,
            @Option(names = "--source", paramLabel = "TEXT", defaultValue = "", descriptionKey = "watchlist-source")
                    String source,
            @Option(
                            names = "--confidence",
                            paramLabel = "0-100",
                            defaultValue = "50",
                            descriptionKey = "watchlist-confidence")
                    int confidence,
            @Option(names = "--until", paramLabel = "TIME", descriptionKey = "watchlist-until") Optional<String> until,
            @Option(names = "--collector-only", descriptionKey = "watchlist-collector-only") boolean collectorOnly,
            @Option(names = "--warning-lists", paramLabel = "DIR", descriptionKey = "watchlist-warning-lists")
                    Optional<Path> lists,
            @Option(names = "--confirm", paramLabel = "VALUE", descriptionKey = "watchlist-confirm")
                    List<String> confirm,
            @Option(names = "--dry-run", descriptionKey = "watchlist-dry-run") boolean dryRun,
            @Option(names = "--no-look-back", descriptionKey = "watchlist-no-look-back") boolean noLookBack)
            throws IOException {
        IncidentWork work = work(options);
        if (incident.isPresent() == region) {
            throw work.usage("watchlist-whose");
        }
        if (confidence < 0 || confidence > 100) {
            throw work.usage("bad-confidence", Integer.toString(confidence));
        }
        Tlp most = Tlp.of(tlp).orElseThrow(() -> work.usage("bad-tlp", tlp));
        Optional<String> number = incident.map(work::id).map(IncidentId::text);
        Optional<Instant> end = until.map(work::when);
        Author author = who.author(work.words());
        String name = source.isBlank() ? String.valueOf(file.getFileName()) : source;
        Imported imported = IndicatorFile.read(
                file,
                new ImportOptions(
                        name.length() <= Indicator.LONGEST ? name : name.substring(0, Indicator.LONGEST),
                        most,
                        confidence,
                        end,
                        collectorOnly,
                        lists.isPresent() ? WarningLists.read(lists.get()) : WarningLists.none()));
        List<Indicator> chosen = chosen(work, imported, confirm == null ? List.of() : confirm);
        new WatchlistPrinter(work).imported(imported, confirm == null ? List.of() : confirm);
        if (imported.broken().isPresent()) {
            work.err()
                    .println(work.words()
                            .say(
                                    "watchlist-broken",
                                    file.toString(),
                                    imported.broken().get().in(options.locale())));
            return ExitCode.SOFTWARE;
        }
        if (dryRun) {
            return ExitCode.OK;
        }
        return StoreWork.run(options, time, work.err(), store -> {
            if (!mayDecide(work, options, store, number)) {
                return ExitCode.SOFTWARE;
            }
            return add(work, options, store, number, chosen, String.valueOf(file.getFileName()), author, !noLookBack);
        });
    }

    /** Whether who asks may decide about the whole of it: the incident's communes, or the region. */
    private static boolean mayDecide(
            IncidentWork work, CommandOptions options, Store store, Optional<String> incident) {
        boolean may = store.read(session -> WatchlistIntake.mayDecide(session, options.scope(), incident));
        if (!may) {
            work.err()
                    .println(
                            incident.isPresent()
                                    ? work.words().say("no-incident", incident.get())
                                    : work.words().say("watchlist-whole-region"));
        }
        return may;
    }

    /** What is accepted, and what is confirmed by its value; a usage error where nothing of that value waits. */
    private static List<Indicator> chosen(IncidentWork work, Imported imported, List<String> confirm) {
        WatchlistIntake.Chosen chosen = WatchlistIntake.chosen(imported, confirm);
        if (!chosen.unknown().isEmpty()) {
            throw work.usage("watchlist-nothing-waits", chosen.unknown().getFirst());
        }
        return chosen.indicators();
    }

    private int add(
            IncidentWork work,
            CommandOptions options,
            Store store,
            Optional<String> incident,
            List<Indicator> chosen,
            String subject,
            Author author,
            boolean lookBack) {
        Outcome outcome = store.write(session -> WatchlistIntake.add(session, incident, chosen, subject, author));
        if (!(outcome instanceof Outcome.Added added)) {
            work.err().println(work.words().say("watchlist-full", Integer.toString(Indicators.MOST)));
            return ExitCode.SOFTWARE;
        }
        List<Listed> fresh = added.fresh();
        work.err()
                .println(work.words()
                        .say("watchlist-added", Integer.toString(fresh.size()), Integer.toString(added.known())));
        if (added.unobservable() > 0) {
            work.err().println(work.words().say("watchlist-unobservable", Long.toString(added.unobservable())));
        }
        work.reopened(added.reopened());
        if (lookBack && !fresh.isEmpty()) {
            lookBack(work, options, store, fresh);
        }
        return ExitCode.OK;
    }

    private void lookBack(IncidentWork work, CommandOptions options, Store store, List<Listed> fresh) {
        Cards cards = ShippedRules.detectors();
        try (EventSearch history = LuceneHistory.openToSearch(options.folder().history())) {
            LookBack back = new LookBack(store, history, cards, fresh);
            LookBack.Result result;
            try (ProgressLine _ = ProgressLine.start(
                    work.err(),
                    ProgressLine.isTerminal(),
                    () -> work.words()
                            .say("watchlist-progress", Long.toString(back.items()), Long.toString(back.events())))) {
                result = back.run(options.scope(), work.now());
            }
            work.err()
                    .println(work.words()
                            .say(
                                    "watchlist-looked-back",
                                    Long.toString(back.items()),
                                    Long.toString(back.events()),
                                    Integer.toString(result.seen().size()),
                                    Integer.toString(result.alerts())));
            if (back.leftOut() > 0) {
                work.err().println(work.words().say("watchlist-left-out", Integer.toString(back.leftOut())));
            }
            if (back.undecided() > 0) {
                work.err().println(work.words().say("watchlist-undecided", Integer.toString(back.undecided())));
            }
            new WatchlistPrinter(work).seen(fresh, result);
        }
    }

    @Command(name = "look-back", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int lookBack(
            @Mixin CommandOptions options,
            @Option(names = "--incident", paramLabel = "NUMBER", descriptionKey = "watchlist-only")
                    Optional<String> incident) {
        IncidentWork work = work(options);
        Optional<String> number = incident.map(work::id).map(IncidentId::text);
        return StoreWork.run(options, time, work.err(), store -> {
            List<Listed> all = all(store, options, number);
            if (all.isEmpty()) {
                work.err().println(work.words().say("watchlist-empty"));
                return ExitCode.SOFTWARE;
            }
            lookBack(work, options, store, all);
            return ExitCode.OK;
        });
    }

    private static List<Listed> all(Store store, CommandOptions options, Optional<String> incident) {
        List<Listed> all = new ArrayList<>();
        Optional<String> after = Optional.empty();
        List<Listed> page;
        do {
            Optional<String> from = after;
            page = store.read(session -> session.indicators().list(incident, from, PAGE));
            for (Listed each : page) {
                after = Optional.of(each.id());
                if (isShown(store, options, each)) {
                    all.add(each);
                }
            }
        } while (page.size() == PAGE);
        return all;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int list(
            @Mixin CommandOptions options,
            @Option(names = "--incident", paramLabel = "NUMBER", descriptionKey = "watchlist-only")
                    Optional<String> incident) {
        IncidentWork work = work(options);
        Optional<String> number = incident.map(work::id).map(IncidentId::text);
        return StoreWork.run(options, time, work.err(), store -> {
            List<Listed> all = all(store, options, number);
            LocalChecking local = local(store, options, work);
            WatchlistPrinter printer = new WatchlistPrinter(work);
            all.forEach(each -> printer.listed(each, local));
            if (all.isEmpty() && !work.json()) {
                work.out().println(work.words().say("watchlist-empty"));
            }
            work.out().flush();
            return ExitCode.OK;
        });
    }

    @Command(name = "hosts", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int hosts(
            @Mixin CommandOptions options,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "watchlist-incident") String number) {
        IncidentWork work = work(options);
        return work.with(number, (store, incident) -> {
            new WatchlistPrinter(work).hosts(local(store, options, work).hosts(incident.id()));
            return ExitCode.OK;
        });
    }

    private static LocalChecking local(Store store, CommandOptions options, IncidentWork work) {
        return store.read(session -> LocalChecking.of(session, options.scope(), work.now()));
    }

    /** An incident's indicators are for who may see one of its communes. */
    private static boolean isShown(Store store, CommandOptions options, Listed listed) {
        return options.scope() instanceof Scope.All
                || listed.incident()
                        .map(number -> store.read(
                                        session -> session.incidents().find(options.scope(), new IncidentId(number)))
                                .isPresent())
                        .orElse(true);
    }

    @Command(name = "mark", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int mark(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "ID", descriptionKey = "watchlist-id") String id,
            @Option(names = "--tlp", paramLabel = "TLP", required = true, descriptionKey = "watchlist-mark-tlp")
                    String tlp,
            @Option(names = "--collector-only", descriptionKey = "watchlist-mark-collector-only")
                    boolean collectorOnly) {
        IncidentWork work = work(options);
        Tlp to = Tlp.of(tlp).orElseThrow(() -> work.usage("bad-tlp", tlp));
        Author author = who.author(work.words());
        return change(
                work,
                options,
                id,
                "watchlist-marked",
                session -> session.indicators().mark(id, to, collectorOnly, author));
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int remove(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "ID", descriptionKey = "watchlist-id") String id) {
        IncidentWork work = work(options);
        Author author = who.author(work.words());
        return change(
                work,
                options,
                id,
                "watchlist-removed",
                session -> session.indicators().remove(id, author));
    }

    private int change(
            IncidentWork work,
            CommandOptions options,
            String id,
            String done,
            java.util.function.Predicate<Store.Session> change) {
        return StoreWork.run(options, time, work.err(), store -> {
            Optional<Listed> there = store.read(session -> session.indicators().find(id));
            if (there.isPresent()
                    && !mayDecide(work, options, store, there.get().incident())) {
                return ExitCode.SOFTWARE;
            }
            boolean changed = there.isPresent() && store.write(change::test);
            work.err().println(work.words().say(changed ? done : "watchlist-none", id));
            return changed ? ExitCode.OK : ExitCode.SOFTWARE;
        });
    }

    private IncidentWork work(CommandOptions options) {
        // The command that was typed, for its streams and its usage.
        return new IncidentWork(spec, options, time);
    }
}
