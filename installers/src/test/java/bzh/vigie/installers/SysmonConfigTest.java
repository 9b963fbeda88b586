package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.source.WindowsChannel;
import bzh.vigie.collector.detect.fields.BadLineException;
import bzh.vigie.collector.detect.fields.FlatJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The configuration of Sysmon is of a schema that Sysmon knows, records what the agent tells and the rules read, and no more. The names are
 * those of Sysmon's own schema 4.50 ({@code Sysmon64 -s 4.50}) as documented; no Sysmon has read it here.
 */
final class SysmonConfigTest {
    private static final Path RULES = Commands.TOP.resolve("collector/src/main/resources/rules/windows-events");
    private static final Path LOCATIONS = Commands.TOP.resolve(
            "collector/src/main/resources/bzh/vigie/collector/detect/fields/registry-locations.tsv");
    private static final Pattern NAMED = Pattern.compile("Registry(?:Runs|Weakens): \\[([^\\]]*)\\]");
    private static final String CHANNEL = "Microsoft-Windows-Sysmon/Operational";

    /** The elements of schema 4.50, with the numbers of their events. */
    private static final Map<String, Set<Integer>> EVENTS = events();

    /** The fields that this configuration filters by, of the elements that have them. */
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "FileCreate", Set.of("Image", "TargetFilename"),
            "RegistryEvent", Set.of("Image", "TargetObject", "EventType", "Details"),
            "FileCreateStreamHash", Set.of("Image", "TargetFilename"));

    private static final Set<String> CONDITIONS =
            Set.of("is", "contains", "contains any", "contains all", "begin with", "end with", "image");

    /** What Sysmon always writes: that it began or ended, that its configuration changed, that it failed. */
    private static final Set<Integer> ALWAYS = Set.of(4, 16, 255);

    private static Map<String, Set<Integer>> events() {
        Map<String, Set<Integer>> events = new LinkedHashMap<>();
        events.put("ProcessCreate", Set.of(1));
        events.put("FileCreateTime", Set.of(2));
        events.put("NetworkConnect", Set.of(3));
        events.put("ProcessTerminate", Set.of(5));
        events.put("DriverLoad", Set.of(6));
        events.put("ImageLoad", Set.of(7));
        events.put("CreateRemoteThread", Set.of(8));
        events.put("RawAccessRead", Set.of(9));
        events.put("ProcessAccess", Set.of(10));
        events.put("FileCreate", Set.of(11));
        events.put("RegistryEvent", Set.of(12, 13, 14));
        events.put("FileCreateStreamHash", Set.of(15));
        events.put("PipeEvent", Set.of(17, 18));
        events.put("WmiEvent", Set.of(19, 20, 21));
        events.put("DnsQuery", Set.of(22));
        events.put("FileDelete", Set.of(23));
        events.put("ClipboardChange", Set.of(24));
        events.put("ProcessTampering", Set.of(25));
        return events;
    }

    private static Element root() throws IOException {
        return AuditKitTest.xml(Files.readAllBytes(Path.of("src/main/audit/vigie-sysmon.xml")))
                .getDocumentElement();
    }

    private static List<Element> children(Element of) {
        List<Element> children = new ArrayList<>();
        NodeList all = of.getChildNodes();
        for (int i = 0; i < all.getLength(); i++) {
            if (all.item(i) instanceof Element each) {
                children.add(each);
            }
        }
        return children;
    }

    /** The filters, out of their groups. */
    private static List<Element> filters() throws IOException {
        List<Element> filters = new ArrayList<>();
        for (Element each :
                children((Element) root().getElementsByTagName("EventFiltering").item(0))) {
            if (each.getTagName().equals("RuleGroup")) {
                assertEquals("or", each.getAttribute("groupRelation"));
                filters.addAll(children(each));
            } else {
                filters.add(each);
            }
        }
        return filters;
    }

    @Test
    void allNamesAreOfTheSchema() throws IOException {
        assertEquals("Sysmon", root().getTagName());
        assertEquals("4.50", root().getAttribute("schemaversion"));
        assertEquals(
                List.of("HashAlgorithms", "EventFiltering"),
                children(root()).stream().map(Element::getTagName).toList());
        Set<String> algorithms = Set.of("MD5", "SHA1", "SHA256", "IMPHASH");
        for (String each : children(root()).getFirst().getTextContent().split(",", -1)) {
            assertTrue(algorithms.contains(each), each);
        }
        for (Element filter : filters()) {
            assertTrue(EVENTS.containsKey(filter.getTagName()), filter.getTagName());
            assertTrue(Set.of("include", "exclude").contains(filter.getAttribute("onmatch")), filter.getTagName());
            for (Element condition : children(filter)) {
                assertTrue(
                        FIELDS.getOrDefault(filter.getTagName(), Set.of()).contains(condition.getTagName()),
                        filter.getTagName() + " has no " + condition.getTagName());
                assertTrue(
                        CONDITIONS.contains(condition.getAttribute("condition")), condition.getAttribute("condition"));
                assertFalse(condition.getTextContent().isBlank());
            }
        }
    }

    @Test
    void whatTheAgentTellsIsRecordedAndNothingElse() throws IOException {
        Set<Integer> recorded = new TreeSet<>(ALWAYS);
        for (Element filter : filters()) {
            boolean nothing = filter.getAttribute("onmatch").equals("include")
                    && children(filter).isEmpty();
            if (!nothing) {
                recorded.addAll(numbers(filter));
            }
        }
        Set<Integer> told = new TreeSet<>();
        WindowsChannel.all().stream()
                .filter(each -> each.path().equals(CHANNEL))
                .forEach(each -> each.takes().forEach(number -> told.add(Integer.parseInt(number))));
        assertEquals(told, recorded);
        // Sysmon's own defaults hold where an element is missing.
        assertEquals(
                EVENTS.keySet(),
                new TreeSet<>(filters().stream().map(Element::getTagName).toList()),
                "each stands there");
    }

    @Test
    void everyEventOnWhichARuleFiresIsRecorded() throws IOException, BadLineException {
        List<Element> filters = filters();
        List<String> lost = new ArrayList<>();
        int asked = 0;
        try (Stream<Path> files = Files.walk(RULES)) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("fires-"))
                    .sorted()
                    .toList()) {
                for (Map<String, List<String>> event : events(file)) {
                    if (event.getOrDefault("Channel", List.of()).contains(CHANNEL)) {
                        asked++;
                        if (!isRecorded(filters, event)) {
                            lost.add(RULES.relativize(file) + ": " + event);
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), lost);
        assertTrue(asked > 50, "few: " + asked);
    }

    @Test
    void everyLocationThatARuleNamesIsRecorded() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(RULES)) {
            for (Path file : files.filter(each -> each.endsWith("rule.yml")).toList()) {
                NAMED.matcher(Files.readString(file))
                        .results()
                        .flatMap(each -> Stream.of(each.group(1).strip().split("\\s*,\\s*", -1)))
                        .forEach(named::add);
            }
        }
        assertTrue(named.size() > 100, "few: " + named);
        List<Element> filters = filters();
        Set<String> unknown = new TreeSet<>(named);
        List<String> lost = new ArrayList<>();
        for (String line : Files.readAllLines(LOCATIONS)) {
            String[] fields = line.split("\t", -1);
            if (named.contains(fields[0])) {
                unknown.remove(fields[0]);
                boolean firesNever = fields[4].equals("setting") && fields[6].isEmpty();
                for (String value : firesNever ? new String[0] : fields[3].split("\\|", -1)) {
                    String written = asSysmonWrites(fields[2], value);
                    if (!isRecorded(filters, event("13", "TargetObject", written))) {
                        lost.add(fields[0] + ": " + written);
                    }
                }
            }
        }
        assertEquals(Set.of(), unknown, "no such location");
        assertEquals(List.of(), lost);
    }

    /** A location of the catalogue with a name for each star, its hive as Sysmon names it. */
    private static String asSysmonWrites(String key, String value) {
        String account = "HKU\\S-1-5-21-1004336348-1177238915-682003330-1108";
        String written =
                key.replace("HKCU\\Software\\Classes", account + "_Classes").replace("HKCU", account);
        return (written + "\\" + (value.equals("@") ? "(Default)" : value)).replace("*", "Outil");
    }

    @Test
    void whatNobodyReadsIsNotRecorded() throws IOException {
        List<Element> filters = filters();
        assertFalse(isRecorded(filters, event("11", "TargetFilename", "C:\\Users\\a.martin\\Documents\\budget.xlsx")));
        assertFalse(isRecorded(filters, event("13", "TargetObject", "HKLM\\SOFTWARE\\Contoso\\LastRun\\When")));
        assertFalse(isRecorded(filters, event("11", "TargetFilename", "C:\\Program Files\\Contoso\\a.dll")));
        assertFalse(isRecorded(
                filters, event("13", "TargetObject", "HKLM\\SOFTWARE\\Microsoft\\Office\\16.0\\Excel\\Options\\Pos")));
        assertFalse(isRecorded(filters, event("3", "Image", "C:\\Windows\\System32\\svchost.exe")));
        assertTrue(isRecorded(filters, event("11", "TargetFilename", "C:\\Windows\\System32\\TASKS\\x")));
        Map<String, List<String>> update =
                new LinkedHashMap<>(event("11", "TargetFilename", "C:\\Windows\\System32\\a.exe"));
        update.put("Image", List.of("C:\\Windows\\servicing\\TrustedInstaller.exe"));
        assertFalse(isRecorded(filters, update));
    }

    private static Map<String, List<String>> event(String number, String field, String value) {
        return Map.of("EventID", List.of(number), field, List.of(value));
    }

    private static List<Map<String, List<String>>> events(Path file) throws IOException, BadLineException {
        String text = Files.readString(file).strip();
        List<Map<String, List<String>>> events = new ArrayList<>();
        for (String each : text.lines().allMatch(line -> line.startsWith("{"))
                ? text.lines().toList()
                : List.of(text)) {
            events.add(FlatJson.fields(each));
        }
        return events;
    }

    /** As documented: what is excluded goes before what is included; of one group one condition is enough; letter case does not count. */
    private static boolean isRecorded(List<Element> filters, Map<String, List<String>> event) {
        int number =
                Integer.parseInt(event.getOrDefault("EventID", List.of("0")).getFirst());
        boolean included = false;
        boolean anyInclude = false;
        for (Element filter : filters) {
            if (numbers(filter).contains(number)) {
                boolean matches = children(filter).stream().anyMatch(each -> holds(each, event));
                if (filter.getAttribute("onmatch").equals("exclude")) {
                    if (matches) {
                        return false;
                    }
                } else {
                    anyInclude = true;
                    included |= matches;
                }
            }
        }
        return ALWAYS.contains(number) || included || !anyInclude;
    }

    private static Set<Integer> numbers(Element filter) {
        return EVENTS.getOrDefault(filter.getTagName(), Set.of());
    }

    private static boolean holds(Element condition, Map<String, List<String>> event) {
        String value = String.join("", event.getOrDefault(condition.getTagName(), List.of()))
                .toLowerCase(Locale.ROOT);
        String wanted = condition.getTextContent().toLowerCase(Locale.ROOT);
        return switch (condition.getAttribute("condition")) {
            case "contains" -> value.contains(wanted);
            case "contains all" -> Arrays.stream(wanted.split(";", -1)).allMatch(value::contains);
            case "contains any" -> Arrays.stream(wanted.split(";", -1)).anyMatch(value::contains);
            case "begin with" -> value.startsWith(wanted);
            case "end with" -> value.endsWith(wanted);
            case "is" -> value.equals(wanted);
            default -> throw new AssertionError("unknown: " + condition.getAttribute("condition"));
        };
    }
}
