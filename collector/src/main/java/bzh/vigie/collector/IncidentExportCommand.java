package bzh.vigie.collector;

import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.report.StixBundle;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code incident export}: indicators and findings of an incident for those who have other tools. */
@Command(name = "export", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.IncidentCommand")
final class IncidentExportCommand implements Callable<Integer> {
    private static final int PAGE = 5_000;

    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommandOptions options = new CommandOptions();

    @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER")
    private String number = "";

    @Option(names = "--out", paramLabel = "FILE", required = true, descriptionKey = "export-out")
    private Path out = Path.of("");

    @Option(names = "--tlp", paramLabel = "TLP", defaultValue = "amber+strict", descriptionKey = "export-tlp")
    private String tlp = "";

    @Option(names = "--with-red", descriptionKey = "export-with-red")
    private boolean red;

    @Option(names = "--producer", paramLabel = "NAME", defaultValue = "Vigie", descriptionKey = "export-producer")
    private String producer = "";

    IncidentExportCommand() {
        this(InstantSource.system());
    }

    IncidentExportCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        IncidentWork work = new IncidentWork(spec, options, time);
        if (!options.stix()) {
            throw work.usage("export-format");
        }
        Tlp marking = Tlp.of(tlp).orElseThrow(() -> work.usage("bad-tlp", tlp));
        if (producer.isBlank() || producer.length() > 200) {
            throw work.usage("export-no-producer");
        }
        return work.with(number, (store, incident) -> write(work, store, incident, marking));
    }

    private int write(IncidentWork work, Store store, Incident incident, Tlp marking) {
        StixBundle bundle = new StixBundle(
                incident, producer.strip(), marking, red, RulePacks.texts(options.folder()), options.locale());
        store.read(session -> {
            indicators(session, incident, bundle);
            findings(session, incident, bundle);
            return true;
        });
        try (OutputStream to = Files.newOutputStream(out)) {
            bundle.write(to);
        } catch (IOException e) {
            work.err().println(work.words().say("export-not-written", out.toString(), String.valueOf(e.getMessage())));
            return ExitCode.SOFTWARE;
        }
        say(work, "export-written", out.toString(), "" + bundle.indicators(), "" + bundle.findings());
        if (!bundle.keptBack().isEmpty() || bundle.findingsKeptBack() > 0) {
            say(work, "export-kept-back", "" + bundle.keptBack().size(), "" + bundle.findingsKeptBack());
        }
        bundle.toldRed().stream().sorted().forEach(id -> say(work, "export-red", id));
        bundle.unsaid()
                .forEach(each -> say(
                        work,
                        "export-unsaid",
                        each.id(),
                        each.indicator().what().type()));
        return ExitCode.OK;
    }

    private static void say(IncidentWork work, String key, String... values) {
        work.err().println(work.words().say(key, values));
    }

    private static void indicators(Store.Session session, Incident incident, StixBundle bundle) {
        Optional<String> after = Optional.empty();
        List<Listed> page;
        do {
            page = session.indicators().list(Optional.of(incident.id().text()), after, PAGE);
            for (Listed each : page) {
                bundle.add(each);
                after = Optional.of(each.id());
            }
        } while (page.size() == PAGE);
    }

    /** Those of medium severity or graver since the incident was opened, and every sighting of its indicators. */
    private static void findings(Store.Session session, Incident incident, StixBundle bundle) {
        Scope scope = new Scope.Communes(new HashSet<>(incident.communes()));
        long after = 0;
        List<Numbered> page;
        do {
            page = session.alerts().after(scope, after, PAGE);
            for (Numbered each : page) {
                after = each.sequence();
                if (isOf(each.alert(), incident)) {
                    bundle.add(
                            each.alert(), WatchlistFindings.marking(each.alert().evidence(), session));
                }
            }
        } while (page.size() == PAGE);
    }

    private static boolean isOf(Alert alert, Incident incident) {
        Optional<String> ofIncident = Optional.ofNullable(alert.evidence().get("incident"));
        Instant last = alert.lastTime();
        return ofIncident
                .map(incident.id().text()::equals)
                .orElse(alert.severity().compareTo(Severity.MEDIUM) >= 0 && !last.isBefore(incident.opened()));
    }
}
