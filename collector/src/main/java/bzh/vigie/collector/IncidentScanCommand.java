package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.DiskOwner;
import bzh.vigie.collector.detect.DiskScans;
import bzh.vigie.collector.detect.DiskScans.Comparison;
import bzh.vigie.collector.detect.Raising;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.fields.ScanFile;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scans;
import bzh.vigie.collector.store.Scans.Compared;
import bzh.vigie.collector.store.Scans.Content;
import bzh.vigie.collector.store.Scans.Scan;
import bzh.vigie.collector.store.Scans.Stated;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.Sha256;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
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

/** {@code incident scan}: files of {@code agent scan} from disks: kept, searched, and held against what the agent of the host told. */
@Command(name = "scan", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.IncidentCommand")
final class IncidentScanCommand implements Callable<Integer> {
    private static final int SHOWN = 50;
    private static final int LONGEST_NAME = 255;

    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommandOptions options = new CommandOptions();

    @Mixin
    private AuthorOptions who = new AuthorOptions();

    @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER")
    private String id = "";

    @Option(names = "--import", paramLabel = "FILE", descriptionKey = "scan-import")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--host", paramLabel = "ID", descriptionKey = "scan-host")
    private Optional<String> host = Optional.empty();

    @Option(names = "--name", paramLabel = "NAME", descriptionKey = "scan-name")
    private Optional<String> name = Optional.empty();

    @Option(names = "--as-of", paramLabel = "TIME", descriptionKey = "scan-as-of")
    private Optional<String> asOf = Optional.empty();

    @Option(names = "--other-media", descriptionKey = "scan-other-media")
    private boolean otherMedia;

    @Option(names = "--confirm", paramLabel = "VALUE", descriptionKey = "scan-confirm")
    private List<String> confirm = List.of();

    @Option(names = "--list", descriptionKey = "scan-list")
    private boolean list;

    @Option(names = "--withdraw", paramLabel = "SCAN", descriptionKey = "scan-withdraw")
    private Optional<Long> withdraw = Optional.empty();

    IncidentScanCommand() {
        this(InstantSource.system());
    }

    IncidentScanCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        IncidentWork work = new IncidentWork(spec, options, time);
        if ((file.isPresent() ? 1 : 0) + (withdraw.isPresent() ? 1 : 0) + (list ? 1 : 0) > 1) {
            throw work.usage("scan-one");
        }
        if (file.isPresent()) {
            return take(work, file.get());
        }
        if (withdraw.isPresent()) {
            Author author = who.author(work.words());
            long number = withdraw.get();
            return work.with(id, (store, incident) -> {
                boolean done = store.write(s -> s.scans().withdraw(options.scope(), incident.id(), number, author));
                work.err().println(work.words().say(done ? "scan-withdrawn" : "no-scan", Long.toString(number)));
                return done ? ExitCode.OK : ExitCode.SOFTWARE;
            });
        }
        return work.with(id, (store, incident) -> {
            List<Scan> scans = store.read(s -> s.scans().list(options.scope(), incident.id()));
            scans.stream().filter(scan -> work.json() || scan.standing()).forEach(scan -> print(work, scan));
            if (scans.isEmpty() && !work.json()) {
                work.out().println(work.words().say("scan-nothing"));
            }
            return ExitCode.OK;
        });
    }

    private int take(IncidentWork work, Path path) {
        if (host.isPresent() == name.isPresent()) {
            throw work.usage("scan-whose");
        }
        name.filter(each -> each.isBlank() || each.length() > LONGEST_NAME).ifPresent(each -> {
            throw work.usage("bad-list-name");
        });
        Instant when = asOf.map(work::when).orElseThrow(() -> work.usage("scan-when"));
        if (when.isAfter(work.now())) {
            throw work.usage("bad-time", asOf.orElse(""));
        }
        Author author = who.author(work.words());
        Optional<byte[]> bytes = work.file(path, Scans.MOST_BYTES);
        if (bytes.isEmpty()) {
            return ExitCode.SOFTWARE;
        }
        ScanFile read = ScanFile.read(bytes.get());
        tellRefused(work, read);
        Optional<String> refused = refused(read);
        if (refused.isPresent()) {
            work.err().println(work.words().say(refused.get(), path.toString(), Integer.toString(ScanFile.MOST_LINES)));
            return ExitCode.SOFTWARE;
        }
        Content content = new Content(
                Sha256.over(bytes.get()).hex(),
                read.said("reader"),
                read.said("os"),
                Words.clean(read.said("catalogue_version"), 20),
                read.items().size(),
                read.places().size(),
                read.refused());
        RuleSet rules = ShippedRules.load();
        return work.with(id, (store, incident) -> {
            Optional<Stated> stated = stated(work, store, incident, when);
            if (stated.isEmpty()
                    || !new DiskOwnerCheck(work, confirm)
                            .isIts(store, incident.id(), DiskOwner.of(read), stated.get())) {
                return ExitCode.SOFTWARE;
            }
            return keep(
                    work,
                    store,
                    incident,
                    new Taken(stated.get(), content, read, DiskOwnerCheck.confirmed(author, confirm)),
                    bytes.get(),
                    new DiskScans(rules),
                    new AlertTexts(rules.cards()));
        });
    }

    /** Why a file is not taken in; empty where it is. */
    private Optional<String> refused(ScanFile read) {
        String reader = read.said("reader");
        String system = read.said("os");
        if (read.cut()) {
            return Optional.of("scan-too-long");
        }
        if (read.items().isEmpty() && read.places().isEmpty()) {
            return Optional.of("scan-none");
        }
        if (read.summary().isEmpty()) {
            return Optional.of("scan-torn");
        }
        if (!List.of("live", "offline").contains(reader)
                || !List.of("linux", "windows").contains(system)) {
            return Optional.of("scan-of-no-reader");
        }
        return otherMedia && reader.equals("live") ? Optional.of("scan-live") : Optional.empty();
    }

    private static void tellRefused(IncidentWork work, ScanFile read) {
        if (read.refused() > 0) {
            work.err().println(work.words().say("scan-refused", Integer.toString(read.refused())));
            read.first()
                    .forEach(each -> work.err()
                            .println("  " + each.number() + ": "
                                    + Words.clean(each.reason().in(work.words().locale()))));
        }
    }

    private Optional<Stated> stated(IncidentWork work, Store store, Incident incident, Instant when) {
        if (host.isEmpty()) {
            Commune commune = work.one(incident);
            String called = name.orElseThrow();
            return Optional.of(new Stated(commune, Scans.idOf(commune, called), false, called, when, otherMedia));
        }
        Optional<Host> found = work.host(store, incident, host.get())
                .flatMap(agent -> store.read(s -> s.hosts().find(agent)));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String hostname = Words.clean(found.get().hostname(), LONGEST_NAME - 1);
        return Optional.of(new Stated(
                found.get().commune(),
                found.get().id(),
                true,
                hostname.isBlank() ? found.get().id().text() : hostname,
                when,
                otherMedia));
    }

    private record Taken(Stated stated, Content content, ScanFile file, Author author) {}

    private record Kept(Scan scan, int findings, List<Alert> found, int raised) {}

    private int keep(
            IncidentWork work,
            Store store,
            Incident incident,
            Taken taken,
            byte[] bytes,
            DiskScans disks,
            AlertTexts texts) {
        Optional<Scan> same = store.read(s -> s.scans().list(options.scope(), incident.id())).stream()
                .filter(each -> each.standing()
                        && each.content().sha256().equals(taken.content().sha256()))
                .findFirst();
        if (same.isPresent()) {
            work.err()
                    .println(work.words()
                            .say("scan-same", Long.toString(same.get().number())));
            return ExitCode.SOFTWARE;
        }
        Instant now = work.now();
        // Kept, compared and searched in one transaction: what is marked or added meanwhile finds it, or is found.
        Optional<Optional<Kept>> done = store.write(session -> {
            Optional<Comparison> comparison = taken.stated().enrolled()
                    ? session.hosts()
                            .find(taken.stated().host())
                            .map(each -> DiskScans.compare(
                                    session, taken.file(), each, taken.stated().asOf()))
                    : Optional.empty();
            if (comparison.filter(Comparison::ofOtherSystem).isPresent()) {
                return Optional.empty();
            }
            Optional<Long> number = session.scans()
                    .add(
                            options.scope(),
                            incident.id(),
                            taken.stated(),
                            taken.content(),
                            comparison.map(Comparison::compared),
                            bytes,
                            taken.author());
            if (number.isEmpty()) {
                return Optional.of(Optional.empty());
            }
            Scan scan = new Scan(
                    number.get(),
                    incident.id(),
                    taken.stated(),
                    taken.content(),
                    comparison.map(Comparison::compared),
                    true,
                    now,
                    taken.author());
            List<Finding> findings = new ArrayList<>();
            if (comparison.filter(Comparison::isOfTold).isPresent()) {
                findings.addAll(disks.differences(scan, comparison.get(), now));
            } else {
                findings.addAll(disks.ruled(session, scan, taken.file(), now));
            }
            findings.addAll(disks.marked(session, scan, taken.file(), now));
            List<Listed> indicators = WatchlistFindings.all(session);
            findings.addAll(disks.indicators(session, scan, taken.file(), indicators, now));
            int raised = 0;
            List<Alert> found = new ArrayList<>();
            for (Finding finding : findings) {
                raised += Raising.raise(session, finding) ? 1 : 0;
                session.alerts()
                        .open(finding.commune(), finding.rule(), finding.cause(), finding.onHost())
                        .ifPresent(found::add);
            }
            return Optional.of(Optional.of(new Kept(scan, findings.size(), found, raised)));
        });
        if (done.isEmpty()) {
            work.err().println(work.words().say("scan-other-system"));
            return ExitCode.SOFTWARE;
        }
        if (done.get().isEmpty()) {
            return work.decided(false, "");
        }
        tell(work, done.get().get(), texts);
        return ExitCode.OK;
    }

    private static void tell(IncidentWork work, Kept kept, AlertTexts texts) {
        Words words = work.words();
        Scan scan = kept.scan();
        work.err()
                .println(words.say(
                        "scan-taken",
                        Long.toString(scan.number()),
                        scan.stated().name(),
                        Integer.toString(scan.content().items()),
                        scan.content().sha256()));
        print(work, scan);
        if (scan.compared().isEmpty() && !work.json()) {
            work.out().println(words.say("scan-not-compared"));
        }
        scan.compared().ifPresent(compared -> {
            if (!work.json()) {
                compared.named().stream()
                        .limit(SHOWN)
                        .forEach(place -> work.out().println("  " + words.say("scan-place", place)));
                more(
                        work,
                        compared.notCompared()
                                - Math.min(SHOWN, compared.named().size()));
            }
        });
        List<Alert> gravest = kept.found().stream()
                .sorted(Comparator.comparing(Alert::severity).reversed())
                .toList();
        gravest.stream()
                .limit(work.json() ? Long.MAX_VALUE : SHOWN)
                .forEach(alert -> work.out().println(work.json() ? row(scan, alert) : line(work, alert, texts)));
        if (!work.json()) {
            more(work, gravest.size() - SHOWN);
        }
        work.err().println(words.say("scan-found", Integer.toString(kept.findings()), Integer.toString(kept.raised())));
        if (!scan.stated().otherMedia() && scan.stated().enrolled()) {
            work.err().println(words.say("scan-counts-not"));
        }
    }

    private static void more(IncidentWork work, int left) {
        if (left > 0) {
            work.out().println(work.words().say("more", Integer.toString(left)));
        }
    }

    private static String line(IncidentWork work, Alert alert, AlertTexts texts) {
        return Words.clean(
                Words.of(DetectCommand.class, work.words().locale())
                                .say("severity." + ItemFields.word(alert.severity()))
                        + "  "
                        + texts.of(alert, work.words().locale()).title() + "  "
                        + alert.evidence().getOrDefault("key", "") + "  " + alert.id(),
                1_000);
    }

    private static String row(Scan scan, Alert alert) {
        return new JsonRow("scan-finding")
                .put("scan", scan.number())
                .put("alert", alert.id())
                .put("rule", alert.rule())
                .put("severity", ItemFields.word(alert.severity()))
                .put("key", alert.evidence().getOrDefault("key", ""))
                .put("location", alert.evidence().getOrDefault("location", ""))
                .put("name", alert.evidence().getOrDefault("name", ""))
                .toString();
    }

    private static void print(IncidentWork work, Scan scan) {
        Words words = work.words();
        if (work.json()) {
            JsonRow row = new JsonRow("scan")
                    .put("scan", scan.number())
                    .put("incident", scan.incident().text())
                    .put("commune", scan.stated().commune().insee())
                    .put("host", scan.stated().host().text())
                    .put("enrolled", scan.stated().enrolled())
                    .put("name", scan.stated().name())
                    .put("as_of", scan.stated().asOf().toString())
                    .put("other_media", scan.stated().otherMedia())
                    .put("sha256", scan.content().sha256())
                    .put("reader", scan.content().reader())
                    .put("os", scan.content().os())
                    .put("catalogue_version", scan.content().catalogue())
                    .put("items", scan.content().items())
                    .put("locations", scan.content().places())
                    .put("refused", scan.content().refused())
                    .put("standing", scan.standing())
                    .put("written", scan.written().toString())
                    .put("author", scan.author().name())
                    .put("reason", scan.author().reason());
            scan.compared()
                    .ifPresent(compared -> row.put("only_on_disk", compared.hidden())
                            .put("only_told", compared.untold())
                            .put("differs", compared.otherwise())
                            .put("not_compared", compared.notCompared())
                            .put("not_compared_locations", compared.named()));
            work.out().println(row);
            return;
        }
        work.out()
                .println(words.say(
                        "scan-line",
                        Long.toString(scan.number()),
                        scan.stated().commune().insee(),
                        scan.stated().name(),
                        work.when(scan.stated().asOf()),
                        words.say(scan.stated().otherMedia() ? "scan-from-other" : "scan-from-own"),
                        Integer.toString(scan.content().items()),
                        Integer.toString(scan.content().refused()),
                        scan.author().name()));
        scan.compared().ifPresent(compared -> work.out().println("    " + compared(words, compared)));
    }

    private static String compared(Words words, Compared compared) {
        return words.say(
                "scan-compared",
                Integer.toString(compared.hidden()),
                Integer.toString(compared.untold()),
                Integer.toString(compared.otherwise()),
                Integer.toString(compared.notCompared()));
    }
}
