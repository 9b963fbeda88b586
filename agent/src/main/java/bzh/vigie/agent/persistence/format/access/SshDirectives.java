package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The keyword lines of ssh_config(5) and sshd_config(5), each with the Host or Match block that it stands in. */
final class SshDirectives {
    /**
     * A keyword with its arguments.
     *
     * @param block the line that began the block, as {@code Match User bob} or {@code Host *.example}; empty before the first
     * @param rest the arguments as they are written
     */
    record Directive(String block, String keyword, String rest) {
        /** Arguments out of their quotes. */
        List<String> arguments() {
            return ShellText.words(rest);
        }

        boolean is(String other) {
            return keyword.equalsIgnoreCase(other);
        }

        String lower() {
            return keyword.toLowerCase(Locale.ROOT);
        }

        /** What names it within its file. */
        String name() {
            return block.isEmpty() ? keyword : block + "/" + keyword;
        }

        boolean opensBlock() {
            return is("Match") || is("Host");
        }

        String line() {
            return (keyword + " " + rest).strip();
        }
    }

    private final List<Directive> directives = new ArrayList<>();
    private int malformed;

    private SshDirectives() {}

    static SshDirectives of(SourceFile file) {
        SshDirectives found = new SshDirectives();
        String block = "";
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            int end = endOfKeyword(line);
            String keyword = line.substring(0, end).replace("\"", "");
            String rest = line.substring(end).strip();
            rest = rest.startsWith("=") ? rest.substring(1).strip() : rest;
            if (keyword.isEmpty() || rest.isEmpty()) {
                found.malformed++;
                continue;
            }
            Directive directive = new Directive("", keyword, rest);
            if (directive.opensBlock()) {
                block = keyword + " " + rest.replaceAll("\\s+", " ");
                found.directives.add(directive);
            } else {
                found.directives.add(new Directive(block, keyword, rest));
            }
        }
        return found;
    }

    /** A keyword may stand in quotes too. */
    private static int endOfKeyword(String line) {
        if (line.charAt(0) == '"') {
            return line.indexOf('"', 1) + 1;
        }
        int end = 0;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end)) && line.charAt(end) != '=') {
            end++;
        }
        return end;
    }

    List<Directive> list() {
        return directives;
    }

    int malformed() {
        return malformed;
    }

    /** The paths of an Include, relative ones below a directory. */
    static List<String> included(Directive include, String directory) {
        return include.arguments().stream()
                .map(path -> path.startsWith("/") || path.startsWith("~/") ? path : directory + path)
                .toList();
    }
}
