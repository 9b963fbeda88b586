package bzh.vigie.collector;

import bzh.vigie.collector.detect.CloudIntake;
import bzh.vigie.collector.detect.ExternalLogs;
import bzh.vigie.collector.detect.ExternalLogs.Kept;
import bzh.vigie.collector.detect.ExternalLogs.Reading;
import bzh.vigie.collector.detect.ExternalLogs.Times;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.cloud.CloudReading;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.incident.WatchedLines;
import bzh.vigie.collector.incident.WitnessIntake;
import bzh.vigie.collector.incident.WitnessIntake.Refusal;
import bzh.vigie.collector.incident.WitnessReader;
import bzh.vigie.collector.incident.WitnessReader.DayMonth;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.CloudExports.Refused;
import bzh.vigie.collector.store.CloudExports.Summary;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Witnesses;
import bzh.vigie.collector.store.Witnesses.Import;
import bzh.vigie.collector.store.Witnesses.Kind;
import bzh.vigie.collector.store.Witnesses.SignedIn;
import bzh.vigie.collector.store.Witnesses.Told;
import bzh.vigie.event.ItemFields;
import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code incident witness}: what VPN gateways, firewalls and mail services tell of who came, and what of it is on the watchlist. */
@Command(name = "witness", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.IncidentCommand")
final class IncidentWitnessCommand implements Callable<Integer> {
    /** Lines that are shown to people. */
    private static final int SHOWN = 100;

    /** Operations that nobody judges and that are named. */
    private static final int NOT_JUDGED_SHOWN = 30;

    /** Characters of the line that names refused rows; JSON has all of them. */
    private static final int LONGEST_NUMBERS = 4_000;

    private static final int FIRST_YEAR = 1990;
    private static final int LAST_YEAR = 2200;

    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommandOptions options = new CommandOptions();

    @Mixin
    private AuthorOptions who = new AuthorOptions();

    @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER")
    private String id = "";

    @Option(names = "--import", paramLabel = "FILE", descriptionKey = "witness-import")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--kind", paramLabel = "vpn|firewall|mail", descriptionKey = "witness-kind")
    private Optional<String> kind = Optional.empty();

    @Option(names = "--name", paramLabel = "NAME", descriptionKey = "witness-name")
    private Optional<String> name = Optional.empty();

    @Option(names = "--zone", paramLabel = "ZONE", descriptionKey = "import-zone")
    private Optional<String> zone = Optional.empty();

    @Option(names = "--dates", paramLabel = "day-first|month-first", descriptionKey = "witness-dates")
    private Optional<String> dates = Optional.empty();

    @Option(names = "--year", paramLabel = "YEAR", descriptionKey = "witness-year")
    private Optional<Integer> year = Optional.empty();

    @Option(names = "--withdraw", paramLabel = "NAME", descriptionKey = "witness-withdraw")
    private Optional<String> withdraw = Optional.empty();

    @Option(names = "--seen", paramLabel = "ADDRESS|HOST", descriptionKey = "witness-seen")
    private Optional<String> seen = Optional.empty();

    @Option(names = "--from", paramLabel = "TIME", descriptionKey = "witness-from")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", descriptionKey = "witness-to")
    private Optional<String> to = Optional.empty();

    IncidentWitnessCommand() {
        this(InstantSource.system());
    }

    IncidentWitnessCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        IncidentWork work = new IncidentWork(spec, options, time);
        if (file.isPresent() && withdraw.isPresent()) {
            throw work.usage("hosts-one");
        }
        if (file.isPresent()) {
            return take(work, file.get());
        }
        if (withdraw.isPresent()) {
            return takeBack(work, withdraw.get());
        }
        return work.with(id, (store, incident) -> {
            if (seen.isPresent()) {
                seen(work, store, incident, seen.get());
            } else {
                show(work, store, incident);
            }
            return ExitCode.OK;
        });
    }

    private int take(IncidentWork work, Path path) {
        Kind given = kind.flatMap(word -> IncidentWords.constant(Kind.class, word))
                .orElseThrow(() -> work.usage("bad-kind", kind.orElse(""), IncidentWords.all(Kind.class)));
        Optional<DayMonth> order = dates.map(word -> IncidentWords.constant(DayMonth.class, word)
                .orElseThrow(() -> work.usage("bad-dates", word, IncidentWords.all(DayMonth.class))));
        ZoneId where = work.zone(zone);
        OptionalInt first = year.stream().mapToInt(Integer::intValue).findFirst();
        if (first.isPresent() && (first.getAsInt() < FIRST_YEAR || first.getAsInt() > LAST_YEAR)) {
            throw work.usage("bad-time", Integer.toString(first.getAsInt()));
        }
        Author author = who.author(work.words());
        String called = work.listName(name, path);
        Times times = new Times(where, order, first);
        return work.with(id, (store, incident) -> {
            Commune commune = work.one(incident);
            CloudIntake intake = new CloudIntake(rules());
            Reading read;
            try {
                CloudReading cloud = store.read(session -> intake.reading(session, commune));
                read = ExternalLogs.read(() -> Files.newInputStream(path), times, cloud);
            } catch (IOException e) {
                work.err().println(Failures.say(e, options.locale()));
                return ExitCode.SOFTWARE;
            }
            refused(work, read);
            if (read.refusal().isPresent()) {
                Refusal why = read.refusal().get();
                work.err()
                        .println(work.words()
                                .say(
                                        "witness-" + ItemFields.word(why),
                                        path.toString(),
                                        Integer.toString(
                                                why == Refusal.TOO_LARGE
                                                        ? WitnessReader.MOST_BYTES >> 20
                                                        : WitnessIntake.lines(read.result()))));
                return ExitCode.SOFTWARE;
            }
            Optional<Import> same = store.read(
                    session -> WitnessIntake.same(session, options.scope(), incident.id(), commune, read.sha256()));
            if (same.isPresent()) {
                work.err().println(work.words().say("witness-same", same.get().name()));
                return ExitCode.SOFTWARE;
            }
            Optional<Kept> kept = store.write(session -> ExternalLogs.keep(
                    session, options.scope(), incident.id(), commune, called, given, read, intake, author, work.now()));
            int code = work.decided(
                    kept.isPresent(),
                    "witness-taken",
                    called,
                    commune.insee(),
                    Integer.toString(read.result().lines().size()),
                    read.cloud().isPresent() ? "UTC" : where.toString());
            if (read.cloud().isPresent()) {
                kept.ifPresent(each ->
                        work.err().println(work.words().say("cloud-raised", Integer.toString(each.raised()))));
            }
            show(work, store, incident);
            return code;
        });
    }

    /** The rules in force; the program's own where packs cannot be read, which the running collector tells. */
    private RuleSet rules() {
        try {
            return RulePacks.of(options.folder(), CollectorConfig.read(options.folder()))
                    .load();
        } catch (IOException | BadSettingException e) {
            return ShippedRules.load();
        }
    }

    /** Lines of a log that were not understood; of an export of a cloud that is not taken, its rows by the reason. */
    private static void refused(IncidentWork work, Reading read) {
        if (read.cloud().isEmpty()) {
            work.unread(read.result().unreadLines(), read.result().unread());
            return;
        }
        if (read.refusal().isPresent()) {
            refused(work, read.cloud().get().refused()).forEach(work.err()::println);
        }
    }

    private static List<String> refused(IncidentWork work, List<Refused> rows) {
        return rows.stream()
                .map(each -> Words.clean(
                        work.words()
                                .say(
                                        "cloud-refused",
                                        Integer.toString(each.rows()),
                                        work.words().say("cloud-problem." + each.reason()),
                                        each.numbers()),
                        LONGEST_NUMBERS))
                .toList();
    }

    private List<Import> imports(Store store, Incident incident) {
        return store.read(s -> s.witnesses().imports(options.scope(), incident.id()));
    }

    private int takeBack(IncidentWork work, String called) {
        Author author = who.author(work.words());
        return work.with(id, (store, incident) -> {
            Commune commune = work.one(incident);
            Optional<Import> there = store.read(
                    session -> WitnessIntake.standing(session, options.scope(), incident.id(), commune, called));
            return work.takenBack(
                    there.isPresent(),
                    called,
                    commune,
                    () -> store.write(s -> s.witnesses()
                                    .add(
                                            options.scope(),
                                            incident.id(),
                                            commune,
                                            called,
                                            there.get().kind(),
                                            "",
                                            0,
                                            List.of(),
                                            author))
                            .isPresent());
        });
    }

    private void seen(IncidentWork work, Store store, Incident incident, String what) {
        String address = WitnessReader.address(what);
        String key = address.isEmpty() ? HostNames.key(what) : address;
        Instant start = from.map(work::when).orElse(Instant.EPOCH);
        Instant end = to.map(work::when).orElseGet(work::now);
        long count = 0;
        for (Commune commune : incident.communes()) {
            List<Told> told = store.read(
                    s -> s.witnesses().seen(options.scope(), commune, key, start, end, Witnesses.MOST_LINES));
            count += told.size();
            told.forEach(each -> print(work, incident, each, "witness-sighting"));
        }
        if (!work.json()) {
            work.out().println(work.words().say("witness-count", Long.toString(count), key));
        }
    }

    private void show(IncidentWork work, Store store, Incident incident) {
        List<Import> imports = imports(store, incident);
        imports.stream()
                .filter(each -> work.json() || (each.current() && each.hasContent()))
                .forEach(each -> print(
                        work,
                        incident,
                        each,
                        store.read(session -> session.cloudExports().summary(each.number()))));
        if (imports.stream().noneMatch(Import::current) && !work.json()) {
            work.out().println(work.words().say("witness-nothing"));
            return;
        }
        WatchedLines watched = store.read(
                s -> WatchedLines.of(s, options.scope(), incident.id(), work.json() ? Integer.MAX_VALUE : SHOWN));
        watched.newest().forEach(each -> print(work, incident, each, "witness-match"));
        Evictions evictions = Evictions.of(store.read(s -> s.incidents().evictions(options.scope(), incident.id())));
        Optional<Interval> eviction = evictions.all();
        List<SignedIn> both = store.read(s -> s.witnesses().signedIn(options.scope(), incident.id())).stream()
                .filter(each -> eviction.flatMap(Interval::end)
                        .filter(end ->
                                each.first().isBefore(end) && !each.last().isBefore(end))
                        .isPresent())
                .toList();
        both.stream().limit(work.json() ? Long.MAX_VALUE : SHOWN).forEach(each -> print(work, incident, each));
        if (!work.json()) {
            work.out()
                    .println(work.words()
                            .say("witness-sums", Long.toString(watched.count()), Integer.toString(both.size())));
        }
    }

    private static void print(IncidentWork work, Incident incident, SignedIn each) {
        work.out()
                .println(
                        work.json()
                                ? new JsonRow("witness-account")
                                        .put("incident", incident.id().text())
                                        .put("commune", each.commune().insee())
                                        .put("account", each.account())
                                        .put("first", each.first().toString())
                                        .put("last", each.last().toString())
                                        .toString()
                                : Words.clean(
                                        work.words()
                                                .say(
                                                        "witness-account",
                                                        each.commune().insee(),
                                                        each.account(),
                                                        work.when(each.first()),
                                                        work.when(each.last())),
                                        500));
    }

    private static void print(IncidentWork work, Incident incident, Told told, String what) {
        Witnesses.Sighting each = told.sighting();
        work.out()
                .println(
                        work.json()
                                ? new JsonRow(what)
                                        .put("incident", incident.id().text())
                                        .put("commune", told.commune().insee())
                                        .put("import", told.number())
                                        .put("witness", ItemFields.word(told.kind()))
                                        .put("line", each.line())
                                        .put("time", each.time().toString())
                                        .put("account", each.account())
                                        .put("source", each.source())
                                        .put("destination", each.destination())
                                        .put("host", each.host())
                                        .put("outcome", ItemFields.word(each.outcome()))
                                        .toString()
                                : Words.clean(
                                        work.words()
                                                .say(
                                                        what,
                                                        told.commune().insee(),
                                                        work.words().say("witness." + ItemFields.word(told.kind())),
                                                        work.when(each.time()),
                                                        each.account(),
                                                        each.source(),
                                                        each.destination(),
                                                        each.host(),
                                                        work.words().say("outcome." + ItemFields.word(each.outcome())),
                                                        Integer.toString(each.line())),
                                        500));
    }

    private static String line(IncidentWork work, Import each) {
        return Words.clean(
                work.words()
                        .say(
                                "witness-line",
                                each.commune().insee(),
                                each.name(),
                                work.words().say("witness." + ItemFields.word(each.kind())),
                                Integer.toString(each.lines()),
                                each.first().map(work::when).orElse("-"),
                                each.last().map(work::when).orElse("-"),
                                Integer.toString(each.unread())),
                1_000);
    }

    private static void print(IncidentWork work, Incident incident, Import each, Optional<Summary> cloud) {
        if (work.json()) {
            JsonRow row = row(incident, each);
            cloud.ifPresent(summary -> row.put("rows", summary.rows())
                    .put("sign_ins", summary.signIns())
                    .put("records", summary.kept())
                    .put("rows_not_judged", summary.unjudged())
                    .put(
                            "not_judged",
                            summary.notJudged().entrySet().stream()
                                    .map(of -> of.getKey() + "=" + of.getValue())
                                    .toList())
                    .put("summed", summary.summed())
                    .put(
                            "refused",
                            summary.refused().stream()
                                    .map(of -> of.reason() + "=" + of.numbers())
                                    .toList()));
            work.out().println(row);
            return;
        }
        work.out().println(line(work, each));
        cloud.ifPresent(summary -> {
            work.out()
                    .println("    "
                            + work.words()
                                    .say(
                                            "cloud-line",
                                            Integer.toString(summary.rows()),
                                            Integer.toString(summary.signIns()),
                                            Integer.toString(summary.kept()),
                                            Integer.toString(summary.unjudged())));
            if (summary.summed()) {
                work.out().println("    " + work.words().say("cloud-summed"));
            }
            refused(work, summary.refused()).forEach(line -> work.out().println("    " + line));
            if (!summary.notJudged().isEmpty()) {
                String named = summary.notJudged().entrySet().stream()
                        .limit(NOT_JUDGED_SHOWN)
                        .map(of -> of.getKey() + " (" + of.getValue() + ")")
                        .collect(Collectors.joining(", "));
                work.out().println("    " + Words.clean(work.words().say("cloud-not-judged", named), 2_000));
            }
        });
    }

    private static JsonRow row(Incident incident, Import each) {
        return new JsonRow("witness-import")
                .put("incident", incident.id().text())
                .put("number", each.number())
                .put("commune", each.commune().insee())
                .put("name", each.name())
                .put("witness", ItemFields.word(each.kind()))
                .put("sha256", each.sha256())
                .put("lines", each.lines())
                .put("unread", each.unread())
                .put("first", each.first().map(Instant::toString).orElse(""))
                .put("last", each.last().map(Instant::toString).orElse(""))
                .put("current", each.current())
                .put("written", each.written().toString())
                .put("author", each.author().name())
                .put("reason", each.author().reason());
    }
}
