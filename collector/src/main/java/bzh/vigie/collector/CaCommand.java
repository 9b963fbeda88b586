package bzh.vigie.collector;

import bzh.vigie.collector.identity.Authorities;
import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.identity.AuthorityDesk;
import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.collector.store.Author;
import bzh.vigie.event.Sha256;
import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ca}: the authority that agents trust, and its replacement by a new one while both are trusted (DESIGN.md 5.2). */
@Command(name = "ca", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
final class CaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    /** What is done to the authority, and what it is called in the audit log. */
    private interface Deed {
        Authorities to(IdentityFolder identity);
    }

    @Command(name = "show", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int show(@Mixin FolderOptions options) throws BadSettingException {
        if (!Folders.isThere(options, err())) {
            return ExitCode.SOFTWARE;
        }
        Authorities authorities = identity(options).authorities();
        return Folders.withStore(options, err(), InstantSource.system(), store -> {
            print(options, "signing", authorities.signing().certificate(), Optional.empty());
            authorities
                    .others()
                    .forEach(other ->
                            print(options, "trusted", other, Optional.of(AuthorityDesk.behind(store, authorities))));
            return ExitCode.OK;
        });
    }

    @Command(name = "rollover", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int rollover(
            @Mixin FolderOptions options,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason,
            @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}") String author)
            throws IOException, BadSettingException {
        Instant now = InstantSource.system().instant();
        return decide(options, author, reason, AuthorityDesk.Step.ROLL_OVER, false, identity -> identity.rollOver(now));
    }

    @Command(name = "retire", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int retire(
            @Mixin FolderOptions options,
            @Option(names = "--anyway") boolean anyway,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason,
            @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}") String author)
            throws IOException, BadSettingException {
        return decide(options, author, reason, AuthorityDesk.Step.RETIRE, !anyway, IdentityFolder::retire);
    }

    /** @param nobodyBehind whether to refuse while there are hosts that know only the authority before */
    private int decide(
            FolderOptions options,
            String author,
            String reason,
            AuthorityDesk.Step step,
            boolean nobodyBehind,
            Deed deed)
            throws IOException, BadSettingException {
        Words words = options.words();
        if (reason.isBlank() || reason.length() > 2_000 || author.isBlank() || author.length() > 200) {
            err().println(words.say("bad-reason"));
            return ExitCode.USAGE;
        }
        if (!Folders.isThere(options, err())) {
            return ExitCode.SOFTWARE;
        }
        IdentityFolder identity = identity(options);
        // A running collector would go on signing with what it has read.
        try (var _ = options.folder().lock()) {
            return Folders.withStore(options, err(), InstantSource.system(), store -> {
                long behind = AuthorityDesk.behind(store, identity.authorities());
                if (nobodyBehind && behind > 0) {
                    err().println(words.say("ca-behind", Long.toString(behind)));
                    return ExitCode.SOFTWARE;
                }
                // What is refused was not begun.
                identity.expectRollover(step == AuthorityDesk.Step.RETIRE);
                Author deciding = SystemUser.author(author, reason);
                String before = identity.fingerprint().hex();
                store.change(session -> session.audit().add(deciding, step.begun(), before));
                Authorities authorities = deed.to(identity);
                String fingerprint = authorities.fingerprint().hex();
                store.change(session -> session.audit().add(deciding, step.done(), fingerprint));
                err().println(words.say("ca." + step.done(), fingerprint));
                return ExitCode.OK;
            });
        }
    }

    private static IdentityFolder identity(FolderOptions options) throws BadSettingException {
        return new IdentityFolder(
                options.folder().identity(),
                CollectorConfig.read(options.folder()).passphrase(),
                new SecureRandom());
    }

    private void print(FolderOptions options, String role, X509Certificate certificate, Optional<Long> behind) {
        Words words = options.words();
        String fingerprint = Sha256.over(Authorities.der(certificate)).hex();
        String name = certificate.getSubjectX500Principal().getName();
        String until = certificate.getNotAfter().toInstant().toString();
        PrintWriter out = spec.commandLine().getOut();
        if (options.json()) {
            JsonRow row = new JsonRow("authority")
                    .put("role", role)
                    .put("name", name)
                    .put("sha256", fingerprint)
                    .put("made", Authority.made(certificate).toString())
                    .put("until", until);
            behind.ifPresent(hosts -> row.put("hosts_behind", hosts));
            out.println(row);
            return;
        }
        out.println(words.say("ca.role." + role) + "  " + name + "  " + fingerprint + "  " + until);
        behind.ifPresent(hosts -> out.println("  " + words.say("ca.behind", Long.toString(hosts))));
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
