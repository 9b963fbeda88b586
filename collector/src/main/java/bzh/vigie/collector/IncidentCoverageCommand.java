package bzh.vigie.collector;

import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.detect.returns.LocalChecking;
import bzh.vigie.collector.detect.returns.LocalChecking.OfHost;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.Evictions.Watch;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code incident coverage}: what was watched on each host of an incident, each since the end of its eviction, as the conclusion takes it; and
 * which hosts have gone through all they have with the incident's indicators.
 */
@Command(name = "coverage", mixinStandardHelpOptions = true, resourceBundle = IncidentConcludeCommand.BUNDLE)
final class IncidentCoverageCommand implements Callable<Integer> {
    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommandOptions options = new CommandOptions();

    @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER")
    private String id = "";

    IncidentCoverageCommand() {
        this(InstantSource.system());
    }

    IncidentCoverageCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        IncidentWork work = new IncidentWork(spec, options, time);
        return work.with(id, (store, incident) -> {
            show(work, store, incident);
            return ExitCode.OK;
        });
    }

    private void show(IncidentWork work, Store store, Incident incident) {
        CoveragePrinter printer =
                new CoveragePrinter(Words.of(Main.class, options.locale()), options.json(), work.out());
        Scope communes = new Scope.Communes(new HashSet<>(incident.communes()));
        Evictions evictions =
                Evictions.of(store.read(session -> session.incidents().evictions(options.scope(), incident.id())));
        Instant now = work.now();
        for (Host host : store.read(session -> session.hosts().all(communes))) {
            Optional<Watch> watch = Watch.after(evictions.forHost(host.id()), incident.watchDays())
                    .filter(each -> each.start().isBefore(now));
            if (watch.isPresent()) {
                Instant end = watch.get().end().isBefore(now) ? watch.get().end() : now;
                Window window = new Window(watch.get().start(), end);
                printer.print(store, host, window);
            } else {
                work.err()
                        .println(work.words()
                                .say(
                                        "coverage-not-evicted",
                                        host.hostname(),
                                        host.id().text()));
            }
        }
        List<OfHost> checking =
                store.read(session -> LocalChecking.of(session, options.scope(), now)).hosts(incident.id()).stream()
                        .filter(each -> each.checking().isPresent())
                        .toList();
        if (!checking.isEmpty()) {
            new WatchlistPrinter(work).hosts(checking);
        }
    }
}
