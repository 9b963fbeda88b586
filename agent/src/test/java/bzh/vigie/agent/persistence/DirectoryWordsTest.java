package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.text.DirectoryText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the agent writes of a directory in words is a phrase that is said in French (directory.properties): a new one needs a line there. */
final class DirectoryWordsTest {
    private static final Path SOURCES = Path.of("src/main/java/bzh/vigie/agent");

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** Two words of ours, one of which may be cut off by what is put in. */
    private static final Pattern WORDS =
            Pattern.compile("(?:^|[ ,;])[a-z']{2,}(?: [a-zA-Z']+|:? $)|^[a-z']{2,}:? $|^ [a-z]{2,} $");

    /** Names of theirs: Windows' groups and containers. */
    private static final Set<String> NAMES = Set.of("organization management");

    private static List<Path> files() throws IOException {
        try (Stream<Path> formats = Files.list(SOURCES.resolve("persistence/format/directory"))) {
            return Stream.concat(
                            formats,
                            Stream.of(
                                    SOURCES.resolve("persistence/UnseenObjects.java"),
                                    SOURCES.resolve("directory/EntraAccounts.java")))
                    .sorted()
                    .toList();
        }
    }

    /** Texts of a file; what is asked of a directory and what comments quote is none. */
    private static List<String> words(Path file) throws IOException {
        List<String> words = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (line.strip().startsWith("*") || line.strip().startsWith("/") || line.startsWith("import")) {
                continue;
            }
            for (Matcher literal = LITERAL.matcher(line); literal.find(); ) {
                String text = literal.group(1).replace("\\\"", "\"");
                if (WORDS.matcher(text).find()
                        && !text.contains("=")
                        && !NAMES.contains(text)
                        && !text.startsWith("exchange ")) {
                    words.add(text);
                }
            }
        }
        return words;
    }

    @Test
    void whatIsWrittenOfADirectoryHasFrenchWords() throws IOException {
        List<String> known = DirectoryText.written();
        List<String> all = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (Path file : files()) {
            for (String text : words(file)) {
                all.add(text);
                boolean isKnown = Stream.of(text.split("; ", -1))
                        .map(part -> part.strip().replaceAll("^[;,)] |[;,:(]$", ""))
                        .allMatch(part -> known.stream().anyMatch(phrase -> phrase.contains(part)));
                if (!isKnown) {
                    unknown.add(file.getFileName() + ": " + text);
                }
            }
        }
        assertTrue(all.size() > 120, () -> "the sources were found: " + all.size());
        assertEquals(List.of(), unknown);
    }
}
