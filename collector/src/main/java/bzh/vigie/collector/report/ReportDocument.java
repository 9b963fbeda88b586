package bzh.vigie.collector.report;

import bzh.vigie.collector.coverage.Hole;
import bzh.vigie.collector.coverage.HostWatch;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.neighbour.SeenMachine;
import bzh.vigie.collector.report.ReportContent.Request;
import bzh.vigie.collector.report.pdf.PdfDocument;
import bzh.vigie.collector.report.pdf.PdfDocument.Style;
import bzh.vigie.collector.report.pdf.SignaturePlace;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Scans.Scan;
import bzh.vigie.collector.store.Situation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A report on pages. It says what was seen, what was watched and what was not; where a conclusion is in the content, which of the four words it
 * is, and where there is none, the first page says so.
 */
public final class ReportDocument {
    private static final int MOST_SEEN = 100;
    private static final int GAPS_OF_A_HOST = 12;
    private static final int MOST_SOURCES = 60;
    private static final int MOST_SCANS = 100;

    private final ReportContent content;
    private final Request request;
    private final Look look;
    private final PdfDocument pdf;
    private final ConclusionPages conclusion;
    private final RemainingPages remaining;
    private final ArtefactPages artefacts;

    private ReportDocument(ReportContent content) {
        this.content = content;
        this.request = content.request();
        this.look = request.look();
        this.pdf = new PdfDocument(request.title(), look.say("foot", request.title()), look.locale(), request.made());
        this.artefacts = new ArtefactPages(pdf, look, content.conclusion());
        this.remaining = new RemainingPages(pdf, look, content.texts(), content.conclusion());
        this.conclusion = new ConclusionPages(pdf, look, content.texts(), content.conclusion(), content.signed());
    }

    /** The document, ready to be signed. */
    public static SignaturePlace of(ReportContent content) {
        ReportDocument document = new ReportDocument(content);
        document.townHall();
        document.artefacts.section();
        document.scope();
        document.coverage();
        document.alerts();
        document.remaining.returns();
        document.indicators();
        document.scans();
        document.decisions();
        document.conclusion.section();
        document.remaining.risks();
        document.limits();
        return document.pdf.toSign();
    }

    /** One page in plain words. */
    private void townHall() {
        pdf.text(Style.TITLE, request.title());
        pdf.text(Style.BODY, look.say("hall.intro", communes(), look.day(request.from()), look.day(request.to())));
        conclusion.box();
        artefacts.inShort();
        remaining.decidedBy();
        pdf.text(Style.HEADING, look.say("hall.watched"));
        long whole = content.hosts().stream()
                .filter(host -> host.none().windows().isEmpty())
                .count();
        long never = content.hosts().stream()
                .filter(host -> host.none().length().equals(period()))
                .count();
        pdf.bullet(look.say("hall.hosts", content.hosts().size()));
        pdf.bullet(look.say("hall.whole", whole));
        pdf.bullet(look.say("hall.some", content.hosts().size() - whole - never));
        pdf.bullet(look.say("hall.never", never));
        pdf.bullet(look.say("hall.seen", content.seen().size()));
        pdf.text(Style.HEADING, look.say("hall.found"));
        Map<Severity, Long> open = new EnumMap<>(Severity.class);
        content.alerts().stream()
                .filter(alert -> alert.status().isOpen())
                .forEach(alert -> open.merge(alert.severity(), 1L, Long::sum));
        pdf.bullet(look.say(
                "hall.alerts",
                content.alerts().size() + content.moreAlerts(),
                content.open(),
                open.getOrDefault(Severity.CRITICAL, 0L),
                open.getOrDefault(Severity.HIGH, 0L)));
        pdf.bullet(look.say("hall.alerts.mean"));
        pdf.text(Style.HEADING, look.say("hall.not-watched"));
        for (int i = 1; i <= 6; i++) {
            pdf.bullet(look.say("hall.not-watched." + i));
        }
        pdf.text(Style.HEADING, look.say("hall.next"));
        pdf.text(Style.BODY, look.say("hall.next.text"));
    }

    private Duration period() {
        return Duration.between(request.from(), request.to());
    }

    private String communes() {
        List<String> all = request.communes().stream().map(look.names()::shown).toList();
        return String.join(", ", all.subList(0, Math.min(8, all.size())))
                + (all.size() > 8 ? look.say("more", all.size() - 8) : "");
    }

