package bzh.vigie.collector;

import bzh.vigie.collector.console.sign.Links;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.People.Person;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.settings.BadSettingException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code users}: who may use the console. */
@Command(name = "users", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
final class UsersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Who decides, and why. Fields are set before the command runs. */
    static final class Deciding {
        @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}")
        private String author = "";

        @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "")
        private String reason = "";

        Author author() {
            return SystemUser.author(author, reason);
        }
    }

    /** What somebody may do, and where. Fields are set before the command runs. */
    static final class Rights {
        @Option(names = "--role", required = true, paramLabel = "ROLE", descriptionKey = "role")
        private String role = "";

        @Option(names = "--commune", paramLabel = "INSEE", descriptionKey = "of-commune")
        private List<String> communes = new ArrayList<>();

        Optional<Role> role() {
            return Arrays.stream(Role.values())
                    .filter(each -> word(each).equals(role))
                    .findFirst();
        }

        Scope scope() {
            Set<Commune> some = new HashSet<>();
            communes.forEach(insee -> some.add(new Commune(insee)));
            return some.isEmpty() ? new Scope.All() : new Scope.Communes(some);
        }
    }

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int list(@Mixin FolderOptions options) {
        return onStore(options, store -> {
            for (Person person : store.read(s -> s.people().list())) {
                boolean password = store.read(s -> s.people().proofs(person.name()))
                        .password()
                        .isPresent();
                String communes = communes(person.communes());
                spec.commandLine()
                        .getOut()
                        .println(
                                options.json()
                                        ? new JsonRow("person")
                                                .put("name", person.name())
                                                .put("role", word(person.role()))
                                                .put("communes", communes)
                                                .put("disabled", person.disabled())
                                                .put("password", password)
                                                .toString()
                                        : options.words()
                                                .say(
                                                        person.disabled()
                                                                ? "user-disabled-line"
                                                                : password ? "user-line" : "user-without-password-line",
                                                        person.name(),
                                                        word(person.role()),
                                                        communes));
            }
            return 0;
        });
    }

    @Command(name = "add", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int add(
            @Mixin FolderOptions options,
            @Parameters(paramLabel = "NAME", descriptionKey = "user-name") String name,
            @Mixin Rights rights,
            @Mixin Deciding deciding)
            throws BadSettingException {
        if (!Person.isName(name)) {
            return bad(options, "bad-user-name");
        }
        Optional<Integer> wrong = wrong(options, rights);
        if (wrong.isPresent()) {
            return wrong.get();
        }
        String address = address(options);
        return onStore(options, store -> {
            boolean added = store.write(
                    s -> s.people().add(name, rights.role().orElseThrow(), rights.scope(), deciding.author()));
            if (!added) {
                spec.commandLine().getErr().println(options.words().say("user-there", name));
                return 1;
            }
            return printLink(options, store, name, address, deciding.author());
        });
    }

    @Command(name = "role", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int role(
            @Mixin FolderOptions options,
            @Parameters(paramLabel = "NAME", descriptionKey = "user-name") String name,
            @Mixin Rights rights,
            @Mixin Deciding deciding) {
        Optional<Integer> wrong = wrong(options, rights);
        if (wrong.isPresent()) {
            return wrong.get();
        }
        return onStore(
                options,
                store -> said(
                        options,
                        store.write(s -> s.people()
                                .change(name, rights.role().orElseThrow(), rights.scope(), deciding.author())),
                        name));
    }

    @Command(name = "disable", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int disable(
            @Mixin FolderOptions options,
            @Parameters(paramLabel = "NAME", descriptionKey = "user-name") String name,
            @Mixin Deciding deciding) {
        return onStore(
                options,
                store -> said(options, store.write(s -> s.people().disable(name, true, deciding.author())), name));
    }

    @Command(name = "enable", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int enable(
            @Mixin FolderOptions options,
            @Parameters(paramLabel = "NAME", descriptionKey = "user-name") String name,
            @Mixin Deciding deciding) {
        return onStore(
                options,
                store -> said(options, store.write(s -> s.people().disable(name, false, deciding.author())), name));
    }

    /** For who lost the telephone and the recovery codes. */
    @Command(name = "remove-factor", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int removeFactor(
            @Mixin FolderOptions options,
            @Parameters(paramLabel = "NAME", descriptionKey = "user-name") String name,
            @Mixin Deciding deciding) {
        return onStore(options, store -> {
            boolean there = store.write(s -> {
                Optional<Person> person = s.people().find(name);
                person.ifPresent(
                        found -> s.people().totp(found.name(), Optional.empty(), List.of(), deciding.author()));
                return person.isPresent();
            });
            return said(options, there, name);
        });
    }

    /** Prints the link alone on a line: the only time that it can be seen. */
    @Command(name = "link", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int link(
            @Mixin FolderOptions options,
            @Parameters(paramLabel = "NAME", descriptionKey = "user-name") String name,
            @Mixin Deciding deciding)
            throws BadSettingException {
        String address = address(options);
        return onStore(options, store -> {
            Optional<Person> person = store.read(s -> s.people().find(name));
            if (store.read(s -> s.identities().isProvided(name))) {
                spec.commandLine().getErr().println(options.words().say("user-provided", name));
                return 1;
            }
            return person.isEmpty()
                    ? said(options, false, name)
                    : printLink(options, store, person.get().name(), address, deciding.author());
        });
    }

    private int printLink(FolderOptions options, Store store, String name, String address, Author author) {
        String path = store.write(
                s -> Links.make(s.people(), name, InstantSource.system().instant(), new SecureRandom(), author));
        if (options.json()) {
            spec.commandLine()
                    .getOut()
                    .println(new JsonRow("link").put("name", name).put("link", address + path));
        } else {
            spec.commandLine().getOut().println(address + path);
            spec.commandLine()
                    .getErr()
                    .println(options.words().say("user-link", name, Long.toString(Links.LIFE.toDays())));
        }
        return 0;
    }

    /** Where a browser finds the console. */
    private static String address(FolderOptions options) throws BadSettingException {
        return options.folder().configuration().toFile().isFile()
                ? CollectorConfig.read(options.folder()).consoleAddress().orElse("")
                : "";
    }

    private Optional<Integer> wrong(FolderOptions options, Rights rights) {
        if (rights.role().isEmpty()) {
            return Optional.of(bad(
                    options,
                    "bad-role",
                    Arrays.stream(Role.values()).map(UsersCommand::word).collect(Collectors.joining(", "))));
        }
        if (rights.role().get() == Role.COMMUNE_READER && rights.communes.isEmpty()) {
            return Optional.of(bad(options, "reader-without-commune"));
        }
        try {
            rights.scope();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(bad(options, "bad-commune", String.join(" ", rights.communes)));
        }
    }

    private int bad(FolderOptions options, String key, String... values) {
        spec.commandLine().getErr().println(options.words().say(key, values));
        return 2;
    }

    private int said(FolderOptions options, boolean done, String name) {
        spec.commandLine().getErr().println(options.words().say(done ? "user-changed" : "no-user", name));
        return done ? 0 : 1;
    }

    private int onStore(FolderOptions options, ToIntFunction<Store> work) {
        return Folders.withStore(options, spec.commandLine().getErr(), InstantSource.system(), work);
    }

    private static String communes(Scope scope) {
        return switch (scope) {
            case Scope.All all -> "*";
            case Scope.Communes some ->
                some.communes().stream().sorted().map(Commune::insee).collect(Collectors.joining(" "));
        };
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
