package bzh.vigie.collector;

import bzh.vigie.collector.detect.Marking;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.event.ItemFields;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code incident recurrence}: what was seen again, and which of five natures an analyst says that it has. */
@Command(
        name = "recurrence",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        resourceBundle = "bzh.vigie.collector.IncidentCommand")
final class IncidentRecurrenceCommand implements Callable<Integer> {
    private static final String BUNDLE = "bzh.vigie.collector.IncidentCommand";

    private final InstantSource time;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before any method of a command is called
    private CommandSpec spec;

    IncidentRecurrenceCommand() {
        this(InstantSource.system());
    }

    IncidentRecurrenceCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int list(
            @Mixin CommandOptions options,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id,
            @Option(names = "--undecided", descriptionKey = "recurrence-undecided") boolean undecided) {
        IncidentWork work = new IncidentWork(spec, options, time);
        return work.with(id, (store, incident) -> {
            List<Recurrence> all =
                    store.read(session -> session.tombstones().recurrences(options.scope(), incident.id())).stream()
                            .filter(each -> !undecided || each.isUndecided())
                            .toList();
            all.forEach(each -> work.out().println(work.json() ? row(each).toString() : line(work, each)));
            if (all.isEmpty() && !work.json()) {
                work.out().println(work.words().say("no-recurrences"));
            }
            return ExitCode.OK;
        });
    }

    @Command(name = "set", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int set(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "ALERT", arity = "1..*", descriptionKey = "ALERT") List<String> alerts,
            @Option(names = "--nature", paramLabel = "NATURE", required = true) String word) {
        IncidentWork work = new IncidentWork(spec, options, time);
        Nature nature = IncidentWords.constant(Nature.class, word)
                .orElseThrow(() -> work.usage("bad-nature", word, IncidentWords.all(Nature.class)));
        Author author = who.author(work.words());
        return StoreWork.run(options, time, work.err(), store -> {
            int decided = 0;
            for (String alert : alerts) {
                boolean done =
                        store.write(session -> session.tombstones().nature(options.scope(), alert, nature, author));
                decided += done ? 1 : 0;
                work.err()
                        .println(
                                done
                                        ? work.words().say("nature-set", alert, nature(work, nature))
                                        : work.words().say("no-recurrence", alert));
            }
            if (alerts.size() > 1) {
                work.err().println(work.words().say("natures-set", Integer.toString(decided)));
            }
            if (decided > 0 && (nature == Nature.RETURNED || nature == Nature.NEVER_LEFT)) {
                work.err().println(work.words().say("eviction-anew"));
            }
            return decided == alerts.size() ? ExitCode.OK : ExitCode.SOFTWARE;
        });
    }

    private static String nature(IncidentWork work, Nature nature) {
        return work.words().say("nature." + ItemFields.word(nature));
    }

    private static String line(IncidentWork work, Recurrence recurrence) {
        String said = recurrence
                .nature()
                .map(line -> nature(work, line.nature()) + " (" + line.author().name() + " : "
                        + line.author().reason() + ")")
                .orElse(work.words().say("nature." + recurrence.word().orElse("none")));
        return Words.clean(
                work.when(recurrence.alert().time()) + "  " + recurrence.alert().rule() + "  "
                        + recurrence.alert().commune() + " "
                        + recurrence.alert().hostname() + "  "
                        + recurrence.alert().evidence().getOrDefault(Tombstones.TOMBSTONE, "") + "  "
                        + Marking.shown(recurrence.alert().evidence()) + "  [" + said + "]  "
                        + recurrence.alert().id(),
                2_000);
    }

    private static JsonRow row(Recurrence recurrence) {
        return new JsonRow("recurrence")
                .put("alert", recurrence.alert().id())
                .put("rule", recurrence.alert().rule())
                .put("incident", recurrence.alert().evidence().getOrDefault(Tombstones.INCIDENT, ""))
                .put("tombstone", recurrence.alert().evidence().getOrDefault(Tombstones.TOMBSTONE, ""))
                .put("commune", recurrence.alert().commune().insee())
                .put("host", recurrence.alert().host().text())
                .put("hostname", recurrence.alert().hostname())
                .put("time", recurrence.alert().time().toString())
                .put("count", recurrence.alert().count())
                .put("status", ItemFields.word(recurrence.alert().status()))
                .put("eviction", recurrence.alert().evidence().getOrDefault("eviction", ""))
                .put(
                        "matched",
                        List.of(recurrence
                                .alert()
                                .evidence()
                                .getOrDefault("matched", "")
                                .split("\n", -1)))
                .put("score", recurrence.alert().evidence().getOrDefault("score", ""))
                .put("nature", recurrence.word().orElse(""))
                .put(
                        "nature_author",
                        recurrence.nature().map(line -> line.author().name()).orElse(""))
                .put(
                        "nature_reason",
                        recurrence.nature().map(line -> line.author().reason()).orElse(""));
    }
}
