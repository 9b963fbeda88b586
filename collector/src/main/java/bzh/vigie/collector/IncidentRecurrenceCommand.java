package bzh.vigie.collector;

import bzh.vigie.collector.detect.Marking;
import bzh.vigie.collector.detect.RecurrenceTexts;
import bzh.vigie.collector.incident.NatureDecision;
import bzh.vigie.collector.incident.NatureDecision.Outcome;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.NatureLine;
import bzh.vigie.collector.store.Tombstones.Recurrence;
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
                    store.read(session -> session.tombstones().recurrences(options.scope(), incident.id()));
            if (!work.json()) {
                new RecurrenceTexts(work.words().locale())
                        .lines(all)
                        .forEach(line -> work.out().println(Words.clean(line, 2_000)));
            }
            all.stream()
                    .filter(each -> !undecided || each.isUndecided())
                    .forEach(each -> work.out().println(work.json() ? row(each).toString() : line(work, each)));
            return ExitCode.OK;
        });
    }

    @Command(name = "set", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int set(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "ALERT", descriptionKey = "ALERT") String typed,
            @Option(names = "--nature", paramLabel = "NATURE", required = true) String word,
            @Option(names = "--proof", paramLabel = "TEXT", defaultValue = "", descriptionKey = "nature-proof")
                    String proof) {
        IncidentWork work = new IncidentWork(spec, options, time);
        Nature nature = IncidentWords.constant(Nature.class, word)
                .orElseThrow(() -> work.usage("bad-nature", word, IncidentWords.all(Nature.class)));
        Author author = who.author(work.words());
        if (proof.length() > NatureDecision.LONGEST_PROOF) {
            throw work.usage("nature-proof-long", Integer.toString(NatureDecision.LONGEST_PROOF));
        }
        if (nature.needsApproval() && !who.isLogin()) {
            // Two names that one person types are no two persons.
            work.err().println(work.words().say("nature-own-login", nature(work, nature), AuthorOptions.login()));
            return ExitCode.SOFTWARE;
        }
        return StoreWork.run(options, time, work.err(), store -> {
            Optional<String> found = work.alert(store, typed);
            if (found.isEmpty()) {
                return ExitCode.SOFTWARE;
            }
            String alert = found.get();
            Outcome outcome = store.write(
                    session -> NatureDecision.decide(session, options.scope(), alert, nature, proof, author));
            work.err()
                    .println(
                            switch (outcome) {
                                case Outcome.Written _ -> work.words().say("nature-set", alert, nature(work, nature));
                                case Outcome.NoRecurrence _ -> work.words().say("no-recurrence", alert);
                                case Outcome.NoProof _ -> work.words().say("nature-no-proof", nature(work, nature));
                                case Outcome.SameReason(String other) ->
                                    work.words().say("nature-same-reason", other);
                            });
            if (outcome instanceof Outcome.Written(boolean awaitsApproval)) {
                if (awaitsApproval) {
                    work.err().println(work.words().say("nature-awaits-approval"));
                }
                if (nature == Nature.RETURNED || nature == Nature.NEVER_LEFT) {
                    work.err().println(work.words().say("eviction-anew"));
                }
                return ExitCode.OK;
            }
            return ExitCode.SOFTWARE;
        });
    }

    private static String nature(IncidentWork work, Nature nature) {
        return work.words().say("nature." + ItemFields.word(nature));
    }

    private static String line(IncidentWork work, Recurrence recurrence) {
        String said = recurrence
                .nature()
                .map(line -> nature(work, line.nature()) + " (" + line.author().name() + " : "
                        + line.author().reason()
                        + (recurrence.awaitsApproval() ? " ; " + work.words().say("nature-unapproved") : "")
                        + recurrence
                                .sameSystemUser()
                                .map(user -> " ; " + work.words().say("nature-same-user", user))
                                .orElse("")
                        + ")")
                .orElse(work.words().say("nature." + recurrence.word().orElse("none"))
                        + (recurrence.proposed().isEmpty()
                                ? ""
                                : " ; "
                                        + work.words()
                                                .say(
                                                        "nature-restored-proposed",
                                                        work.when(recurrence
                                                                .dated()
                                                                .orElseThrow()))));
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
                .put("proposed", recurrence.proposed().map(ItemFields::word).orElse(""))
                .put(
                        "nature_author",
                        recurrence.nature().map(line -> line.author().name()).orElse(""))
                .put(
                        "nature_reason",
                        recurrence.nature().map(line -> line.author().reason()).orElse(""))
                .put("nature_proof", recurrence.nature().map(NatureLine::proof).orElse(""))
                .put(
                        "nature_approved_by",
                        recurrence.approval().map(line -> line.author().name()).orElse(""))
                .put("same_system_user", recurrence.sameSystemUser().orElse(""));
    }
}
