package bzh.vigie.collector;

import bzh.vigie.collector.hunt.EventLines;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code events}: searches the event history, also while the collector runs. */
@Command(
        name = "events",
        resourceBundle = "bzh.vigie.collector.StoreWork",
        mixinStandardHelpOptions = true,
        subcommands = EventsSearchCommand.class)
final class EventsCommand implements Callable<Integer> {
    private static final int LONGEST_VALUE = 500;

    /** A sentence with a command and a policy stands in it. */
    private static final int LONGEST_DETAIL = 2_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
    private CommandSpec spec;

    @Mixin
    private final CommandOptions options = new CommandOptions();

    @Option(names = "--field", paramLabel = "NAME=VALUE")
    private final Map<String, String> fields = new TreeMap<>();

    @Option(names = "--from", paramLabel = "TIME", defaultValue = "")
    private String from = "";

    @Option(names = "--to", paramLabel = "TIME", defaultValue = "")
    private String to = "";

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20")
    private int limit = 20;

    @Option(names = "--count")
    private boolean count;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Words words = options.words();
        if (limit < 1 || limit > 100_000) {
            throw new ParameterException(spec.commandLine(), words.say("bad-limit", Integer.toString(limit)));
        }
        Optional<Instant> first = instant(from, words);
        Optional<Instant> last = instant(to, words);
        try (EventSearch search = LuceneHistory.openToSearch(options.folder().history())) {
            if (count) {
                out.println(search.count(options.scope(), fields));
            } else {
                for (Hit hit : search.search(options.scope(), fields, first, last, limit)) {
                    out.println(options.json() ? EventLines.json(hit) : text(hit, words.locale()));
                }
            }
            out.flush();
            return ExitCode.OK;
        } catch (StoreException e) {
            spec.commandLine().getErr().println(StoreWork.sentence(words, e));
            return ExitCode.SOFTWARE;
        }
    }

    private Optional<Instant> instant(String text, Words words) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            throw new ParameterException(spec.commandLine(), words.say("bad-time", text), e);
        }
    }

    /** An event for people; why a source, a place or a loss is as it is, in words. */
    static String text(Hit hit, Locale locale) {
        return hit.received() + "  " + hit.commune() + "  " + hit.host() + "  " + hit.id() + "\n"
                + new TreeMap<>(hit.fields())
                        .entrySet().stream()
                                .map(f -> "    " + Printable.line(f.getKey(), 64) + "="
                                        + value(f.getKey(), f.getValue(), locale))
                                .collect(Collectors.joining("\n"));
    }

    private static String value(String name, String value, Locale locale) {
        return name.equals("detail")
                ? Printable.line(SourceText.say(value, locale), LONGEST_DETAIL)
                : Printable.line(value, LONGEST_VALUE);
    }
}
