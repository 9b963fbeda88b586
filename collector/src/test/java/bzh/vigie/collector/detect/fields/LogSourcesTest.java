package bzh.vigie.collector.detect.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.SigmaRule;
import bzh.vigie.text.Sentence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LogSourcesTest {
    private static LogSource of(String channel, String eventId) {
        return LogSources.ofChannel(channel, eventId, Map.of());
    }

    @Test
    void aChannelAndAnEventIdAreALogSource() {
        assertEquals(
                new LogSource("windows", "process_creation", "sysmon"),
                of("microsoft-windows-sysmon/OPERATIONAL", "1"));
        assertEquals(new LogSource("windows", "process_creation", "security"), of("Security", "4688"));
        assertEquals(new LogSource("windows", "", "security"), of("Security", "4624"));
        assertEquals(new LogSource("windows", "ps_script", "powershell"), of("PowerShellCore/Operational", "4104"));
        assertEquals(new LogSource("linux", "process_creation", "sysmon"), of("Linux-Sysmon/Operational", "1"));
        assertEquals(new LogSource("windows", "", ""), of("Some-Other/Channel", "1"));
    }

    @Test
    void aKeyThatGoesIsNotOneThatComes() {
        String sysmon = "Microsoft-Windows-Sysmon/Operational";
        LogSource gone = LogSources.ofChannel(sysmon, "12", Map.of("EventType", "DeleteKey"));
        LogSource made = LogSources.ofChannel(sysmon, "12", Map.of("EventType", "CreateKey"));
        assertEquals("registry_delete", gone.category());
        assertEquals("registry_add", made.category());
        assertTrue(new LogSource("windows", "registry_event", "").covers(gone));
        assertTrue(new LogSource("windows", "file_delete", "").covers(of(sysmon, "26")));
        assertFalse(new LogSource("windows", "file_delete_detected", "").covers(of(sysmon, "23")));
    }

    @Test
    void processesOfOursAreThoseThatRulesAskFor() {
        LogSource rule = new LogSource("windows", "process_creation", "");
        assertTrue(rule.covers(LogSources.ofKind("process-started", "windows")));
        assertTrue(rule.covers(of("Security", "4688")));
        assertTrue(rule.covers(of("Microsoft-Windows-Sysmon/Operational", "1")));
        assertFalse(rule.covers(LogSources.ofKind("process-started", "linux")));
    }

    /** Of every log source that the rules of SigmaHQ are for, the table says where its events come from or why there are none. */
    @Test
    void everyLogSourceOfSigmaHqIsMappedOrHasAReason() throws IOException {
        Path corpus = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"), "sigma-rules");
        assumeTrue(Files.isDirectory(corpus), "skipped: no rules of SigmaHQ in " + corpus + ": set -Dvigie.corpora");
        Map<LogSource, Integer> rules = new TreeMap<>(java.util.Comparator.comparing(LogSource::toString));
        try (Stream<Path> folders = Files.list(corpus).filter(Files::isDirectory)) {
            for (Path folder : folders.sorted().toList()) {
                for (SigmaRule rule : RuleSet.read(folder).rules()) {
                    rules.merge(rule.logSource(), 1, Integer::sum);
                }
            }
        }
        int mapped = 0;
        int unmapped = 0;
        for (Map.Entry<LogSource, Integer> each : rules.entrySet()) {
            Optional<Sentence> why = LogSources.unmapped(each.getKey());
            for (Sentence reason : why.stream().toList()) {
                assertNotEquals(LogSources.NOT_IN_TABLE, reason.key(), each.getKey()::toString);
                assertNotEquals(reason.in(Locale.ENGLISH), reason.in(Locale.FRENCH));
            }
            mapped += why.isEmpty() ? each.getValue() : 0;
            unmapped += why.isEmpty() ? 0 : each.getValue();
        }
        assertTrue(rules.size() > 100, rules.size() + " log sources");
        System.out.println(
                rules.size() + " log sources: " + mapped + " rules for mapped ones, " + unmapped + " for others");
        for (String product : List.of("windows", "linux")) {
            assertEquals(Optional.empty(), LogSources.unmapped(new LogSource(product, "process_creation", "")));
        }
    }
}
