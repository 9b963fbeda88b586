package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.source.AuditStates;
import bzh.vigie.agent.source.WindowsChannel;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.fields.BadLineException;
import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.event.AuditSubcategory;
import bzh.vigie.event.WindowsEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every event that a rule over Windows' logs, or a detector of logons, asks for is one that the agent tells. */
final class WindowsChannelsTest {
    private static final Path RULES = Commands.TOP.resolve("collector/src/main/resources/rules/windows-events");
    private static final Pattern NUMBERS = Pattern.compile("\\bEventID[^\\n:]*:([^\\n]*(?:\\n +- \\d+)*)");
    private static final Pattern NUMBER = Pattern.compile("\\b\\d{1,5}\\b");
    private static final Pattern AUDIT = Pattern.compile("(?m)^ *- audit: (.+)$");
    private static final Pattern CHANNEL = Pattern.compile("(?m)^ *- channel: (.+)$");

    /** What the detectors of logons read, docs/logons.md. */
    private static final Map<String, List<String>> LOGONS = Map.of(
            "Security", List.of("4624", "4625", "4634", "4648", "4672", "4768", "4771", "4776"),
            "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational", List.of("21", "25"),
            "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational", List.of("1149"));

    /** Each example of a rule, with each number that the rule names together with its own as the event's: where the rule still holds, it is told. */
    @Test
    void everyEventThatARuleAsksForIsTold() throws IOException, BadLineException {
        CompiledRules rules = new CompiledRules(ShippedRules.load().rules());
        Set<String> untold = new TreeSet<>();
        int asked = 0;
        try (Stream<Path> folders = Files.list(RULES)) {
            for (Path folder : folders.sorted().toList()) {
                String rule = Files.readString(folder.resolve("rule.yml"));
                List<Set<String>> lists = lists(rule);
                for (Map<String, List<String>> example : examples(folder)) {
                    Set<String> numbers = new HashSet<>(example.getOrDefault("EventID", List.of()));
                    lists.stream()
                            .filter(list -> !Collections.disjoint(list, example.getOrDefault("EventID", List.of())))
                            .forEach(numbers::addAll);
                    for (String number : numbers) {
                        Map<String, List<String>> event = new LinkedHashMap<>(example);
                        event.put("EventID", List.of(number));
                        SigmaRecord record = FlatJson.record(event);
                        boolean holds = rules.judge(record).stream()
                                .anyMatch(match -> rule.contains(
                                        "id: " + match.rule().card().id() + "\n"));
                        if (holds) {
                            asked++;
                            // a 104 stands in System and names the log that was emptied
                            String channel = number.equals("104") ? "System" : record.value("Channel");
                            if (!isTold(channel, number, example)) {
                                untold.add(channel + " " + number + " for " + folder.getFileName());
                            }
                        }
                    }
                }
            }
        }
        assertEquals(Set.of(), untold);
        assertTrue(asked > 250, "few: " + asked);
    }

    @Test
    void everyChannelThatARuleNeedsIsFollowed() throws IOException {
        assertEquals(
                Set.of(),
                needed(
                        CHANNEL,
                        WindowsChannel.all().stream().map(WindowsChannel::path).collect(Collectors.toSet())));
    }

    /** What rules name and these are not. */
    private static Set<String> needed(Pattern name, Set<String> there) throws IOException {
        Set<String> needed = new TreeSet<>();
        try (Stream<Path> files = Files.walk(RULES)) {
            for (Path file : files.filter(each -> each.endsWith("rule.yml")).toList()) {
                name.matcher(Files.readString(file))
                        .results()
                        .forEach(each -> needed.add(each.group(1).strip()));
            }
        }
        assertTrue(needed.size() > 10, "few: " + needed);
        needed.removeAll(there);
        return needed;
    }

    @Test
    void everySubcategoryThatARuleNeedsIsLookedAt() throws IOException {
        assertEquals(Set.of(), needed(AUDIT, AuditStates.subcategories()));
        AuditStates.subcategories()
                .forEach(each -> assertTrue(AuditSubcategory.named(each).isPresent(), each));
    }

    @Test
    void everyEventThatTellsOfALogonIsTold() {
        LOGONS.forEach((channel, numbers) ->
                numbers.forEach(number -> assertTrue(isTold(channel, number, Map.of()), channel + " " + number)));
    }

    @Test
    void servicesThatStartAreNotToldAsLogons() {
        WindowsChannel security = WindowsChannel.all().getFirst();
        Map<String, String> system = Map.of("EventID", "4624");
        assertTrue(security.takes(
                new WindowsEvent(system, Map.of("LogonType", "5", "TargetUserSid", "S-1-5-21-1-2-3-500"))));
        assertEquals(
                false, security.takes(new WindowsEvent(system, Map.of("LogonType", "5", "TargetUserSid", "S-1-5-18"))));
    }

    @Test
    void eachChannelStandsOnceAndHasItsOwnSource() {
        List<WindowsChannel> all = WindowsChannel.all();
        assertEquals(
                all.size(), all.stream().map(WindowsChannel::path).distinct().count());
        assertEquals(
                all.size(), all.stream().map(WindowsChannel::source).distinct().count());
        assertTrue(all.stream().allMatch(each -> each.source().matches("windows\\.log\\.[a-z-]+")));
    }

    private static boolean isTold(String channel, String number, Map<String, List<String>> fields) {
        Map<String, String> flat = new TreeMap<>();
        fields.forEach((name, values) -> flat.put(name, String.join("\n", values)));
        Map<String, String> system = new TreeMap<>(Map.of("Channel", channel, "EventID", number));
        system.put("Provider_Name", flat.getOrDefault("Provider_Name", ""));
        WindowsEvent event = new WindowsEvent(system, flat);
        return WindowsChannel.all().stream().anyMatch(each -> each.path().equals(channel) && each.takes(event));
    }

    /** The numbers that the rule names together, each time it does. */
    private static List<Set<String>> lists(String rule) {
        return NUMBERS.matcher(rule)
                .results()
                .map(list -> NUMBER.matcher(list.group(1))
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.toSet()))
                .toList();
    }

    private static List<Map<String, List<String>>> examples(Path folder) throws IOException, BadLineException {
        List<Map<String, List<String>>> examples = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("fires-"))
                    .toList()) {
                String text = Files.readString(file).strip();
                // One event over several lines, or for a correlation one event a line.
                List<String> events = text.lines().allMatch(line -> line.startsWith("{"))
                        ? text.lines().toList()
                        : List.of(text);
                for (String each : events) {
                    Map<String, List<String>> event = FlatJson.fields(each);
                    if (event.containsKey("Channel")) {
                        examples.add(event);
                    }
                }
            }
        }
        return examples;
    }
}
