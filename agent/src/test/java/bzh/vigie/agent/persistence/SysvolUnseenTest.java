package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.directory.SchemaNames;
import bzh.vigie.agent.directory.Sysvol;
import bzh.vigie.agent.host.HangingCalls;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SharedFolder;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Files that controllers share of which not all can be read: what is read first, and what is told of the others. */
final class SysvolUnseenTest {
    private static final long LARGE = 60L << 20;
    private static final String PLACE = "ad.sysvol.file";

    private final Shared shared = new Shared();
    private final AtomicLong hours = new AtomicLong();
    private final DirectorySurvey survey = new DirectorySurvey(
            () -> HeldDirectory.of(""),
            domain -> Reading.found(shared),
            new HangingCalls(DirectorySurvey.FILES, DirectorySurvey.HANGING),
            SchemaNames::of,
            new Sysvol.Memory(() -> TimeUnit.HOURS.toNanos(hours.get())));
    private Optional<KnownSite> known = Optional.empty();
    private List<Item> items = List.of();

    /** A folder that says what one says: a content is a text, and as large as is said. */
    private static final class Shared implements SharedFolder {
        private final Map<String, String> contents = new TreeMap<>();
        private final Map<String, Long> sizes = new HashMap<>();
        private final Set<String> denied = new TreeSet<>();
        private String stillListed = "";

        Shared file(String path, String content) {
            return file(path, content, content.length());
        }

        Shared file(String path, String content, long size) {
            contents.put(path, content);
            sizes.put(path, size);
            return this;
        }

        @Override
        public void walk(Visit visit) {
            denied.forEach(path -> visit.refused(HostPath.of(path), noRight()));
            contents.keySet().stream()
                    .filter(path -> path.equals(stillListed)
                            || denied.stream().noneMatch(folder -> path.startsWith(folder + "/")))
                    .forEach(path ->
                            assertTrue(visit.take(new Found(HostPath.of(path), sizes.getOrDefault(path, 0L), 1))));
        }

        private static Reading.Refused<?> noRight() {
            return new Reading.Refused<>(ReasonCode.NO_RIGHT, "sysvol-file-unread|x|y");
        }

        @Override
        public Reading<byte[]> read(HostPath path, int limit) {
            return Reading.found(content(path));
        }

        @Override
        public Reading<Sha256> digest(HostPath path, long limit) {
            return denied.contains(path.text())
                    ? Reading.refused(ReasonCode.NO_RIGHT, "sysvol-file-unread|x|y")
                    : Reading.found(Sha256.over(content(path)));
        }

        private byte[] content(HostPath path) {
            return Optional.ofNullable(contents.get(path.text())).orElseThrow().getBytes(StandardCharsets.UTF_8);
        }
    }

    /** What a reading changed. */
    private Set<String> read() {
        return read(false);
    }

    /** The same; all there is where a complete listing is asked for. */
    private Set<String> read(boolean listAll) {
        survey.rest();
        survey.plan();
        SiteReading reading = reading();
        Comparison compared = known.map(k -> Comparison.of(k, () -> items, reading, listAll))
                .orElseGet(() -> Comparison.first(reading, bzh.vigie.event.Event.Change.PRESENT));
        items = compared.now();
        SuddenLoss.Compared nothingLost = new SuddenLoss.Compared(reading, compared, Optional.empty());
        known = Optional.of(KnownSite.after(known, new Site.Name(PLACE, ""), Optional.empty(), nothingLost, 1));
        Set<String> told = new TreeSet<>();
        compared.told()
                .forEach(one -> assertTrue(told.add(one.change() + " "
                        + one.item().source() + " " + one.item().name())));
        return told;
    }

    private SiteReading reading() {
        return reading(PLACE);
    }

    private SiteReading reading(String place) {
        return survey.read(survey.sites().stream()
                .filter(site -> site.location().id().equals(place))
                .findFirst()
                .orElseThrow());
    }

    private State state() {
        return known.orElseThrow().state();
    }

    @Test
    void aDayOfLargeFilesTakesNothingElseOutOfSight() {
        shared.file("/scripts/a.bat", "old").file("/scripts/z.exe", "old", LARGE);
        Set<String> ignored = read();
        for (int i = 0; i < 20; i++) {
            shared.file("/filler/" + i, "f" + i, LARGE);
        }
        shared.file("/scripts/a.bat", "new").file("/scripts/y.exe", "new", LARGE);
        Set<String> told = read();
        assertEquals(State.PARTIAL, state());
        assertEquals("sysvol-too-much|512", known.orElseThrow().detail());
        assertEquals(ReasonCode.TOO_LARGE, known.orElseThrow().reason());
        assertTrue(told.contains("CHANGED SYSVOL\\scripts\\a.bat a.bat"), "" + told);
        assertTrue(told.contains("ADDED SYSVOL\\scripts\\y.exe y.exe"), "" + told);
        assertEquals(22, told.size(), "" + told);
        shared.file("/scripts/b.bat", "b");
        assertEquals(Set.of("ADDED SYSVOL\\scripts\\b.bat b.bat"), read());
    }

