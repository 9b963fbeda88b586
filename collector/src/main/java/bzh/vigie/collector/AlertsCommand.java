package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.finding.CalmDay;
import bzh.vigie.collector.notify.AlertJson;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Filter;
import bzh.vigie.collector.store.Alerts.Group;
import bzh.vigie.collector.store.Alerts.GroupFilter;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Outcome;
import bzh.vigie.collector.store.Alerts.Place;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Alerts.Step;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.event.ItemFields;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alerts}: what was found, and what a person decides about it. Every decision names its author and reason. */
@Command(
        name = "alerts",
        resourceBundle = "bzh.vigie.collector.StoreWork",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = AlertsExceptionCommand.class)
final class AlertsCommand implements Callable<Integer> {
    private static final int SCREEN = 50;
    private static final int MOST_SHOWN = 100_000;
    private static final int PAGE = 200;
    /** Alerts of a group that are decided at once. */
    private static final int MOST = 10_000;

    private static final long LOOK_MILLIS = 300;

    private final InstantSource time;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before any method of a command is called
    private CommandSpec spec;

    AlertsCommand() {
        this(InstantSource.system());
    }

    AlertsCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    @Command(name = "list", mixinStandardHelpOptions = true)
    int list(
            @Mixin CommandOptions options,
            @Option(names = "--limit", paramLabel = "N", descriptionKey = "alerts.limit") Optional<Integer> shown,
            @Option(names = "--before", paramLabel = "ID", defaultValue = "") String before,
            @Option(names = "--by-cause", descriptionKey = "alerts.by-cause") boolean byCause,
            @Option(names = "--group", paramLabel = "N", descriptionKey = "alerts.group") Optional<Long> group,
            @Option(names = "--host", paramLabel = "ID", descriptionKey = "alerts.host") Optional<String> host,
            @Option(names = "--assignee", paramLabel = "NAME", descriptionKey = "alerts.assignee")
                    Optional<String> assignee,
            @Option(names = "--all") boolean closedToo) {
        // a program takes what it reads for all
        int limit = shown.orElse(options.json() ? MOST_SHOWN : SCREEN);
        if (limit < 1 || limit > MOST_SHOWN) {
            throw new ParameterException(spec.commandLine(), options.words().say("bad-limit", Integer.toString(limit)));
        }
        Filter filter = closedToo ? Filter.NONE : Filter.open();
        filter = group.isPresent() ? filter.ofGroup(group.get()) : filter;
        Filter unnamed = assignee.isPresent() ? filter.of(assignee.get()) : filter;
        return StoreWork.run(options, time, err(), store -> {
            Optional<Host> of =
                    host.flatMap(typed -> TypedId.host(store, options.scope(), typed, options.locale(), err()));
            if (host.isPresent() && of.isEmpty()) {
                return ExitCode.SOFTWARE;
            }
            Filter asked = of.isPresent() ? unnamed.ofHost(of.get().id()) : unnamed;
            AlertPrinter printer = printer(options);
            int printed = 0;
            if (byCause) {
                Place after = Place.BEGINNING;
                List<Group> page;
                do {
                    Place from = after;
                    int most = Math.min(PAGE, limit - printed);
                    page = store.read(
                            session -> session.alerts().groups(options.scope(), GroupFilter.NONE, from, most));
                    page.forEach(printer::group);
                    printed += page.size();
                    after = page.isEmpty() ? after : page.getLast().place();
                } while (!page.isEmpty() && printed < limit);
                Place rest = after;
                if (printed == limit
                        && store.read(session -> !session.alerts()
                                .groups(options.scope(), GroupFilter.NONE, rest, 1)
                                .isEmpty())) {
                    more(options, "alerts.more-groups", Integer.toString(printed));
                }
            } else {
                Optional<String> cursor = Optional.of(before).filter(id -> !id.isEmpty());
                List<Alert> page;
                do {
                    Optional<String> from = cursor;
                    int most = Math.min(PAGE, limit - printed);
                    page = store.read(session -> session.alerts().list(options.scope(), asked, from, most).stream()
                            .map(alert -> CalmDay.now(session, options.scope(), alert))
                            .toList());
                    page.forEach(printer::line);
                    printed += page.size();
                    cursor =
                            page.isEmpty() ? cursor : Optional.of(page.getLast().id());
                } while (!page.isEmpty() && printed < limit);
                Optional<String> rest = cursor;
                if (printed == limit
                        && store.read(session -> !session.alerts()
                                .list(options.scope(), asked, rest, 1)
                                .isEmpty())) {
                    more(options, "alerts.more", Integer.toString(printed), rest.orElse(""));
                }
            }
            if (printed == 0 && !options.json()) {
                out().println(options.words().say("no-alerts"));
            }
            out().flush();
            return ExitCode.OK;
        });
    }

