package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.detect.fields.LogSources;
import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.Rules;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.detect.sigma.SigmaRule;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.WindowsEvent;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Our rules over Windows events: each says what a host must audit for it, and is judged the same live, from a log file and from
 * what shippers export. Samples are flat events of one channel; silent ones are near misses.
 */
final class WindowsEventRulesTest {
    private static final RuleSet RULES = ShippedRules.load();
    private static final Set<String> SYSTEM =
            Set.of("Channel", "Provider_Name", "EventID", "Computer", "TimeCreated_SystemTime", "EventRecordID");

    private static List<Card> cards() {
        List<Card> cards = RULES.cards().stream()
                .filter(card -> card.file().startsWith("windows-events"))
                .toList();
        assertFalse(cards.isEmpty());
        return cards;
    }

    @Test
    void eachSaysItsTechniqueAndWhatItNeeds() {
        for (Card card : cards()) {
            assertAll(
                    card.id(),
                    () -> assertEquals(card.id().replace("vigie-event-", "windows-events/") + "/rule.yml", card.file()),
                    () -> assertFalse(card.techniques().isEmpty()),
                    () -> assertFalse(card.falsePositives().isEmpty()),
                    () -> assertFalse(card.needs().isEmpty()),
                    () -> card.needs().forEach(need -> assertTrue(NeedTexts.isKnown(need), need.toString())));
        }
    }

    @Test
    void needsAreToldInBothLanguages() {
        cards().stream().flatMap(card -> card.needs().stream()).distinct().forEach(need -> {
            String french = NeedTexts.say(need, Locale.FRENCH);
            String english = NeedTexts.say(need, Locale.ENGLISH);
            assertFalse(french.equals(english), french);
            assertFalse((french + english).contains("{0}"), french);
        });
    }

    @Test
    void someLogSourceReachesEach() {
        RULES.rules().stream()
                .filter(rule -> rule.card().file().startsWith("windows-events"))
                .forEach(rule -> assertEquals(
                        Optional.empty(),
                        LogSources.unmapped(rule.logSource()),
                        rule.card().id()));
    }

    @Test
    void samplesAreFlatEventsAndSilentOnesOfTheSameChannel() throws IOException, URISyntaxException {
        for (Card card : cards()) {
            Set<String> channels = new TreeSet<>();
            for (Map<String, List<String>> sample : samples(card, "fires-*.json*")) {
                assertTrue(sample.keySet().containsAll(Set.of("Channel", "EventID", "Provider_Name")), card.id());
                sample.values().forEach(value -> assertEquals(1, value.size(), card.id()));
                channels.add(channel(sample));
            }
            for (Map<String, List<String>> sample : samples(card, "silent-*.json*")) {
                assertTrue(channels.contains(channel(sample)), card.id());
            }
        }
    }

    @Test
    void aRuleHoldsOfALiveEventAndOfOneFromALogFileAlike() throws IOException, URISyntaxException {
        Rules rules = new CompiledRules(RULES.rules());
        for (SigmaRule rule : RULES.rules()) {
            if (!rule.card().file().startsWith("windows-events")) {
                continue;
            }
            for (Map<String, List<String>> sample : samples(rule.card(), "fires-*.json")) {
                Map<String, String> flat = sample.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, each -> each.getValue().getFirst()));
                assertTrue(holds(rules, SigmaFields.of(live(flat)), rule), "live: " + rule);
                assertTrue(holds(rules, SigmaFields.windows(inAFile(flat)), rule), "file: " + rule);
            }
        }
    }

    /** Where the event stands; a flat 104 names the log that was emptied by the same name. */
    private static String channel(Map<String, List<String>> sample) {
        return sample.getOrDefault("EventID", List.of()).contains("104")
                ? "System"
                : String.join("", sample.getOrDefault("Channel", List.of()));
    }

    private static boolean isOfEmptiedLog(Map<String, String> flat) {
        return flat.getOrDefault("EventID", "").equals("104");
    }

    private static Map<String, String> fields(Map<String, String> flat) {
        Map<String, String> fields = new LinkedHashMap<>(flat);
        fields.keySet().removeAll(SYSTEM);
        if (isOfEmptiedLog(flat)) {
            fields.put("Channel", flat.getOrDefault("Channel", ""));
        }
        return fields;
    }

    private static boolean holds(Rules rules, SigmaRecord record, SigmaRule rule) {
        return rules.judge(record).stream().anyMatch(match -> match.rule().equals(rule));
    }

    private static Event live(Map<String, String> flat) {
        return new Event.LogRecord(
                new Moment(Instant.EPOCH, "boot", 0),
                "windows.eventlog",
                isOfEmptiedLog(flat) ? "System" : flat.getOrDefault("Channel", ""),
                flat.getOrDefault("Provider_Name", ""),
                Integer.parseInt(flat.getOrDefault("EventID", "0")),
                1,
                fields(flat));
    }

    private static WindowsEvent inAFile(Map<String, String> flat) {
        Map<String, String> system = new LinkedHashMap<>(flat);
        system.keySet().retainAll(SYSTEM);
        if (isOfEmptiedLog(flat)) {
            system.put("Channel", "System");
        }
        return new WindowsEvent(system, fields(flat));
    }

    private static List<Map<String, List<String>>> samples(Card card, String glob)
            throws IOException, URISyntaxException {
        Path rules = Path.of(Objects.requireNonNull(WindowsEventRulesTest.class.getResource("/rules"))
                .toURI());
        List<Map<String, List<String>>> samples = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(rules.resolve(card.file()).resolveSibling(""), glob)) {
            for (Path file : files) {
                String text = Files.readString(file);
                for (String line :
                        file.toString().endsWith(".jsonl") ? text.lines().toList() : List.of(text)) {
                    samples.add(FlatJson.fields(line));
                }
            }
        }
        assertFalse(samples.isEmpty(), card.id() + " has no " + glob);
        return samples;
    }
}
