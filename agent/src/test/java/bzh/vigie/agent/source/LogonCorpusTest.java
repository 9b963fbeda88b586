package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.source.AuthFact.LogonFact;
import bzh.vigie.event.Event.LogonAction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Labelled lines of sshd, PAM and dropbear that nobody of this project wrote. A label says that a failure is, or is not, to
 * be counted and from where; ours tells single lines, so a label that depends on earlier lines of the same connection may
 * be missed. The golden file keeps the score that was reached.
 */
final class LogonCorpusTest {
    private static final Pattern LABEL = Pattern.compile("^# failJSON: .*\"match\": *(true|false).*$");
    private static final Pattern HOST = Pattern.compile("\"host\": *\"([^\"]*)\"");
    private static final Pattern USER = Pattern.compile("\"user\": *\"([^\"]*)\"");

    @Test
    void labelledLinesAreReadAsWellAsEver() throws IOException {
        Path folder = Path.of(System.getProperty("vigie.corpora", ""))
                .resolve("linux-logs/fail2ban/fail2ban/tests/files/logs");
        assumeTrue(Files.isDirectory(folder), "skipped: no recorded lines in " + folder + ": set -Dvigie.corpora");
        Properties golden = new Properties();
        try (var in = LogonCorpusTest.class.getResourceAsStream("logon-corpus.properties")) {
            golden.load(java.util.Objects.requireNonNull(in));
        }
        List<String> misses = new ArrayList<>();
        for (String name : List.of("sshd", "pam-generic", "dropbear")) {
            int failures = 0;
            int found = 0;
            int wrongAddress = 0;
            String label = "";
            for (String line : Files.readAllLines(folder.resolve(name), StandardCharsets.UTF_8)) {
                if (LABEL.matcher(line).matches()) {
                    label = line;
                    continue;
                }
                if (line.startsWith("#") || line.isBlank() || label.isEmpty()) {
                    continue;
                }
                boolean expected = label.contains("\"match\": true");
                Optional<LogonFact> fact = SyslogLine.parse(line)
                        .flatMap(AuthLines::parse)
                        .filter(LogonFact.class::isInstance)
                        .map(LogonFact.class::cast)
                        .filter(f -> f.action() == LogonAction.FAILED);
                if (expected) {
                    failures++;
                    boolean same = fact.isPresent()
                            && group(HOST, label)
                                    .map(h -> SshdLines.address(h)
                                            .equals(fact.get().address()))
                                    .orElse(true)
                            && group(USER, label)
                                    .map(u -> u.equals(fact.get().user()))
                                    .orElse(true);
                    found += same ? 1 : 0;
                    wrongAddress += fact.isPresent() && !same ? 1 : 0;
                    if (!same) {
                        misses.add(name + ": " + line);
                    }
                }
                label = "";
            }
            int reached = Integer.parseInt(golden.getProperty(name + ".found"));
            String score =
                    name + ": " + found + " of " + failures + ", " + wrongAddress + " with another address or user";
            assertTrue(found >= reached, score + ", reached before: " + reached + "\n" + String.join("\n", misses));
            assertEquals(
                    Integer.parseInt(golden.getProperty(name + ".wrong")),
                    wrongAddress,
                    score + "\n" + String.join("\n", misses));
        }
    }

    private static Optional<String> group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
