package bzh.vigie.collector.detect;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import bzh.vigie.collector.detect.ExternalLogs.Reading;
import bzh.vigie.collector.detect.ExternalLogs.Times;
import bzh.vigie.collector.detect.Marking.Mark;
import bzh.vigie.collector.detect.Marking.Outcome;
import bzh.vigie.collector.detect.cloud.CloudReading;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.incident.WitnessIntake.Refusal;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Witnesses.Kind;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Returns in a cloud ({@code cloud-returns.txt}): all acts of the attacker are marked, then each comes back in another form. */
final class CloudReturnsTest {
    private static final Scope ALL = new Scope.All();
    private static final RuleSet RULES = ShippedRules.load();
    private static final Instant NOW = Specimens.minute(60 * 24 * 20);
    private static final int SINCE = 60 * 24 * 3;
    private static final List<Case> CASES = cases();

    @TempDir
    Path dir;

    /** How a record of the unified audit log is exported. */
    enum Form {
        LINES,
        /** Purview's table, with the record as JSON in one column. */
        TABLE,
        /** Graph's {@code auditLogRecord}, with the record under {@code auditData}. */
        GRAPH;

        private String file(List<String> records) {
            StringBuilder text = new StringBuilder(
                    this == TABLE ? "RecordId,CreationDate,RecordType,Operation,UserId,AuditData\n" : "");
            for (String each : records) {
                text.append(
                                switch (this) {
                                    case LINES -> each;
                                    case TABLE -> "x,,1,,,\"" + each.replace("\"", "\"\"") + "\"";
                                    case GRAPH ->
                                        "{\"id\":\"x\",\"createdDateTime\":\"2026-01-01T00:00:00Z\",\"auditData\":"
                                                + each + "}";
                                })
                        .append('\n');
            }
            return text.toString();
        }
    }

    private record Case(String name, String rule, String marked, String again, Optional<String> ordinary) {}

    private static List<Case> cases() {
        List<Case> all = new ArrayList<>();
        for (String block : text().split("(?m)^## ", -1)) {
            Map<String, String> lines = new LinkedHashMap<>();
            block.lines()
                    .skip(1)
                    .filter(line -> line.contains(": "))
                    .forEach(line ->
                            lines.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2)));
            if (lines.containsKey("again")) {
                all.add(new Case(
                        block.lines().findFirst().orElseThrow(),
                        Objects.requireNonNull(lines.get("rule")),
                        Objects.requireNonNull(lines.get("marked")),
                        Objects.requireNonNull(lines.get("again")),
                        Optional.ofNullable(lines.get("ordinary"))));
            }
        }
        return all;
    }

    private static String text() {
        try (var in = Objects.requireNonNull(CloudReturnsTest.class.getResourceAsStream("cloud-returns.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String at(String row, Instant time) {
        return row.replace("\"TIME\"", "\"" + time + "\"");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void whatComesBackInAnotherFormIsKnownAgain(Form form) throws IOException {
        try (SqliteStore store = SqliteStore.open(dir, InstantSource.fixed(NOW))) {
            Incident incident = store.write(s -> {
                Incident opened = s.incidents().open("messagerie", Set.of(AURAY), 90, ANALYST);
                Interval eviction = new Interval(Specimens.minute(0), Optional.of(Specimens.minute(60)));
                s.incidents().eviction(ALL, opened.id(), Optional.empty(), Optional.of(eviction), ANALYST);
                return opened;
            });
            take(
                    store,
                    incident,
                    "avant",
                    Form.LINES,
                    CASES.stream().map(Case::marked).toList(),
                    5);
            List<String> problems = mark(store, incident);
            List<String> unified = new ArrayList<>();
            List<String> others = new ArrayList<>();
            for (Case each : CASES) {
                place(each.again(), unified, others);
                each.ordinary().ifPresent(row -> place(row, unified, others));
            }
            take(store, incident, "unifie", form, unified, SINCE);
            take(store, incident, "graph", Form.LINES, others, SINCE);
            for (Case each : CASES) {
                if (known(store, each.again(), unified, others).isEmpty()) {
                    problems.add("not linked: " + each.name());
                }
                each.ordinary()
                        .flatMap(row -> known(store, row, unified, others))
                        .ifPresent(certainty -> problems.add("ordinary and " + certainty + ": " + each.name()));
            }
            assertEquals("", String.join("\n", problems));
        }
    }

    private static void place(String row, List<String> unified, List<String> others) {
        (row.contains("\"Operation\"") ? unified : others).add(row);
    }

    private static void take(
            SqliteStore store, Incident incident, String name, Form form, List<String> rows, int minute)
            throws IOException {
        List<String> dated = IntStream.range(0, rows.size())
                .mapToObj(i -> at(rows.get(i), Specimens.minute(minute).plusSeconds(i)))
                .toList();
        byte[] bytes = form.file(dated).getBytes(StandardCharsets.UTF_8);
        CloudIntake intake = new CloudIntake(RULES);
        CloudReading cloud = store.read(s -> intake.reading(s, AURAY));
        Reading read = ExternalLogs.read(
                () -> new ByteArrayInputStream(bytes),
                new Times(ZoneOffset.UTC, Optional.empty(), OptionalInt.empty()),
                cloud);
        assertEquals(Optional.<Refusal>empty(), read.refusal());
        store.write(s -> ExternalLogs.keep(
                s, ALL, incident.id(), AURAY, name, Kind.MAIL, read, new CloudIntake(RULES), ANALYST, NOW));
    }

    private static List<Alert> alerts(SqliteStore store) {
        return store.read(s -> s.alerts().list(ALL, Alerts.Filter.NONE, Optional.empty(), 500));
    }

    /** Marks each act by its alert; gives those that no alert tells. */
    private static List<String> mark(SqliteStore store, Incident incident) {
        Marking marking = new Marking(store, ALL, incident, new Cards(RULES.cards()), InstantSource.fixed(NOW));
        List<Alert> alerts = alerts(store);
        List<Mark> marks = new ArrayList<>();
        List<String> untold = new ArrayList<>();
        for (int i = 0; i < CASES.size(); i++) {
            String row = Integer.toString(i + 1);
            String rule = CASES.get(i).rule();
            String name = CASES.get(i).name();
            alerts.stream()
                    .filter(each -> each.rule().equals(rule)
                            && each.evidence().getOrDefault("row", "").equals(row))
                    .findFirst()
                    .ifPresentOrElse(
                            each -> marks.add(marking.ofAlert(each.id()).orElseThrow()),
                            () -> untold.add("not told: " + name));
        }
        assertInstanceOf(Outcome.Marked.class, marking.mark(marks, Optional.empty(), ANALYST, 1_000));
        return untold;
    }

    /** How sure the row is known again. */
    private static Optional<String> known(SqliteStore store, String row, List<String> unified, List<String> others) {
        boolean inUnified = unified.contains(row);
        String log = inUnified ? "unifie" : "graph";
        int index = (inUnified ? unified : others).indexOf(row);
        String time = Specimens.minute(SINCE).plusSeconds(index).toString();
        return alerts(store).stream()
                .filter(each -> each.evidence().containsKey("certainty")
                        && each.evidence().getOrDefault("external_log", "").equals(log)
                        && each.evidence().getOrDefault("time", "").equals(time))
                .map(each -> each.evidence().getOrDefault("certainty", ""))
                .findFirst();
    }
}