    /** What raised the policy's version is seen once: nothing else has it read before the next full reading. */
    @Test
    void aPolicyThatChangedWhenTheDaysBytesWereSpentIsReadWhenThereAreOthers() throws Exception {
        String policy = "/Policies/{%s}/Machine/Preferences/Services/Services.xml";
        String services = """
            <NTServices><NTService name="x">
            <Properties serviceName="x" startupType="AUTOMATIC" program="c:\\x.exe"/></NTService></NTServices>""";
        String place = "ad.sysvol.preference";
        for (int i = 0; i < 40; i++) {
            shared.file(policy.formatted("0000000" + (10 + i)), "", 4 << 20);
        }
        survey.plan();
        assertEquals("sysvol-too-much|128", reading(place).detail());
        shared.file(policy.formatted("99999999"), services, 4 << 20);
        assertEquals(Set.of(), changedAfter(23));
        assertFalse(hasService(reading(place)));
        assertEquals(Set.of(), changedAfter(24));
        assertEquals(Set.of(place), changedAfter(25));
        assertEquals(Set.of(place), changedAfter(26), "until it is read");
        assertTrue(hasService(reading(place)));
        assertEquals(Set.of(), changedAfter(27), "and no more that day");
    }

    private static boolean hasService(SiteReading reading) {
        return reading.items().stream().anyMatch(item -> item.toString().contains("x.exe"));
    }

    private Set<String> changedAfter(int hour) throws Refused {
        hours.set(hour);
        survey.rest();
        survey.plan();
        return survey.changed(0).stream().map(Site.Name::location).collect(Collectors.toSet());
    }

    @Test
    void readingGoesOnWhereTheDayEndedAndWhatPoliciesNameComesFirst() {
        long[] hours = {0};
        Sysvol.Memory memory = new Sysvol.Memory(() -> TimeUnit.HOURS.toNanos(hours[0]));
        for (int i = 10; i < 30; i++) {
            shared.file("/" + i, "f" + i, LARGE);
        }
        List<String> hashed = new ArrayList<>();
        for (int day = 0; day < 3; day++) {
            hours[0] = 25L * day;
            Sysvol sysvol = Sysvol.of(shared, memory);
            StringBuilder of = new StringBuilder();
            sysvol.inTurn().stream()
                    .filter(file -> sysvol.digest(file).ifFound().isPresent())
                    .forEach(file -> of.append(file.name()).append(' '));
            hashed.add(of.toString());
            assertTrue(Sysvol.of(shared, memory).named("SYSVOL\\29").isPresent());
        }
        assertEquals(
                List.of("10 11 12 13 14 15 16 17 ", "29 18 19 20 21 22 23 24 ", "29 25 26 27 28 10 11 12 "), hashed);
    }

    @Test
    void aFolderThatMayNotBeListedHidesItselfAlone() {
        shared.file("/scripts/a/x.bat", "x").file("/scripts/b/y.bat", "y");
        Set<String> ignored = read();
        shared.denied.add("/scripts/a");
        shared.file("/scripts/b/z.bat", "z").contents.remove("/scripts/b/y.bat");
        assertEquals(
                Set.of(
                        "ADDED SYSVOL\\scripts\\a unreadable",
                        "ADDED SYSVOL\\scripts\\b\\z.bat z.bat",
                        "REMOVED SYSVOL\\scripts\\b\\y.bat y.bat"),
                read());
        assertEquals(State.PARTIAL, state());
        shared.denied.clear();
        shared.file("/scripts/a/w.bat", "w");
        assertEquals(Set.of("REMOVED SYSVOL\\scripts\\a unreadable", "ADDED SYSVOL\\scripts\\a\\w.bat w.bat"), read());
        assertEquals(State.READ, state());
    }

    @Test
    void whatIsFoundInAFolderThatMightNeverBeListedIsNewlyVisible() {
        shared.denied.add("/scripts/a");
        shared.file("/scripts/a/x.bat", "x").file("/scripts/b/y.bat", "y");
        Set<String> ignored = read();
        shared.denied.clear();
        shared.file("/scripts/b/z.bat", "z");
        assertEquals(
                Set.of(
                        "REMOVED SYSVOL\\scripts\\a unreadable",
                        "NEWLY_VISIBLE SYSVOL\\scripts\\a\\x.bat x.bat",
                        "ADDED SYSVOL\\scripts\\b\\z.bat z.bat"),
                read());
    }

    /** Their names are as much as a place tells, and come before what is run. */
    @Test
    void longNamesOfOtherFilesTakeNothingThatIsRunOutOfSight() {
        for (int i = 0; i < 12_000; i++) {
            shared.file("/a/" + "x".repeat(200) + i + ".txt", "");
        }
        shared.file("/scripts/a.bat", "x");
        assertTrue(read().contains("PRESENT SYSVOL\\scripts\\a.bat a.bat"));
        assertEquals(State.PARTIAL, state());
        shared.file("/scripts/b.bat", "x");
        assertEquals(Set.of("ADDED SYSVOL\\scripts\\b.bat b.bat"), read());
    }