    /** Says that a list was cut, where programs that read it do not look. */
    private void more(CommandOptions options, String key, String... values) {
        (options.json() ? err() : out()).println(options.words().say(key, values));
    }

    @Command(name = "show", mixinStandardHelpOptions = true)
    int show(@Mixin CommandOptions options, @Parameters(paramLabel = "ID", descriptionKey = "ID") String typed) {
        return StoreWork.run(options, time, err(), store -> {
            Optional<String> whole = TypedId.alert(store, options.scope(), typed, options.locale(), err());
            if (whole.isEmpty()) {
                return ExitCode.SOFTWARE;
            }
            String id = whole.get();
            Optional<Alert> alert = store.read(session -> session.alerts()
                    .find(options.scope(), id)
                    .map(found -> CalmDay.now(session, options.scope(), found)));
            if (alert.isEmpty()) {
                return unknown(options, id);
            }
            printer(options)
                    .whole(
                            alert.get(),
                            store.read(session ->
                                    session.hosts().forgotten(alert.get().host())),
                            store.read(session -> session.alerts().standing(options.scope(), id))
                                    .orElseThrow(),
                            store.read(session -> session.alerts().listed(options.scope(), id, Alerts.MOST_LISTED)),
                            store.read(session -> session.alerts().lines(options.scope(), id)),
                            store.read(session -> session.audit().about(id)));
            out().flush();
            return ExitCode.OK;
        });
    }

    @Command(name = "follow", mixinStandardHelpOptions = true)
    int follow(
            @Mixin CommandOptions options,
            @Option(names = "--after", paramLabel = "N", defaultValue = "-1") long after) {
        return StoreWork.run(options, time, err(), store -> {
            AlertPrinter printer = printer(options);
            long sequence =
                    after >= 0 ? after : store.read(session -> session.alerts().last());
            try {
                while (!out().checkError()) {
                    sequence = next(store, options, printer, sequence);
                    Thread.sleep(LOOK_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ExitCode.OK;
        });
    }

    private static long next(Store store, CommandOptions options, AlertPrinter printer, long after) {
        List<Numbered> found = store.read(session -> session.alerts().after(options.scope(), after, PAGE));
        found.stream().filter(each -> each.alert().status() != Status.EXCEPTED).forEach(printer::numbered);
        return found.isEmpty() ? after : found.getLast().sequence();
    }

    @Command(name = "acknowledge", mixinStandardHelpOptions = true)
    int acknowledge(@Mixin CommandOptions options, @Mixin Chosen chosen) {
        return decide(options, chosen, Move.of(Step.ACKNOWLEDGED), false);
    }

    @Command(name = "assign", mixinStandardHelpOptions = true)
    int assign(
            @Mixin CommandOptions options,
            @Mixin Chosen chosen,
            @Option(names = "--to", paramLabel = "NAME", required = true, descriptionKey = "alerts.to") String person) {
        if (person.isBlank() || person.length() > 200) {
            throw new ParameterException(spec.commandLine(), options.words().say("bad-author"));
        }
        return decide(options, chosen, Move.assign(person), false);
    }

    @Command(name = "comment", mixinStandardHelpOptions = true)
    int comment(@Mixin CommandOptions options, @Mixin Chosen chosen) {
        return decide(options, chosen, Move.of(Step.COMMENTED), true);
    }

    @Command(name = "close", mixinStandardHelpOptions = true)
    int close(
            @Mixin CommandOptions options,
            @Mixin Chosen chosen,
            @Option(names = "--as", paramLabel = "WORD", defaultValue = "other", descriptionKey = "alerts.as")
                    String as) {
        Closing closing = Stream.of(Closing.values())
                .filter(each -> ItemFields.word(each).equals(as))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), options.words().say("alerts.bad-closing", as)));
        return decide(options, chosen, Move.close(closing), true);
    }

