package bzh.vigie.collector;

import bzh.vigie.collector.host.AgentVersion;
import bzh.vigie.collector.host.Outdated;
import bzh.vigie.collector.host.UpgradeWay;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code hosts outdated}: hosts whose agent is older than this collector, by the way in which a person brings it up to date. Those that
 * were revoked or uninstalled are left out.
 */
@Command(name = "outdated", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
final class HostsOutdatedCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private FolderOptions options = new FolderOptions();

    @Option(names = "--commune", paramLabel = "INSEE", descriptionKey = "commune")
    private List<String> communes = new ArrayList<>();

    @Option(names = "--than", paramLabel = "VERSION", defaultValue = Main.VERSION, descriptionKey = "outdated-than")
    private String than = Main.VERSION;

    @Override
    public Integer call() {
        Words words = options.words();
        PrintWriter err = spec.commandLine().getErr();
        Optional<AgentVersion> current = AgentVersion.parse(than);
        if (current.isEmpty()) {
            err.println(words.say("outdated-bad-version", than));
            return 2;
        }
        Set<Commune> some = new HashSet<>();
        for (String insee : communes) {
            try {
                some.add(new Commune(insee));
            } catch (IllegalArgumentException e) {
                err.println(words.say("bad-commune", insee));
                return 2;
            }
        }
        Scope scope = some.isEmpty() ? new Scope.All() : new Scope.Communes(some);
        boolean running = options.folder().isInUse();
        return Folders.withStore(
                options, err, InstantSource.system(), store -> show(store, scope, current.get(), running));
    }

    private int show(Store store, Scope scope, AgentVersion current, boolean running) {
        Map<UpgradeWay, List<Host>> outdated = store.read(session -> Outdated.of(session, scope, current));
        PrintWriter out = spec.commandLine().getOut();
        Words words = options.words();
        if (outdated.isEmpty() && !options.json()) {
            out.println(words.say("outdated-none", than));
        }
        outdated.forEach((way, hosts) -> {
            if (!options.json()) {
                out.println(way.sentence(hosts.size(), words.locale()));
            }
            hosts.forEach(host -> out.println(
                    options.json()
                            ? row(host, way, running && host.connected()).toString()
                            : "  " + line(host, running && host.connected())));
        });
        return 0;
    }

    /** How many hosts of these communes have an agent that is older than this collector. */
    static long count(Store store, Scope scope) {
        AgentVersion current = AgentVersion.parse(Main.VERSION).orElseThrow();
        return store.read(session -> Outdated.of(session, scope, current)).values().stream()
                .mapToLong(List::size)
                .sum();
    }

    private String line(Host host, boolean connected) {
        Words words = options.words();
        return host.id() + "  " + host.commune() + "  " + Words.clean(host.hostname()) + "  "
                + (host.version().isBlank() ? "?" : Words.clean(host.version())) + "  "
                + words.say(connected ? "connected" : "not-connected") + "  "
                + host.lastSeen().map(Instant::toString).orElse("-");
    }

    private JsonRow row(Host host, UpgradeWay way, boolean connected) {
        return new JsonRow("outdated")
                .put("id", host.id().text())
                .put("commune", host.commune().insee())
                .put("hostname", host.hostname())
                .put("version", host.version())
                .put("than", than)
                .put("upgrade", way.word())
                .put("connected", connected)
                .put("last_seen", host.lastSeen().map(Instant::toString).orElse(""));
    }
}
