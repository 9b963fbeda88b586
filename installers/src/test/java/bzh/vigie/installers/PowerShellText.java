package bzh.vigie.installers;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** As much of PowerShell's grammar as tells whether brackets, quotes and comments close: there is no PowerShell where this is built. */
final class PowerShellText {
    private PowerShellText() {}

    /** What does not close, with the number of its line; none for a text that may be right. */
    static List<String> faults(String text) {
        List<String> faults = new ArrayList<>();
        Deque<Character> open = new ArrayDeque<>();
        int line = 1;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
            } else if (text.startsWith("<#", at)) {
                int end = text.indexOf("#>", at);
                if (end < 0) {
                    faults.add(line + ": a comment does not end");
                    return faults;
                }
                line += (int) text.substring(at, end)
                        .chars()
                        .filter(each -> each == '\n')
                        .count();
                at = end + 1;
            } else if (c == '#') {
                at = Math.max(at, text.indexOf('\n', at) - 1);
            } else if (c == '`') {
                at++;
            } else if (c == '\'' || c == '"') {
                int end = closing(text, at);
                if (end < 0) {
                    faults.add(line + ": a text does not end in its line");
                    return faults;
                }
                at = end;
            } else if ("({[".indexOf(c) >= 0) {
                open.push(c);
            } else if (")}]".indexOf(c) >= 0 && (open.isEmpty() || "({[".indexOf(open.pop()) != ")}]".indexOf(c))) {
                faults.add(line + ": " + c + " closes nothing");
                return faults;
            }
        }
        if (!open.isEmpty()) {
            faults.add(line + ": not closed: " + open);
        }
        return faults;
    }

    /** Where the text that begins here ends, in the same line; a doubled quote is one of the text. */
    private static int closing(String text, int begin) {
        char quote = text.charAt(begin);
        for (int at = begin + 1; at < text.length() && text.charAt(at) != '\n'; at++) {
            if (text.charAt(at) == '`' && quote == '"') {
                at++;
            } else if (text.charAt(at) == quote) {
                if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
                    at++;
                } else {
                    return at;
                }
            }
        }
        return -1;
    }
}
