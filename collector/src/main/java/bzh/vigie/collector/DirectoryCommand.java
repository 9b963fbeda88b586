package bzh.vigie.collector;

import bzh.vigie.collector.host.PolicyReader;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories.Reader;
import bzh.vigie.collector.store.Directories.Refusal;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code directory}: which computer reads the directory of each domain, and what a person decides about that; also while the collector runs,
 * which tells the computers within a minute.
 */
@Command(
        name = "directory",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        resourceBundle = DirectoryCommand.BUNDLE)
final class DirectoryCommand implements Callable<Integer> {
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9._-]{1,253}");
    static final String BUNDLE = "bzh.vigie.collector.DirectoryCommand";

    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DirectoryCommand() {
        this(InstantSource.system());
    }

    DirectoryCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int list(@Mixin FolderOptions options) {
        Words words = words(options);
        PrintWriter out = spec.commandLine().getOut();
        return Folders.withStore(options, spec.commandLine().getErr(), time, store -> {
            List<Reader> readers = store.read(session -> session.directories().list(new Scope.All()));
            List<Refusal> refusals = store.read(session -> session.directories().refusals(new Scope.All()));
            for (Reader reader : readers) {
                Optional<Host> host = store.read(session -> session.hosts().find(reader.reader()));
                Optional<Instant> last = last(store, reader);
                out.println(
                        options.json()
                                ? row(reader, last).toString()
                                : line(words, reader, host.map(Host::hostname), last));
            }
            for (Refusal refusal : refusals) {
                out.println(options.json() ? row(refusal).toString() : line(words, refusal));
            }
            if (readers.isEmpty() && refusals.isEmpty() && !options.json()) {
                out.println(words.say("no-directory"));
            }
            return ExitCode.OK;
        });
    }

    @Command(name = "choose", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int choose(
            @Mixin FolderOptions options,
            @Mixin AuthorOptions who,
            @Option(names = "--commune", required = true, paramLabel = "INSEE") String insee,
            @Option(names = "--domain", required = true, paramLabel = "NAME") String domain,
            @Option(names = "--host", required = true, paramLabel = "ID") String id) {
        return decide(options, who, insee, domain, Optional.of(id), true);
    }

    @Command(name = "refuse", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int refuse(
            @Mixin FolderOptions options,
            @Mixin AuthorOptions who,
            @Option(names = "--commune", required = true, paramLabel = "INSEE") String insee,
            @Option(names = "--domain", required = true, paramLabel = "NAME") String domain,
            @Option(names = "--host", paramLabel = "ID", descriptionKey = "refuse-host") Optional<String> id) {
        return decide(options, who, insee, domain, id, false);
    }

    private int decide(
            FolderOptions options, AuthorOptions who, String insee, String name, Optional<String> id, boolean chooses) {
        Words words = words(options);
        PrintWriter err = spec.commandLine().getErr();
        String domain = name.toLowerCase(Locale.ROOT);
        Commune commune;
        try {
            commune = new Commune(insee);
        } catch (IllegalArgumentException e) {
            err.println(words.say("bad-commune", insee));
            return ExitCode.USAGE;
        }
        if (!DOMAIN.matcher(domain).matches()) {
            err.println(words.say("bad-domain", name));
            return ExitCode.USAGE;
        }
        Author author = who.author(words);
        return Folders.withStore(options, err, time, store -> {
            Optional<Host> host = id.flatMap(
                    one -> TypedId.host(store, new Scope.Communes(Set.of(commune)), one, words.locale(), err));
            if (id.isPresent() && host.isEmpty()) {
                return ExitCode.SOFTWARE;
            }
            Optional<AgentId> agent = host.map(Host::id);
            if (!chooses) {
                store.change(session -> session.directories().refuse(commune, domain, agent, time.instant(), author));
                err.println(words.say(agent.isPresent() ? "host-refused" : "domain-refused", domain, insee));
                return ExitCode.OK;
            }
            boolean mayRead = host.filter(each -> each.state() == State.ACTIVE
                            && PolicyReader.domain(each).equals(domain))
                    .isPresent();
            if (!mayRead) {
                err.println(words.say("not-in-domain", id.orElse(""), domain));
                return ExitCode.SOFTWARE;
            }
            store.change(session ->
                    session.directories().choose(commune, domain, agent.orElseThrow(), time.instant(), author));
            err.println(words.say("chosen", domain, insee));
            return ExitCode.OK;
        });
    }

    private static Words words(FolderOptions options) {
        return Words.of(DirectoryCommand.class, options.words().locale());
    }

    /** When its accounts were last read without a gap. */
    private static Optional<Instant> last(Store store, Reader reader) {
        return store.read(session -> session.directoryAccounts().readings(new Scope.All())).stream()
                .filter(reading -> reading.commune().equals(reader.commune())
                        && reading.domain().equals(reader.domain()))
                .findFirst()
                .flatMap(Reading::last);
    }

    private static String line(Words words, Reader reader, Optional<String> hostname, Optional<Instant> last) {
        return reader.commune() + "  " + Words.clean(reader.domain()) + "  "
                + (reader.isRead()
                        ? Words.clean(hostname.orElse("?")) + " (" + reader.reader() + ") "
                                + words.say("since", reader.since().toString())
                        : words.say("nobody-since", reader.since().toString()))
                + "  " + last.map(at -> words.say("last-read", at.toString())).orElse(words.say("never-read"))
                + reader.moved()
                        .map(at -> "  " + words.say("moved", at.toString()))
                        .orElse("");
    }

    private static String line(Words words, Refusal refusal) {
        return refusal.commune() + "  " + Words.clean(refusal.domain()) + "  "
                + refusal.host()
                        .map(host -> words.say("refused-host", host.text()))
                        .orElse(words.say("refused-domain"))
                + "  " + refusal.written() + "  "
                + Words.clean(refusal.author().name() + ": " + refusal.author().reason());
    }

    private static JsonRow row(Reader reader, Optional<Instant> last) {
        return new JsonRow("directory")
                .put("commune", reader.commune().insee())
                .put("domain", reader.domain())
                .put("reader", reader.isRead() ? reader.reader().text() : "")
                .put("since", reader.since().toString())
                .put("last_read", last.map(Instant::toString).orElse(""))
                .put("moved", reader.moved().map(Instant::toString).orElse(""));
    }

    private static JsonRow row(Refusal refusal) {
        return new JsonRow("directory-refusal")
                .put("commune", refusal.commune().insee())
                .put("domain", refusal.domain())
                .put("host", refusal.host().map(AgentId::text).orElse(""))
                .put("written", refusal.written().toString())
                .put("author", refusal.author().name())
                .put("reason", refusal.author().reason());
    }
}
