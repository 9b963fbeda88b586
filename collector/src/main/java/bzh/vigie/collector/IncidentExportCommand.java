package bzh.vigie.collector;

import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.report.IncidentExport;
import bzh.vigie.collector.report.StixBundle;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
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
        StixBundle bundle;
        try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(out))) {
            bundle = new StixBundle(
                    incident, producer.strip(), marking, red, RulePacks.texts(options.folder()), options.locale(), to);
            IncidentExport.write(store, new Scope.All(), incident, bundle, Integer.MAX_VALUE);
            bundle.end(work.words().say("export-contents"));
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
}
