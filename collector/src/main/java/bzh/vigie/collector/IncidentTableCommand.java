package bzh.vigie.collector;

import bzh.vigie.collector.conclusion.CoverageTable;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Thresholds.Line;
import bzh.vigie.collector.store.Thresholds.Threshold;
import bzh.vigie.event.ItemFields;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code incident table}: the table by which the coverage is judged; a threshold of it is stated otherwise, or the table signed, by a person. */
@Command(name = "table", mixinStandardHelpOptions = true, resourceBundle = IncidentConcludeCommand.BUNDLE)
final class IncidentTableCommand implements Callable<Integer> {
    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommandOptions options = new CommandOptions();

    @Mixin
    private AuthorOptions who = new AuthorOptions();

    @Parameters(index = "0", paramLabel = "NUMBER", descriptionKey = "NUMBER")
    private String id = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "THRESHOLD", descriptionKey = "table-threshold")
    private Optional<String> threshold = Optional.empty();

    @Parameters(index = "2", arity = "0..1", paramLabel = "VALUE", descriptionKey = "table-value")
    private Optional<String> value = Optional.empty();

    @Option(names = "--withdraw", descriptionKey = "table-withdraw")
    private boolean withdraw;

    IncidentTableCommand() {
        this(InstantSource.system());
    }

    IncidentTableCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        IncidentWork work = new IncidentWork(spec, options, time);
        if (threshold.isEmpty()) {
            return work.with(id, (store, incident) -> show(work, store, incident));
        }
        Threshold which = IncidentWords.constant(Threshold.class, threshold.get())
                .orElseThrow(() -> work.usage("table-bad", threshold.get(), IncidentWords.all(Threshold.class)));
        OptionalLong says = value.map(text -> CoverageTable.parse(which, text)).orElse(OptionalLong.empty());
        if (says.isPresent() == withdraw || value.isPresent() == withdraw) {
            throw work.usage(
                    "table-bad-value",
                    ItemFields.word(which),
                    Long.toString(which.least()),
                    Long.toString(which.most()));
        }
        Author author = who.author(work.words());
        return work.with(
                id,
                (store, incident) -> work.decided(
                        store.write(session ->
                                session.thresholds().state(options.scope(), incident.id(), which, says, author)),
                        withdraw ? "table-withdrawn" : "table-stated",
                        ItemFields.word(which),
                        value.map(String::strip).orElse("")));
    }

    private int show(IncidentWork work, Store store, Incident incident) {
        CoverageTable table =
                new CoverageTable(store.read(session -> session.thresholds().lines(options.scope(), incident.id())));
        if (work.json()) {
            rows(incident, table).forEach(work.out()::println);
        } else {
            text(work, table).forEach(work.out()::println);
        }
        return ExitCode.OK;
    }

    /** The table in words, as the conclusion shows it too. */
    static List<String> text(IncidentWork work, CoverageTable table) {
        List<String> lines = new ArrayList<>();
        Words words = work.words();
        for (Threshold each : Threshold.values()) {
            if (each == Threshold.SIGNED) {
                lines.add(table.signed()
                        .map(line -> words.say(
                                "table-signed-by",
                                line.author().name(),
                                work.when(line.written()),
                                line.author().reason()))
                        .orElseGet(() -> words.say("table-not-signed")));
                continue;
            }
            String name = words.say("threshold." + ItemFields.word(each));
            Optional<Line> stated = table.stated(each);
            if (stated.isPresent()) {
                lines.add(words.say(
                        "table-line",
                        name,
                        Long.toString(table.value(each)),
                        each == Threshold.BEACON_MINUTES ? "-" : Long.toString(each.usual()),
                        stated.get().author().name(),
                        work.when(stated.get().written()),
                        stated.get().author().reason()));
            } else if (each == Threshold.BEACON_MINUTES) {
                lines.add(words.say("table-unknown", name));
            } else {
                lines.add(words.say("table-usual", name, Long.toString(each.usual())));
            }
        }
        return lines;
    }

    /** The table in lines of JSON. */
    static List<JsonRow> rows(Incident incident, CoverageTable table) {
        return Arrays.stream(Threshold.values())
                .map(each -> row(incident, table, each))
                .toList();
    }

    private static JsonRow row(Incident incident, CoverageTable table, Threshold threshold) {
        Optional<Line> line = threshold == Threshold.SIGNED ? table.signed() : table.stated(threshold);
        return new JsonRow("threshold")
                .put("incident", incident.id().text())
                .put("threshold", ItemFields.word(threshold))
                .put("value", line.isPresent() ? table.value(threshold) : threshold.usual())
                .put("usual", threshold.usual())
                .put("stated", line.isPresent())
                .put("author", line.map(each -> each.author().name()).orElse(""))
                .put("written", line.map(each -> each.written().toString()).orElse(""))
                .put("reason", line.map(each -> each.author().reason()).orElse(""));
    }
}
