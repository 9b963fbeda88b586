package bzh.vigie.collector.console.administration;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.ExportLog;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.text.CsvCell;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The audit log: every decision with its author and reason, the newest first, with filters; also as a table to keep. */
public final class AuditPage implements Section {
    private static final String PATH = "/administration/audit";
    private static final List<String> FILTERS = List.of("author", "action", "subject", "from", "to");
    private static final int ROWS = 100;
    private static final int EXPORTED_AT_ONCE = 1_000;
    private static final int LONGEST = 300;

    private final ZoneId zone;

    public AuditPage(Parts parts) {
        zone = parts.zone();
    }

    /**
     * One page of it.
     *
     * @param asked the filters as they were asked for
     * @param inPart whether what some are about is left out for this reader
     */
    public record Log(
            List<Audit.Entry> entries, Optional<String> next, Map<String, String> asked, String export, boolean inPart)
            implements ForPrograms {
        public Log {
            entries = List.copyOf(entries);
            asked = Map.copyOf(asked);
        }

        @Override
        public Object json() {
            return AdministrationJson.of(this);
        }

        /** A filter as it was asked for. */
        public String asked(String name) {
            return asked.getOrDefault(name, "");
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(PATH, Access.AUDIT, this::show)
                        .program("listAudit")
                        .query("author", "action", "subject", "from", "to", "after"),
                Route.get(PATH + "/export", Access.AUDIT, this::export));
    }

    private Audit.Filter filter(Call call) {
        return new Audit.Filter(
                text(call, "author"),
                text(call, "action"),
                text(call, "subject"),
                day(call, "from").map(day -> day.atStartOfDay(zone).toInstant()),
                day(call, "to").map(day -> day.plusDays(1).atStartOfDay(zone).toInstant()));
    }

    private static String text(Call call, String name) {
        String text = call.query(name).orElse("").strip();
        return text.substring(0, Math.min(text.length(), LONGEST));
    }

    private static Optional<LocalDate> day(Call call, String name) {
        try {
            return call.query(name).map(LocalDate::parse).filter(day -> day.getYear() > 1970 && day.getYear() < 9999);
        } catch (DateTimeException notADay) {
            return Optional.empty();
        }
    }

    private Cursor<Audit.Entry> found(Call call) {
        long below = call.query("after")
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(Long.MAX_VALUE);
        Audit.Filter filter = filter(call);
        return Cursor.of(
                AuditReading.of(call.who()).find(call, filter, below, ROWS + 1),
                ROWS,
                entry -> Long.toString(entry.number()));
    }

    private Answer show(Call call) {
        Cursor<Audit.Entry> page = found(call);
        Map<String, String> asked = FILTERS.stream().collect(Collectors.toMap(name -> name, name -> text(call, name)));
        String query = asked.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .map(each -> each.getKey() + "=" + View.encoded(each.getValue()))
                .sorted()
                .collect(Collectors.joining("&"));
        return Answer.page(
                "administration/audit",
                new Log(
                        page.rows(),
                        page.next(),
                        asked,
                        PATH + "/export" + (query.isEmpty() ? "" : "?" + query),
                        AuditReading.of(call.who()).isInPart()));
    }

    /** A table for a spreadsheet: nothing in it is taken for a formula. Who takes it stands in the log itself. */
    private Answer export(Call call) {
        Audit.Filter filter = filter(call);
        AuditReading reading = AuditReading.of(call.who());
        String asked = FILTERS.stream()
                .map(name -> name + "=" + text(call, name))
                .filter(each -> !each.endsWith("="))
                .collect(Collectors.joining(" "));
        return Answer.file("vigie-audit.csv", "text/csv; charset=utf-8", out -> {
            ExportLog log = ExportLog.begin(call, "audit-exported", "audit-export-ended", asked);
            long lines = 0;
            // The mark by which spreadsheets know UTF-8.
            out.write("\ufeff".getBytes(StandardCharsets.UTF_8));
            line(out, List.of("number", "time", "author", "action", "subject", "reason", "hash"));
            long below = Long.MAX_VALUE;
            String end = "broken";
            try {
                List<Audit.Entry> some;
                do {
                    long from = below;
                    some = reading.find(call, filter, from, EXPORTED_AT_ONCE);
                    for (Audit.Entry entry : some) {
                        line(
                                out,
                                List.of(
                                        Long.toString(entry.number()),
                                        entry.time().toString(),
                                        entry.author().name(),
                                        entry.action(),
                                        entry.subject(),
                                        entry.author().reason(),
                                        entry.hash()));
                        below = entry.number();
                        lines++;
                    }
                } while (some.size() == EXPORTED_AT_ONCE);
                end = "all";
            } finally {
                log.end(lines + " entries, " + end + ": " + asked);
            }
        });
    }

    private static void line(OutputStream out, List<String> cells) throws IOException {
        String text = cells.stream().map(CsvCell::of).collect(Collectors.joining(",")) + "\r\n";
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