    private void scope() {
        pdf.pageBreak();
        pdf.text(Style.HEADING, look.say("scope"));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(look.say("scope.title"), request.title()));
        if (!request.incident().isEmpty()) {
            rows.add(List.of(look.say("scope.incident"), request.incident()));
        }
        rows.add(List.of(
                look.say("scope.communes"),
                request.communes().stream().map(look.names()::shown).collect(Collectors.joining(", "))));
        rows.add(List.of(look.say("scope.from"), look.timeAndZone(request.from())));
        rows.add(List.of(look.say("scope.to"), look.timeAndZone(request.to())));
        rows.add(List.of(look.say("scope.made"), look.timeAndZone(request.made())));
        rows.add(List.of(look.say("scope.author"), request.author()));
        rows.add(List.of(look.say("scope.version"), request.version()));
        rows.add(List.of(look.say("scope.conclusion"), conclusion.inShort()));
        pdf.table(List.of(25f, 75f), List.of(look.say("scope.what"), look.say("scope.value")), rows);
        pdf.text(Style.HEADING, look.say("method"));
        pdf.text(Style.BODY, look.say("method.text"));
    }

    private void coverage() {
        pdf.text(Style.HEADING, look.say("coverage"));
        pdf.text(Style.BODY, look.say("coverage.text"));
        if (content.hosts().isEmpty()) {
            pdf.box(look.say("coverage.none"));
        } else {
            new CoveragePlot(pdf, look, request.from(), request.to()).draw(content.hosts());
            pdf.text(Style.SUBHEADING, look.say("coverage.hosts"));
            pdf.table(
                    List.of(19f, 11f, 16f, 16f, 16f, 11f, 11f),
                    List.of(
                            look.say("coverage.host"),
                            look.say("coverage.commune"),
                            look.say("coverage.watched"),
                            look.say("coverage.partial"),
                            look.say("coverage.not-watched"),
                            look.say("coverage.lost"),
                            look.say("coverage.sources")),
                    content.hosts().stream().map(this::host).toList());
            gaps();
        }
        if (!content.seen().isEmpty()) {
            pdf.text(Style.SUBHEADING, look.say("seen"));
            pdf.text(Style.BODY, look.say("seen.text", content.seen().size()));
            pdf.table(
                    List.of(10f, 26f, 26f, 19f, 19f),
                    List.of(
                            look.say("coverage.commune"),
                            look.say("seen.machine"),
                            look.say("seen.names"),
                            look.say("seen.first"),
                            look.say("seen.last")),
                    content.seen().stream().limit(MOST_SEEN).map(this::seen).toList());
            more(content.seen().size() - MOST_SEEN);
        }
    }

    private List<String> host(HostWatch each) {
        return List.of(
                each.host().hostname(),
                each.host().commune().insee(),
                part(each.whole().length()),
                part(each.partly().length()),
                part(each.none().length()),
                Long.toString(each.coverage().lost()),
                each.coverage().sources().isEmpty()
                        ? look.say("coverage.no-source")
                        : Integer.toString(each.coverage().sources().size()));
    }

    private String part(Duration part) {
        return part.isZero() ? "0" : look.percent(part, period()) + " · " + look.length(part);
    }

    /** Each gap of each host, the longest first; what there is no room for is counted. */
    private void gaps() {
        List<List<String>> rows = new ArrayList<>();
        for (HostWatch host : content.hosts()) {
            List<Hole> longest = host.coverage().agent().holes().stream()
                    .sorted(Comparator.comparing((Hole hole) -> hole.window().length())
                            .reversed())
                    .toList();
            for (Hole hole : longest.subList(0, Math.min(GAPS_OF_A_HOST, longest.size()))) {
                rows.add(List.of(
                        host.host().hostname(),
                        look.time(hole.window().from()),
                        look.time(hole.window().to()),
                        look.length(hole.window().length()),
                        look.say("cause."
                                + hole.cause().name().toLowerCase(Locale.ROOT).replace('_', '-'))));
            }
            if (longest.size() > GAPS_OF_A_HOST) {
                rows.add(
                        List.of(host.host().hostname(), "", "", "", look.say("more", longest.size() - GAPS_OF_A_HOST)));
            }
        }
        pdf.text(Style.SUBHEADING, look.say("gaps"));
        if (rows.isEmpty()) {
            pdf.text(Style.BODY, look.say("gaps.none"));
        } else {
            pdf.table(
                    List.of(20f, 16f, 16f, 12f, 36f),
                    List.of(
                            look.say("coverage.host"),
                            look.say("gaps.from"),
                            look.say("gaps.to"),
                            look.say("gaps.length"),
                            look.say("gaps.cause")),
                    rows);
        }
    }

    private List<String> seen(SeenMachine machine) {
        return List.of(
                machine.commune().insee(),
                machine.key(),
                machine.names().stream().limit(3).collect(Collectors.joining(", ")),
                look.time(machine.first()),
                look.time(machine.last()));
    }

    private void alerts() {
        pdf.text(Style.HEADING, look.say("alerts"));
        pdf.text(Style.BODY, look.say(content.alerts().isEmpty() ? "alerts.none" : "alerts.text"));
        if (!content.alerts().isEmpty()) {
            pdf.table(
                    List.of(11f, 16f, 18f, 40f, 15f),
                    List.of(
                            look.say("alerts.severity"),
                            look.say("alerts.time"),
                            look.say("coverage.host"),
                            look.say("alerts.what"),
                            look.say("alerts.status")),
                    content.alerts().stream().map(this::alert).toList());
            more(content.moreAlerts());
        }
    }

    /** Numbers alone: values may be for fewer people than the report. */
    private void indicators() {
        IndicatorsSearched searched = content.indicators();
        pdf.text(Style.SUBHEADING, look.say("indicators"));
        if (searched.added().isEmpty()) {
            pdf.text(Style.BODY, look.say("indicators.none"));
            return;
        }
        List<Instant> added = searched.added().get();
        pdf.text(
                Style.BODY,
                look.say(
                        "indicators.text",
                        searched.count(),
                        searched.ofIncident(),
                        look.time(added.getFirst()),
                        look.time(added.getLast()),
                        look.time(request.to())));
        pdf.bullet(look.say("indicators.seen", searched.seen()));
        pdf.bullet(look.say("indicators.unseeable", searched.unseeable()));
        pdf.bullet(look.say("indicators.silent", searched.silent()));
        pdf.bullet(look.say("indicators.ended", searched.ended()));
        pdf.table(
                List.of(70f, 30f),
                List.of(look.say("indicators.type"), look.say("indicators.count")),
                searched.types().entrySet().stream()
                        .map(each -> List.of(each.getKey(), each.getValue().toString()))
                        .toList());
        List<List<String>> sources = searched.sources().entrySet().stream()
                .map(each -> {
                    int bar = each.getKey().lastIndexOf('|');
                    return List.of(
                            each.getKey().substring(0, bar),
                            "TLP:" + each.getKey().substring(bar + 1).toUpperCase(Locale.ROOT),
                            each.getValue().toString());
                })
                .toList();
        pdf.table(
                List.of(60f, 20f, 20f),
                List.of(look.say("indicators.source"), "TLP", look.say("indicators.count")),
                sources.subList(0, Math.min(MOST_SOURCES, sources.size())));
        more(Math.max(0, sources.size() - MOST_SOURCES));
    }

    /** Disks that were searched, each named with the digest of its file and what could not be compared. */
    private void scans() {
        if (content.scans().isEmpty()) {
            return;
        }
        pdf.text(Style.SUBHEADING, look.say("scans"));
        pdf.text(Style.BODY, look.say("scans.text", content.scans().size()));
        pdf.table(
                List.of(22f, 16f, 10f, 27f, 25f),
                List.of(
                        look.say("coverage.host"),
                        look.say("scans.as-of"),
                        look.say("scans.items"),
                        look.say("scans.compared"),
                        "SHA-256"),
                content.scans().stream().limit(MOST_SCANS).map(this::scan).toList());
        more(Math.max(0, content.scans().size() - MOST_SCANS));
    }

    private List<String> scan(Scan scan) {
        return List.of(
                scan.stated().name() + " (" + scan.stated().commune().insee() + ")",
                look.time(scan.stated().asOf()) + ", "
                        + look.say(scan.stated().otherMedia() ? "scans.other-media" : "scans.own-system"),
                Integer.toString(scan.content().items())
                        + (scan.content().refused() > 0
                                ? ", "
                                        + look.say(
                                                "scans.refused", scan.content().refused())
                                : ""),
                scan.compared()
                        .map(each -> look.say(
                                "scans.differs", each.hidden(), each.untold(), each.otherwise(), each.notCompared()))
                        .orElseGet(() -> look.say("scans.no-agent")),
                scan.content().sha256());
    }

    private List<String> alert(Alert alert) {
        return List.of(
                look.say("severity." + alert.severity().name().toLowerCase(Locale.ROOT))
                        + (alert.situation() == Situation.MONITORING
                                ? " (" + look.say("situation.monitoring") + ")"
                                : ""),
                look.time(alert.time()),
                AlertTexts.subject(alert, look.locale()) + " ("
                        + alert.commune().insee() + ")",
                content.texts().of(alert, look.locale()).title() + (alert.count() > 1 ? " ×" + alert.count() : ""),
                look.say("status." + alert.status().name().toLowerCase(Locale.ROOT)));
    }

    private void decisions() {
        pdf.text(Style.HEADING, look.say("decisions"));
        pdf.text(Style.BODY, look.say(content.log().isEmpty() ? "decisions.none" : "decisions.text"));
        if (!content.log().isEmpty()) {
            more(content.moreEntries());
            pdf.table(
                    List.of(7f, 16f, 57f, 20f),
                    List.of(look.say("log.number"), look.say("log.time"), look.say("log.what"), look.say("log.author")),
                    content.log().stream()
                            .map(entry -> List.of(
                                    Long.toString(entry.number()),
                                    look.time(entry.time()),
                                    entry.said(look, content.texts()),
                                    entry.author()))
                            .toList());
        }
    }

    private void more(long left) {
        if (left > 0) {
            pdf.text(Style.STRONG, look.say("more", left));
        }
    }

    private void limits() {
        pdf.text(Style.HEADING, look.say("limits"));
        for (int i = 1; i <= 7; i++) {
            pdf.bullet(look.say("limits." + i));
        }
        pdf.text(Style.HEADING, look.say("ledger"));
        pdf.text(Style.BODY, look.say(content.sound() ? "ledger.sound" : "ledger.unsound"));
        pdf.text(Style.SMALL, content.anchor().line());
        pdf.text(Style.HEADING, look.say("verify"));
        pdf.text(Style.BODY, look.say("verify.text"));
    }
}
