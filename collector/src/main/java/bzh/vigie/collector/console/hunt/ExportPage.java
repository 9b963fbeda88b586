package bzh.vigie.collector.console.hunt;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ExportLog;
import bzh.vigie.collector.console.route.Json;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Searches;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.hunt.EventLines;
import bzh.vigie.collector.hunt.HostDirectory;
import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.hunt.Hunting.Outcome;
import bzh.vigie.collector.hunt.Hunting.Progress;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.text.CsvCell;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events as a file, written while they are found: of any size, in the memory of a few. A file that is not all says so in its last line, and one that
 * broke off has no such line and ends as a broken download.
 */
public final class ExportPage implements Section {
    private static final int MOST = 1_000_000;
    private static final int USUAL = 100_000;

    /** So often at least something is sent, however long nothing is found. */
    private static final long SIGN_OF_LIFE_NANOS = 5_000_000_000L;

    private final Searches searches;

    public ExportPage(Searches searches) {
        this.searches = searches;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/hunt/export", Access.READ, this::export)
                .program("exportEvents")
                .query("q", "form", "columns", "limit"));
    }

    private Answer export(Call call) {
        boolean csv = !call.query("form").orElse("csv").equals("jsonl");
        int limit = call.number("limit", USUAL, 1, MOST);
        List<String> columns = call.query("columns").isPresent() ? HuntPage.columns(call) : EventLines.USUAL;
        return HuntPage.withQuery(
                call,
                searches,
                (text, query, hosts) -> Answer.file(
                        csv ? "vigie-events.csv" : "vigie-events.jsonl",
                        csv ? "text/csv; charset=utf-8" : "application/x-ndjson",
                        out -> {
                            Lines lines = csv ? new Table(call, columns, hosts) : new JsonLines();
                            ExportLog log = ExportLog.begin(
                                    call, "events-exported", "events-export-ended", HuntPage.told(0, "begun", text));
                            Writing writing = new Writing(out, lines);
                            String end = "broken";
                            try {
                                writing.write(lines.head());
                                Outcome outcome = searches.search(call, query, limit, HuntPage.VERY_LONG, writing);
                                end = HuntPage.word(outcome.end().name());
                                writing.write(lines.end(outcome, searches));
                            } catch (UncheckedIOException gone) {
                                throw gone.getCause();
                            } finally {
                                log.end(HuntPage.told(writing.written, end, text));
                            }
                        }));
    }

    /** How a file is written. */
    private interface Lines {
        String head();

        String of(Hit hit);

        /** What is said while nothing is found for long; empty for nothing. */
        String progress(Progress progress);

        /** What stands at the end; empty for nothing. */
        String end(Outcome outcome, Searches searches);
    }

    /** A table; where it is not all, its last row says why in its first cell. */
    private record Table(Call call, List<String> columns, HostDirectory hosts) implements Lines {
        @Override
        public String head() {
            return EventLines.csvHead(columns);
        }

        @Override
        public String of(Hit hit) {
            return EventLines.csv(hit, columns, hosts);
        }

        @Override
        public String progress(Progress progress) {
            return "";
        }

        @Override
        public String end(Outcome outcome, Searches searches) {
            boolean all = outcome.end() == Hunting.End.ALL
                    && outcome.damaged().isEmpty()
                    && searches.rebuilding().isEmpty();
            if (all) {
                return "";
            }
            return CsvCell.of(call.say(
                                    "export.cut." + HuntPage.word(outcome.end().name()),
                                    call.view().number(outcome.found()))
                            + (searches.rebuilding().isPresent()
                                    ? " "
                                            + call.say(
                                                    "rebuilding",
                                                    "" + searches.rebuilding().getAsInt())
                                    : "")
                            + (outcome.damaged().isEmpty()
                                    ? ""
                                    : " "
                                            + call.say(
                                                    "damaged", outcome.damaged().toString())))
                    + "\r\n";
        }
    }

    /** One object a line; the last one, of the kind {@code end}, says how it ended. */
    private record JsonLines() implements Lines {
        @Override
        public String head() {
            return "";
        }

        @Override
        public String of(Hit hit) {
            return EventLines.json(hit) + "\n";
        }

        @Override
        public String progress(Progress progress) {
            return line("progress", Map.of("looked", progress.looked(), "all", progress.all()));
        }

        @Override
        public String end(Outcome outcome, Searches searches) {
            Map<String, Object> said = new LinkedHashMap<>();
            said.put("end", HuntPage.word(outcome.end().name()));
            said.put("events", outcome.found());
            said.put("looked", outcome.progress().looked());
            said.put("all", outcome.progress().all());
            said.put("since", outcome.since());
            said.put("damaged", outcome.damaged());
            said.put("rebuilding", HuntPage.rebuilding(searches));
            return line("end", said);
        }

        private static String line(String kind, Map<String, ?> values) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("kind", kind);
            all.putAll(values);
            return new String(Json.bytes(all), StandardCharsets.UTF_8) + "\n";
        }
    }

    /** Writes each event as it comes; a browser that is gone ends it. */
    private static final class Writing implements Hunting.Taker {
        private final OutputStream out;
        private final Lines lines;
        private long written;
        private long last = System.nanoTime();

        Writing(OutputStream out, Lines lines) {
            this.out = out;
            this.lines = lines;
        }

        void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void take(Hit hit) {
            try {
                write(lines.of(hit));
                written++;
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }

        @Override
        public boolean goOn(Progress progress) {
            if (System.nanoTime() - last > SIGN_OF_LIFE_NANOS) {
                last = System.nanoTime();
                try {
                    write(lines.progress(progress));
                    out.flush();
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
            }
            return !Thread.currentThread().isInterrupted();
        }
    }
}
