package bzh.vigie.collector;

import bzh.vigie.collector.console.sign.Links;
import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.People.Person;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code init}: makes the folder of a new collector, with its certificate authority, configuration and store. */
@Command(name = "init", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
final class InitCommand implements Callable<Integer> {
    @Mixin
    private final FolderOptions options = new FolderOptions();

    @Option(names = "--name", required = true, paramLabel = "HOST[:PORT]")
    private List<String> names = new ArrayList<>();

    @Option(names = "--listen", paramLabel = "ADDRESS[:PORT]")
    private Optional<String> listen = Optional.empty();

    @Option(names = "--admin", required = true, paramLabel = "NAME")
    private String admin = "";

    @Option(names = "--console", paramLabel = "ADDRESS[:PORT]|none")
    private Optional<String> console = Optional.empty();

    @Option(names = "--passphrase-file", paramLabel = "FILE", descriptionKey = "init.passphrase-file")
    private Optional<Path> passphrase = Optional.empty();

    @Option(names = "--ca-token", paramLabel = "URI", descriptionKey = "init.ca-token")
    private Optional<String> token = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Words words = options.words();
        List<CollectorAddress> addresses = new ArrayList<>();
        String where = listen.orElseGet(this::everywhere);
        Optional<CollectorAddress> listening = CollectorConfig.address(where);
        for (String name : names) {
            // A name without a port is reached at the port that is listened on.
            Optional<CollectorAddress> address = CollectorAddress.parse(name)
                    .or(() -> listening.flatMap(at -> CollectorAddress.parse(name + ":" + at.port())));
            if (address.isEmpty()) {
                return bad(words.say("bad-name", name));
            }
            addresses.add(address.get());
        }
        if (addresses.size() > 4) {
            return bad(words.say("too-many-names"));
        }
        if (listening.isEmpty()) {
            return bad(words.say("bad-listen", where));
        }
        String pages = console.orElseGet(() -> beside(listening.get()));
        if (!pages.equals(CollectorConfig.NONE)
                && CollectorConfig.address(pages, CollectorConfig.CONSOLE_PORT).isEmpty()) {
            return bad(words.say("bad-listen", pages));
        }
        if (!Person.isName(admin)) {
            return bad(words.say("bad-admin"));
        }
        Path dir = options.dir;
        if (!isNew(dir)) {
            spec.commandLine().getErr().println(words.say("not-empty", dir.toString()));
            return 1;
        }
        Path secret = passphrase
                .orElseGet(() -> Passphrase.beside(dir))
                .toAbsolutePath()
                .normalize();
        Path above = secret.resolveSibling("");
        // Of a token the PIN is there already.
        if (Files.exists(secret) != token.isPresent()
                || (Files.exists(above) && !Files.isWritable(above))
                || options.folder().holds(secret)) {
            return bad(words.say(token.isPresent() ? "bad-pin-file" : "bad-passphrase-file", secret.toString()));
        }
        String link = make(addresses, listening.get(), pages, secret);
        spec.commandLine().getErr().println(words.say("made", dir.toString(), secret.toString()));
        if (!pages.equals(CollectorConfig.NONE)) {
            spec.commandLine().getErr().println(words.say("first-sign-in", admin, link));
        }
        return 0;
    }

    /** At the usual port of the same addresses, or the next where agents come to that one. */
    private static String beside(CollectorAddress listening) {
        int port = listening.port() == CollectorConfig.CONSOLE_PORT
                ? CollectorConfig.CONSOLE_PORT + 1
                : CollectorConfig.CONSOLE_PORT;
        return new CollectorAddress(listening.host(), port).toString();
    }

    /** On every address, at the port of the first name that has one: where agents will come. */
    private String everywhere() {
        return names.stream()
                .flatMap(name -> CollectorAddress.parse(name).stream())
                .findFirst()
                .map(named -> "0.0.0.0:" + named.port())
                .orElse("0.0.0.0");
    }

    private int bad(String what) {
        spec.commandLine().getErr().println(what);
        return 2;
    }

    private static boolean isNew(Path dir) throws IOException {
        if (!Files.exists(dir)) {
            return true;
        }
        if (!Files.isDirectory(dir)) {
            return false;
        }
        try (Stream<Path> inside = Files.list(dir)) {
            return inside.findAny().isEmpty();
        }
    }

    /** Makes everything and gives the administrator's first link. */
    private String make(List<CollectorAddress> addresses, CollectorAddress listening, String pages, Path secret)
            throws IOException {
        Path dir = options.dir;
        CollectorFolder folder = options.folder();
        InstantSource clock = InstantSource.system();
        Files.createDirectories(dir);
        if (Files.getFileStore(dir).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
        }
        IdentityFolder identity = new IdentityFolder(folder.identity(), secret, new SecureRandom());
        var _ = token.isPresent()
                ? identity.createOnToken(token.get(), clock.instant())
                : identity.create(clock.instant());
        String link;
        try (Store store = SqliteStore.open(folder.state(), clock)) {
            link = store.write(session -> {
                Author author = SystemUser.author(admin, "init");
                session.audit().add(author, "collector-created", admin);
                session.people().add(admin, Role.ADMINISTRATOR, new Scope.All(), author);
                return Links.make(session.people(), admin, clock.instant(), new SecureRandom(), author);
            });
        }
        // Last: a folder with a configuration is a whole one.
        Files.writeString(folder.configuration(), """
                # Vigie, collector. Keys and their meaning: docs/COLLECTOR.md
                # Vigie, collecteur. Clés et leur sens : docs/COLLECTOR.md
                name = %s
                listen = %s
                %s = %s
                %s = %s
                """.formatted(
                        addresses.stream().map(CollectorAddress::toString).collect(Collectors.joining(", ")),
                        listening,
                        CollectorConfig.CONSOLE,
                        pages,
                        Passphrase.KEY,
                        secret));
        try {
            return CollectorConfig.read(folder).consoleAddress().orElse("") + link;
        } catch (BadSettingException e) {
            throw new IllegalStateException("what was written just now is read", e);
        }
    }
}