    @Test
    void aFileThatMayNoLongerBeReadIsNeitherGoneNorOtherThanBefore() {
        shared.file("/scripts/a.exe", "old").file("/scripts/b.exe", "old");
        Set<String> ignored = read();
        shared.denied.add("/scripts/a.exe");
        shared.file("/scripts/b.exe", "new");
        assertEquals(Set.of("ADDED SYSVOL\\scripts\\a.exe unreadable", "CHANGED SYSVOL\\scripts\\b.exe b.exe"), read());
        assertEquals(
                Set.of(
                        "PRESENT SYSVOL\\scripts\\a.exe a.exe",
                        "PRESENT SYSVOL\\scripts\\a.exe unreadable",
                        "PRESENT SYSVOL\\scripts\\b.exe b.exe"),
                read(true),
                "a complete listing has it as it was");
        shared.denied.clear();
        shared.file("/scripts/a.exe", "new");
        assertEquals(
                Set.of("REMOVED SYSVOL\\scripts\\a.exe unreadable", "CHANGED SYSVOL\\scripts\\a.exe a.exe"), read());
    }

    @Test
    void whatMachinesCarryOutIsListedHoweverManyOtherFilesThereAre() {
        for (int i = 0; i <= Sysvol.MOST_FILES; i++) {
            shared.file("/a/" + i + ".txt", "");
        }
        String policy = "/Policies/{11111111-2222-3333-4444-555555555555}/Machine/Scripts/scripts.ini";
        shared.file(policy, "[Startup]\r\n0CmdLine=a.bat\r\n0Parameters=\r\n").file("/scripts/a.bat", "x");
        assertTrue(read().contains("PRESENT SYSVOL\\scripts\\a.bat a.bat"));
        assertEquals(State.PARTIAL, state());
        assertEquals(ReasonCode.TOO_LARGE, known.orElseThrow().reason());
        shared.file("/scripts/b.bat", "x").contents.remove("/scripts/a.bat");
        assertEquals(Set.of("ADDED SYSVOL\\scripts\\b.bat b.bat"), read(), "new, and nothing is gone for certain");
        SiteReading scripts = reading("ad.sysvol.script");
        assertEquals(State.READ, scripts.state());
        assertEquals(1, scripts.items().size());
    }

    @Test
    void whatReplicatesTheFolderIsNoPartOfIt() {
        shared.denied.addAll(List.of("/DfsrPrivate", "/DO_NOT_REMOVE_NtFrs_PreInstall_Directory"));
        assertEquals(Set.of(), read());
        assertEquals(State.READ, state());
    }

    @Test
    void descriptionsOfSettingsAreOneThingByWhatTheyHoldAndAnythingElseThereIsAFile() {
        String store = "/Policies/PolicyDefinitions";
        shared.file(store + "/a.admx", "\uFEFF<policyDefinitions/>")
                .file(store + "/b.admx", "<?xml version='1.0'?><policyDefinitions/>")
                .file(store + "/fr-FR/a.adml", "<policyDefinitionResources/>");
        String folder = "SYSVOL\\Policies\\PolicyDefinitions";
        assertEquals(
                Set.of(
                        "PRESENT " + folder + " descriptions of settings",
                        "PRESENT " + folder + "\\fr-FR descriptions of settings"),
                read());
        shared.file(store + "/fr-FR/a.adml", "<policyDefinitionResources>x</policyDefinitionResources>")
                .file(store + "/fr-FR/tool.exe", "MZ")
                .file(store + "/c.admx", "MZ");
        assertEquals(
                Set.of(
                        "CHANGED " + folder + "\\fr-FR descriptions of settings",
                        "ADDED " + folder + "\\fr-FR\\tool.exe tool.exe",
                        "ADDED " + folder + "\\c.admx c.admx"),
                read());
        assertFalse(items.stream().anyMatch(item -> item.name().equals("a.admx")));
    }

    /** A digest over half of them would be another one, and be the first again the next day. */
    @Test
    void descriptionsOfWhichNotAllAreListedAreNeitherGoneNorOtherThanBefore() {
        String store = "/Policies/PolicyDefinitions";
        shared.file(store + "/a.admx", "<a/>").file(store + "/b.admx", "<b/>").file(store + "/fr-FR/a.adml", "<a/>");
        Set<String> ignored = read();
        shared.denied.add(store + "/a.admx");
        assertEquals(Set.of("ADDED SYSVOL\\Policies\\PolicyDefinitions\\a.admx unreadable"), read());
        shared.denied.clear();
        assertEquals(Set.of("REMOVED SYSVOL\\Policies\\PolicyDefinitions\\a.admx unreadable"), read());
        shared.denied.add(store);
        shared.stillListed = store + "/b.admx";
        assertEquals(Set.of("ADDED SYSVOL\\Policies\\PolicyDefinitions unreadable"), read(), "it broke off within");
        shared.denied.clear();
        for (int i = 0; i <= Sysvol.MOST_FILES; i++) {
            shared.file("/A/" + i + ".txt", "");
        }
        assertFalse(read().stream().anyMatch(told -> told.contains("descriptions")), "left out for others");
    }
}
