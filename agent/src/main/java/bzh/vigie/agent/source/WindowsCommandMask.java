package bzh.vigie.agent.source;

import bzh.vigie.agent.source.CommandWords.Word;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides passwords in Windows command lines, beside what {@link CommandLineMask} knows: options named after a secret with a
 * slash or a dash, glued by a colon or followed by a word, and the ways of well-known programs (net use, net user, schtasks,
 * psexec, plink, reg, sqlcmd, ConvertTo-SecureString), also inside quotes. Pure; bounded by the length of its input.
 */
final class WindowsCommandMask {
    private static final int DEPTH = 3;

    private static final Pattern SECRET_OPTION =
            Pattern.compile("(?i)[-/]{1,2}(?:" + CommandLineMask.SECRET + "|passwordd|rp|pw)");
    private static final Pattern GLUED =
            Pattern.compile("(?is)([-/]{1,2}(?:" + CommandLineMask.SECRET + "|p|pw|rp|pd|passwordd|passwordo)[:=]).+");
    private static final Pattern SECRET_NAME = Pattern.compile("(?i)" + CommandLineMask.SECRET);
    private static final Pattern DEVICE = Pattern.compile("(?i)[a-z]:|lpt\\d|\\*");

    /** Programs to which {@code /p:…} is a setting of a build. */
    private static final Set<String> BUILDS = Set.of("msbuild", "dotnet", "devenv", "nuget");

    /** Options after which a password stands, in the case that counts to the program. */
    private static final Map<String, Set<String>> PASSWORD_AFTER = Map.ofEntries(
            Map.entry("schtasks", Set.of("/p", "/P")),
            Map.entry("tasklist", Set.of("/p", "/P")),
            Map.entry("taskkill", Set.of("/p", "/P")),
            Map.entry("systeminfo", Set.of("/p", "/P")),
            Map.entry("getmac", Set.of("/p", "/P")),
            Map.entry("driverquery", Set.of("/p", "/P")),
            Map.entry("gpresult", Set.of("/p", "/P")),
            Map.entry("openfiles", Set.of("/p", "/P")),
            Map.entry("psexec", Set.of("-p", "/p")),
            Map.entry("psexec64", Set.of("-p", "/p")),
            Map.entry("paexec", Set.of("-p", "/p")),
            Map.entry("pskill", Set.of("-p")),
            Map.entry("pslist", Set.of("-p")),
            Map.entry("psservice", Set.of("-p")),
            Map.entry("psinfo", Set.of("-p")),
            Map.entry("winrs", Set.of("-p", "/p")),
            Map.entry("certutil", Set.of("-p", "/p")),
            Map.entry("sqlcmd", Set.of("-P")),
            Map.entry("osql", Set.of("-P")),
            Map.entry("isql", Set.of("-P")),
            Map.entry("bcp", Set.of("-P")),
            Map.entry("ktpass", Set.of("-pass", "/pass")),
            Map.entry("sshpass", Set.of("-p")),
            Map.entry("docker", Set.of("-p")));

    private static final Set<String> GLUED_TO_PRIVATE_P = Set.of("rar", "unrar", "winrar", "7z", "7za", "7zr", "7zg");

    private final String line;
    private final List<Word> words;
    private final boolean[] hidden;
    private final int depth;

    private WindowsCommandMask(String line, int depth) {
        this.line = line;
        this.depth = depth;
        words = CommandWords.of(line);
        hidden = new boolean[words.size()];
    }

    /** The command line with its secrets hidden. */
    static String mask(String line) {
        return mask(line, DEPTH);
    }

    private static String mask(String line, int depth) {
        return new WindowsCommandMask(line, depth).masked();
    }

    private String masked() {
        int begin = 0;
        for (int i = 0; i < words.size(); i++) {
            if (isEndOfCommand(words.get(i).text())) {
                command(begin, i);
                begin = i + 1;
            }
        }
        command(begin, words.size());
        return CommandLineMask.text(written());
    }

