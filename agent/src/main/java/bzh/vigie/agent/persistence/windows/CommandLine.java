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
    /** No longer name of a program is tried: CreateProcess takes 260 units, the longest path of NTFS has 32,767. */
    private static final int MAX_PROGRAM = 4_096;

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
        for (int at = 1; at < Math.min(text.length(), MAX_PROGRAM) && candidates.size() < MAX_CANDIDATES; at++) {
            if (isBlank(text.charAt(at)) && !isBlank(text.charAt(at - 1))) {
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

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** What was meant where no file says it: up to an ending of programs, otherwise up to the first blank. */
    Candidate meant() {
        Candidate last = candidates.getLast();
        return quoted || ENDS_LIKE_A_PROGRAM.matcher(last.program()).matches() ? last : candidates.getFirst();
    }

    /**
     * Arguments as a program gets them: separated by blanks, quotes taken away. Backslashes count where a quote follows: two are
     * one, and an odd one keeps the quote; within quotes two quotes are one.
     */
    static List<String> arguments(String text) {
        List<String> arguments = new ArrayList<>();
        StringBuilder argument = new StringBuilder();
        boolean within = false;
        boolean any = false;
        int slashes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                slashes++;
                any = true;
                continue;
            }
            argument.repeat('\\', c == '"' ? slashes / 2 : slashes);
            boolean kept = c == '"' && slashes % 2 == 1;
            slashes = 0;
            if (c == '"' && !kept) {
                boolean doubled = within && i + 1 < text.length() && text.charAt(i + 1) == '"';
                argument.append(doubled ? "\"" : "");
                i += doubled ? 1 : 0;
                within = doubled || !within;
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
            arguments.add(argument.repeat('\\', slashes).toString());
        }
        return arguments;
    }
}
