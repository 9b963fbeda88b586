package bzh.vigie.collector.report;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.identity.ReportSigner;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.report.ReportContent.Request;
import bzh.vigie.collector.report.pdf.SignaturePlace;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.PhaseLine;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A report or a log book that was made, before it is signed. Immutable. */
public final class ReportMaking {
    private final ReportContent content;
    private final Kind kind;
    private final Optional<SignaturePlace> place;
    private final String table;

    /** Before the name and the SHA-256 of a file, what the audit log calls it, and with it the ledger. */
    public static final String MADE = "report-made ";

    private static final int PAGE = 500;

    private ReportMaking(ReportContent content, Kind kind, Optional<SignaturePlace> place, String table) {
        this.content = content;
        this.kind = kind;
        this.place = place;
        this.table = table;
    }

    /** What is made of a request. */
    public enum Kind {
        REPORT,
        LOG_BOOK,
        /** A table, which has no place for a signature. */
        LOG_BOOK_CSV
    }

    /**
     * Makes one; empty where the ledger is, so that there is nothing to tie it to.
     *
     * @throws IOException where the document cannot be laid out
     */
    public static Optional<ReportMaking> of(Store store, Request request, Kind kind, AlertTexts texts)
            throws IOException {
        Optional<ReportContent> content = store.read(session -> ReportSource.of(session, request, texts));
        if (content.isEmpty()) {
            return Optional.empty();
        }
        if (kind == Kind.REPORT) {
            return Optional.of(
                    new ReportMaking(content.get(), kind, Optional.of(ReportDocument.of(content.get())), ""));
        }
        LogBook book = store.read(session -> LogBook.of(session, request, texts));
        return Optional.of(
                kind == Kind.LOG_BOOK
                        ? new ReportMaking(content.get(), kind, Optional.of(book.pdf(content.get())), "")
                        : new ReportMaking(content.get(), kind, Optional.empty(), book.csv()));
    }

    /** What it says. */
    public ReportContent content() {
        return content;
    }

    /** The file without a signature: a table, or a document to look at. */
    public byte[] unsigned() {
        return place.map(each -> each.signed(new byte[0])).orElseGet(() -> table.getBytes(StandardCharsets.UTF_8));
    }

    /** The file, signed; a table as it is. */
    public byte[] signed(ReportSigner signer) {
        return place.map(each ->
                        ReportSignature.sign(each, content.claims(kind == Kind.REPORT ? "report" : "log-book"), signer))
                .orElseGet(this::unsigned);
    }

    /** Notes that a file was made, so that it can be told from one that somebody else signed. */
    public static void note(Store.Session session, Author author, Request request, String name, byte[] file) {
        String subject = request.incident().isEmpty()
                ? request.communes().stream().map(Commune::insee).collect(Collectors.joining(" "))
                : request.incident();
        session.audit().add(author, MADE + name + " " + Sha256.over(file).hex(), subject);
    }

    /** The note about a file with this digest; empty where none was made here. */
    public static Optional<Audit.Entry> noted(Store.Session session, Sha256 file) {
        Audit.Filter made = new Audit.Filter("", MADE, "", Optional.empty(), Optional.empty());
        List<Audit.Entry> page = session.audit().find(made, Long.MAX_VALUE, PAGE);
        while (!page.isEmpty()) {
            Optional<Audit.Entry> found = page.stream()
                    .filter(entry -> entry.action().endsWith(" " + file.hex()))
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
            page = session.audit().find(made, page.getLast().number(), PAGE);
        }
        return Optional.empty();
    }

    /** From when on a report tells of an incident: when it was opened here, or the earliest of its phases or its eviction began. */
    public static Instant begin(Store.Session session, Scope scope, Incident about) {
        Evictions evictions = Evictions.of(session.incidents().evictions(scope, about.id()));
        return Stream.concat(
                        Stream.of(about.opened(), evictions.earliest()).filter(Instant.MIN::isBefore),
                        session.incidents().phases(scope, about.id()).stream()
                                .map(PhaseLine::since)
                                .flatMap(Optional::stream))
                .min(Instant::compareTo)
                .orElse(about.opened());
    }
}
