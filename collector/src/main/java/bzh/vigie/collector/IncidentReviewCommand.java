package bzh.vigie.collector;

import bzh.vigie.collector.detect.Marking;
import bzh.vigie.collector.detect.Reopening;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.review.Approvals;
import bzh.vigie.collector.review.ReviewGroup;
import bzh.vigie.collector.review.ReviewGroup.State;
import bzh.vigie.collector.review.ReviewList;
import bzh.vigie.collector.review.Reviewing;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Reviews.Baseline;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Line;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Reviews.Subject;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code incident review}: what hosts have after the eviction, in groups, and what is decided of each. */
@Command(
        name = "review",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        resourceBundle = IncidentReviewCommand.BUNDLE)
final class IncidentReviewCommand implements Callable<Integer> {
    static final String BUNDLE = "bzh.vigie.collector.IncidentCommand";

    private static final int SHORTEST_ID = 6;
    private static final int ACCUSED_NAMED = 50;

    private final InstantSource time;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before any method of a command is called
    private CommandSpec spec;

    IncidentReviewCommand() {
        this(InstantSource.system());
    }

    IncidentReviewCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int list(
            @Mixin CommandOptions options,
            @Mixin ReviewFilter filter,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id,
            @Option(names = "--state", paramLabel = "STATE", descriptionKey = "review-state") Optional<String> state,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "100", descriptionKey = "review-limit")
                    int limit) {
        IncidentWork work = new IncidentWork(spec, options, time);
        Optional<State> only = state.map(word -> IncidentWords.constant(State.class, word)
                .orElseThrow(() -> work.usage("bad-review-state", word, IncidentWords.all(State.class))));
        return work.with(id, (store, incident) -> {
            ReviewPrinter printer = new ReviewPrinter(work);
            ReviewList list = read(work, options, store, incident, filter.matter());
            List<ReviewGroup> shown = list.groups().stream()
                    .filter(group -> only.isEmpty() ? group.state() == State.WAITING : group.state() == only.get())
                    .filter(filter::takes)
                    .toList();
            (work.json() ? shown : shown.stream().limit(Math.max(0, limit)).toList())
                    .forEach(group -> printer.group(incident, list.matter(), group));
            printer.counts(
                    incident, list, store.read(session -> Approvals.of(session, options.scope(), incident.id())));
            if (shown.size() > limit && !work.json()) {
                work.err().println(work.words().say("review-more", Integer.toString(shown.size() - limit)));
            }
            return ExitCode.OK;
        });
    }

    @Command(name = "show", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int show(
            @Mixin CommandOptions options,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id,
            @Parameters(paramLabel = "GROUP", descriptionKey = "GROUP") String given,
            @Option(names = "--remediation", descriptionKey = "review-remediation") boolean remediation) {
        IncidentWork work = new IncidentWork(spec, options, time);
        return work.with(id, (store, incident) -> {
            ReviewList list = read(work, options, store, incident, matter(remediation));
            Optional<List<ReviewGroup>> found = named(work, list, List.of(given));
            if (found.isEmpty()) {
                return ExitCode.SOFTWARE;
            }
            ReviewGroup group = found.get().getFirst();
            Subject subject = store.read(session -> ReviewList.subject(session, group));
            List<Line> lines =
                    store.read(session -> session.reviews().lines(options.scope(), incident.id(), group.id()));
            new ReviewPrinter(work).whole(incident, list.matter(), group, subject, lines);
            return ExitCode.OK;
        });
    }

    @Command(name = "approve", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int approve(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Mixin ReviewFilter filter,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id,
            @Parameters(paramLabel = "GROUP", arity = "0..*", descriptionKey = "GROUP") List<String> given) {
        IncidentWork work = new IncidentWork(spec, options, time);
        List<String> groups = given == null ? List.of() : given;
        if (groups.isEmpty() == !filter.chooses()) {
            throw work.usage("review-which");
        }
        Author author = who.author(work.words());
        return work.with(id, (store, incident) -> {
            ReviewList list = read(work, options, store, incident, filter.matter());
            boolean bulk = groups.isEmpty();
            Optional<List<ReviewGroup>> chosen = bulk
                    ? Optional.of(
                            list.groups().stream().filter(filter::mayApprove).toList())
                    : named(work, list, groups);
            List<ReviewGroup> accused = accused(work, store, incident, chosen.orElse(List.of()));
            if (groups.size() > 1 && !accused.isEmpty()) {
                work.err().println(work.words().say("review-accused-alone", Integer.toString(accused.size())));
                return ExitCode.SOFTWARE;
            }
            return chosen.map(some -> decide(
                            work,
                            options,
                            store,
                            incident,
                            list.matter(),
                            some.stream()
                                    .filter(group -> !bulk || !accused.contains(group))
                                    .toList(),
                            Decision.APPROVED,
                            "",
                            author))
                    .orElse(ExitCode.SOFTWARE);
        });
    }

    /** Those of the groups that a mark or an indicator looks like, which are named. */
    private static List<ReviewGroup> accused(
            IncidentWork work, Store store, Incident incident, List<ReviewGroup> groups) {
        List<ReviewGroup> accused = store.read(session -> {
            Predicate<Map<String, String>> against = Reopening.against(session, incident.communes(), work.now());
            return groups.stream()
                    .filter(group ->
                            against.test(ReviewList.subject(session, group).fields()))
                    .toList();
        });
        accused.stream()
                .limit(ACCUSED_NAMED)
                .forEach(group -> work.err().println(Words.clean(work.words().say("review-accused", group.named()))));
        return accused;
    }

    @Command(name = "watch", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int watch(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id,
            @Parameters(paramLabel = "GROUP", arity = "1..*", descriptionKey = "GROUP") List<String> given,
            @Option(names = "--remediation", descriptionKey = "review-remediation") boolean remediation) {
        return each(options, who, id, given, remediation, Decision.WATCH);
    }

    @Command(name = "reopen", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int reopen(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id,
            @Parameters(paramLabel = "GROUP", arity = "1..*", descriptionKey = "GROUP") List<String> given,
            @Option(names = "--remediation", descriptionKey = "review-remediation") boolean remediation) {
        return each(options, who, id, given, remediation, Decision.REOPENED);
    }

    private int each(
            CommandOptions options,
            AuthorOptions who,
            String id,
            List<String> given,
            boolean remediation,
            Decision decision) {
        IncidentWork work = new IncidentWork(spec, options, time);
        Author author = who.author(work.words());
        return work.with(id, (store, incident) -> {
            ReviewList list = read(work, options, store, incident, matter(remediation));
            return named(work, list, given)
                    .map(some -> decide(work, options, store, incident, list.matter(), some, decision, "", author))
                    .orElse(ExitCode.SOFTWARE);
        });
    }

    @Command(name = "attacker", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int attacker(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id,
            @Parameters(paramLabel = "GROUP", arity = "1..*", descriptionKey = "GROUP") List<String> given,
            @Option(names = "--remediation", descriptionKey = "review-remediation") boolean remediation,
            @Option(names = "--anyway", descriptionKey = "tombstone-anyway") boolean anyway) {
        IncidentWork work = new IncidentWork(spec, options, time);
        Author author = who.author(work.words());
        Cards cards = ShippedRules.detectors();
        return work.with(id, (store, incident) -> {
            ReviewList list = read(work, options, store, incident, matter(remediation));
            Optional<List<ReviewGroup>> found = named(work, list, given);
            int code = found.isPresent() ? ExitCode.OK : ExitCode.SOFTWARE;
            Marking marking = new Marking(store, options.scope(), incident, cards, time);
            MarkingPrinter printer = new MarkingPrinter(work, incident, marking);
            for (ReviewGroup group : found.orElse(List.of())) {
                int most = anyway ? Integer.MAX_VALUE : Marking.most(group);
                Optional<Tombstone> tombstone =
                        printer.marked(List.of(marking.ofGroup(group)), Optional.empty(), author, most);
                int done = tombstone
                        .map(each -> decide(
                                work,
                                options,
                                store,
                                incident,
                                list.matter(),
                                List.of(group),
                                Decision.ATTACKER,
                                each.id(),
                                author))
                        .orElse(ExitCode.SOFTWARE);
                code = Math.max(code, done);
            }
            return code;
        });
    }

    @Command(name = "sign", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int sign(
            @Mixin CommandOptions options,
            @Mixin AuthorOptions who,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id) {
        IncidentWork work = new IncidentWork(spec, options, time);
        Author author = who.author(work.words());
        return work.with(id, (store, incident) -> {
            Commune commune = work.one(incident);
            ReviewPrinter printer = new ReviewPrinter(work);
            ReviewList list = read(work, options, store, incident, Matter.ITEMS);
            Optional<Baseline> signed = store.write(session -> session.reviews()
                    .sign(
                            options.scope(),
                            incident.id(),
                            commune,
                            ReviewList.hosts(session, options.scope(), incident, commune, work.now()),
                            author));
            signed.ifPresentOrElse(
                    baseline -> printer.baseline(baseline),
                    () -> work.err().println(work.words().say("baseline-empty", commune.insee())));
            long waiting = list.groups().stream()
                    .filter(group -> group.communes().get(commune) == State.WAITING)
                    .count();
            if (signed.isPresent() && waiting > 0) {
                work.err().println(work.words().say("baseline-waiting", Long.toString(waiting)));
            }
            return signed.isPresent() ? ExitCode.OK : ExitCode.SOFTWARE;
        });
    }

    @Command(name = "baselines", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int baselines(
            @Mixin CommandOptions options, @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER") String id) {
        IncidentWork work = new IncidentWork(spec, options, time);
        return work.with(id, (store, incident) -> {
            List<Baseline> all = store.read(session -> session.reviews().baselines(options.scope(), incident.id()));
            all.forEach(new ReviewPrinter(work)::baseline);
            if (all.isEmpty() && !work.json()) {
                work.out().println(work.words().say("no-baselines"));
            }
            return ExitCode.OK;
        });
    }

    private static Matter matter(boolean remediation) {
        return remediation ? Matter.REMEDIATION : Matter.ITEMS;
    }

    private static ReviewList read(
            IncidentWork work, CommandOptions options, Store store, Incident incident, Matter matter) {
        return store.read(session -> ReviewList.of(session, options.scope(), incident, matter, work.now()));
    }

    private static int decide(
            IncidentWork work,
            CommandOptions options,
            Store store,
            Incident incident,
            Matter matter,
            List<ReviewGroup> groups,
            Decision decision,
            String tombstone,
            Author author) {
        if (groups.isEmpty()) {
            work.err().println(work.words().say("review-none-chosen"));
            return ExitCode.SOFTWARE;
        }
        int lines = store.write(session ->
                Reviewing.decide(session, options.scope(), incident.id(), matter, groups, decision, tombstone, author));
        new ReviewPrinter(work).decided(decision, groups, lines);
        return lines > 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** The groups whose ids begin so; what is none any more is named and left out. Empty where all are none, or one is several. */
    private static Optional<List<ReviewGroup>> named(IncidentWork work, ReviewList list, List<String> given) {
        List<ReviewGroup> found = new ArrayList<>();
        boolean several = false;
        for (String each : given) {
            List<ReviewGroup> fitting = each.length() < SHORTEST_ID
                    ? List.of()
                    : list.groups().stream()
                            .filter(group -> group.id().startsWith(each))
                            .limit(2)
                            .toList();
            if (fitting.size() == 1) {
                found.add(fitting.getFirst());
            } else {
                several |= !fitting.isEmpty();
                work.err().println(work.words().say(fitting.isEmpty() ? "no-group" : "several-groups", each));
            }
        }
        return several || found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.stream().distinct().toList());
    }
}
