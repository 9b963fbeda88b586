package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.Marking;
import bzh.vigie.collector.detect.Marking.Mark;
import bzh.vigie.collector.detect.Marking.Proposed;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.incident.MarkWithdrawal;
import bzh.vigie.collector.incident.MarkWithdrawal.Outcome;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code incident tombstone}: marks what is the attacker's and must never be seen again. */
@Command(
        name = "tombstone",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        resourceBundle = "bzh.vigie.collector.IncidentCommand")
final class IncidentTombstoneCommand implements Callable<Integer> {
    private static final String BUNDLE = "bzh.vigie.collector.IncidentCommand";

    private final InstantSource time;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before any method of a command is called
    private CommandSpec spec;

    IncidentTombstoneCommand() {
        this(InstantSource.system());
    }

    IncidentTombstoneCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    @Command(name = "add", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int add(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id,
            @Option(names = "--host", paramLabel = "ID", descriptionKey = "tombstone-host") Optional<String> host,
            @Mixin ItemOptions of,
            @Option(names = "--scan", paramLabel = "SCAN", descriptionKey = "tombstone-scan") Optional<Long> scan,
            @Option(names = "--alert", paramLabel = "ID", descriptionKey = "tombstone-alert") Optional<String> alert,
            @Option(names = "--with-account", descriptionKey = "tombstone-account") boolean account,
            @Option(names = "--removed-by", paramLabel = "TIME", descriptionKey = "tombstone-removed-by")
                    Optional<String> by,
            @Option(names = "--related", descriptionKey = "tombstone-related") boolean related,
            @Option(names = "--preview", descriptionKey = "tombstone-preview") boolean preview,
            @Option(names = "--anyway", descriptionKey = "tombstone-anyway") boolean anyway) {
        IncidentWork work = new IncidentWork(spec, options, time);
        boolean named = of.location.isPresent() || !of.names.isEmpty();
        boolean item = host.isPresent() && (named || !of.keys.isEmpty());
        boolean onDisk = host.isEmpty() && !of.keys.isEmpty() && !named;
        boolean nothingElse = host.isEmpty() && of.keys.isEmpty() && !named;
        if (alert.isPresent() ? !nothingElse || scan.isPresent() : scan.isPresent() ? !onDisk : !item) {
            throw work.usage("tombstone-what");
        }
        Author author = who.author(work.words());
        Optional<Instant> removal = by.map(work::when);
        Cards cards = ShippedRules.detectors();
        return work.with(id, (store, incident) -> {
            Marking marking = new Marking(store, options.scope(), incident, cards, time);
            MarkingPrinter printer = new MarkingPrinter(work, incident, marking);
            Optional<List<Mark>> found;
            if (host.isPresent()) {
                found = work.host(store, incident, host.get())
                        .flatMap(agent -> printer.ofItems(agent, of.keys, of.location, of.names));
            } else if (alert.isPresent()) {
                found = work.alert(store, alert.get())
                        .flatMap(printer::ofAlert)
                        .map(mark -> List.of(account ? Marking.withAccount(mark) : mark));
            } else {
                found = printer.ofScan(scan.orElseThrow(), of.keys);
            }
            if (found.isEmpty()) {
                return ExitCode.SOFTWARE;
            }
            List<Mark> marks = new ArrayList<>(found.get());
            List<Proposed> all;
            try (EventSearch history =
                    LuceneHistory.openToSearch(options.folder().history())) {
                all = marking.related(marks, history);
            }
            if (preview) {
                printer.preview(marks, all, related, author);
                return ExitCode.OK;
            }
            List<Proposed> taken = all.stream()
                    .filter(each -> related && each.tie().isProposed())
                    .toList();
            if (!anyway && taken.size() > Marking.MANY_RELATED * marks.size()) {
                printer.manyRelated(marks, taken, author);
                return ExitCode.SOFTWARE;
            }
            taken.forEach(each -> marks.add(each.mark()));
            boolean done = printer.marked(marks, removal, author, anyway ? Integer.MAX_VALUE : Marking.MANY)
                    .isPresent();
            if (done && !related) {
                printer.unmarked(all);
            }
            return done ? ExitCode.OK : ExitCode.SOFTWARE;
        });
    }

    /** Which items of a host. */
    static final class ItemOptions {
        @Option(names = "--key", paramLabel = "KEY", descriptionKey = "tombstone-key")
        private List<String> keys = new ArrayList<>();

        @Option(names = "--location", paramLabel = "LOCATION", descriptionKey = "tombstone-location")
        private Optional<String> location = Optional.empty();

        @Option(names = "--name", paramLabel = "NAME", descriptionKey = "tombstone-name")
        private List<String> names = new ArrayList<>();
    }

    @Command(name = "list", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int list(
            @Mixin CommandOptions options,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id,
            @Option(names = "--all", descriptionKey = "tombstone-all") boolean all) {
        IncidentWork work = new IncidentWork(spec, options, time);
        return work.with(id, (store, incident) -> {
            List<Tombstone> marked =
                    store.read(session -> session.tombstones().list(options.scope(), incident.id())).stream()
                            .filter(each -> all || each.standing())
                            .toList();
            marked.forEach(each -> work.out().println(work.json() ? row(each).toString() : line(work, each)));
            if (marked.isEmpty() && !work.json()) {
                work.out().println(work.words().say("no-tombstones"));
            }
            return ExitCode.OK;
        });
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int remove(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "TOMBSTONE", descriptionKey = "TOMBSTONE") String id) {
        IncidentWork work = new IncidentWork(spec, options, time);
        Author author = who.author(work.words());
        return StoreWork.run(options, time, work.err(), store -> {
            Outcome outcome = store.write(session -> MarkWithdrawal.takeBack(session, options.scope(), id, author));
            Words words = work.words();
            work.err()
                    .println(
                            switch (outcome) {
                                case Outcome.Written(boolean awaits, long undecided) ->
                                    words.say("tombstone-removed", id, Long.toString(undecided))
                                            + (awaits ? "\n" + words.say("tombstone-awaits-approval") : "");
                                case Outcome.NoMark _ -> words.say("no-tombstone", id);
                                case Outcome.Already _ -> words.say("tombstone-already", id);
                                case Outcome.SameReason(String other) -> words.say("tombstone-same-reason", other);
                            });
            return outcome instanceof Outcome.Written ? ExitCode.OK : ExitCode.SOFTWARE;
        });
    }

    private static String line(IncidentWork work, Tombstone tombstone) {
        String features = String.join(
                ", ",
                Sweep.features(tombstone.fields(), tombstone.host()).stream()
                        .map(feature -> AlertTexts.code(
                                "matched",
                                ItemFields.word(feature),
                                work.words().locale()))
                        .toList());
        return Words.clean(
                tombstone.id() + "  " + tombstone.commune() + "  " + Marking.shown(tombstone.fields()) + "  "
                        + (tombstone.standing() ? "" : "[" + work.words().say("tombstone-off") + "]  ")
                        + tombstone
                                .removal()
                                .map(work::when)
                                .map(at -> work.words().say("marked-due", at) + "  ")
                                .orElse("")
                        + "[" + features + "]  " + tombstone.author().name() + " : "
                        + tombstone.author().reason(),
                2_000);
    }

    private static JsonRow row(Tombstone tombstone) {
        JsonRow row = new JsonRow("tombstone")
                .put("id", tombstone.id())
                .put("incident", tombstone.incident().text())
                .put("commune", tombstone.commune().insee())
                .put("host", tombstone.host().map(AgentId::text).orElse(""))
                .put("key", tombstone.key())
                .put("marked", tombstone.marked().toString())
                .put("standing", tombstone.standing())
                .put("removal", tombstone.removal().map(Instant::toString).orElse(""))
                .put("author", tombstone.author().name())
                .put("reason", tombstone.author().reason())
                .put(
                        "features",
                        Sweep.features(tombstone.fields(), tombstone.host()).stream()
                                .map(ItemFields::word)
                                .toList());
        new TreeMap<>(tombstone.fields()).forEach((name, value) -> row.put("field." + name, value));
        return row;
    }
}
