package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.text.Places;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What commands, reports and mails say is there in both languages, in the number of what is counted. */
final class PlacesInWordsTest {
    private static final Path WORDS = Path.of("src/main/resources/bzh/vigie/collector");
    private static final String FRENCH = "_fr.properties";
    private static final Pattern PLACE = Pattern.compile("\\{\\d\\d?(\\|[^|{}]+\\|[^|{}]+)?}");

    /** A place that is not closed or lacks a word, and words that have both numbers at once. */
    private static final Pattern ODD = Pattern.compile("\\{\\d|\\d}|\\|[^|]*}|[a-zé]\\((s|es)\\)");

    /** A bound is not a count. */
    private static final Pattern BOUND = Pattern.compile("(more than|plus de|the last|des) 1 ");

    private static final Pattern SEVERAL = Pattern.compile("\\b1 (hosts|hôtes|postes|PCs|items|éléments|groups|groupes"
            + "|indicators|indicateurs|alerts|alertes|findings|constats|lines|lignes|accounts|comptes|computers|ordinateurs"
            + "|communes|days|jours|records|enregistrements|machines|things|kinds|sortes|times|acts|actes|autres)\\b");

    private static Properties words(Path file) throws IOException {
        Properties words = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            words.load(in);
        }
        return words;
    }

    private static List<Path> bundles() throws IOException {
        List<Path> bundles = new ArrayList<>(
                List.of(WORDS.resolve("report/Report" + FRENCH), WORDS.resolve("notify/mail" + FRENCH)));
        try (Stream<Path> commands = Files.list(WORDS)) {
            commands.filter(file -> file.toString().endsWith(FRENCH)).sorted().forEach(bundles::add);
        }
        return bundles;
    }

    private static Path english(Path french) {
        return french.resolveSibling(french.getFileName().toString().replace(FRENCH, ".properties"));
    }

    @Test
    void bothLanguagesSayTheSame() throws IOException {
        assertTrue(bundles().size() >= 9, bundles().toString());
        for (Path french : bundles()) {
            assertEquals(
                    new TreeSet<>(words(english(french)).stringPropertyNames()),
                    new TreeSet<>(words(french).stringPropertyNames()),
                    french.toString());
        }
    }

    @Test
    void oneIsSaidAsOne() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path french : bundles()) {
            for (Path file : List.of(french, english(french))) {
                words(file).forEach((key, text) -> {
                    String rest = PLACE.matcher((String) text).replaceAll("");
                    String one = BOUND.matcher(Places.fill((String) text, Locale.ENGLISH, Collections.nCopies(10, "1")))
                            .replaceAll("");
                    if (ODD.matcher(rest).find() || SEVERAL.matcher(one).find()) {
                        wrong.add(file + ": " + key + "=" + text);
                    }
                });
            }
        }
        assertEquals(List.of(), wrong);
    }
}
