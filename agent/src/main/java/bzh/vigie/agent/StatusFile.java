package bzh.vigie.agent;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.persistence.Inventory;
import bzh.vigie.agent.source.CoverageLedger.Watched;
import bzh.vigie.agent.spool.LostEvents;
import bzh.vigie.agent.uplink.Notice;
import bzh.vigie.event.Account;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.LocationStatus.AsShipped;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchState;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * {@code status.jsonl} in the state folder, written by a running agent and read by {@code status}: JSON lines, also what
 * {@code status --format jsonl} prints. One of {@code {"kind":"agent"}}, then one of {@code {"kind":"source"}} per source,
 * {@code {"kind":"lost"}} per source and reason of what the spool could not keep, {@code {"kind":"location"}} per location
 * and account, {@code {"kind":"notice"}} per notice. The command adds {@code {"kind":"verdict"}}.
 */
final class StatusFile {
    static final String NAME = "status.jsonl";

    private static final int MAX_BYTES = 16 << 20;
    private static final JsonFactory JSON = new JsonFactory();

    private StatusFile() {}

    /** Puts it there; without its locations where a full disk has room for no more. */
    static void write(StateFolder state, Status status) throws IOException {
        try {
            state.writeLightly(NAME, text(status));
        } catch (IOException e) {
            state.writeLightly(
                    NAME,
                    text(new Status(
                            status.agent(),
                            status.link(),
                            status.use(),
                            status.sources(),
                            status.lost(),
                            List.of(),
                            status.notices())));
        }
    }

    /** The last status written; empty where there is none. */
    static Optional<Status> read(StateFolder state) throws IOException {
        Optional<String> text = state.read(NAME, MAX_BYTES);
        return text.isEmpty() ? Optional.empty() : Optional.of(parse(text.get()));
    }

    /** The JSON lines of a status. */
    static String text(Status status) {
        StringWriter out = new StringWriter();
        agent(out, status);
        for (Watched each : status.sources()) {
            line(out, "source", json -> {
                json.writeStringField("source", each.source());
                json.writeStringField("state", word(each.state()));
                json.writeStringField("reason", word(each.reason()));
                json.writeStringField("detail", each.detail());
                json.writeStringField("since", each.since().toString());
                json.writeNumberField("events", each.events());
                json.writeNumberField("lost", each.lost());
            });
        }
        for (LostEvents each : status.lost()) {
            line(out, "lost", json -> {
                json.writeStringField("source", each.source());
                json.writeStringField("reason", word(each.reason()));
                json.writeNumberField("events", each.events());
            });
        }
        for (LocationStatus each : status.locations()) {
            line(out, "location", json -> {
                json.writeStringField("location", each.location());
                json.writeStringField(
                        "account_id", each.account().map(Account::id).orElse(""));
                json.writeStringField("user", each.account().map(Account::name).orElse(""));
                json.writeStringField("status", word(each.state()));
                json.writeStringField("reason", word(each.reason()));
                json.writeStringField("detail", each.detail());
                json.writeNumberField("items", each.items());
                if (each.asShipped().isPresent()) {
                    AsShipped shipped = each.asShipped().get();
                    json.writeNumberField("shipped_items", shipped.items());
                    json.writeStringField("shipped_digest", shipped.digest().hex());
                }
            });
        }
        for (Notice each : status.notices()) {
            line(out, "notice", json -> {
                json.writeStringField("notice", word(each.kind()));
                json.writeStringField("detail", each.detail());
            });
        }
        return out.toString();
    }

    /** The line of a diagnosis, which {@code status} prints and no file has: the verdict, and what is behind it. */
    static String verdict(Diagnosis diagnosis) {
        StringWriter out = new StringWriter();
        line(out, "verdict", json -> {
            json.writeStringField("verdict", word(diagnosis.verdict()));
            json.writeStringField(
                    "because",
                    diagnosis.remarks().stream()
                            .map(remark -> word(remark.plain()))
                            .distinct()
                            .collect(Collectors.joining(",")));
        });
        return out.toString().strip();
    }

