package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.sigma.Level;
import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.Placeholders;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs of rules, what is decided about their rules, and the running collector's taking of both. */
final class RulePacksTest {
    @TempDir
    Path temporary;

    private Path dir = Path.of("");
    private Instant now = Instant.parse("2026-11-25T10:00:00Z");
    private String out = "";
    private String err = "";

    @BeforeEach
    void aCollector() throws IOException {
        dir = Files.createDirectory(
                temporary.resolve("collector"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(new CollectorFolder(dir).configuration(), "name = localhost\n");
        SqliteStore.open(new CollectorFolder(dir).state(), () -> now).close();
    }

    private static String rule(String id, String image) {
        return "title: Rule " + id + "\nid: " + id + "\nauthor: Somebody Else\nlicense: DRL 1.1\nlevel: high\n"
                + "logsource: {product: linux, category: process_creation}\n"
                + "detection: {s: {Image: " + image + "}, condition: s}\n";
    }

    private Path pack(String name, Map<String, String> files) throws IOException {
        Path pack = Files.createDirectories(new CollectorFolder(dir).packs().resolve(name));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(pack.resolve(file.getKey()), file.getValue());
        }
        return pack;
    }

    private Path zip(String name, Map<String, String> files) throws IOException {
        Path zip = Files.createDirectories(new CollectorFolder(dir).packs()).resolve(name);
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream to = new ZipOutputStream(file)) {
            for (Map.Entry<String, String> each : new TreeMap<>(files).entrySet()) {
                to.putNextEntry(new ZipEntry(each.getKey()));
                to.write(each.getValue().getBytes(StandardCharsets.UTF_8));
                to.closeEntry();
            }
        }
        return zip;
    }

    private int run(Object command, String... arguments) {
        CommandRun run = CommandRun.of(command, dir, List.of(arguments), "--lang", "en");
        out = run.out();
        err = run.err();
        return run.code();
    }

    private int tune(String... arguments) {
        return run(new RulesTuneCommand(() -> now), arguments);
    }

    private static List<String> matches(RulesInForce rules, String image, String user) {
        SigmaRecord record = SigmaRecord.of(new LogSource("linux", "process_creation", ""))
                .put("Image", image)
                .put("User", user)
                .build();
        return rules.get().rules().judge(record).stream()
                .map(match -> match.rule().card().id())
                .filter(id -> id.startsWith("p-"))
                .toList();
    }

    private RulesInForce rules(Store store) throws IOException {
        CollectorFolder folder = new CollectorFolder(dir);
        return new RulesInForce(new RulePacks(folder.packs(), List.of(), Optional.empty()), store, () -> now);
    }

    @Test
    void aZipFileIsAPackAndNothingInItLeadsOut() throws IOException {
        Path zip = zip(
                "theirs.zip",
                Map.of(
                        "rules/a.yml", rule("p-a", "/a"),
                        "../../b.yml", rule("p-b", "/b"),
                        "/c.yml", rule("p-c", "/c"),
                        "d\\..\\d.yml", rule("p-d", "/d"),
                        "big.yml", "# " + "x".repeat(1 << 20),
                        "readme.txt", "no rule"));
        RuleSet rules = RuleSet.read(zip, Placeholders.none());
        assertEquals(
                List.of("p-a"),
                rules.rules().stream().map(rule -> rule.card().id()).toList());
        assertEquals(4, rules.refused().size());
        assertEquals(
                3,
                rules.refused().stream()
                        .filter(refused -> refused.reason().contains("leads out"))
                        .count());
    }

    @Test
    void aLinkOutOfAFolderIsNotFollowed() throws IOException {
        Path secret = Files.writeString(temporary.resolve("secret.yml"), rule("p-secret", "/x"));
        Path pack = pack("mine", Map.of("a.yml", rule("p-a", "/a")));
        Files.createSymbolicLink(pack.resolve("b.yml"), secret);
        RuleSet rules = RuleSet.read(pack);
        assertEquals(1, rules.rules().size());
        assertTrue(rules.refused().getFirst().reason().contains("link out of the folder"));
    }

