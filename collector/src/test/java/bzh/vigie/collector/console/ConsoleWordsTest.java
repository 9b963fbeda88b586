package bzh.vigie.collector.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.route.Words;
import bzh.vigie.collector.console.watch.WatchPage;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What pages say is there in both languages, and pages hold nothing that the content policy forbids. */
final class ConsoleWordsTest {
    private static final Path WORDS = Path.of("src/main/resources/bzh/vigie/collector/console");
    private static final Path TEMPLATES = Path.of("src/main/jte");
    private static final Pattern SAID = Pattern.compile("view\\.say\\(\"([a-z0-9.-]+)\"[,)]");
    private static final Pattern PLACE = Pattern.compile("\\{\\d\\d?(\\|[^|{}]+\\|[^|{}]+)?}");

    /** A place that is not closed or lacks a word, and words that have both numbers at once. */
    private static final Pattern ODD = Pattern.compile("\\{\\d|\\d}|\\|[^|]*}|[a-zé]\\((s|es)\\)");

    private static final Pattern INLINE = Pattern.compile(
            "<script(?![^>]*\\ssrc=)|<style|\\sstyle=|\\son[a-z]+=|javascript:|hx-on|hx-vals=\"js",
            Pattern.CASE_INSENSITIVE);

    private static Set<String> keys(Path file) throws IOException {
        Properties words = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            words.load(in);
        }
        return new TreeSet<>(words.stringPropertyNames());
    }

    private static List<Path> files(Path below, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everySectionSaysTheSameInBothLanguages() throws IOException {
        List<Path> english = files(WORDS, "/words.properties");
        assertTrue(english.size() >= 3, english.toString());
        for (Path file : english) {
            assertEquals(keys(file), keys(file.resolveSibling("words_fr.properties")), file.toString());
        }
        assertEquals(english.size(), files(WORDS, "/words_fr.properties").size());
        // Actions of the audit log are called the same by pages and reports.
        Path deeds = WORDS.resolveSibling("store/Deeds.properties");
        assertEquals(keys(deeds), keys(deeds.resolveSibling("Deeds_fr.properties")));
        assertEquals(
                List.of(),
                keys(WORDS.resolve("route/words.properties")).stream()
                        .filter(key -> key.startsWith("audit."))
                        .toList(),
                "they are in " + deeds);
    }

    @Test
    void oneIsOneAndInFrenchNoneToo() {
        for (Locale locale : List.of(Locale.FRENCH, Locale.ENGLISH)) {
            Words words = Words.of(WatchPage.class, locale);
            boolean french = locale.equals(Locale.FRENCH);
            assertEquals(french ? "0 alerte décidée." : "0 alerts decided.", words.say("decided", "0"));
            assertEquals(french ? "1 alerte décidée." : "1 alert decided.", words.say("decided", "1"));
            assertEquals(french ? "10 alertes décidées." : "10 alerts decided.", words.say("decided", "10"));
            // What a host is called is no place of ours.
            assertEquals(
                    french ? "{0|a|b} alertes décidées." : "{0|a|b} alerts decided.", words.say("decided", "{0|a|b}"));
        }
    }

    @Test
    void nothingIsSaidTwice() throws IOException {
        List<String> twice = new ArrayList<>();
        for (Path file : files(WORDS, ".properties")) {
            Set<String> seen = new HashSet<>();
            Files.readAllLines(file).stream()
                    .filter(line -> line.contains("=") && !line.startsWith("#"))
                    .map(line -> line.substring(0, line.indexOf('=')).strip())
                    .filter(key -> !seen.add(key))
                    .forEach(key -> twice.add(file + ": " + key));
        }
        assertEquals(List.of(), twice);
    }

    @Test
    void everyPlaceIsOneThatIsFilledIn() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : files(WORDS, ".properties")) {
            for (String line : Files.readAllLines(file)) {
                String rest = PLACE.matcher(line).replaceAll("");
                if (ODD.matcher(rest).find()) {
                    wrong.add(file + ": " + line);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void whatATemplateSaysIsThere() throws IOException {
        Set<String> common = keys(WORDS.resolve("route/words.properties"));
        List<String> missing = new ArrayList<>();
        for (Path template : files(TEMPLATES, ".jte")) {
            Path own = WORDS.resolve(TEMPLATES.relativize(template).getName(0)).resolve("words.properties");
            Set<String> known = new HashSet<>(common);
            if (Files.exists(own)) {
                known.addAll(keys(own));
            }
            Matcher said = SAID.matcher(Files.readString(template));
            while (said.find()) {
                boolean prefix = known.stream().anyMatch(key -> key.startsWith(said.group(1) + "."));
                if (!known.contains(said.group(1)) && !prefix) {
                    missing.add(template + ": " + said.group(1));
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void noTemplateHasCodeOrStyleInIt() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path template : files(TEMPLATES, ".jte")) {
            Matcher inline = INLINE.matcher(Files.readString(template));
            while (inline.find()) {
                found.add(template + ": " + inline.group());
            }
        }
        assertEquals(List.of(), found);
    }
}
