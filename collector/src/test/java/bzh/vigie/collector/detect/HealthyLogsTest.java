package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.store.Alerts.Severity;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our rules ask nobody for anything over ordinary days: recorded logs of machines on which nothing happened, and events made by
 * hand of what Windows Update, browsers, Office, printers and antivirus do. What the rules of SigmaHQ say of the same logs is
 * printed. The list of logs, why others are not on it, and a review of what is printed stand in {@code docs/windows-events.md}.
 */
final class HealthyLogsTest {
    static final List<String> HEALTHY = List.of(
            "2-system-Microsoft-Windows-LiveId%4Operational.evtx",
            "2-vss_0-Microsoft-Windows-RemoteDesktopServices-RdpCoreTS%4Operational.evtx",
            "2-vss_0-Microsoft-Windows-TerminalServices-RemoteConnectionManager%4Operational.evtx",
            "Application_no_crc32.evtx",
            "E_ShadowCopy6_windows_system32_winevt_logs_Microsoft-Windows-CAPI2%4Operational.evtx",
            "E_Windows_system32_winevt_logs_Microsoft-Windows-CAPI2%4Operational.evtx",
            "E_Windows_system32_winevt_logs_Microsoft-Windows-Shell-Core%4Operational.evtx",
            "Microsoft-Windows-HelloForBusiness%4Operational.evtx",
            "Microsoft-Windows-LanguagePackSetup%4Operational.evtx",
            "Security_short_selected.evtx",
            "Security_with_size_t.evtx",
            "sample-with-irregular-bool-values.evtx",
            "sample-with-zero-data-size-event.evtx",
            "sample_with_a_bad_chunk_magic.evtx",
            "security.evtx",
            "security_bad_string_cache.evtx",
            "sysmon.evtx");

    @TempDir
    private Path folder;

    @Test
    void nothingOfMediumOrMoreIsFoundInHealthyLogs() throws IOException {
        Path corpora = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"));
        Path logs = corpora.resolve("evtx-malformed");
        assumeTrue(Files.isDirectory(logs), "skipped: no recorded logs in " + logs + ": set -Dvigie.corpora");
        assertEquals(Map.of(), asking(ShippedRules.load(), logs));
        RuleSet stock = StockRules.in(corpora);
        asking(stock, logs).forEach((what, count) -> System.out.println("stock: " + count + " × " + what));
    }

    /** How often each rule asks for a person, by log. */
    private static Map<String, Integer> asking(RuleSet rules, Path logs) throws IOException {
        Map<String, Integer> found = new TreeMap<>();
        AlertTexts texts = new AlertTexts(rules.cards());
        for (String log : HEALTHY) {
            Offline offline = new Offline(rules, result -> {
                if (result.severity().compareTo(Severity.MEDIUM) >= 0) {
                    String title = texts.card(result.rule())
                            .map(card -> card.english().title())
                            .orElse("");
                    found.merge(log + ": " + result.severity() + " " + result.rule() + " " + title, 1, Integer::sum);
                }
            });
            offline.evtx(logs.resolve(log));
            offline.end();
            assertFalse(offline.progress() == 0, log + " has no records");
        }
        return found;
    }

    /**
     * 42,409 events of a PC from its first boot on, on which its owner worked. The one that asks is true and has to: its owner
     * switched Defender's tamper protection off.
     */
    @Test
    void aPcOnWhichNothingHappenedAsksOnce() throws IOException {
        Path logs = Path.of(System.getProperty("vigie.corpora", "../shared/corpora"), "windows-real")
                .resolve("clean-windows-10-logs.zip");
        assumeTrue(Files.exists(logs), "skipped: no recorded logs in " + logs + ": set -Dvigie.corpora");
        List<String> found = new ArrayList<>();
        Offline offline = new Offline(ShippedRules.load(), result -> {
            if (result.severity().compareTo(Severity.MEDIUM) >= 0) {
                found.add(result.severity() + " " + result.rule());
            }
        });
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(logs))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    offline.evtx(Files.write(folder.resolve("log.evtx"), zip.readAllBytes()));
                }
            }
        }
        offline.end();
        assertEquals(42_409, offline.progress());
        assertEquals(List.of("HIGH vigie-event-defender-setting-weaker"), found);
    }

    @Test
    void nothingAboveLowIsFoundInOrdinaryDays() throws IOException, URISyntaxException {
        List<String> found = new ArrayList<>();
        Offline offline = new Offline(ShippedRules.load(), result -> {
            if (result.severity() != Severity.INFORMATIONAL) {
                found.add(result.rule() + " " + result.severity());
            }
        });
        offline.events(Path.of(Objects.requireNonNull(HealthyLogsTest.class.getResource("ordinary-days.jsonl"))
                .toURI()));
        offline.end();
        assertEquals(0, offline.tally().bad());
        // a provider's tool, and two tasks for scripts of an administrator in a folder of their own, one of them as the
        // system
        assertEquals(
                List.of(
                        "vigie-event-task-elsewhere LOW",
                        "vigie-event-task-script-as-system LOW",
                        "vigie-event-remote-tool-started LOW",
                        "vigie-event-task-elsewhere LOW"),
                found);
    }
}
