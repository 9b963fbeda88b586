package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.notify.AlertJson;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Store;
import java.io.PrintWriter;
import java.time.InstantSource;
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

/** {@code alerts}: what was found, and what a person decides about it. Every decision names its author and reason. */
@Command(
        name = "alerts",
        resourceBundle = "bzh.vigie.collector.StoreWork",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AlertsCommand implements Callable<Integer> {
    private static final int PAGE = 200;
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
            @Option(names = "--limit", paramLabel = "N", defaultValue = "50") int limit,
            @Option(names = "--before", paramLabel = "ID", defaultValue = "") String before,
            @Option(names = "--all") boolean closedToo) {
        return StoreWork.run(options, time, err(), store -> {
            AlertPrinter printer = printer(options);
            Optional<String> cursor = Optional.of(before).filter(id -> !id.isEmpty());
            int printed = 0;
            List<Alert> page;
            do {
                Optional<String> from = cursor;
                page = store.read(session -> session.alerts().list(options.scope(), from, PAGE));
                for (Alert alert : page) {
                    cursor = Optional.of(alert.id());
                    if (printed < limit && (closedToo || alert.status() != Status.CLOSED)) {
                        printer.line(alert);
                        printed++;
                    }
                }
            } while (page.size() == PAGE && printed < limit);
            if (printed == 0 && !options.json()) {
                out().println(options.words().say("no-alerts"));
            }
            out().flush();
            return ExitCode.OK;
        });
    }

    @Command(name = "show", mixinStandardHelpOptions = true)
    int show(@Mixin CommandOptions options, @Parameters(paramLabel = "ID", descriptionKey = "ID") String id) {
        return StoreWork.run(options, time, err(), store -> {
            Optional<Alert> alert = store.read(session -> session.alerts().find(options.scope(), id));
            if (alert.isEmpty()) {
                return unknown(options, id);
            }
            printer(options)
                    .whole(alert.get(), store.read(session -> session.audit().about(id)));
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
        found.forEach(printer::numbered);
        return found.isEmpty() ? after : found.getLast().sequence();
    }

    @Command(name = "acknowledge", mixinStandardHelpOptions = true)
    int acknowledge(
            @Mixin CommandOptions options,
            @Parameters(paramLabel = "ID", descriptionKey = "ID") String id,
            @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}") String author,
            @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "") String reason) {
        return decide(options, id, Status.ACKNOWLEDGED, author(options, author, reason));
    }

    @Command(name = "close", mixinStandardHelpOptions = true)
    int close(
            @Mixin CommandOptions options,
            @Parameters(paramLabel = "ID", descriptionKey = "ID") String id,
            @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}") String author,
            @Option(names = "--reason", paramLabel = "TEXT", required = true) String reason) {
        if (reason.isBlank()) {
            throw new ParameterException(spec.commandLine(), options.words().say("reason-needed"));
        }
        return decide(options, id, Status.CLOSED, author(options, author, reason));
    }

    private Author author(CommandOptions options, String name, String reason) {
        try {
            return new Author(name, reason);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), options.words().say("bad-author"), e);
        }
    }

    private int decide(CommandOptions options, String id, Status status, Author author) {
        return StoreWork.run(options, time, err(), store -> {
            boolean there = store.write(session -> session.alerts().status(options.scope(), id, status, author));
            if (!there) {
                return unknown(options, id);
            }
            Alert alert = store.read(session -> session.alerts().find(options.scope(), id))
                    .orElseThrow();
            printer(options).line(alert);
            out().flush();
            return ExitCode.OK;
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