    private static void agent(StringWriter out, Status status) {
        Status.Agent agent = status.agent();
        Status.Link link = status.link();
        Status.Use use = status.use();
        line(out, "agent", json -> {
            json.writeStringField("id", agent.id());
            json.writeStringField("commune", agent.commune());
            json.writeStringField("version", agent.version());
            json.writeNumberField("pid", agent.pid());
            json.writeStringField("started", agent.started().toString());
            json.writeStringField("written", agent.written().toString());
            json.writeStringField("certificate_ends", agent.certificateEnds().toString());
            json.writeBooleanField("stopped", agent.stopped());
            json.writeStringField("page", agent.page());
            json.writeStringField("connection", link.word());
            json.writeStringField("connection_reason", link.reason());
            json.writeStringField("collector", link.collector());
            json.writeStringField("connection_detail", link.detail());
            json.writeStringField("connection_since", link.since().toString());
            json.writeNumberField("retry_seconds", link.retrySeconds());
            if (link.lastAcknowledged().isPresent()) {
                json.writeStringField(
                        "last_acknowledged", link.lastAcknowledged().get().toString());
            }
            if (link.skewMicros().isPresent()) {
                json.writeNumberField("skew_micros", link.skewMicros().getAsLong());
            }
            json.writeNumberField("sent", link.sent());
            json.writeNumberField("acknowledged", link.acknowledged());
            json.writeNumberField("bytes_sent", link.bytesSent());
            json.writeNumberField("spool_bytes", use.spoolBytes());
            json.writeNumberField("spool_batches", use.spoolBatches());
            json.writeStringField("inventory", use.inventory().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("rss_bytes", use.rssBytes());
            json.writeNumberField("cpu_share", Math.round(use.cpuShare() * 1e6) / 1e6);
            json.writeNumberField("threads", use.threads());
            json.writeBooleanField("over_budget", use.overBudget());
        });
    }

    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static void line(StringWriter out, String kind, Fields fields) {
        try {
            JsonGenerator json = JSON.createGenerator(out);
            json.writeStartObject();
            json.writeStringField("kind", kind);
            fields.write(json);
            json.writeEndObject();
            json.flush();
            out.write('\n');
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads the lines back. */
    static Status parse(String text) throws IOException {
        Optional<Map<String, String>> agent = Optional.empty();
        List<Watched> sources = new ArrayList<>();
        List<LostEvents> lost = new ArrayList<>();
        List<LocationStatus> locations = new ArrayList<>();
        List<Notice> notices = new ArrayList<>();
        try {
            for (String line : text.lines().toList()) {
                Map<String, String> row = row(line);
                switch (field(row, "kind")) {
                    case "agent" -> agent = Optional.of(row);
                    case "source" -> sources.add(source(row));
                    case "lost" ->
                        lost.add(new LostEvents(
                                field(row, "source"),
                                constant(ReasonCode.class, field(row, "reason")),
                                Long.parseLong(field(row, "events"))));
                    case "location" -> locations.add(location(row));
                    case "notice" ->
                        notices.add(
                                new Notice(constant(Notice.Kind.class, field(row, "notice")), field(row, "detail")));
                    default -> throw new IOException("an unknown kind of line");
                }
            }
            Map<String, String> row = agent.orElseThrow(() -> new IOException("no line of the agent"));
            return new Status(who(row), link(row), use(row), sources, lost, locations, notices);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Watched source(Map<String, String> row) throws IOException {
        return new Watched(
                field(row, "source"),
                constant(WatchState.class, field(row, "state")),
                constant(ReasonCode.class, field(row, "reason")),
                field(row, "detail"),
                Instant.parse(field(row, "since")),
                Long.parseLong(field(row, "events")),
                Long.parseLong(field(row, "lost")));
    }

    private static LocationStatus location(Map<String, String> row) throws IOException {
        String id = field(row, "account_id");
        String user = field(row, "user");
        return new LocationStatus(
                field(row, "location"),
                id.isEmpty() && user.isEmpty() ? Optional.empty() : Optional.of(new Account(id, user)),
                constant(LocationStatus.State.class, field(row, "status")),
                constant(ReasonCode.class, field(row, "reason")),
                field(row, "detail"),
                "",
                Integer.parseInt(field(row, "items")),
                0,
                0,
                0,
                LocationStatus.Trigger.PASS,
                0,
                row.containsKey("shipped_digest")
                        ? Optional.of(new AsShipped(
                                Integer.parseInt(field(row, "shipped_items")),
                                new Sha256(field(row, "shipped_digest"))))
                        : Optional.empty());
    }

    private static Status.Agent who(Map<String, String> row) throws IOException {
        return new Status.Agent(
                field(row, "id"),
                field(row, "commune"),
                field(row, "version"),
                Long.parseLong(field(row, "pid")),
                Instant.parse(field(row, "started")),
                Instant.parse(field(row, "written")),
                Instant.parse(field(row, "certificate_ends")),
                Boolean.parseBoolean(field(row, "stopped")),
                // An agent of an earlier version wrote none.
                row.getOrDefault("page", ""));
    }

    private static Status.Link link(Map<String, String> row) throws IOException {
        String skew = row.getOrDefault("skew_micros", "");
        return new Status.Link(
                field(row, "connection"),
                field(row, "connection_reason"),
                field(row, "collector"),
                field(row, "connection_detail"),
                Instant.parse(field(row, "connection_since")),
                Long.parseLong(field(row, "retry_seconds")),
                Optional.ofNullable(row.get("last_acknowledged")).map(Instant::parse),
                skew.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(skew)),
                Long.parseLong(field(row, "sent")),
                Long.parseLong(field(row, "acknowledged")),
                Long.parseLong(field(row, "bytes_sent")));
    }

    private static Status.Use use(Map<String, String> row) throws IOException {
        return new Status.Use(
                Long.parseLong(field(row, "spool_bytes")),
                Long.parseLong(field(row, "spool_batches")),
                constant(Inventory.Progress.class, field(row, "inventory")),
                Long.parseLong(field(row, "rss_bytes")),
                Double.parseDouble(field(row, "cpu_share")),
                Integer.parseInt(field(row, "threads")),
                Boolean.parseBoolean(field(row, "over_budget")));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static String field(Map<String, String> row, String name) throws IOException {
        String value = row.get(name);
        if (value == null) {
            throw new IOException("no field " + name);
        }
        return value;
    }

    /** One flat object: its fields as text. */
    private static Map<String, String> row(String line) throws IOException {
        Map<String, String> row = new HashMap<>();
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a line that is no object");
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                if (!json.nextToken().isScalarValue()) {
                    throw new IOException("a field that is no plain value");
                }
                row.put(name, json.getText());
            }
        }
        return row;
    }
}
