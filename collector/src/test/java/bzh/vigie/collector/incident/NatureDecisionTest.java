package bzh.vigie.collector.incident;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which nature a recurrence proposes by itself: restored where the file's own time is of before the eviction, and never more than that. */
final class NatureDecisionTest {
    private static final Scope ALL = new Scope.All();
    private static final IncidentId INCIDENT = new IncidentId("2026-001");

    @Test
    void restoredIsProposedWhereTheFilesOwnTimeIsOfBeforeTheEviction(@TempDir Path dir) {
        try (Store store = SqliteStore.open(dir, InstantSource.fixed(minute(200)))) {
            store.change(s -> {
                s.hosts().enrol(Specimens.host(1, AURAY));
                s.incidents().open("x", Set.of(AURAY), 30, ANALYST);
                s.incidents()
                        .eviction(
                                ALL,
                                INCIDENT,
                                Optional.empty(),
                                Optional.of(new Interval(minute(30), Optional.of(minute(60)))),
                                ANALYST);
                s.alerts().raise(again("before", "vigie-return", minute(29).toString()));
                s.alerts().raise(again("within", "vigie-return", minute(31).toString()));
                s.alerts().raise(suspected("like", "address", minute(29)));
                s.alerts().raise(suspected("path", "rare-word\npath", minute(29)));
                s.alerts().raise(suspected("place", "place", minute(29)));
                s.alerts().raise(suspected("content", "content\nshape", minute(29)));
                s.alerts().raise(suspected("newer", "place", minute(31)));
                s.alerts().raise(again("forged", "vigie-return", "yesterday\u001b[2J"));
                s.alerts().raise(again("said", "vigie-return", minute(29).toString()));
                s.tombstones().nature(ALL, "said", Nature.RETURNED, ANALYST);
            });
            assertEquals(
                    Map.of(
                            "before",
                            "RESTORED",
                            "within",
                            "",
                            "like",
                            "",
                            "path",
                            "RESTORED",
                            "place",
                            "RESTORED",
                            "content",
                            "RESTORED",
                            "newer",
                            "",
                            "forged",
                            "",
                            "said",
                            ""),
                    store.read(s -> s.tombstones().recurrences(ALL, INCIDENT)).stream()
                            .collect(Collectors.toMap(
                                    each -> each.alert().id(),
                                    each -> each.proposed().map(Nature::name).orElse(""))));
            long undecided = store.read(s -> s.tombstones().undecided(ALL, INCIDENT));
            assertEquals(8, undecided, "proposed is not said");
        }
    }

    private static Alert suspected(String id, String matched, Instant modified) {
        return again(id, "vigie-suspected-return", modified.toString(), matched);
    }

    private static Alert again(String id, String rule, String modified) {
        return again(id, rule, modified, "item");
    }

    private static Alert again(String id, String rule, String modified, String matched) {
        return new Alert(
                id,
                rule,
                Severity.CRITICAL,
                List.of(),
                AURAY,
                agent(1),
                "pc-1",
                id,
                "e",
                minute(90),
                minute(90),
                Map.of(Tombstones.INCIDENT, INCIDENT.text(), "key", id, "modified", modified, "matched", matched),
                Status.NEW,
                1,
                minute(95));
    }
}
