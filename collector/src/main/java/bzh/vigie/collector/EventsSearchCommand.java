package bzh.vigie.collector;

import bzh.vigie.collector.hunt.EventLines;
import bzh.vigie.collector.hunt.HostDirectory;
import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.hunt.Hunting.Ask;
import bzh.vigie.collector.hunt.Hunting.End;
import bzh.vigie.collector.hunt.Hunting.Outcome;
import bzh.vigie.collector.hunt.Hunting.Progress;
import bzh.vigie.collector.hunt.Hunting.Times;
import bzh.vigie.collector.hunt.Parsed;
import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.hunt.QueryParser;
import bzh.vigie.collector.hunt.Rebuilding;
import bzh.vigie.collector.hunt.UnknownFields;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.SavedSearches.Saved;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code events search}: events of the history by a query (docs/hunt.md), newest first, also while the collector runs. */
@Command(name = "search", resourceBundle = "bzh.vigie.collector.StoreWork", mixinStandardHelpOptions = true)
final class EventsSearchCommand implements Callable<Integer> {
    private static final int BAR = 60;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final CommandOptions options = new CommandOptions();

    @Parameters(paramLabel = "QUERY", arity = "0..*", descriptionKey = "search-query")
    private List<String> words = new ArrayList<>();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", descriptionKey = "search-limit")
    private int limit = 100;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "60", descriptionKey = "search-seconds")
    private int seconds = 60;

    @Option(names = "--times", descriptionKey = "search-times")
    private boolean times;

    @Option(names = "--csv", descriptionKey = "search-csv")
    private boolean csv;

    @Option(names = "--columns", paramLabel = "NAME", split = ",", descriptionKey = "search-columns")
    private List<String> columns = new ArrayList<>();

    @Option(names = "--save", paramLabel = "NAME", defaultValue = "", descriptionKey = "search-save")
    private String save = "";

    @Option(names = "--saved", paramLabel = "NAME", defaultValue = "", descriptionKey = "search-saved")
    private String saved = "";

    @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}", descriptionKey = "author")
    private String author = "";

    private final InstantSource clock = InstantSource.system();
    private volatile Progress progress = new Progress(0, 0);

    @Override
    public Integer call() {
        Words say = options.words();
        if (limit < 1 || limit > Ask.MOST || seconds < 1 || seconds > 86_400) {
            spec.commandLine()
                    .getErr()
                    .println(say.say("search-bad-bounds", Integer.toString(limit), Integer.toString(seconds)));
            return ExitCode.USAGE;
        }
        return StoreWork.run(options, clock, spec.commandLine().getErr(), this::search);
    }

    private int search(Store store) {
        Words say = options.words();
        PrintWriter err = spec.commandLine().getErr();
        String text = String.join(" ", words);
        if (!saved.isEmpty()) {
            Optional<Saved> kept = store.read(session -> session.savedSearches().find(options.scope(), author, saved));
            if (kept.isEmpty()) {
                err.println(say.say("search-no-saved", saved));
                return ExitCode.SOFTWARE;
            }
            text = kept.get().query();
        }
        return switch (QueryParser.parse(text, clock.instant())) {
            case Parsed.Fault fault -> {
                tell(fault, text);
                yield ExitCode.USAGE;
            }
            case Parsed.Understood understood -> search(store, understood.query(), text);
        };
    }

    private int search(Store store, Query query, String text) {
        Words say = options.words();
        PrintWriter err = spec.commandLine().getErr();
        HostDirectory hosts = HostDirectory.of(store, options.scope());
        try (EventSearch history = LuceneHistory.openToSearch(options.folder().history())) {
            OptionalInt rebuilt = Rebuilding.percent(store, history);
            rebuilt.ifPresent(percent -> err.println(say.say("search-rebuilding", Integer.toString(percent))));
            Hunting hunting = LuceneHistory.hunting(history);
            Optional<Parsed.Fault> unknown = rebuilt.isPresent()
                    ? Optional.empty()
                    : UnknownFields.of(hunting, query, options.scope(), text, Duration.ofSeconds(seconds));
            if (unknown.isPresent()) {
                tell(unknown.get(), text);
                return ExitCode.USAGE;
            }
            if (!save.isEmpty()
                    && !store.write(
                            session -> session.savedSearches().save(save, text, true, SystemUser.author(author, "")))) {
                err.println(say.say("search-not-saved", save));
                return ExitCode.SOFTWARE;
            }
            search(hunting, query.withHosts(hosts::matching), hosts);
        }
        return ExitCode.OK;
    }

    /** The query, a mark under what is wrong, and what is allowed there. */
    private void tell(Parsed.Fault fault, String text) {
        String line = text.replaceAll("\\s", " ");
        PrintWriter err = spec.commandLine().getErr();
        int from = Math.max(0, fault.at() - BAR);
        err.println(Words.clean(line.substring(from, Math.min(line.length(), fault.at() + BAR)), 2 * BAR));
        err.println(" "
                        .repeat(Words.clean(line.substring(from, fault.at()), 2 * BAR * 8)
                                .length())
                + "^".repeat(Math.min(fault.length(), BAR)));
        err.println(Words.clean(fault.sentence(options.locale()), 2_000));
    }

    private void search(Hunting hunting, Query query, HostDirectory hosts) {
        PrintWriter out = spec.commandLine().getOut();
        Ask ask = new Ask(query, options.scope(), limit, Duration.ofSeconds(seconds));
        List<String> shown = columns.isEmpty() ? EventLines.USUAL : columns;
        Hunting.Taker taker = new Hunting.Taker() {
            @Override
            public void take(Hit hit) {
                if (csv) {
                    out.print(EventLines.csv(hit, shown, hosts));
                } else {
                    out.println(options.json() ? EventLines.json(hit) : EventsCommand.text(hit, options.locale()));
                }
                out.flush();
            }

            @Override
            public boolean goOn(Progress now) {
                progress = now;
                return true;
            }
        };
        if (times) {
            Times counted = whileTold(() -> hunting.times(ask, taker));
            histogram(counted, out);
            end(counted.end(), counted.total(), counted.progress(), Optional.empty());
            damaged(counted.damaged());
        } else {
            if (csv) {
                out.print(EventLines.csvHead(shown));
            }
            Outcome outcome = whileTold(() -> hunting.search(ask, taker));
            out.flush();
            end(outcome.end(), outcome.found(), outcome.progress(), outcome.since());
            damaged(outcome.damaged());
        }
    }

    private <T> T whileTold(Supplier<T> work) {
        ProgressLine line = ProgressLine.start(
                spec.commandLine().getErr(),
                ProgressLine.isTerminal(),
                () -> options.words().say("search-progress", count(progress.looked()), count(progress.all())));
        try {
            return work.get();
        } finally {
            line.close();
        }
    }

    private void end(End end, long found, Progress far, Optional<Instant> since) {
        spec.commandLine()
                .getErr()
                .println(options.words()
                        .say(
                                "search-end." + end.name().toLowerCase(Locale.ROOT),
                                count(found),
                                count(far.looked()),
                                count(far.all()),
                                since.map(Instant::toString).orElse("-"),
                                Integer.toString(seconds)));
    }

    private void damaged(List<LocalDate> days) {
        if (!days.isEmpty()) {
            String named = days.stream().map(LocalDate::toString).collect(Collectors.joining(", "));
            spec.commandLine().getErr().println(options.words().say("search-damaged", named));
        }
    }

    private static void histogram(Times counted, PrintWriter out) {
        long most = Math.max(
                1, counted.counts().stream().mapToLong(Long::longValue).max().orElse(1));
        Instant from = counted.from();
        for (long count : counted.counts()) {
            out.println(from + "  " + "#".repeat((int) Math.ceilDiv(count * BAR, most)) + " " + count);
            from = from.plus(counted.width());
        }
        out.flush();
    }

    private String count(long number) {
        return String.format(options.locale(), "%,d", number)
                .chars()
                .mapToObj(c -> Character.isSpaceChar(c) ? " " : Character.toString(c))
                .collect(Collectors.joining());
    }
}
