package bzh.vigie.collector;

import bzh.vigie.collector.coverage.Hole;
import bzh.vigie.collector.coverage.HostCoverage;
import bzh.vigie.collector.coverage.SourceCoverage;
import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.ReasonCode;
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
    private static final int HOLES_SHOWN = 20;
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
            Optional<Host> host = HostsCommand.find(store, id.get()).filter(each -> scope.allows(each.commune()));
            if (host.isEmpty()) {
                spec.commandLine().getErr().println(options.words().say("no-host", id.get()));
                return 1;
            }
            print(store, host.get(), window);
            return 0;
        }
        store.read(session -> session.hosts().all(scope)).forEach(host -> print(store, host, window));
        return 0;
    }

    private void print(Store store, Host host, Window window) {
        HostCoverage coverage = store.read(session -> HostCoverage.of(host, window, session.coverage()));
        PrintWriter out = spec.commandLine().getOut();
        if (options.json()) {
            out.println(row(coverage, coverage.agent()));
            coverage.sources().forEach(source -> out.println(row(coverage, source)));
            holes(coverage, coverage.agent(), out);
            coverage.sources().forEach(source -> holes(coverage, source, out));
            return;
        }
        Words words = options.words();
        out.println(host.commune() + "  " + Words.clean(host.hostname()) + "  " + host.id() + "  " + window.from()
                + " – " + window.to());
        SourceCoverage agent = coverage.agent();
        line(coverage, words.say("coverage-agent"), agent, agent.holes(), out);
        Spans known = agent.watched().missingFrom(window);
        coverage.sources()
                .forEach(source ->
                        line(coverage, Words.clean(source.source()), source, without(source.holes(), known), out));
        if (coverage.lost() > 0) {
            out.println("  " + words.say("coverage-lost", Long.toString(coverage.lost())));
        }
    }

    private void line(HostCoverage coverage, String name, SourceCoverage source, List<Hole> holes, PrintWriter out) {
        Words words = options.words();
        Duration watched = source.watched().length();
        Duration whole = coverage.window().length();
        out.println("  " + words.say("coverage-line", name, share(watched, whole), duration(watched), duration(whole)));
        if (!source.limited().windows().isEmpty()) {
            out.println("      "
                    + words.say("coverage-limited", duration(source.limited().length())));
        }
        holes.stream().limit(HOLES_SHOWN).forEach(hole -> out.println("      " + said(hole)));
        if (holes.size() > HOLES_SHOWN) {
            out.println("      " + words.say("coverage-more", Integer.toString(holes.size() - HOLES_SHOWN)));
        }
    }

    private String said(Hole hole) {
        Words words = options.words();
        String reason = hole.reason() == ReasonCode.NONE
                ? ""
                : " (" + AlertTexts.code("reason", ItemFields.word(hole.reason()), words.locale()) + ")";
        return hole.window().from() + " – " + hole.window().to() + "  "
                + duration(hole.window().length()) + "  "
                + words.say("coverage-cause." + ItemFields.word(hole.cause())) + reason;
    }

    /** Those of the source alone: what the agent's own holes explain is not said again for each source. */
    private static List<Hole> without(List<Hole> holes, Spans known) {
        return holes.stream()
                .flatMap(hole -> new Spans(List.of(hole.window()))
                        .without(known).windows().stream().map(part -> new Hole(part, hole.cause(), hole.reason())))
                .toList();
    }

    /** Rounded down, in percent with one decimal. */
    private static String share(Duration watched, Duration whole) {
        long perMille = watched.toMillis() * 1_000 / whole.toMillis();
        return perMille / 10 + "." + perMille % 10;
    }

    /** Hours, minutes and seconds. */
    private static String duration(Duration length) {
        return length.toHours() == 0 && length.toMinutes() == 0
                ? length.toSeconds() + " s"
                : length.toHours() == 0
                        ? length.toMinutes() + " min"
                        : length.toHours() + " h " + length.toMinutesPart() + " min";
    }

    private static JsonRow row(HostCoverage coverage, SourceCoverage source) {
        return about("coverage", coverage, source)
                .put("from", coverage.window().from().toString())
                .put("to", coverage.window().to().toString())
                .put("seconds", coverage.window().length().toSeconds())
                .put("watched_seconds", source.watched().length().toSeconds())
                .put("limited_seconds", source.limited().length().toSeconds())
                .put("holes", source.holes().size())
                .put("lost_events", coverage.lost());
    }

    private static void holes(HostCoverage coverage, SourceCoverage source, PrintWriter out) {
        source.holes()
                .forEach(hole -> out.println(about("coverage-hole", coverage, source)
                        .put("from", hole.window().from().toString())
                        .put("to", hole.window().to().toString())
                        .put("cause", ItemFields.word(hole.cause()))
                        .put("reason", ItemFields.word(hole.reason()))));
    }

    private static JsonRow about(String kind, HostCoverage coverage, SourceCoverage source) {
        return new JsonRow(kind)
                .put("host", coverage.host().id().text())
                .put("hostname", coverage.host().hostname())
                .put("commune", coverage.host().commune().insee())
                .put("source", source.source());
    }
}
