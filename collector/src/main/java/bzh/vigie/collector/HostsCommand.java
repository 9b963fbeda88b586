package bzh.vigie.collector;

import bzh.vigie.collector.host.Forgetting;
import bzh.vigie.collector.host.HostClock;
import bzh.vigie.collector.host.HostDecision;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hosts}: who is enrolled, and who may send. Decisions need an author and a reason. */
@Command(
        name = "hosts",
        subcommands = {
            HostsSeenCommand.class,
            HostStatesCommand.class,
            HostItemsCommand.class,
            HostsOutdatedCommand.class,
            HostsCoverageCommand.class
        },
        mixinStandardHelpOptions = true,
        resourceBundle = "bzh.vigie.collector.Main")
final class HostsCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int list(
            @Mixin FolderOptions options,
            @Option(names = "--commune", paramLabel = "INSEE") List<String> communes,
            @Option(names = "--waiting") boolean waiting) {
        PrintWriter out = spec.commandLine().getOut();
        Set<Commune> some = new HashSet<>();
        for (String insee : communes == null ? List.<String>of() : communes) {
            try {
                some.add(new Commune(insee));
            } catch (IllegalArgumentException e) {
                spec.commandLine().getErr().println(options.words().say("bad-commune", insee));
                return 2;
            }
        }
        boolean running = options.folder().isInUse();
        Scope scope = some.isEmpty() ? new Scope.All() : new Scope.Communes(some);
        return Folders.withStore(options, spec.commandLine().getErr(), InstantSource.system(), store -> {
            Optional<AgentId> after = Optional.empty();
            List<Host> page;
            do {
                Optional<AgentId> from = after;
                page = store.read(session -> session.hosts().list(scope, from, PAGE));
                for (Host host : page) {
                    after = Optional.of(host.id());
                    if (!waiting || host.state() == State.WAITING_FOR_APPROVAL) {
                        out.println(
                                options.json() ? row(host, running).toString() : line(options.words(), host, running));
                    }
                }
            } while (page.size() == PAGE);
            if (!waiting && !options.json()) {
                long seen = store.read(session -> HostsSeenCommand.count(session, scope));
                if (seen > 0) {
                    out.println(options.words().say("seen-count", Long.toString(seen)));
                }
                long outdated = HostsOutdatedCommand.count(store, scope);
                if (outdated > 0) {
                    out.println(options.words().say("outdated-count", Long.toString(outdated)));
                }
            }
            return 0;
        });
    }

    @Command(name = "show", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int show(@Mixin FolderOptions options, @Parameters(paramLabel = "ID", descriptionKey = "host-id") String id) {
        PrintWriter out = spec.commandLine().getOut();
        return Folders.withStore(options, spec.commandLine().getErr(), InstantSource.system(), store -> {
            Optional<Host> host = find(store, options, id);
            if (host.isEmpty()) {
                return 1;
            }
            boolean running = options.folder().isInUse();
            if (options.json()) {
                out.println(row(host.get(), running));
                return 0;
            }
            out.println(line(options.words(), host.get(), running));
            out.println("  " + Words.clean(host.get().facts()));
            store.read(session -> session.audit().about(host.get().id().text()))
                    .forEach(entry -> out.println("  " + entry.time() + "  "
                            + entry.action() + "  " + Words.clean(entry.author().name()) + "  "
                            + Words.clean(entry.author().reason())));
            return 0;
        });
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int revoke(
            @Mixin FolderOptions options,
            @Parameters(paramLabel = "ID", descriptionKey = "host-id") String id,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason,
            @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}") String author,
            @Option(names = "--forget", descriptionKey = "revoke-forget") boolean forget) {
        int code = decide(options, id, HostDecision.REVOKE, author, reason, "revoked");
        return forget && code == 0 ? forget(options, id, author, reason) : code;
    }

    @Command(name = "approve", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int approve(
            @Mixin FolderOptions options,
            @Parameters(paramLabel = "ID", descriptionKey = "host-id") String id,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason,
            @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}") String author) {
        return decide(options, id, HostDecision.APPROVE, author, reason, "approved");
    }

    @Command(name = "readmit", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
    int readmit(
            @Mixin FolderOptions options,
            @Parameters(paramLabel = "ID", descriptionKey = "host-id") String id,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason,
            @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}") String author) {
        return decide(options, id, HostDecision.READMIT, author, reason, "readmitted");
    }

    private int decide(
            FolderOptions options, String id, HostDecision decision, String author, String reason, String done) {
        Words words = options.words();
        if (reason.isBlank() || reason.length() > 2_000 || author.isBlank() || author.length() > 200) {
            spec.commandLine().getErr().println(words.say("bad-reason"));
            return 2;
        }
        return Folders.withStore(options, spec.commandLine().getErr(), InstantSource.system(), store -> {
            Optional<Host> found = find(store, options, id);
            if (found.isEmpty()) {
                return 1;
            }
            Host host = found.get();
            Instant now = InstantSource.system().instant();
            if (!store.write(session -> decision.on(session, host, now, SystemUser.author(author, reason)))) {
                spec.commandLine()
                        .getErr()
                        .println(words.say(
                                "not-in-that-state", host.id().text(), words.say("state." + word(host.state()))));
                return 1;
            }
            spec.commandLine().getErr().println(words.say(done, host.id().text(), host.hostname()));
            if (decision == HostDecision.REVOKE) {
                store.read(session -> session.tokens().openOf(host.id(), now))
                        .ifPresent(token -> spec.commandLine()
                                .getErr()
                                .println(words.say(
                                        "its-token",
                                        token.id(),
                                        Integer.toString(token.uses() - token.used()),
                                        token.expires().toString())));
            }
            return 0;
        });
    }

    private int forget(FolderOptions options, String id, String author, String reason) {
        PrintWriter err = spec.commandLine().getErr();
        return Folders.withStore(options, err, InstantSource.system(), store -> {
            Optional<Host> host = find(store, options, id);
            if (host.isEmpty()) {
                return 1;
            }
            boolean decided =
                    store.write(session -> Forgetting.decide(session, host.get(), SystemUser.author(author, reason)));
            err.println(options.words()
                    .say(
                            decided ? "forgotten" : "not-forgotten",
                            host.get().id().text(),
                            host.get().hostname()));
            return decided ? 0 : 1;
        });
    }

    private Optional<Host> find(Store store, FolderOptions options, String typed) {
        return TypedId.host(
                store,
                new Scope.All(),
                typed,
                options.words().locale(),
                spec.commandLine().getErr());
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String line(Words words, Host host, boolean running) {
        return host.id() + "  " + host.commune() + "  " + Words.clean(host.hostname()) + "  "
                + words.say("state." + word(host.state())) + "  "
                + words.say(running && host.connected() ? "connected" : "not-connected") + "  "
                + host.lastSeen().map(Instant::toString).orElse("-")
                + HostClock.wrong(host, words.locale()).map(said -> "  " + said).orElse("");
    }

    private static JsonRow row(Host host, boolean running) {
        return new JsonRow("host")
                .put("id", host.id().text())
                .put("commune", host.commune().insee())
                .put("hostname", host.hostname())
                .put("state", word(host.state()))
                .put("connected", running && host.connected())
                .put("version", host.version())
                .put("enrolled", host.enrolled().toString())
                .put("certificate_expires", host.certificateExpires().toString())
                .put("last_seen", host.lastSeen().map(Instant::toString).orElse(""))
                .put("skew_micros", host.skewMicros())
                .put("public_key", host.publicKey().hex())
                .put("boot_id", host.bootId())
                .put("run_id", host.runId())
                .put("facts", host.facts());
    }
}
