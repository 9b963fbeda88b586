package bzh.vigie.collector;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.intel.ImportOptions;
import bzh.vigie.collector.intel.Imported;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.IndicatorFile;
import bzh.vigie.collector.intel.JsonTrees;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes to others: whole and true to STIX 2.1, taken in again by our own reader, and without what is red. */
final class IncidentExportTest {
    private static final InstantSource TIME = InstantSource.fixed(Specimens.minute(600));
    private static final String SHA256 = "70188c4baa02dee02153e44bc5cb966a263d5f0e4e0d2c3935b9cd010f2e01da";
    private static final List<Observable> TOLD = List.of(
            new Observable.Hash(Observable.Algorithm.SHA256, SHA256),
            new Observable.Address("192.0.2.7"),
            new Observable.Address("2001:db8:0:0:0:0:0:7"),
            new Observable.Cidr("198.51.100.0", 24),
            new Observable.Domain("evil.example.org"),
            new Observable.UserAccount("mairie\\support'x"),
            new Observable.Sid("S-1-5-21-1-2-3-1105"),
            new Observable.FilePath("c:\\programdata\\evil\\a.exe"),
            new Observable.FileName("evil.exe"),
            new Observable.RegistryKey("hklm\\software\\evil"),
            new Observable.RegistryKey("hku\\*\\software\\evil"),
            new Observable.Certificate("00112233445566778899aabbccddeeff00112233"),
            new Observable.Mutex("Evil\\Mutex"));
    /** Told too, and taken in again as whole patterns. */
    private static final List<Observable> AS_PATTERNS = List.of(
            new Observable.Url("evil.example.org/a?b=1"),
            new Observable.FilePath("*\\evil\\?.exe"),
            new Observable.RegistryValue("hklm\\software\\evil", "name", "data"),
            new Observable.Command("evil.exe * -k"),
            new Observable.Stix("[file:name = 'a.exe' AND file:size = 1]"));

    @TempDir
    Path dir;

    private String err = "";

    private static Indicator indicator(Observable what, Tlp tlp) {
        return new Indicator(
                what,
                "CERT",
                "nuit du 3",
                tlp,
                85,
                Optional.of(Instant.parse("2026-10-01T00:00:00Z")),
                Optional.of(Instant.parse("2027-10-01T00:00:00Z")),
                false,
                true);
    }

    private static Alert alert(String id, String rule, Map<String, String> evidence) {
        return new Alert(
                id,
                rule,
                Severity.HIGH,
                List.of("T1053.003"),
                AURAY,
                agent(1),
                "pc-1",
                id,
                "e" + id,
                Specimens.minute(2),
                Specimens.minute(2),
                evidence,
                Status.NEW,
                1,
                Specimens.minute(2));
    }

    private static Map<String, String> sighting(Listed of, String tlp) {
        return Map.of(
                "QueryName", "c2.evil.example.org",
                "Image", "C:\\ProgramData\\evil\\a.exe",
                "DestinationIp", "192.0.2.7",
                "CommandLine", "a.exe \"-k\"",
                "indicator_id", of.id(),
                "indicator_tlp", tlp,
                "incident", "2026-001");
    }