    @Command(name = "reopen", mixinStandardHelpOptions = true)
    int reopen(@Mixin CommandOptions options, @Mixin Chosen chosen) {
        return decide(options, chosen, Move.of(Step.REOPENED), true);
    }

    @Command(name = "undo", mixinStandardHelpOptions = true)
    int undo(@Mixin CommandOptions options, @Mixin Chosen chosen) {
        return decide(options, chosen, Move.of(Step.UNDONE), false);
    }

    /** Which alerts a decision is about, who takes it and why. */
    static final class Chosen {
        @Parameters(paramLabel = "ID", descriptionKey = "alerts.ids", arity = "0..1000")
        private List<String> ids = new ArrayList<>();

        @Option(names = "--group", paramLabel = "N", descriptionKey = "alerts.of-group")
        private Optional<Long> group = Optional.empty();

        @Option(names = "--seen", paramLabel = "N", descriptionKey = "alerts.seen")
        private Optional<Long> seen = Optional.empty();

        @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}")
        private String author = "";

        @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "")
        private String reason = "";
    }

    private Author author(CommandOptions options, String name, String reason) {
        try {
            return SystemUser.author(name, reason);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), options.words().say("bad-author"), e);
        }
    }

    private int decide(CommandOptions options, Chosen chosen, Move move, boolean needsReason) {
        if (needsReason && chosen.reason.isBlank()) {
            throw new ParameterException(spec.commandLine(), options.words().say("reason-needed"));
        }
        if (chosen.ids.isEmpty() == chosen.group.isEmpty() || (chosen.seen.isPresent() && chosen.ids.size() != 1)) {
            throw new ParameterException(spec.commandLine(), options.words().say("alerts.which"));
        }
        Author author = author(options, chosen.author, chosen.reason);
        OptionalLong version = chosen.seen.map(OptionalLong::of).orElse(OptionalLong.empty());
        return StoreWork.run(options, time, err(), store -> {
            List<String> ids = new ArrayList<>();
            for (String typed : chosen.ids) {
                Optional<String> whole = TypedId.alert(store, options.scope(), typed, options.locale(), err());
                if (whole.isEmpty()) {
                    return ExitCode.SOFTWARE;
                }
                ids.add(whole.get());
            }
            // One transaction: all of them, or none where one fails.
            List<Outcome> outcomes = store.write(session -> {
                chosen.group.ifPresent(group -> session.alerts()
                        .list(options.scope(), Filter.open().ofGroup(group), Optional.empty(), MOST)
                        .forEach(each -> ids.add(each.id())));
                boolean refused = move.step() == Step.CLOSED
                        && Tombstones.isBulkAct(ids.stream()
                                .flatMap(id -> session.alerts().find(options.scope(), id).stream())
                                .toList());
                return (refused ? List.<String>of() : ids)
                        .stream()
                                .map(id -> session.alerts().decide(options.scope(), id, version, move, author))
                                .toList();
            });
            if (outcomes.isEmpty() && !ids.isEmpty()) {
                err().println(options.words().say("alerts.one-recurrence"));
                return ExitCode.SOFTWARE;
            }
            AlertPrinter printer = printer(options);
            int code = outcomes.isEmpty() ? ExitCode.SOFTWARE : ExitCode.OK;
            for (int i = 0; i < outcomes.size(); i++) {
                String id = ids.get(i);
                switch (outcomes.get(i)) {
                    case Outcome.Done ignored ->
                        store.read(session -> session.alerts().find(options.scope(), id))
                                .ifPresent(printer::line);
                    case Outcome.Unknown ignored -> code = unknown(options, id);
                    case Outcome.Overtaken overtaken -> {
                        err().println(printer.overtaken(overtaken.last()));
                        code = ExitCode.SOFTWARE;
                    }
                    case Outcome.NotNow not -> {
                        err().println(printer.notNow(id, not.is()));
                        code = ExitCode.SOFTWARE;
                    }
                }
            }
            out().flush();
            return code;
        });
    }

    private int unknown(CommandOptions options, String id) {
        err().println(options.words().say("no-such-alert", id));
        return ExitCode.SOFTWARE;
    }

    private AlertPrinter printer(CommandOptions options) {
        AlertTexts texts = RulePacks.texts(options.folder());
        return new AlertPrinter(out(), texts, new AlertJson(texts, options.locale()), options.words(), options.json());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
