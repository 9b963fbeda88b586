package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.host.HostText;
import java.util.ArrayList;
import java.util.List;

/**
 * Shell text cut into simple commands and these into words (Shell Command Language, POSIX.1-2024, 2.2 to 2.10), as far as is
 * needed to see what is run: quotes and escapes are taken away, expansions stay as written, operators end a command.
 */
public final class ShellText {
    private static final int MAX_COMMANDS = 256;
    private static final int MAX_WORDS = 256;

    private final String text;
    private final List<List<String>> commands = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private StringBuilder word = new StringBuilder();
    private boolean inWord;
    private boolean skipNext;

    private ShellText(String text) {
        this.text = text;
    }

    /** The simple commands of a text in order, each as its words; redirections are left out. At most 256 of 256 words. */
    public static List<List<String>> commands(String text) {
        ShellText shell = new ShellText(text);
        shell.cut();
        return shell.commands;
    }

    /** The words of one command line, operators being ordinary characters: as exec takes it. At most 256. */
    public static List<String> words(String text) {
        ShellText shell = new ShellText(text);
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                shell.endWord();
                i++;
            } else {
                i = shell.take(i);
            }
        }
        shell.endCommand();
        return shell.commands.isEmpty() ? List.of() : shell.commands.getFirst();
    }

    private void cut() {
        for (int i = 0; i < text.length() && commands.size() < MAX_COMMANDS; ) {
            char c = text.charAt(i);
            switch (c) {
                case ' ', '\t' -> {
                    endWord();
                    i++;
                }
                case '\n', '\r', ';', '|', '(', ')', '`' -> {
                    endCommand();
                    i++;
                }
                case '&' -> i = ampersand(i);
                case '<', '>' -> i = redirection(i);
                case '#' -> i = inWord ? take(i) : endOfLine(i);
                case '$' -> i = dollar(i);
                default -> i = isPattern(i) ? pattern(i) : take(i);
            }
        }
        endCommand();
    }

    /** Whether bash's extended pattern begins here: {@code +(…)} and its like are no subshell. */
    private boolean isPattern(int i) {
        return "+*?@".indexOf(text.charAt(i)) >= 0 && isPlain(i + 1, '(', ')');
    }

    private int pattern(int i) {
        int end = text.indexOf(')', i) + 1;
        word.append(text, i, end);
        inWord = true;
        return end;
    }

    /** Whether what stands between these two signs, of which the first is here, is on one line and holds no command. */
    private boolean isPlain(int i, char opens, char closes) {
        int end = i < text.length() && text.charAt(i) == opens ? text.indexOf(closes, i) : -1;
        return end > 0 && text.substring(i + 1, end).chars().noneMatch(c -> "`$\n\"'".indexOf(c) >= 0);
    }

    private int ampersand(int i) {
        if (i + 1 < text.length() && text.charAt(i + 1) == '>') {
            return redirection(i + 1);
        }
        endCommand();
        return i + 1;
    }

    /** Takes an operator such as 2>&1 or >> with the number before it; the word after it is no word of the command. */
    private int redirection(int i) {
        if (inWord && word.chars().allMatch(Character::isDigit)) {
            word = new StringBuilder();
            inWord = false;
        }
        endWord();
        int at = i;
        while (at < text.length() && (text.charAt(at) == '<' || text.charAt(at) == '>' || text.charAt(at) == '|')) {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '&') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '(') {
            endCommand();
            return at + 1;
        }
        skipNext = true;
        return at;
    }

    /** A command substitution is a command of its own; other expansions stay in the word, with the patterns that they hold. */
    private int dollar(int i) {
        if (i + 1 < text.length() && text.charAt(i + 1) == '(') {
            endCommand();
            return i + 2;
        }
        int end = isPlain(i + 1, '{', '}') ? text.indexOf('}', i) + 1 : i + 1;
        word.append(text, i, end);
        inWord = true;
        return end;
    }

    private int take(int i) {
        inWord = true;
        char c = text.charAt(i);
        return switch (c) {
            case '\'' -> {
                int end = text.indexOf('\'', i + 1);
                end = end < 0 ? text.length() : end;
                word.append(text, i + 1, end);
                yield end + 1;
            }
            case '"' -> {
                int at = i + 1;
                while (at < text.length() && text.charAt(at) != '"') {
                    if (text.charAt(at) == '\\'
                            && at + 1 < text.length()
                            && "\"\\$`\n".indexOf(text.charAt(at + 1)) >= 0) {
                        at++;
                    }
                    word.append(text.charAt(at++));
                }
                yield at + 1;
            }
            case '\\' -> {
                if (isByte(i)) {
                    word.append(text, i, i + 4);
                    yield i + 4;
                }
                if (i + 1 < text.length() && text.charAt(i + 1) != '\n') {
                    word.append(text.charAt(i + 1));
                }
                yield i + 2;
            }
            default -> {
                word.append(c);
                yield i + 1;
            }
        };
    }

    /** A byte that is no UTF-8 is written so in the text. */
    private boolean isByte(int i) {
        return i + 3 < text.length()
                && HostText.isEscape(text.charAt(i), text.charAt(i + 1), text.charAt(i + 2), text.charAt(i + 3));
    }

    private int endOfLine(int i) {
        int end = text.indexOf('\n', i);
        return end < 0 ? text.length() : end;
    }

    private void endWord() {
        if (inWord) {
            if (skipNext) {
                skipNext = false;
            } else if (words.size() < MAX_WORDS) {
                words.add(word.toString());
            }
            word = new StringBuilder();
            inWord = false;
        }
    }

    private void endCommand() {
        endWord();
        skipNext = false;
        if (!words.isEmpty()) {
            commands.add(List.copyOf(words));
            words = new ArrayList<>();
        }
    }
}