    @BeforeEach
    void anIncidentWithIndicatorsAndFindings() {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), InstantSource.fixed(Specimens.START))) {
            store.change(s -> {
                s.hosts().enrol(Specimens.host(1, AURAY));
                s.incidents().open("Rançongiciel", Set.of(AURAY), 90, ANALYST);
            });
            List<Indicator> all = new ArrayList<>();
            TOLD.forEach(each -> all.add(indicator(each, Tlp.AMBER)));
            AS_PATTERNS.forEach(each -> all.add(indicator(each, Tlp.GREEN)));
            all.add(indicator(new Observable.ScheduledTask("updater"), Tlp.GREEN));
            all.add(indicator(new Observable.Domain("red.example.org"), Tlp.RED));
            List<Listed> listed = store.write(s -> s.indicators().add(Optional.of("2026-001"), all, "test", ANALYST));
            store.change(s -> {
                s.alerts().raise(alert("1", "vigie-indicator-seen", sighting(listed.get(4), "amber")));
                s.alerts().raise(alert("2", "vigie-indicator-seen", sighting(listed.getLast(), "red")));
                s.alerts()
                        .raise(alert("3", "vigie-new-account", Map.of("account", "support", "source", "HKLM\\SAM\\x")));
                s.alerts().raise(alert("4", "vigie-other-incident", Map.of("incident", "2026-009")));
            });
        }
    }

    private int run(Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("2026-001", "--out", out.toString()));
        arguments.addAll(List.of(more));
        CommandRun run = CommandRun.of(new IncidentExportCommand(TIME), dir, arguments, "--lang", "en");
        err = run.err();
        return run.code();
    }

    private static List<Map<?, ?>> objects(Path file) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(Files.newInputStream(file))) {
            parser.nextToken();
            Map<?, ?> bundle = (Map<?, ?>) JsonTrees.value(parser);
            assertEquals("bundle", bundle.get("type"));
            List<Map<?, ?>> objects = new ArrayList<>();
            ((List<?>) java.util.Objects.requireNonNull(bundle.get("objects")))
                    .forEach(each -> objects.add((Map<?, ?>) each));
            return objects;
        }
    }

    private static List<Map<?, ?>> of(List<Map<?, ?>> objects, String type) {
        return objects.stream().filter(each -> type.equals(each.get("type"))).toList();
    }

    @Test
    void whatIsToldIsTakenInAgain() throws IOException {
        Path file = dir.resolve("out.json");
        assertEquals(0, run(file, "--format", "stix"), err);
        Imported again = IndicatorFile.read(file, ImportOptions.of("again", Tlp.CLEAR));
        assertEquals(Optional.empty(), again.broken());
        Set<Observable> taken = new HashSet<>();
        again.accepted().forEach(each -> taken.add(each.what()));
        again.toConfirm().forEach(each -> taken.add(each.indicator().what()));
        assertEquals(List.of(), again.refused());
        assertTrue(taken.containsAll(TOLD), () -> "" + taken);
        assertEquals(TOLD.size() + AS_PATTERNS.size(), taken.size(), () -> "" + taken);
        Indicator domain = again.accepted().stream()
                .filter(each -> each.what().type().equals("domain"))
                .findFirst()
                .orElseThrow();
        assertEquals(Tlp.AMBER, domain.tlp());
        assertEquals(85, domain.confidence());
        assertEquals(Optional.of(Instant.parse("2027-10-01T00:00:00Z")), domain.validUntil());
        assertTrue(err.contains("18 indicators and 2 findings"), err);
        assertTrue(err.contains("1 indicator and 1 finding (--with-red"), err);
        assertTrue(err.contains("STIX has no word for it") && err.contains("(task)"), err);
    }

    @Test
    void everyObjectIsWholeAndRefersToWhatIsThere() throws IOException {
        Path file = dir.resolve("out.json");
        assertEquals(0, run(file, "--format", "stix"), err);
        List<Map<?, ?>> objects = objects(file);
        Set<String> ids = new LinkedHashSet<>();
        for (Map<?, ?> each : objects) {
            String id = String.valueOf(each.get("id"));
            assertTrue(
                    id.matches(each.get("type")
                            + "--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
                    id);
            assertTrue(ids.add(id), id);
            assertEquals("2.1", each.get("spec_version"));
        }
        Map<String, List<String>> required = Map.of(
                "indicator", List.of("created", "modified", "pattern", "pattern_type", "valid_from"),
                "sighting",
                        List.of("created", "modified", "sighting_of_ref", "observed_data_refs", "where_sighted_refs"),
                "observed-data",
                        List.of(
                                "created",
                                "modified",
                                "first_observed",
                                "last_observed",
                                "number_observed",
                                "object_refs"),
                "note", List.of("created", "modified", "content", "object_refs"),
                "attack-pattern", List.of("created", "modified", "name", "external_references"),
                "grouping", List.of("created", "modified", "context", "object_refs"),
                "identity", List.of("created", "modified", "name"),
                "marking-definition", List.of("created", "extensions"));
        required.forEach((type, properties) -> {
            assertFalse(of(objects, type).isEmpty(), type);
            of(objects, type).forEach(each -> assertTrue(each.keySet().containsAll(properties), () -> type + each));
        });
        for (Map<?, ?> each : objects) {
            each.forEach((name, value) -> {
                if (String.valueOf(name).endsWith("_ref")) {
                    assertTrue(ids.contains(value), () -> name + " " + value);
                } else if (String.valueOf(name).endsWith("_refs")) {
                    assertFalse(((List<?>) value).isEmpty());
                    assertTrue(ids.containsAll((List<?>) value), () -> name + " " + value);
                }
                if (Set.of("created", "modified", "valid_from", "first_observed")
                        .contains(name)) {
                    assertTrue(String.valueOf(value).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));
                }
            });
        }
        assertEquals(1, of(objects, "sighting").size());
        assertEquals(1, of(objects, "note").size());
        // The id that anybody makes of this domain (section 2.9), as Python's uuid.uuid5 gives it.
        assertTrue(ids.contains("domain-name--ee61e1a5-680d-568c-a22a-dbcc41815035"), () -> "" + ids);
        String text = Files.readString(file);
        assertFalse(text.contains("red.example.org"), "what is red is told to nobody");
        byte[] before = Files.readAllBytes(file);
        assertEquals(0, run(file, "--format", "stix"));
        assertEquals(
                -1, java.util.Arrays.mismatch(before, Files.readAllBytes(file)), "the same incident, the same bundle");
    }

    /** Whoever takes it in takes it for the attacker's. */
    @Test
    void whatAPersonClosedAsFalseOrAnExceptionHidesGoesToNobody() throws IOException {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), InstantSource.fixed(Specimens.START))) {
            store.change(s -> {
                s.alerts().decide(new Scope.All(), "1", Move.close(Closing.FALSE_ALARM), ANALYST);
                s.alerts().except(alert("5", "vigie-new-account", Map.of("account", "hidden")), 1);
                s.alerts().raise(alert("6", "vigie-new-account", Map.of("account", "true")));
                s.alerts().decide(new Scope.All(), "6", Move.close(Closing.TRUE), ANALYST);
            });
        }
        Path file = dir.resolve("out.json");
        assertEquals(0, run(file, "--format", "stix"), err);
        assertEquals(0, of(objects(file), "sighting").size());
        assertEquals(2, of(objects(file), "note").size());
        assertFalse(Files.readString(file).contains("hidden"));
        assertTrue(String.valueOf(of(objects(file), "grouping").getFirst().get("description"))
                .contains("false alarm"));
    }

    /** What was marked when it was seen is not what it is marked now. */
    @Test
    void anIndicatorThatBecomesRedTakesItsFindingsWithIt() throws IOException {
        Indicator seen = indicator(new Observable.Domain("evil.example.org"), Tlp.AMBER);
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), InstantSource.fixed(Specimens.START))) {
            String id = Listed.id(Optional.of("2026-001"), seen);
            assertTrue(store.<Boolean>write(s -> s.indicators().mark(id, Tlp.RED, false, ANALYST)));
        }
        Path file = dir.resolve("out.json");
        assertEquals(0, run(file, "--format", "stix"), err);
        assertTrue(err.contains("17 indicators and 1 finding"), err);
        assertTrue(err.contains("2 indicators and 2 findings (--with-red"), err);
        assertFalse(
                Files.readString(file).contains("c2.evil.example.org"), "neither the value nor what it was seen in");
        assertEquals(List.of(), of(objects(file), "sighting"));
    }

    /** One host name in two findings: who may be told of it is who may be told of both. */
    @Test
    void anObservableIsMarkedAsTheStrictestFindingThatShowsIt() throws IOException {
        Path file = dir.resolve("out.json");
        assertEquals(0, run(file, "--format", "stix", "--with-red", "--tlp", "clear"), err);
        List<Map<?, ?>> objects = objects(file);
        assertEquals(
                List.of(Tlp.RED.marking()),
                of(objects, "domain-name").getFirst().get("object_marking_refs"),
                "it is in an amber and a red one");
        assertEquals(
                List.of(Tlp.CLEAR.marking()),
                of(objects, "user-account").getFirst().get("object_marking_refs"));
        for (Map<?, ?> each : objects) {
            assertTrue(
                    each.containsKey("object_marking_refs")
                            || Set.of("identity", "marking-definition").contains(String.valueOf(each.get("type"))),
                    () -> "not marked: " + each);
        }
    }

    @Test
    void whatIsRedIsToldOnlyWhenAskedForAndNamed() throws IOException {
        Path file = dir.resolve("out.json");
        assertEquals(0, run(file, "--format", "stix", "--with-red", "--tlp", "clear"), err);
        assertTrue(Files.readString(file).contains("red.example.org"));
        String id = Listed.id(Optional.of("2026-001"), indicator(new Observable.Domain("red.example.org"), Tlp.RED));
        assertTrue(err.contains("Told although it is TLP:RED: " + id), err);
        List<Map<?, ?>> sightings = of(objects(file), "sighting");
        assertEquals(2, sightings.size());
        // A finding is marked as strictly as its indicator.
        assertEquals(
                Set.of(List.of(Tlp.AMBER.marking()), List.of(Tlp.RED.marking())),
                Set.of(
                        sightings.get(0).get("object_marking_refs"),
                        sightings.get(1).get("object_marking_refs")));
        assertEquals(2, run(file));
        assertTrue(err.contains("--format stix"), err);
    }
}
