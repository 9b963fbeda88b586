package bzh.vigie.agent.persistence.windows;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Windows command line taken apart (CreateProcessW's documentation; CommandLineToArgvW): which texts may name its program, best
 * first, and what its arguments are then. Pure and total.
 *
 * @param candidates programs that the line may mean, each with what follows it
 * @param quoted whether the program stands in quotes
 */
record CommandLine(List<Candidate> candidates, boolean quoted) {
    private static final int MAX_CANDIDATES = 32;
    private static final Pattern ENDS_LIKE_A_PROGRAM = Pattern.compile(
            "(?i)^[^\"<>|?*]{1,1000}?\\.(?:exe|com|scr|bat|cmd|pif|cpl|vbs|vbe|jse?|wsf|wsh|ps1|hta|msc|lnk|dll|sys)(?=$|[\\s,\"])");

    /**
     * What may be meant.
     *
     * @param rest what follows, without the blanks before it
     */
    record Candidate(String program, String rest) {}

    static CommandLine of(String line) {
        String text = line.strip();
        if (text.startsWith("\"")) {
            int end = text.indexOf('"', 1);
            String program = end < 0 ? text.substring(1) : text.substring(1, end);
            String rest = end < 0 ? "" : text.substring(end + 1);
            return new CommandLine(List.of(new Candidate(program.strip(), rest.strip())), true);
        }
        List<Candidate> candidates = new ArrayList<>();
        Matcher ending = ENDS_LIKE_A_PROGRAM.matcher(text);
        // Up to each blank in turn, as CreateProcess tries them.
        int at = -1;
        while ((at = text.indexOf(' ', at + 1)) >= 0 && candidates.size() < MAX_CANDIDATES) {
            if (at > 0 && text.charAt(at - 1) != ' ') {
                candidates.add(new Candidate(
                        text.substring(0, at), text.substring(at + 1).strip()));
            }
        }
        candidates.add(new Candidate(text, ""));
        if (ending.find()) {
            // Where none of them is there, this is what was meant.
            candidates.add(
                    new Candidate(ending.group(), text.substring(ending.end()).strip()));
        }
        return new CommandLine(candidates, false);
    }

    /** What was meant where no file says it: up to an ending of programs, otherwise up to the first blank. */
    Candidate meant() {
        Candidate last = candidates.getLast();
        return quoted || ENDS_LIKE_A_PROGRAM.matcher(last.program()).matches() ? last : candidates.getFirst();
    }

    /** Arguments as a program gets them: separated by blanks, quotes taken away, a quote after a backslash kept. */
    static List<String> arguments(String text) {
        List<String> arguments = new ArrayList<>();
        StringBuilder argument = new StringBuilder();
        boolean within = false;
        boolean any = false;
        for (int i = 0; i < text.length() && arguments.size() < 256; i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                argument.append('"');
                any = true;
                i++;
            } else if (c == '"') {
                within = !within;
                any = true;
            } else if (!within && (c == ' ' || c == '\t')) {
                if (any) {
                    arguments.add(argument.toString());
                }
                argument.setLength(0);
                any = false;
            } else {
                argument.append(c);
                any = true;
            }
        }
        if (any) {
            arguments.add(argument.toString());
        }
        return arguments;
    }
}
