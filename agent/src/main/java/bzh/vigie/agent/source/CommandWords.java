package bzh.vigie.agent.source;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a Windows command line and where they stand in it: parted by blanks, a quoted part counting as one, with a
 * quote after a backslash taken as it is (Microsoft, "Parsing C command-line arguments"); single quotes as in PowerShell where
 * a word begins with one. At most 4,096. Pure, one pass.
 */
final class CommandWords {
    private static final int MAX = 4_096;

    private CommandWords() {}

    /**
     * One word.
     *
     * @param start of it in the line, quotes included
     * @param end after it
     * @param text without its quotes
     */
    record Word(int start, int end, String text) {
        boolean isQuoted(String line) {
            return end - start > 1 && (line.charAt(start) == '"' || line.charAt(start) == '\'');
        }
    }

    static List<Word> of(String line) {
        List<Word> words = new ArrayList<>();
        int at = 0;
        while (at < line.length() && words.size() < MAX) {
            if (Character.isWhitespace(line.charAt(at))) {
                at++;
            } else {
                Word word = word(line, at);
                words.add(word);
                at = word.end();
            }
        }
        return words;
    }

    private static Word word(String line, int start) {
        StringBuilder text = new StringBuilder();
        int at = start;
        if (line.charAt(at) == '\'') {
            int end = line.indexOf('\'', at + 1);
            if (end > 0) {
                text.append(line, at + 1, end);
                at = end + 1;
            }
        }
        boolean quoted = false;
        while (at < line.length() && (quoted || !Character.isWhitespace(line.charAt(at)))) {
            char c = line.charAt(at);
            if (c == '\\'
                    && quoted
                    && at + 1 < line.length()
                    && line.charAt(at + 1) == '"'
                    && isGoingOn(line, at + 2)) {
                text.append('"');
                at += 2;
                continue;
            }
            if (c == '"') {
                quoted = !quoted;
            } else {
                text.append(c);
            }
            at++;
        }
        return new Word(start, at, text.toString());
    }

    /** A quote after a backslash that ends a path, as in {@code "C:\x\" y}, is a mistake that people make: it ends the word. */
    private static boolean isGoingOn(String line, int after) {
        return after < line.length() && !Character.isWhitespace(line.charAt(after));
    }
}
