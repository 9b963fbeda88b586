package bzh.vigie.agent.persistence.windows;

import java.util.Locale;
import java.util.Set;

/**
 * A command line word by word, as it is written: what is in quotes stays together, a quote after an odd number of backslashes is
 * none. Goes over the text once. Used by one thread.
 */
final class Words {
    private final String text;
    private int at;

    Words(String text) {
        this.text = text;
        skipBlanks();
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    boolean isAtEnd() {
        return at >= text.length();
    }

    /** Whether the next word begins with one of these characters. */
    boolean beginsWith(String anyOf) {
        return !isAtEnd() && anyOf.indexOf(text.charAt(at)) >= 0;
    }

    /** The next word with its quotes; empty at the end. */
    String take() {
        String word = text.substring(at, endOfWord());
        skip();
        return word;
    }

    /** Goes past the next word. */
    void skip() {
        at = endOfWord();
        skipBlanks();
    }

    /** Goes past the next word where it is this one. */
    void skip(String word) {
        boolean ignored = takes(word);
    }

    /** Whether the next word is this one, in any letter case; it is taken then. */
    boolean takes(String word) {
        int end = at + word.length();
        boolean is = text.regionMatches(true, at, word, 0, word.length())
                && (end >= text.length() || isBlank(text.charAt(end)));
        if (is) {
            at = end;
            skipBlanks();
        }
        return is;
    }

    /** The next word folded and without quotes, where it begins with one of these characters; it stays. */
    String option(String marks) {
        return beginsWith(marks) ? unquoted(text.substring(at, endOfWord())).toLowerCase(Locale.ROOT) : "";
    }

    /** Goes past options, and past the word after each of those that take one, given folded and without their mark. */
    Words skipOptions(String marks, Set<String> withValue) {
        while (beginsWith(marks)) {
            String option = unquoted(take()).toLowerCase(Locale.ROOT);
            if (withValue.contains(option.substring(1))) {
                skip();
            }
        }
        return this;
    }

    /** All that was not taken. */
    String rest() {
        return text.substring(at);
    }

    private int endOfWord() {
        boolean within = false;
        int slashes = 0;
        int end = at;
        for (; end < text.length(); end++) {
            char c = text.charAt(end);
            if (c == '"' && slashes % 2 == 0) {
                within = !within;
            } else if (!within && isBlank(c)) {
                break;
            }
            slashes = c == '\\' ? slashes + 1 : 0;
        }
        return end;
    }

    static String unquoted(String word) {
        return word.replace("\"", "");
    }

    /** A text without the quotes around all of it; those within that a backslash keeps are as they would be handed on. */
    static String unquotedOnce(String text) {
        String line = text.strip();
        boolean quoted = line.length() > 1 && line.startsWith("\"") && line.endsWith("\"");
        return quoted ? line.substring(1, line.length() - 1).replace("\\\"", "\"") : line;
    }
}
