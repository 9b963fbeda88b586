package bzh.vigie.collector.hunt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.hunt.Parsed.Fault;
import bzh.vigie.collector.hunt.Parsed.Reason;
import bzh.vigie.collector.hunt.Parsed.Understood;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventSearch.Hit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryParserTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
    private static final String HOST = "0199d2a4-5b6c-7def-8123-456789abcdef";

    private static final Hit HIT = new Hit(
            "e1",
            new AgentId(HOST),
            new Commune("29019"),
            Instant.parse("2026-03-10T08:30:00Z"),
            Map.ofEntries(
                    Map.entry("kind", "process-started"),
                    Map.entry("Image", "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"),
                    Map.entry("CommandLine", "powershell.exe -NoP -enc \"SQBFAFgA\" # Évasion (x86)"),
                    Map.entry("User", "MAIRIE\\secrétaire"),
                    Map.entry("ProcessId", "4242"),
                    Map.entry("LogonId", "0x3e7"),
                    Map.entry("DestinationIp", "10.1.2.3"),
                    Map.entry("QueryResults", "192.0.2.7\n198.51.100.9"),
                    Map.entry("UtcTime", "2026-03-10 08:29:59.123"),
                    Map.entry("host", "a field of the event")));

    private static Query query(String text) {
        return assertInstanceOf(Understood.class, QueryParser.parse(text, NOW), text)
                .query()
                .withHosts(pattern -> pattern.matches("mairie-pc-12") ? Set.of(HOST) : Set.of());
    }

    private static Fault fault(String text) {
        return assertInstanceOf(Fault.class, QueryParser.parse(text, NOW), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "*",
                "kind:process-started",
                "KIND:Process-Started",
                "Image:*\\powershell.exe",
                "Image:c:\\windows\\*\\POWERSHELL.EXE",
                "image:*power?hell*",
                "CommandLine:*\"-enc \"\"SQ\"*",
                "CommandLine:*\"(x86)\"",
                "User:\"mairie\\SECRÉTAIRE\"",
                "ProcessId:4242",
                "ProcessId:>4241",
                "ProcessId:>=4242",
                "ProcessId:<4243 ProcessId:<= 4242",
                "ProcessId:1..4242",
                "ProcessId:4242..",
                "LogonId:900..1000",
                "DestinationIp:10.0.0.0/8",
                "QueryResults:198.51.100.0/24",
                "QueryResults:192.0.2.7",
                "QueryResults:\"192.0.2.7\n198.51.100.9\"",
                "UtcTime:2026-03-10..2026-03-11",
                "UtcTime:>2026-03-10T08:29:58",
                "received:2026-03-10",
                "received:2026-03-10T08",
                "received:>-4h",
                "received:2026-03-10T10:30:00+02:00..",
                "received:<=2026-03-10",
                "host:mairie-pc-*",
                "host:" + HOST,
                "fields.host:\"a field of the event\"",
                "commune:29019",
                "commune:29*",
                "id:e1",
                "powershell",
                "PowerShell.exe",
                "v1.0",
                "évasion",
                "\"-NoP -enc\"",
                "-NoP",
                "sqbf*",
                "*afgA*",
                "192.0.2.7",
                "mairie\\secr?taire",
                "kind:(flow or process-started)",
                "kind:(* not flow)",
                "not kind:flow",
                "non kind:flow et powershell ou rien",
                "kind:flow or ProcessId:4242 and (User:* or Nothing:*)",
                "NOT (kind:flow OR ProcessId:1)",
                "ProcessId:*",
            })
    void finds(String text) {
        assertTrue(query(text).matches(HIT), () -> query(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind:process",
                "Image:powershell.exe",
                "Image:*power?shell*",
                "Image:\"*\\powershell.exe\"",
                "owershell",
                "powershel",
                "\"powershell exe\"",
                "ProcessId:>4242",
                "ProcessId:<4242",
                "User:>1",
                "ProcessId:1..4241",
                "LogonId:1001..2000",
                "DestinationIp:11.0.0.0/8",
                "DestinationIp:::/0",
                "UtcTime:..2026-03-09",
                "received:2026-03-11",
                "received:>2026-03-10",
                "received:>-1h",
                "host:mairie-pc-13",
                "host:\"a field of the event\"",
                "commune:29",
                "Missing:*",
                "kind:flow ProcessId:4242",
                "not powershell",
                "kind:(not process-started)",
                "192.0.2",
                "192.0.2.70",
            })
    void doesNotFind(String text) {
        // 192.0.2 is the beginning of an address, and at the beginning and end of words.
        assertEquals(
                text.equals("192.0.2"),
                query(text).matches(HIT),
                () -> query(text).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "Image:|6|1|VALUE_MISSING",
                "Image: x|6|1|VALUE_MISSING",
                "Image:(a or )|12|1|VALUE_MISSING",
                "Image:\"abc|6|1|NOT_CLOSED_QUOTE",
                "(a or b|0|1|NOT_CLOSED_PARENTHESIS",
                "a (b|2|1|NOT_CLOSED_PARENTHESIS",
                "a)|1|1|NOT_OPENED_PARENTHESIS",
                "a or|4|1|TEST_MISSING",
                "or a|0|1|TEST_MISSING",
                "not|3|1|TEST_MISSING",
                "a and ()|7|1|TEST_MISSING",
                "\"\"|0|2|TEST_MISSING",
                "a C:\\Windows|2|10|PATH_OR_URL",
                "http://evil.example|0|19|PATH_OR_URL",
                "ProcessId:>abc|11|3|BAD_BOUND",
                "ProcessId:>=|12|1|BAD_BOUND",
                "ProcessId:1..2x3|10|6|BAD_RANGE",
                "ip:10.0.0.0/33|12|2|BAD_NETWORK",
                "ip:10.0.0.0/|12|1|BAD_NETWORK",
                "received:yesterday|9|9|BAD_TIME",
                "received:12|9|2|BAD_TIME",
                "commune:>29019|8|6|TEXT_ONLY",
            })
    void saysWhatIsWrongAndWhere(String text, int at, int length, Reason reason) {
        Fault fault = fault(text);
        assertEquals(List.of(at, length, reason), List.of(fault.at(), fault.length(), fault.reason()));
        for (Locale locale : List.of(Locale.FRENCH, Locale.ENGLISH)) {
            assertTrue(
                    fault.sentence(locale).length() > 20
                            && !fault.sentence(locale).matches(".*\\{\\d.*"),
                    fault.sentence(locale));
        }
    }

    @Test
    void isBounded() {
        assertEquals(Reason.TOO_LONG, fault("a".repeat(QueryParser.LONGEST + 1)).reason());
        assertEquals(
                Reason.VALUE_TOO_LONG,
                fault("a".repeat(QueryParser.LONGEST_VALUE + 1)).reason());
        assertEquals(Reason.TOO_MANY_WILDCARDS, fault("a:" + "*b".repeat(21)).reason());
        assertEquals(
                Reason.TOO_MANY_TESTS,
                fault("a ".repeat(QueryParser.MOST_TESTS + 1)).reason());
        assertEquals(
                Reason.TOO_DEEP, fault("(".repeat(40) + "a" + ")".repeat(40)).reason());
        assertEquals(Reason.TOO_DEEP, fault("not ".repeat(40) + "a").reason());
        query("(".repeat(QueryParser.DEEPEST) + "a" + ")".repeat(QueryParser.DEEPEST));
    }

    @Test
    void everyReasonHasItsSentenceInBothLanguages() {
        for (Reason reason : Reason.values()) {
            Fault fault = new Fault(0, 1, reason, List.of("x", "y"));
            assertTrue(!fault.sentence(Locale.FRENCH).equals(fault.sentence(Locale.ENGLISH)), reason.name());
        }
    }

    @Test
    void knowsWhenWhatItFindsWasReceived() {
        assertEquals(
                Instant.parse("2026-03-09T12:00:00Z"),
                query("a received:>-1d (received:>-2d or b)").bounds().from().orElseThrow());
        assertTrue(query("a or received:>-1d").bounds().from().isEmpty());
        assertTrue(query("not received:>-1d").bounds().from().isEmpty());
    }

    /** Whatever is written: a query or a fault that lies in the text, and a query can be asked of an event. */
    @Test
    void nothingIsThrown() {
        List<String> pieces = List.of(
                "a",
                ":",
                "*",
                "?",
                "\"",
                "(",
                ")",
                " ",
                " or ",
                " et ",
                "not ",
                ">",
                "<=",
                "..",
                "1",
                "0x",
                "/",
                "-7d",
                "received:",
                "host:",
                "fields.",
                "commune:",
                "10.0.0.1",
                "::",
                "\\",
                "é",
                "\ud83d",
                "\ude00",
                "\u0000",
                "İ",
                "2026-03-01",
                "T08",
                "Image:",
                "-",
                ".",
                "99999999999999999999",
                "99999d",
                "+");
        Random random = new Random(20261126);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 30_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(12); j >= 0; j--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            if (random.nextInt(10) == 0) {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                text.append(new String(bytes, StandardCharsets.ISO_8859_1));
            }
            switch (QueryParser.parse(text.toString(), NOW)) {
                case Understood understood -> {
                    understood.query().matches(HIT);
                    understood.query().bounds();
                    seen.add("understood");
                }
                case Fault fault -> {
                    assertTrue(
                            fault.at() >= 0 && fault.at() <= text.length() && fault.length() > 0,
                            () -> fault + " of " + text);
                    assertTrue(!fault.sentence(Locale.FRENCH).isEmpty());
                    seen.add(fault.reason().name());
                }
            }
        }
        // All but those of bounds, which no short text reaches, and of names, which the history knows.
        assertEquals(
                Reason.values().length - 6 + 1,
                seen.stream().filter(each -> !each.startsWith("TOO_")).count(),
                seen.toString());
    }
}
