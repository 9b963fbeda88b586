package bzh.vigie.collector;

import bzh.vigie.collector.incident.AddressRange;
import bzh.vigie.collector.incident.Devices;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.DeviceKind;
import bzh.vigie.collector.store.Incidents.DeviceLine;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.event.ItemFields;
import java.time.InstantSource;
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

/** {@code incident devices}: addresses of devices that no agent can watch, and of VPN pools. */
@Command(name = "devices", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.IncidentCommand")
final class IncidentDevicesCommand implements Callable<Integer> {
    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommandOptions options = new CommandOptions();

    @Mixin
    private AuthorOptions who = new AuthorOptions();

    @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER")
    private String id = "";

    @Option(names = "--add", paramLabel = "ADDRESS[/PREFIX]", descriptionKey = "devices-add")
    private Optional<String> add = Optional.empty();

    @Option(names = "--kind", paramLabel = "KIND", descriptionKey = "devices-kind", defaultValue = "other")
    private String kind = "other";

    @Option(names = "--name", paramLabel = "NAME", descriptionKey = "devices-name", defaultValue = "")
    private String name = "";

    @Option(names = "--withdraw", paramLabel = "ADDRESS[/PREFIX]", descriptionKey = "devices-withdraw")
    private Optional<String> withdraw = Optional.empty();

    @Option(names = "--anyway", descriptionKey = "devices-anyway")
    private boolean anyway;

    IncidentDevicesCommand() {
        this(InstantSource.system());
    }

    IncidentDevicesCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        IncidentWork work = new IncidentWork(spec, options, time);
        if (add.isPresent() && withdraw.isPresent()) {
            throw work.usage("devices-one");
        }
        return add.isPresent() || withdraw.isPresent() ? decide(work) : show(work);
    }

    private int decide(IncidentWork work) {
        String written = add.or(() -> withdraw).orElseThrow();
        AddressRange range = AddressRange.parse(written).orElseThrow(() -> work.usage("bad-address", written));
        DeviceKind given = IncidentWords.constant(DeviceKind.class, kind)
                .orElseThrow(() -> work.usage("bad-kind", kind, IncidentWords.all(DeviceKind.class)));
        if (name.length() > 200) {
            throw work.usage("bad-device-name");
        }
        if (add.isPresent() && range.isWide() && !anyway) {
            throw work.usage("wide-address", range.toString());
        }
        Author author = who.author(work.words());
        return work.with(id, (store, incident) -> {
            Commune commune = work.one(incident);
            Optional<DeviceLine> there = store.read(s -> s.incidents().devices(options.scope(), incident.id())).stream()
                    .collect(Devices.standing())
                    .stream()
                    .filter(line ->
                            line.commune().equals(commune) && line.addresses().equals(range.toString()))
                    .findFirst();
            if (withdraw.isPresent() && there.isEmpty()) {
                work.err().println(work.words().say("no-device", range.toString(), commune.insee()));
                return ExitCode.SOFTWARE;
            }
            boolean done = store.write(s -> s.incidents()
                    .device(
                            options.scope(),
                            incident.id(),
                            commune,
                            withdraw.isPresent() ? there.orElseThrow().kind() : given,
                            range.toString(),
                            withdraw.isPresent() ? there.orElseThrow().name() : name,
                            add.isPresent(),
                            author));
            return work.decided(
                    done, add.isPresent() ? "device-declared" : "device-withdrawn", range.toString(), commune.insee());
        });
    }

    private int show(IncidentWork work) {
        return work.with(id, (store, incident) -> {
            List<DeviceLine> standing = store.read(s -> s.incidents().devices(options.scope(), incident.id())).stream()
                    .collect(Devices.standing());
            for (DeviceLine line : standing) {
                work.out()
                        .println(
                                work.json()
                                        ? row(incident, line).toString()
                                        : Words.clean(line.commune() + "  " + line.addresses() + "  "
                                                + work.words().say("device." + ItemFields.word(line.kind())) + "  "
                                                + line.name() + "  ("
                                                + line.author().name() + ")"));
            }
            if (standing.isEmpty() && !work.json()) {
                work.out().println(work.words().say("no-devices"));
            }
            return ExitCode.OK;
        });
    }

    private static JsonRow row(Incident incident, DeviceLine line) {
        return new JsonRow("device")
                .put("incident", incident.id().text())
                .put("commune", line.commune().insee())
                .put("device_kind", ItemFields.word(line.kind()))
                .put("addresses", line.addresses())
                .put("name", line.name())
                .put("written", line.written().toString())
                .put("author", line.author().name())
                .put("reason", line.author().reason());
    }
}
