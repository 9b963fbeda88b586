package bzh.vigie.agent.persistence.windows;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Files that the text of a command or script names, whatever language it is in: words, and what stands in single or double
 * quotes, that end like a program or script. Goes over the text a fixed number of times. Pure and total.
 */
final class MentionedFiles {
    private static final String SEPARATORS = " \t\r\n;,()|&{}=<>`+[]";
    private static final Set<String> SCRIPTS = Set.of("ps1", "psm1");
    private static final Set<String> PROGRAMS = Set.of(
            "exe", "com", "scr", "bat", "cmd", "pif", "cpl", "dll", "vbs", "vbe", "js", "jse", "wsf", "wsh", "hta",
            "sct", "xsl", "msi", "jar", "py", "lnk");

    private final List<String> scripts = new ArrayList<>();
    private final List<String> programs = new ArrayList<>();

    private MentionedFiles() {}

    /** A script of PowerShell first, otherwise the first program or script whose folder is named. */
    static Optional<String> firstOf(String text) {
        MentionedFiles files = new MentionedFiles();
        files.read(text, true);
        return files.scripts.stream()
                .findFirst()
                .or(() -> files.programs.stream()
                        .filter(name -> name.indexOf('\\') >= 0 || name.indexOf('/') >= 0)
                        .findFirst());
    }

    private void read(String text, boolean whole) {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                int end = text.indexOf(c, at + 1);
                if (end > at) {
                    quoted(text.substring(at + 1, end), whole);
                    at = end;
                }
                at++;
            } else if (SEPARATORS.indexOf(c) >= 0) {
                at++;
            } else {
                int end = at;
                while (end < text.length()
                        && SEPARATORS.indexOf(text.charAt(end)) < 0
                        && text.charAt(end) != '"'
                        && text.charAt(end) != '\'') {
                    end++;
                }
                take(text.substring(at, end));
                at = end;
            }
        }
    }

    /** In quotes stands a name with blanks, or a command. */
    private void quoted(String text, boolean whole) {
        boolean rooted = text.startsWith("\\")
                || text.startsWith("%")
                || text.startsWith("$")
                || text.startsWith(".")
                || (text.length() > 2 && text.charAt(1) == ':');
        boolean name = text.indexOf(' ') < 0 || (rooted && text.indexOf(':', 6) < 0 && !text.contains(" -"));
        if (name) {
            take(text);
        } else if (whole) {
            read(text, false);
        }
    }

    /** An address begins at its scheme, whatever is written before it. */
    private void take(String word) {
        int address = word.indexOf("://") < 0 ? -1 : word.indexOf("http");
        String name = address < 0 ? word : word.substring(address);
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (SCRIPTS.contains(ending)) {
            scripts.add(name);
        } else if (PROGRAMS.contains(ending) && name.length() > ending.length() + 1) {
            programs.add(name);
        }
    }
}
