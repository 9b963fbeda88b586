package bzh.vigie.collector;

import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code hosts coverage}: what was watched on each host in a window of time, and every hole with its cause. A share is never shown
 * without its holes, and is rounded down.
 */
@Command(name = "coverage", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
final class HostsCoverageCommand implements Callable<Integer> {
    private static final Duration DEFAULT = Duration.ofDays(7);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private FolderOptions options = new FolderOptions();

    @Parameters(paramLabel = "ID", arity = "0..1", descriptionKey = "coverage-id")
    private Optional<String> id = Optional.empty();

    @Option(names = "--commune", paramLabel = "INSEE", descriptionKey = "commune")
    private List<String> communes = new ArrayList<>();

    @Option(names = "--from", paramLabel = "TIME", descriptionKey = "coverage-from")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", descriptionKey = "coverage-to")
    private Optional<String> to = Optional.empty();

    @Override
    public Integer call() {
        Words words = options.words();
        PrintWriter err = spec.commandLine().getErr();
        Set<Commune> some = new HashSet<>();
        for (String insee : communes) {
            try {
                some.add(new Commune(insee));
            } catch (IllegalArgumentException e) {
                err.println(words.say("bad-commune", insee));
                return 2;
            }
        }
        Instant now = InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
        Window window;
        try {
            Instant end = to.map(HostsCoverageCommand::time)
                    .filter(given -> given.isBefore(now))
                    .orElse(now);
            window = new Window(from.map(HostsCoverageCommand::time).orElse(end.minus(DEFAULT)), end);
        } catch (DateTimeException e) {
            err.println(words.say("coverage-bad-time", from.orElse(""), to.orElse("")));
            return 2;
        } catch (IllegalArgumentException e) {
            err.println(words.say("coverage-bad-window", from.orElse(""), to.orElse(now.toString())));
            return 2;
        }
        Scope scope = some.isEmpty() ? new Scope.All() : new Scope.Communes(some);
        return Folders.withStore(options, err, InstantSource.system(), store -> show(store, scope, window));
    }

    /** A day, which begins at midnight UTC, or an instant. */
    private static Instant time(String text) {
        return text.length() > "yyyy-MM-dd".length()
                ? Instant.parse(text)
                : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private int show(Store store, Scope scope, Window window) {
        if (id.isPresent()) {
            Optional<Host> host = TypedId.host(
                    store,
                    scope,
                    id.get(),
                    options.words().locale(),
                    spec.commandLine().getErr());
            if (host.isEmpty()) {
                return 1;
            }
            print(store, host.get(), window);
            return 0;
        }
        store.read(session -> session.hosts().all(scope)).forEach(host -> print(store, host, window));
        return 0;
    }

    private void print(Store store, Host host, Window window) {
        new CoveragePrinter(options.words(), options.json(), spec.commandLine().getOut()).print(store, host, window);
    }
}
