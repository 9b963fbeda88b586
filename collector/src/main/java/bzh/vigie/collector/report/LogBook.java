package bzh.vigie.collector.report;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.report.ReportContent.Request;
import bzh.vigie.collector.report.pdf.PdfDocument;
import bzh.vigie.collector.report.pdf.PdfDocument.Style;
import bzh.vigie.collector.report.pdf.SignaturePlace;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Ledger;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.text.CsvCell;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The log book (main courante) of communes or of an incident: what the ledger tells of a period, line by line. */
public final class LogBook {
    private static final int PAGE = 500;

    /** Lines of a log book; a longer one is asked for in parts. */
    private static final int MOST = 50_000;

    private final Look look;
    private final AlertTexts texts;
    private final List<LogEntry> entries;

    private LogBook(Look look, AlertTexts texts, List<LogEntry> entries) {
        this.look = look;
        this.texts = texts;
        this.entries = entries;
    }

    /** Of what a report would be about. */
    public static LogBook of(Store.Session session, Request request, AlertTexts texts) {
        return new LogBook(request.look(), texts, entries(session, request));
    }

    /** Entries of these communes, or about the incident, in the period; oldest first. */
    static List<LogEntry> entries(Store.Session session, Request request) {
        Set<String> communes =
                request.communes().stream().map(Commune::insee).collect(Collectors.toCollection(HashSet::new));
        List<LogEntry> all = new ArrayList<>();
        long after = 0;
        List<Ledger.Row> page;
        do {
            page = session.ledger().list(new Scope.All(), after, PAGE);
            for (Ledger.Row row : page) {
                after = row.entry().number();
                LogEntry entry = LogEntry.of(row, session);
                boolean meant = communes.contains(entry.commune()) || entry.about(request.incident());
                boolean within =
                        !entry.time().isBefore(request.from()) && entry.time().isBefore(request.to());
                // A line of an incident is told by the decision that wrote it.
                boolean told =
                        entry.kind().filter(kind -> kind == LedgerKind.LINE).isEmpty();
                if (told && meant && within && all.size() < MOST) {
                    all.add(entry);
                }
            }
        } while (page.size() == PAGE);
        return all;
    }

    /** How many lines. */
    public int size() {
        return entries.size();
    }

    private List<String> head() {
        return List.of(
                look.say("log.number"),
                look.say("log.time"),
                look.say("log.commune"),
                look.say("log.kind"),
                look.say("log.host"),
                look.say("log.what"),
                look.say("log.author"));
    }

    private List<String> line(LogEntry entry, String time) {
        return List.of(
                Long.toString(entry.number()),
                time,
                entry.commune(),
                look.say("log.kind." + entry.kind().map(LedgerKind::code).orElse(0)),
                entry.host(),
                entry.said(look, texts),
                entry.author());
    }

    /**
     * Comma-separated (RFC 4180), UTF-8 with a byte order mark, as spreadsheets want it. What a spreadsheet could take for a formula
     * begins with an apostrophe; what is not visible is written as {@code \}{@code u{hex}}. Times in UTC.
     */
    public String csv() {
        StringBuilder out = new StringBuilder("\ufeff");
        row(out, head());
        for (LogEntry entry : entries) {
            row(out, line(entry, entry.time().toString()));
        }
        return out.toString();
    }

    private static void row(StringBuilder out, List<String> cells) {
        out.append(cells.stream().map(CsvCell::of).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    /** The same as a document, ready to be signed. */
    public SignaturePlace pdf(ReportContent content) {
        Request request = content.request();
        PdfDocument pdf = new PdfDocument(
                look.say("log.title", request.title()),
                look.say("foot", request.title()),
                look.locale(),
                request.made());
        pdf.text(Style.TITLE, look.say("log.title", request.title()));
        pdf.text(
                Style.BODY,
                look.say(
                        "log.scope",
                        request.communes().stream()
                                .map(request.look().names()::shown)
                                .collect(Collectors.joining(", ")),
                        look.timeAndZone(request.from()),
                        look.timeAndZone(request.to()),
                        entries.size()));
        if (entries.size() >= MOST) {
            pdf.box(look.say("log.cut", MOST));
        }
        pdf.table(
                List.of(6f, 13f, 7f, 10f, 14f, 42f, 12f),
                head(),
                entries.stream()
                        .map(entry -> line(entry, look.time(entry.time())))
                        .toList());
        pdf.text(Style.HEADING, look.say("ledger"));
        pdf.text(Style.BODY, look.say(content.sound() ? "ledger.sound" : "ledger.unsound"));
        pdf.text(Style.SMALL, content.anchor().line());
        return pdf.toSign();
    }
}
