package bzh.vigie.collector.report;

import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.conclusion.Signed;
import bzh.vigie.collector.coverage.HostWatch;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.evidence.LedgerVerification;
import bzh.vigie.collector.ledger.Anchor;
import bzh.vigie.collector.ledger.LedgerEntry;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.neighbour.SeenMachine;
import bzh.vigie.collector.neighbour.SeenMachines;
import bzh.vigie.collector.report.ReportContent.Request;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scans.Scan;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gathers what a report says from one reading of the store; only of the communes that it is about. */
public final class ReportSource {
    private static final int PAGE = 500;

    private final Store.Session session;
    private final Request request;
    private final Scope scope;

    private ReportSource(Store.Session session, Request request) {
        this.session = session;
        this.request = request;
        this.scope = new Scope.Communes(new HashSet<>(request.communes()));
    }

    /**
     * All that a report says; empty where the ledger is, so that there is nothing to tie it to.
     */
    public static Optional<ReportContent> of(Store.Session session, Request request, AlertTexts texts) {
        Optional<LedgerEntry> first = session.ledger().first();
        Optional<LedgerEntry> last = session.ledger().last();
        return first.isEmpty() || last.isEmpty()
                ? Optional.empty()
                : Optional.of(new ReportSource(session, request)
                        .content(Anchor.of(first.get(), last.get(), request.made()), texts));
    }

    private ReportContent content(Anchor anchor, AlertTexts texts) {
        List<HostWatch> hosts = new ArrayList<>();
        List<SeenMachine> seen = new ArrayList<>();
        Window window = new Window(request.from(), request.to());
        for (Commune commune : request.communes()) {
            for (Host host : session.hosts().all(new Scope.Communes(Set.of(commune)))) {
                hosts.add(HostWatch.of(host, window, session.coverage()));
            }
            SeenMachines.of(session, scope, commune).stream()
                    .filter(machine ->
                            machine.exempted().isEmpty() && !machine.last().isBefore(request.from()))
                    .forEach(seen::add);
        }
        hosts.sort(Comparator.comparing((HostWatch each) -> each.host().commune())
                .thenComparing(each -> each.host().hostname())
                .thenComparing(each -> each.host().id().text()));
        List<Alert> alerts = alerts();
        Kept log = log();
        Optional<Conclusion> conclusion = conclusion();
        return new ReportContent(
                request,
                hosts,
                seen,
                alerts.stream().limit(ReportContent.MOST_ALERTS).toList(),
                Math.max(0, alerts.size() - ReportContent.MOST_ALERTS),
                List.copyOf(log.entries()),
                log.more(),
                anchor,
                // A conclusion has verified the ledger already.
                conclusion
                        .map(each -> each.facts().tampered().isEmpty())
                        .orElseGet(
                                () -> LedgerVerification.of(session, List.of()).complete()),
                IndicatorsSearched.of(session, request.incident(), alerts, request.to()),
                scans(),
                conclusion,
                conclusion.flatMap(each -> Signed.of(
                        each,
                        session.conclusions()
                                .lines(scope, each.facts().incident().id()))),
                texts);
    }

    /** Of a part of an incident nothing can be said about the whole. */
    private Optional<Conclusion> conclusion() {
        if (request.incident().isEmpty()) {
            return Optional.empty();
        }
        IncidentId id = new IncidentId(request.incident());
        return session.incidents()
                .find(scope, id)
                .filter(each -> session.incidents().whole(scope, id))
                .map(each -> Conclusion.of(Facts.of(session, scope, each, request.made())));
    }

    private List<Scan> scans() {
        return request.incident().isEmpty()
                ? List.of()
                : session.scans().list(scope, new IncidentId(request.incident())).stream()
                        .filter(scan -> scan.standing() && scan.written().isBefore(request.to()))
                        .toList();
    }

    private boolean within(Instant time) {
        return !time.isBefore(request.from()) && time.isBefore(request.to());
    }

    /** The gravest first; of those as grave, the earliest. */
    private List<Alert> alerts() {
        List<Alert> all = new ArrayList<>();
        long after = 0;
        List<Numbered> page;
        do {
            page = session.alerts().after(scope, after, PAGE);
            for (Numbered each : page) {
                after = each.sequence();
                if (within(each.alert().time()) || within(each.alert().lastTime())) {
                    all.add(withoutRed(each.alert()));
                }
            }
        } while (page.size() == PAGE);
        all.sort(Comparator.comparing(Alert::severity)
                .reversed()
                .thenComparing(Alert::time)
                .thenComparing(Alert::id));
        return all;
    }

    private Alert withoutRed(Alert alert) {
        return alert.with(WatchlistFindings.withoutRed(alert.evidence(), session));
    }

    private record Kept(Deque<LogEntry> entries, long more) {}

    /** What was decided and what phases were dated; alerts and coverage stand elsewhere in a report. */
    private Kept log() {
        Deque<LogEntry> entries = new ArrayDeque<>();
        long more = 0;
        for (LogEntry each : LogBook.entries(session, request)) {
            boolean decided = each.kind().equals(Optional.of(LedgerKind.DECISION))
                    || each.kind().equals(Optional.of(LedgerKind.PHASE));
            if (decided) {
                entries.add(each);
            }
            if (entries.size() > ReportContent.MOST_ENTRIES) {
                entries.removeFirst();
                more++;
            }
        }
        return new Kept(entries, more);
    }
}