    @Test
    void aPackThatIsNoneIsToldAndTheOthersAreThere() throws IOException {
        pack("mine", Map.of("a.yml", rule("p-a", "/a")));
        Files.writeString(new CollectorFolder(dir).packs().resolve("broken.zip"), "no zip");
        assertEquals(0, run(new RulesListCommand(() -> now)));
        assertTrue(out.contains("p-a  Rule p-a"), out);
        assertTrue(out.contains("by Somebody Else, licence DRL 1.1"), out);
        assertTrue(out.contains("broken.zip: the pack cannot be read"), out);
    }

    @Test
    void aPackThatComesChangesOrGoesIsTakenWhileRunning() throws IOException {
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), () -> now);
                RulesInForce rules = rules(store)) {
            assertEquals(List.of(), matches(rules, "/a", "anna"));
            Path pack = pack("mine", Map.of("a.yml", rule("p-a", "/a")));
            rules.look();
            assertEquals(List.of("p-a"), matches(rules, "/a", "anna"));
            assertTrue(rules.texts().card("p-a").isPresent());
            var before = rules.get();
            rules.look();
            assertEquals(before, rules.get());
            Files.writeString(pack.resolve("a.yml"), rule("p-a", "/other"));
            rules.look();
            assertEquals(List.of("p-a"), matches(rules, "/other", "anna"));
            assertEquals(List.of(), matches(rules, "/a", "anna"));
            Files.delete(pack.resolve("a.yml"));
            rules.look();
            assertEquals(List.of(), matches(rules, "/other", "anna"));
        }
    }

    @Test
    void aRuleIsSwitchedOffAndOnAndTheAuditLogSaysWhoDidIt() throws IOException {
        pack("mine", Map.of("a.yml", rule("p-a", "/a")));
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), () -> now);
                RulesInForce rules = rules(store)) {
            assertEquals(0, tune("p-a", "--off", "--author", "Yann", "--reason", "too loud"), err);
            rules.look();
            assertEquals(List.of(), matches(rules, "/a", "anna"));
            var entry = store.read(session -> session.audit().about("rule p-a")).getFirst();
            assertEquals("Yann", entry.author().name());
            assertEquals("too loud", entry.author().reason());
            assertEquals("tune: off", entry.action());
            assertEquals(0, run(new RulesListCommand(() -> now), "--format", "jsonl"));
            assertTrue(out.contains("\"id\":\"p-a\",\"title\":\"Rule p-a\",\"state\":\"off\""), out);
            assertEquals(0, tune("p-a", "--on", "--reason", "again"));
            rules.look();
            assertEquals(List.of("p-a"), matches(rules, "/a", "anna"));
        }
    }

    @Test
    void aLevelIsThatOfTheCollectorUntilItIsTheRulesOwnAgain() throws IOException {
        pack("mine", Map.of("a.yml", rule("p-a", "/a")));
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), () -> now);
                RulesInForce rules = rules(store)) {
            assertEquals(0, tune("p-a", "--level", "low", "--reason", "known here"));
            rules.look();
            assertEquals(Level.LOW, level(rules));
            assertEquals(0, tune("p-a", "--level", "own", "--reason", "no longer"));
            rules.look();
            assertEquals(Level.HIGH, level(rules));
            assertEquals(List.of(), store.read(bzh.vigie.collector.detect.RuleTunings::all));
        }
    }

    private static Level level(RulesInForce rules) {
        SigmaRecord record = SigmaRecord.of(new LogSource("linux", "process_creation", ""))
                .put("Image", "/a")
                .build();
        Match match = rules.get().rules().judge(record).stream()
                .filter(each -> each.rule().card().id().equals("p-a"))
                .findFirst()
                .orElseThrow();
        return match.rule().card().level();
    }

    @Test
    void anExceptionHoldsUntilItsLastDayIsOver() throws IOException {
        pack("mine", Map.of("a.yml", rule("p-a", "/a")));
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), () -> now);
                RulesInForce rules = rules(store)) {
            String[] except = {"p-a", "--except", "User|startswith=adm_", "--until", "2026-11-27", "--reason", "admins"
            };
            assertEquals(0, tune(except), err);
            rules.look();
            assertEquals(List.of(), matches(rules, "/a", "ADM_anna"));
            assertEquals(List.of("p-a"), matches(rules, "/a", "anna"));
            assertEquals(0, run(new RulesListCommand(() -> now)));
            assertTrue(out.contains("except {User|startswith=adm_} until 2026-11-28T00:00:00Z"), out);
            now = now.plus(Duration.ofDays(3));
            rules.look();
            assertEquals(List.of("p-a"), matches(rules, "/a", "ADM_anna"));
        }
    }

    @Test
    void aDecisionWithoutReasonEndOrRuleIsRefused() throws IOException {
        pack("mine", Map.of("a.yml", rule("p-a", "/a")));
        assertEquals(2, tune("p-a", "--off"));
        assertEquals(2, tune("p-a", "--reason", "why"));
        assertEquals(2, tune("p-a", "--except", "User=x", "--reason", "why"));
        assertTrue(err.contains("An exception ends"), err);
        assertEquals(2, tune("p-a", "--except", "User=x", "--until", "2026-11-24", "--reason", "why"));
        assertEquals(2, tune("p-a", "--except", "User|odd=x", "--until", "2026-12-24", "--reason", "why"));
        assertTrue(err.contains("odd"), err);
        assertEquals(2, tune("p-a", "--level", "loud", "--reason", "why"));
        assertEquals(1, tune("nobody", "--off", "--reason", "why"));
        assertFalse(err.isBlank());
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), () -> now)) {
            assertEquals(List.of(), store.read(bzh.vigie.collector.detect.RuleTunings::all));
        }
    }

    @Test
    void aPackThatCannotBeReadAnyMoreStaysAsItWas() throws IOException {
        Path zip = zip("theirs.zip", Map.of("a.yml", rule("p-a", "/a")));
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), () -> now);
                RulesInForce rules = rules(store)) {
            assertEquals(List.of("p-a"), matches(rules, "/a", "anna"));
            byte[] whole = Files.readAllBytes(zip);
            Files.write(zip, java.util.Arrays.copyOf(whole, whole.length / 2));
            rules.look();
            assertEquals(List.of("p-a"), matches(rules, "/a", "anna"));
            assertTrue(
                    rules.rules().refused().stream()
                            .anyMatch(refused -> refused.reason().contains("the pack cannot be read")),
                    rules.rules().refused().toString());
            zip("theirs.zip", Map.of("a.yml", rule("p-a", "/another")));
            rules.look();
            assertEquals(List.of("p-a"), matches(rules, "/another", "anna"));
            Files.delete(zip);
            rules.look();
            assertEquals(List.of(), matches(rules, "/another", "anna"));
        }
    }

    @Test
    void aPackTakesThePlaceOfNoRuleAndNoDetectorOfOurs() throws IOException {
        RuleSet ours = ShippedRules.load();
        String ruleOfOurs = ours.rules().getFirst().card().id();
        String detectorOfOurs = ours.detectors().getFirst().id();
        pack(
                "theirs",
                Map.of(
                        "a.yml", "title: T\nid: " + ruleOfOurs + "\ndetector: true\nlevel: informational\n",
                        "b.yml", "title: T\nid: " + detectorOfOurs + "\ndetector: true\nlevel: informational\n"));
        RuleSet both = new RulePacks(new CollectorFolder(dir).packs(), List.of(), Optional.empty()).load();
        assertEquals(
                ours.rules().stream().map(rule -> rule.card().id()).toList(),
                both.rules().stream().map(rule -> rule.card().id()).toList());
        assertEquals(ours.detectors(), both.detectors());
        assertEquals(ours.refused().size() + 2, both.refused().size());
    }

    @Test
    void whatIsTooLongCountsToo() throws IOException {
        Map<String, String> files = new TreeMap<>();
        String long1 = "x".repeat((1 << 20) + 1);
        for (int i = 0; i < 258; i++) {
            files.put("%03d.yml".formatted(i), long1);
        }
        files.put("last.yml", rule("p-a", "/a"));
        RuleSet rules = RuleSet.read(zip("bomb.zip", files), Placeholders.none());
        assertEquals(List.of(), rules.rules());
        assertTrue(rules.refused().getLast().reason().contains("256 MiB"));
    }

    private static List<String> ids(RuleSet rules) {
        return rules.rules().stream().map(rule -> rule.card().id()).toList();
    }

    @Test
    void rulesAreReadInAnyLetterCaseAndWhatOnlyLooksLikeOneIsTold() throws IOException {
        Map<String, String> files = Map.of(
                "a.YML", rule("p-a", "/a"),
                "b.Yaml", rule("p-b", "/b"),
                "c.yml.txt", rule("p-c", "/c"),
                "more.tar.gz", "x",
                "readme.md", "no rule");
        for (RuleSet rules : List.of(RuleSet.read(pack("mine", files)), RuleSet.read(zip("mine.zip", files)))) {
            assertEquals(List.of("p-a", "p-b"), ids(rules));
            assertEquals(
                    List.of("c.yml.txt", "more.tar.gz"),
                    rules.refused().stream()
                            .map(refused -> refused.file())
                            .sorted()
                            .toList());
        }
    }

    @Test
    void whatAFolderHasBesidesFilesIsToldAndALinkToAPackIsThatPack() throws IOException {
        Path pack = pack("mine", Map.of("a.yml", rule("p-a", "/a")));
        Files.createSymbolicLink(pack.resolve("theirs"), Files.createDirectory(temporary.resolve("theirs")));
        Files.createDirectory(pack.resolve("folder.yml"));
        Files.createDirectories(pack.resolve("d/".repeat(40)));
        RuleSet rules = RuleSet.read(Files.createSymbolicLink(temporary.resolve("link"), pack));
        assertEquals(List.of("p-a"), ids(rules));
        assertEquals(2, rules.refused().size(), rules.refused().toString());
        assertTrue(rules.refused().stream().anyMatch(refused -> refused.file().equals("theirs")));
        assertTrue(rules.refused().stream().anyMatch(refused -> refused.reason().contains("deeper than 32")));
    }

    @Test
    void aRuleBesideThePacksIsTold() throws IOException {
        pack("mine", Map.of("a.yml", rule("p-a", "/a")));
        Files.writeString(new CollectorFolder(dir).packs().resolve("loose.yml"), rule("p-b", "/b"));
        assertEquals(0, run(new RulesListCommand(() -> now)));
        assertTrue(out.contains("loose.yml: it is no pack"), out);
        assertFalse(out.contains("p-b"), out);
    }

    @Test
    void theKeyRulesTakesSeveralPacksFoldersAndZipFiles() throws Exception {
        Path own = Files.createDirectory(temporary.resolve("own rules"));
        Files.writeString(own.resolve("a.yml"), rule("p-a", "/a"));
        Path zip = zip("own.zip", Map.of("b.yml", rule("p-b", "/b")));
        Path moved = Files.move(zip, temporary.resolve("own.ZIP"));
        CollectorFolder folder = new CollectorFolder(dir);
        Files.writeString(folder.configuration(), "name = localhost\nrules = " + own + ", " + moved + "\n");
        List<String> ids =
                ids(RulePacks.of(folder, CollectorConfig.read(folder)).load());
        assertTrue(ids.containsAll(List.of("p-a", "p-b")), ids.toString());
    }

    @Test
    void aFilterOfAnotherPackNarrowsNoRuleOfOursAndIsShownWhereItNarrowsOne() throws IOException {
        var ours = ShippedRules.load().rules().getFirst();
        String filter = """
                title: %s
                logsource: {product: linux}
                filter: {rules: [%s], s: {User: root}, condition: not s}
                """;
        pack("mine", Map.of("a.yml", rule("p-a", "/a")));
        pack(
                "theirs",
                Map.of(
                        "f.yml", filter.formatted("Quiet", "p-a"),
                        "g.yml", filter.formatted("Silent", ours.card().id())));
        RuleSet both = new RulePacks(new CollectorFolder(dir).packs(), List.of(), Optional.empty()).load();
        assertEquals(
                List.of("g.yml"),
                both.refused().stream()
                        .filter(refused -> refused.reason().contains("comes with the program"))
                        .map(refused -> refused.file())
                        .toList());
        assertEquals(List.of(), both.narrowings(ours.card().id()));
        assertEquals(0, run(new RulesListCommand(() -> now)));
        assertTrue(out.contains("narrowed by the filter Quiet of the file f.yml"), out);
    }

    private static Finding finding(String detector, Map<String, String> evidence) {
        return new Finding(
                detector,
                Severity.HIGH,
                List.of(),
                new Commune("29232"),
                new AgentId("00000000-0000-7000-8000-000000000001"),
                "pc-1",
                "cause",
                "a/b/1/2/0",
                Instant.EPOCH,
                Instant.EPOCH,
                evidence);
    }

    @Test
    void aDetectorIsTunedAsARuleIs() throws IOException {
        String detector = ShippedRules.load().detectors().getFirst().id();
        Finding known = finding(detector, Map.of("account", "ADM_anna"));
        Finding other = finding(detector, Map.of("account", "anna"));
        try (Store store = SqliteStore.open(new CollectorFolder(dir).state(), () -> now);
                RulesInForce rules = rules(store)) {
            assertEquals(Optional.of(known), rules.get().decided(known));
            String[] except = {
                detector,
                "--level",
                "low",
                "--except",
                "account|startswith=adm_",
                "--except",
                "host=PC-1",
                "--until",
                "2026-11-27",
                "--reason",
                "admins"
            };
            assertEquals(0, tune(except), err);
            rules.look();
            assertEquals(Optional.empty(), rules.get().decided(known));
            assertEquals(Severity.LOW, rules.get().decided(other).orElseThrow().severity());
            assertEquals(
                    finding("another", Map.of()),
                    rules.get().decided(finding("another", Map.of())).orElseThrow());
            assertEquals(0, run(new RulesListCommand(() -> now)));
            assertTrue(out.contains("  " + detector + "  "), out);
            now = now.plus(Duration.ofDays(3));
            rules.look();
            assertEquals(Severity.LOW, rules.get().decided(known).orElseThrow().severity());
            assertEquals(0, tune(detector, "--off", "--reason", "not here"));
            rules.look();
            assertEquals(Optional.empty(), rules.get().decided(other));
        }
    }

    @Test
    void aFileAloneIsAPackWithItsName() throws IOException {
        Path file = Files.writeString(temporary.resolve("alone.yml"), "title: nothing else\n");
        assertEquals("alone.yml", RuleSet.read(file).refused().getFirst().file());
    }

    @Test
    void aDecisionThatContradictsItselfIsRefused() throws IOException {
        pack("mine", Map.of("a.yml", rule("p-a", "/a")));
        assertEquals(2, tune("p-a", "--off", "--on", "--level", "low", "--reason", "why"));
        assertEquals(
                2, tune("p-a", "--except", "User=x", "--except", "User=y", "--until", "2026-12-24", "--reason", "why"));
        assertTrue(err.contains("User stands twice"), err);
    }
}
