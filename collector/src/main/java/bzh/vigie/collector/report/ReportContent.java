package bzh.vigie.collector.report;

import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.Signed;
import bzh.vigie.collector.coverage.HostWatch;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.ledger.Anchor;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.neighbour.SeenMachine;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Conclusions;
import bzh.vigie.collector.store.Scans.Scan;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that a report says, before it is put into words and on pages. From equal content comes an equal document.
 *
 * @param request what was asked for
 * @param hosts of these communes, by commune and name
 * @param seen machines without an agent that were seen, and that nobody exempted
 * @param alerts raised in the period, the gravest first; {@link #MOST_ALERTS} at most
 * @param moreAlerts how many were left out
 * @param log entries of the log book in the period, oldest first; {@link #MOST_ENTRIES} at most, the latest
 * @param moreEntries how many were left out
 * @param anchor of the ledger's head
 * @param sound whether the ledger held when it was verified for the report
 * @param indicators those that were looked for
 * @param scans of disks that stand, of the incident
 * @param conclusion of the incident, worked out for the report; empty where it is about none, or not about the whole of it
 * @param signed what an analyst said of it; empty where nobody did
 */
public record ReportContent(
        Request request,
        List<HostWatch> hosts,
        List<SeenMachine> seen,
        List<Alert> alerts,
        long moreAlerts,
        List<LogEntry> log,
        long moreEntries,
        Anchor anchor,
        boolean sound,
        IndicatorsSearched indicators,
        List<Scan> scans,
        Optional<Conclusion> conclusion,
        Optional<Signed> signed,
        AlertTexts texts) {
    /** Alerts that stand in a report one by one. */
    static final int MOST_ALERTS = 300;

    /** Entries of the log book that stand in a report. */
    static final int MOST_ENTRIES = 400;

    /**
     * What a report is asked to be about.
     *
     * @param incident its number; empty where the report is about communes alone
     * @param title what it is called
     * @param from the period's beginning
     * @param to its end, not after {@code made}
     * @param made when the report is made
     * @param author who makes it
     * @param version of the collector
     * @param look how times and words look
     */
    public record Request(
            String incident,
            String title,
            List<Commune> communes,
            Instant from,
            Instant to,
            Instant made,
            String author,
            String version,
            Look look) {
        public Request {
            communes = communes.stream().sorted().distinct().toList();
            if (!from.isBefore(to) || to.isAfter(made)) {
                throw new IllegalArgumentException(
                        "a period begins before it ends, and ends before the report is made");
            }
        }
    }

    public ReportContent {
        hosts = List.copyOf(hosts);
        seen = List.copyOf(seen);
        alerts = List.copyOf(alerts);
        log = List.copyOf(log);
        scans = List.copyOf(scans);
    }

    /** What is signed beside the document. */
    public LedgerContent claims(String kind) {
        Map<String, String> claims = new TreeMap<>();
        claims.put(ReportClaims.KIND, kind);
        claims.put(ReportClaims.TITLE, request.title());
        claims.put(ReportClaims.INCIDENT, request.incident());
        claims.put(
                ReportClaims.COMMUNES,
                request.communes().stream().map(Commune::insee).limit(200).collect(Collectors.joining(",")));
        claims.put(ReportClaims.FROM, request.from().toString());
        claims.put(ReportClaims.TO, request.to().toString());
        claims.put(ReportClaims.MADE, request.made().toString());
        claims.put(ReportClaims.AUTHOR, request.author());
        claims.put(ReportClaims.LANGUAGE, request.look().locale().getLanguage());
        claims.put(ReportClaims.COLLECTOR, request.version());
        claims.put(
                ReportClaims.CONCLUSION,
                conclusion.map(each -> ItemFields.word(each.word())).orElse(ReportClaims.INTERIM));
        claims.put(
                ReportClaims.SIGNED,
                signed.map(ReportContent::signature).orElse(conclusion.isPresent() ? "unsigned" : ""));
        claims.put(ReportClaims.LEDGER, anchor.line());
        claims.put(ReportClaims.LEDGER_SOUND, Boolean.toString(sound));
        return new LedgerContent(claims);
    }

    private static String signature(Signed each) {
        Conclusions.Line line = each.line();
        return (each.isReopened() ? "reopened" : ItemFields.word(line.decision())) + " " + line.word() + " "
                + line.written() + " " + line.author().name();
    }

    /** How many alerts nobody has closed. */
    long open() {
        return alerts.stream().filter(alert -> alert.status().isOpen()).count();
    }
}
