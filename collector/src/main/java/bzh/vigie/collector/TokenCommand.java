package bzh.vigie.collector;

import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.collector.identity.TokenDesk;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Tokens.Token;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.RemovalCode;
import bzh.vigie.event.ItemFields;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code token}: what lets hosts enrol, and what lets their agents be removed while the collector cannot be reached. */
@Command(name = "token", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
final class TokenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    /** Prints the token alone on a line: the only time that it can be seen. */
    @Command(name = "create", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int create(
            @Mixin FolderOptions options,
            @Option(names = "--commune", required = true, paramLabel = "INSEE") String insee,
            @Option(names = "--uses", paramLabel = "N", defaultValue = "1") int uses,
            @Option(names = "--expires", paramLabel = "7d", defaultValue = "7d") String expires,
            @Option(names = "--approve") boolean approve,
            @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}") String author)
            throws BadSettingException {
        Words words = options.words();
        PrintWriter err = spec.commandLine().getErr();
        Optional<Duration> life = Settings.duration(expires);
        boolean lifeGood = life.isPresent()
                && life.get().compareTo(TokenDesk.MAX_LIFE) <= 0
                && life.get().isPositive();
        if (!lifeGood || uses < 1 || uses > TokenDesk.MAX_USES) {
            err.println(
                    lifeGood
                            ? words.say("bad-uses", Integer.toString(uses), Integer.toString(TokenDesk.MAX_USES))
                            : words.say("bad-expires", expires, Long.toString(TokenDesk.MAX_LIFE.toDays())));
            return 2;
        }
        Commune commune;
        try {
            commune = new Commune(insee);
        } catch (IllegalArgumentException e) {
            err.println(words.say("bad-commune", insee));
            return 2;
        }
        if (!Folders.isThere(options, err)) {
            return 1;
        }
        CollectorConfig config = CollectorConfig.read(options.folder());
        IdentityFolder identity =
                new IdentityFolder(options.folder().identity(), config.passphrase(), new SecureRandom());
        return Folders.withStore(options, err, InstantSource.system(), store -> {
            EnrolmentToken token = new TokenDesk(store, InstantSource.system(), new SecureRandom())
                    .create(
                            commune,
                            uses,
                            life.get(),
                            approve,
                            identity.fingerprint(),
                            config.names(),
                            SystemUser.author(author, "token create"));
            if (options.json()) {
                spec.commandLine()
                        .getOut()
                        .println(new JsonRow("token")
                                .put("token", token.encode())
                                .put("id", token.id())
                                .put("commune", commune.insee())
                                .put("uses", uses)
                                .put("approval", approve));
            } else {
                spec.commandLine().getOut().println(token.encode());
                err.println(words.say("token-made", commune.insee(), Integer.toString(uses), expires, token.id()));
            }
            return 0;
        });
    }

    /** Prints the code alone on a line: the only time that it can be seen. */
    @Command(name = "break-glass", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int breakGlass(
            @Mixin FolderOptions options,
            @Option(names = "--commune", required = true, paramLabel = "INSEE") String insee,
            @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "token break-glass") String reason,
            @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}") String author) {
        PrintWriter err = spec.commandLine().getErr();
        Commune commune;
        try {
            commune = new Commune(insee);
        } catch (IllegalArgumentException e) {
            err.println(options.words().say("bad-commune", insee));
            return 2;
        }
        return Folders.withStore(options, err, InstantSource.system(), store -> {
            SecureRandom random = new SecureRandom();
            String code = RemovalCode.make(random);
            RemovalCode kept = RemovalCode.of(code, random);
            boolean before = store.write(session -> {
                boolean had = session.tokens().removalCode(commune).isPresent();
                session.tokens().removalCode(commune, kept, SystemUser.author(author, reason));
                return had;
            });
            if (options.json()) {
                spec.commandLine()
                        .getOut()
                        .println(new JsonRow("break-glass")
                                .put("commune", commune.insee())
                                .put("code", code)
                                .put("replaces", before));
            } else {
                spec.commandLine().getOut().println(code);
                err.println(options.words().say(before ? "break-glass-replaced" : "break-glass-made", commune.insee()));
            }
            return 0;
        });
    }

    @Command(name = "list", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int list(@Mixin FolderOptions options) {
        Words words = options.words();
        Instant now = InstantSource.system().instant();
        return Folders.withStore(options, spec.commandLine().getErr(), InstantSource.system(), store -> {
            List<Token> tokens = store.read(session -> session.tokens().list(new Scope.All()));
            for (Token token : tokens) {
                String state = ItemFields.word(token.state(now));
                spec.commandLine()
                        .getOut()
                        .println(
                                options.json()
                                        ? new JsonRow("token")
                                                .put("id", token.id())
                                                .put("commune", token.commune().insee())
                                                .put("state", state)
                                                .put("uses", token.uses())
                                                .put("used", token.used())
                                                .put("created", token.created().toString())
                                                .put("expires", token.expires().toString())
                                                .put("approval", token.needsApproval())
                                                .toString()
                                        : token.id() + "  " + token.commune() + "  " + token.used() + "/"
                                                + token.uses() + "  " + words.say("state." + state) + "  "
                                                + token.expires());
            }
            return 0;
        });
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int revoke(
            @Mixin FolderOptions options,
            @Parameters(paramLabel = "ID", descriptionKey = "token-id") String id,
            @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "token revoke") String reason,
            @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}") String author) {
        PrintWriter err = spec.commandLine().getErr();
        return Folders.withStore(options, err, InstantSource.system(), store -> {
            if (store.read(session -> session.tokens().find(id)).isEmpty()) {
                err.println(options.words().say("no-token", id));
                return 1;
            }
            store.change(session -> session.tokens().revoke(id, SystemUser.author(author, reason)));
            err.println(options.words().say("token-revoked", id));
            return 0;
        });
    }
}
