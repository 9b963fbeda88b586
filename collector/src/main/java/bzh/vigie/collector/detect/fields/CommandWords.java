package bzh.vigie.collector.detect.fields;

import java.util.ArrayList;
import java.util.List;

/**
 * The commands of a line, each as its words: quotes are taken out, {@code \"} is one, and {@code &}, {@code |}, {@code ;} and line feeds
 * outside of quotes end a command. Pure; what is beyond the bounds is left out.
 *
 * @see <a href="https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments">how programs of Windows take their line apart</a>
 */
final class CommandWords {
    private static final int MAX_WORDS = 512;
    private static final int MAX_COMMANDS = 64;

    private final List<List<String>> commands = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private List<String> words = new ArrayList<>();
    private boolean begun;
    private int count;

    private CommandWords() {}

    /** Of a line as a program or the shell gets it. */
    static List<List<String>> of(String line) {
        return new CommandWords().read(line, false);
    }

    /** Of PowerShell as written, where single quotes are quotes too and a backslash is none. */
    static List<List<String>> ofScript(String script) {
        return new CommandWords().read(script, true);
    }

    private List<List<String>> read(String text, boolean script) {
        char quote = 0;
        for (int i = 0; i < text.length() && count < MAX_WORDS && commands.size() < MAX_COMMANDS; i++) {
            char c = text.charAt(i);
            boolean escaped = !script && c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == '"';
            if (escaped) {
                word.append('"');
                begun = true;
                i++;
            } else if (quote != 0) {
                if (c != quote) {
                    word.append(c);
                } else if (script && i + 1 < text.length() && text.charAt(i + 1) == quote) {
                    word.append(c);
                    i++;
                } else {
                    quote = 0;
                }
            } else if (c == '"' || (script && c == '\'')) {
                quote = c;
                begun = true;
            } else if (c == '&'
                    || c == '|'
                    || c == ';'
                    || c == '\n'
                    || c == '\r'
                    || (script && "{}()".indexOf(c) >= 0)) {
                endCommand();
            } else if (Character.isWhitespace(c)) {
                endWord();
            } else {
                word.append(c);
                begun = true;
            }
        }
        endCommand();
        return commands;
    }

    private void endWord() {
        if (begun) {
            words.add(word.toString());
            word.setLength(0);
            begun = false;
            count++;
        }
    }

    private void endCommand() {
        endWord();
        if (!words.isEmpty()) {
            commands.add(words);
            words = new ArrayList<>();
        }
    }
}