    private String written() {
        StringBuilder out = new StringBuilder(line.length());
        int at = 0;
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            out.append(line, at, word.start());
            out.append(hidden[i] ? CommandLineMask.HIDDEN + closing(word) : glued(i, word));
            at = word.end();
        }
        return out.append(line, at, line.length()).toString();
    }

    /** Brackets after a hidden word belong to the form of the command. */
    private static String closing(Word word) {
        String text = word.text();
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == ')' || text.charAt(end - 1) == ';')) {
            end--;
        }
        return text.substring(end);
    }

    private String glued(int index, Word word) {
        String written = line.substring(word.start(), word.end());
        Matcher option = GLUED.matcher(word.text());
        if (option.matches()) {
            String name = option.group(1);
            boolean setting = name.length() == 3
                    && BUILDS.contains(program(words.getFirst().text()));
            return setting ? written : name + CommandLineMask.HIDDEN;
        }
        if (index > 0 && word.isQuoted(line) && depth > 0 && word.text().indexOf(' ') >= 0 && written.length() > 2) {
            return written.charAt(0)
                    + mask(written.substring(1, written.length() - 1), depth - 1)
                    + written.charAt(written.length() - 1);
        }
        return written;
    }

    private static boolean isEndOfCommand(String word) {
        return switch (word) {
            case "&", "&&", "|", "||", ";" -> true;
            default -> false;
        };
    }

    /** Hides what is a password in the words from {@code begin} to before {@code end}. */
    private void command(int begin, int end) {
        String program = "";
        for (int i = begin; i < end; i++) {
            String word = words.get(i).text();
            String name = program(word);
            if (!program.equals("net") && (name.equals("net") || name.equals("net1"))) {
                program = "net";
                net(i + 1, end);
            } else if (PASSWORD_AFTER.containsKey(name)) {
                program = name;
            } else if (CommandLineMask.PASSWORD_GLUED_TO_P.contains(name) || GLUED_TO_PRIVATE_P.contains(name)) {
                program = name;
            } else if (name.equals("reg")) {
                registry(i + 1, end);
            } else if (word.toLowerCase(Locale.ROOT).endsWith("convertto-securestring")) {
                secureString(i, end);
            }
            boolean follows = PASSWORD_AFTER.getOrDefault(program, Set.of()).contains(word)
                    || SECRET_OPTION.matcher(word).matches();
            if (follows && i + 1 < end && !isOption(words.get(i + 1).text())) {
                hidden[i + 1] = true;
            }
            boolean glues =
                    CommandLineMask.PASSWORD_GLUED_TO_P.contains(program) || GLUED_TO_PRIVATE_P.contains(program);
            if (glues && (isLonger(word, "-p") || isLonger(word, "-hp"))) {
                hidden[i] = true;
            }
        }
    }

    private static boolean isLonger(String word, String option) {
        return word.startsWith(option) && word.length() > option.length();
    }

    private static boolean isOption(String word) {
        return word.startsWith("-") || word.startsWith("/");
    }

    /** {@code net user NAME SECRET}, {@code net use DEVICE SHARE SECRET}, options anywhere. */
    private void net(int begin, int end) {
        if (begin >= end) {
            return;
        }
        String what = words.get(begin).text().toLowerCase(Locale.ROOT);
        int plain = 0;
        for (int i = begin + 1; i < end; i++) {
            String word = words.get(i).text();
            if (word.startsWith("/")) {
                continue;
            }
            plain++;
            boolean password = switch (what) {
                case "user" -> plain == 2;
                case "use" -> !word.startsWith("\\\\") && !DEVICE.matcher(word).matches();
                default -> false;
            };
            if (password && !word.equals("*")) {
                hidden[i] = true;
            }
        }
    }

    /** {@code reg add KEY /v DefaultPassword /d SECRET}. */
    private void registry(int begin, int end) {
        boolean secret = false;
        for (int i = begin; i + 1 < end; i++) {
            String word = words.get(i).text().toLowerCase(Locale.ROOT);
            String after = words.get(i + 1).text();
            if (word.equals("/v") && SECRET_NAME.matcher(after).matches()) {
                secret = true;
            }
        }
        for (int i = begin; secret && i + 1 < end; i++) {
            if (words.get(i).text().equalsIgnoreCase("/d")) {
                hidden[i + 1] = true;
            }
        }
    }

    /** Every word that is no option, and what was piped into it. */
    private void secureString(int at, int end) {
        boolean over = false;
        for (int i = at + 1; i < end && !over; i++) {
            String word = words.get(i).text();
            hidden[i] = !isOption(word);
            over = word.endsWith(")") || word.endsWith(";");
        }
        if (at >= 2 && words.get(at - 1).text().equals("|")) {
            hidden[at - 2] = true;
        }
    }

    private static String program(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1)
                .toLowerCase(Locale.ROOT);
        return name.endsWith(".exe") ? name.substring(0, name.length() - 4) : name;
    }
}
