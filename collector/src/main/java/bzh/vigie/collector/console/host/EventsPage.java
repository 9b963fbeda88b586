package bzh.vigie.collector.console.host;

import bzh.vigie.collector.account.LogonSeen;
import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.AskedWindow;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Searches;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.hunt.EventLines;
import bzh.vigie.collector.hunt.HostDirectory;
import bzh.vigie.collector.hunt.Hunting.End;
import bzh.vigie.collector.hunt.Parsed;
import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.hunt.QueryParser;
import bzh.vigie.collector.hunt.ValueTest;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.event.ItemFields;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Logons, processes, connections and what else a host told, out of the event history: the newest of a time, in bounds. */
public final class EventsPage implements Section {
    private static final int ROWS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Kinds of events and the fields that are shown of each, by their names in the export. */
    private static final Map<String, List<String>> KINDS = kinds();

    private final Searches searches;
    private final ZoneId zone;

    public EventsPage(Parts parts, Searches searches) {
        this.searches = searches;
        zone = parts.zone();
    }

    /** Logons in the Security log of Windows that say what became of them. */
    private static final String WINDOWS = "Channel:Security EventID:(4624 or 4625 or 4768 or 4771 or 4776)";

    private static Map<String, List<String>> kinds() {
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        kinds.put("logon", List.of("action", "type", "account", "subject", "source_address", "method", "detail"));
        kinds.put("process-started", List.of("User", "Image", "CommandLine", "ParentImage", "Signer", "ProcessId"));
        kinds.put(
                "flow",
                List.of(
                        "Image",
                        "Protocol",
                        "Initiated",
                        "SourceIp",
                        "SourcePort",
                        "DestinationIp",
                        "DestinationPort",
                        "connections"));
        kinds.put("listener", List.of("action", "Protocol", "LocalIp", "LocalPort", "Image"));
        kinds.put("dns-answer", List.of("QueryName", "record_type", "QueryResults", "Image"));
        kinds.put("account-change", List.of("action", "account", "subject", "group", "detail"));
        kinds.put("agent-state", List.of("action", "start", "version", "detail"));
        return kinds;
    }

    /** An event as one line. */
    public record Line(Instant received, List<String> cells) {
        public Line {
            cells = List.copyOf(cells);
        }
    }

    /**
     * What the page shows.
     *
     * @param kind of the events
     * @param query the same as one of Hunt
     * @param end why there is no more
     * @param anew whether the history is being made anew
     */
    public record Model(
            Host host,
            List<String> kinds,
            String kind,
            List<String> columns,
            List<Line> lines,
            LocalDate from,
            LocalDate to,
            String query,
            End end,
            boolean anew) {
        public Model {
            kinds = List.copyOf(kinds);
            columns = List.copyOf(columns);
            lines = List.copyOf(lines);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/hosts/{host}/events", Access.READ, this::show));
    }

    private Answer show(Call call) {
        Host host = HostPage.host(call);
        String kind = call.query("kind").filter(KINDS::containsKey).orElse("logon");
        List<String> columns = KINDS.getOrDefault(kind, List.of());
        Window window = AskedWindow.of(call, zone);
        // Windows tells of logons in its Security log.
        String text =
                "host:" + host.id() + (kind.equals("logon") ? " (kind:logon or " + WINDOWS + ")" : " kind:" + kind);
        Searches.Found found = searches.find(
                call,
                new Query.And(List.of(
                        parsed(text, call.clock().instant()),
                        new Query.Received(new ValueTest.Times(Optional.of(window.from()), Optional.of(window.to()))))),
                ROWS,
                PATIENCE);
        LocalDate last = LocalDate.ofInstant(window.to().minusMillis(1), ZoneOffset.UTC);
        return Answer.page(
                "host/events",
                new Model(
                        host,
                        List.copyOf(KINDS.keySet()),
                        kind,
                        columns,
                        found.hits().stream()
                                .map(hit -> new Line(
                                        hit.received(),
                                        columns.stream()
                                                .map(column -> cell(hit, column, call.locale()))
                                                .toList()))
                                .toList(),
                        LocalDate.ofInstant(window.from(), zone),
                        LocalDate.ofInstant(window.to().minusMillis(1), zone),
                        text + " received:" + LocalDate.ofInstant(window.from(), ZoneOffset.UTC) + ".." + last,
                        found.outcome().end(),
                        found.anew()));
    }

    /** What an event has in a column; constants of ours and reasons in words. */
    private static String cell(Hit hit, String column, Locale locale) {
        Optional<LogonSeen> windows =
                hit.fields().getOrDefault("kind", "").equals("logon") ? Optional.empty() : LogonSeen.of(hit);
        if (windows.isPresent()) {
            return cell(hit, windows.get(), column, locale);
        }
        String value = EventLines.column(hit, column, HostDirectory.empty());
        return switch (column) {
            case "action", "start" -> AlertTexts.code(column, value, locale);
            case "detail" -> value.isEmpty() ? "" : SourceText.say(value, locale);
            default -> value;
        };
    }

    /** The same of a logon that a log of Windows tells. */
    private static String cell(Hit hit, LogonSeen logon, String column, Locale locale) {
        return switch (column) {
            case "action" -> AlertTexts.code("action", logon.failed() ? "failed" : "logon", locale);
            case "type" -> ItemFields.word(logon.kind());
            case "account" -> logon.domain().isEmpty() ? logon.account() : logon.domain() + "\\" + logon.account();
            case "subject" -> hit.fields().getOrDefault("SubjectUserName", "").replaceFirst("^-$", "");
            case "source_address" -> logon.origin();
            case "method" -> hit.fields().getOrDefault("AuthenticationPackageName", "");
            case "detail" ->
                logon.failed()
                        ? hit.fields().getOrDefault("SubStatus", hit.fields().getOrDefault("Status", ""))
                        : "";
            default -> "";
        };
    }

    private static Query parsed(String text, Instant now) {
        return switch (QueryParser.parse(text, now)) {
            case Parsed.Understood understood -> understood.query();
            case Parsed.Fault fault -> throw new IllegalStateException("a query of this page: " + text);
        };
    }
}
