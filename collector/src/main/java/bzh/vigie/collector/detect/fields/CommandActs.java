package bzh.vigie.collector.detect.fields;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What command lines and scripts have Windows do: {@code reg}, {@code sc}, {@code schtasks}, {@code wmic}, the commandlets that do the same, and
 * what shells are handed, to a depth of four. Microsoft's pages of these commands say what their words mean.
 */
final class CommandActs {
    private static final int MAX_DEPTH = 4;

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{16,}={0,2}");
    private static final Pattern SET_VALUE = Pattern.compile("(?i)\\.Registry\\]::SetValue\\(\\s{0,8}[\"']([^\"'\\n"
            + "]{1,512})[\"']\\s{0,8},\\s{0,8}[\"']([^\"'\\n"
            + "]{0,256})[\"']\\s{0,8},\\s{0,8}(?:\"([^\"\\n"
            + "]{0,8192})|'((?:[^'\\n"
            + "]|''){0,8192}+)|([^,)\\s]{1,64}))");
    private static final Pattern CIM = Pattern.compile("(?is)\\bWin32_Service\\b.{0,200}?\\bCreate\\b");
    private static final Pattern CIM_NAME =
            Pattern.compile("(?i)(?<![a-z])Name\\s{0,4}=\\s{0,4}[\"']([^\"'\\n]{1,256})");
    private static final Pattern CIM_PATH =
            Pattern.compile("(?i)\\bPathName\\s{0,4}=\\s{0,4}(?:\"([^\"\\n]{1,4096})|'((?:[^'\\n]|''){1,4096}+))");
    private static final Pattern WMIC_PATH =
            Pattern.compile("(?i)\\bPathName=(?:\"((?:\\\\\"|[^\"\\n]){1,4096}+)|([^\\s,]{1,1024}))");
    private static final Pattern WMIC_NAME = Pattern.compile("(?i)(?<![a-z])Name=\"?([^\",\\n]{1,256})");
    private static final Set<String> ITEM_PROPERTY =
            Set.of("set-itemproperty", "new-itemproperty", "sp", "set-item", "new-item", "si", "ni");

    private final ActsFound acts;

    CommandActs(ActsFound acts) {
        this.acts = acts;
    }

    /** What a command line has Windows do. */
    void command(String line) {
        command(line, 0);
    }

    /** What PowerShell has Windows do. */
    void script(String text) {
        script(text, 0);
    }

    private void command(String line, int depth) {
        if (line.isBlank() || depth > MAX_DEPTH) {
            return;
        }
        String plain = PlainForm.command(line);
        acts.command(plain);
        for (List<String> words : CommandWords.of(plain)) {
            call(words, line, depth);
        }
    }

    private void script(String text, int depth) {
        if (text.isBlank() || depth > MAX_DEPTH) {
            return;
        }
        String plain = PlainForm.script(text);
        acts.script(plain);
        for (List<String> words : CommandWords.ofScript(plain)) {
            call(words, plain, depth);
        }
        Matcher set = SET_VALUE.matcher(plain);
        while (set.find()) {
            String what = set.group(3) != null
                    ? set.group(3)
                    : set.group(4) != null ? set.group(4).replace("''", "'") : set.group(5);
            acts.set(set.group(1) + "\\" + set.group(2), what);
        }
        if (CIM.matcher(plain).find()) {
            Matcher path = CIM_PATH.matcher(plain);
            if (path.find()) {
                Matcher name = CIM_NAME.matcher(plain);
                acts.service(
                        name.find() ? name.group(1) : "",
                        path.group(1) != null ? path.group(1) : path.group(2).replace("''", "'"));
            }
        }
    }

    private void call(List<String> given, String line, int depth) {
        // what is kept in a variable is called all the same
        boolean kept = given.size() > 2
                && given.getFirst().startsWith("$")
                && given.get(1).equals("=");
        List<String> words = kept ? given.subList(2, given.size()) : given;
        String program = words.getFirst().toLowerCase(Locale.ROOT);
        program = program.substring(program.lastIndexOf('\\') + 1);
        program = program.endsWith(".exe") ? program.substring(0, program.length() - 4) : program;
        switch (program) {
            case "cmd" -> shell(words, depth);
            case "powershell", "pwsh" -> powerShell(words, depth);
            case "start", "call", "conhost", "start-process", "saps" -> again(words, 1, depth);
            case "forfiles" -> {
                int of = index(words, "c");
                if (of > 0 && of + 1 < words.size()) {
                    command(words.get(of + 1), depth + 1);
                }
            }
            case "reg" -> reg(words);
            case "sc" -> sc(words);
            case "schtasks" -> schtasks(words);
            case "wmic" -> wmic(line, words, depth);
            case "new-service", "set-service" -> {
                String path = named(words, "binarypathname", program.equals("new-service") ? 1 : -1);
                if (!path.isEmpty()) {
                    acts.service(named(words, "name", 0), path);
                }
            }
            case "new-scheduledtaskaction" -> {
                String execute = named(words, "execute", 0);
                if (!execute.isEmpty()) {
                    acts.task(execute + " " + named(words, "argument", 1));
                }
            }
            case "register-scheduledtask" -> acts.taskName(named(words, "taskname", 0));
            default -> {
                if (ITEM_PROPERTY.contains(program)) {
                    itemProperty(program, words);
                }
            }
        }
    }

    private void again(List<String> words, int from, int depth) {
        int first = from;
        // what start and conhost are told themselves
        while (first < words.size()
                && (words.get(first).isEmpty()
                        || words.get(first).startsWith("/")
                        || words.get(first).startsWith("-"))) {
            first++;
        }
        if (first < words.size()) {
            command(joined(words, first), depth + 1);
        }
    }

    private static String joined(List<String> words, int from) {
        StringBuilder line = new StringBuilder();
        for (String word : words.subList(from, words.size())) {
            boolean quoted = word.indexOf(' ') >= 0 && from != words.size() - 1;
            line.append(line.isEmpty() ? "" : " ").append(quoted ? '"' + word.replace("\"", "\\\"") + '"' : word);
        }
        return line.toString();
    }

    private void shell(List<String> words, int depth) {
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i).toLowerCase(Locale.ROOT);
            if (word.matches("(/[a-z]\\S{0,12}){0,8}/[ckr].*") && word.startsWith("/")) {
                int end = word.matches(".*/[ckr]$")
                        ? 0
                        : Math.max(word.indexOf("/c"), Math.max(word.indexOf("/k"), word.indexOf("/r"))) + 2;
                String rest = joined(words, i + 1);
                command(end == 0 ? rest : words.get(i).substring(end) + " " + rest, depth + 1);
                return;
            }
        }
    }

    /** about_PowerShell_exe: -EncodedCommand is Base64 of UTF-16LE, -Command takes the rest; both may be cut short. */
    private void powerShell(List<String> words, int depth) {
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i).toLowerCase(Locale.ROOT);
            boolean option = word.startsWith("-") || word.startsWith("/");
            String name = option ? word.substring(1) : "";
            boolean encoded = option && !name.isEmpty() && (name.equals("ec") || "encodedcommand".startsWith(name));
            if (encoded
                    && i + 1 < words.size()
                    && BASE64.matcher(words.get(i + 1)).matches()) {
                decoded(words.get(i + 1), depth);
                return;
            }
            if (option && !name.isEmpty() && "command".startsWith(name)) {
                script(String.join(" ", words.subList(i + 1, words.size())), depth + 1);
                return;
            }
            if (!option && i == 1) {
                script(String.join(" ", words.subList(i, words.size())), depth + 1);
                return;
            }
        }
    }

    private void decoded(String base64, int depth) {
        try {
            script(
                    new String(
                            Base64.getDecoder()
                                    .decode(
                                            base64.length() > PlainForm.MAX
                                                    ? base64.substring(0, PlainForm.MAX)
                                                    : base64),
                            StandardCharsets.UTF_16LE),
                    depth + 1);
        } catch (IllegalArgumentException e) {
            // no Base64 after all: nothing is in it
        }
    }

    private void reg(List<String> words) {
        if (words.size() < 3 || !words.get(1).equalsIgnoreCase("add")) {
            return;
        }
        String name = after(words, "v");
        String what = after(words, "d");
        boolean isNumber = after(words, "t").equalsIgnoreCase("REG_DWORD");
        acts.set(
                words.get(2).replaceFirst("^\\\\\\\\[^\\\\]{1,255}\\\\", "") + "\\" + name,
                isNumber ? ActsFound.number(what) : what);
    }

    /** What stands after an option of that name; empty where it is not there. */
    private static String after(List<String> words, String option) {
        int of = index(words, option);
        return of > 0 && of + 1 < words.size() ? words.get(of + 1) : "";
    }

    private static int index(List<String> words, String option) {
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (word.length() == option.length() + 1
                    && (word.charAt(0) == '/' || word.charAt(0) == '-')
                    && word.substring(1).equalsIgnoreCase(option)) {
                return i;
            }
        }
        return -1;
    }

    /** sc [\\server] create|config|failure NAME … binPath= PROGRAM; a blank may stand after the equals sign or not. */
    private void sc(List<String> words) {
        int at = words.size() > 1 && words.get(1).startsWith("\\\\") ? 2 : 1;
        if (words.size() <= at + 1) {
            return;
        }
        String verb = words.get(at).toLowerCase(Locale.ROOT);
        String option =
                verb.equals("create") || verb.equals("config") ? "binpath=" : verb.equals("failure") ? "command=" : "";
        for (int i = at + 2; i < words.size() && !option.isEmpty(); i++) {
            String word = words.get(i);
            if (word.toLowerCase(Locale.ROOT).startsWith(option)) {
                String rest = word.substring(option.length());
                acts.service(words.get(at + 1), rest.isEmpty() && i + 1 < words.size() ? words.get(i + 1) : rest);
                return;
            }
        }
    }

    private void schtasks(List<String> words) {
        if (index(words, "create") > 0 || index(words, "change") > 0) {
            String run = after(words, "tr");
            if (!run.isEmpty()) {
                acts.task(run);
                acts.taskName(after(words, "tn"));
            }
        }
    }

    private void wmic(String line, List<String> words, int depth) {
        String all = String.join(" ", words).toLowerCase(Locale.ROOT);
        if (all.contains("service") && all.contains("create")) {
            Matcher path = WMIC_PATH.matcher(line);
            Matcher name = WMIC_NAME.matcher(line);
            if (path.find()) {
                acts.service(
                        name.find() ? name.group(1) : "",
                        path.group(1) != null ? path.group(1).replace("\\\"", "\"") : path.group(2));
            }
        } else if (all.contains("process") && all.contains("create")) {
            command(words.getLast(), depth + 1);
        }
    }

    private void itemProperty(String program, List<String> words) {
        boolean property = program.endsWith("property") || program.equals("sp");
        String path = named(words, "path", 0);
        path = path.isEmpty() ? named(words, "literalpath", 0) : path;
        String name = property ? named(words, "name", 1) : "";
        String what = named(words, "value", property ? 2 : 1);
        String plain = PlainForm.key(path);
        if (plain.regionMatches(true, 0, "HK", 0, 2)) {
            acts.set(
                    plain + "\\" + name,
                    named(words, "propertytype", -1).equalsIgnoreCase("dword") ? ActsFound.number(what) : what);
        }
    }

    /** The value of a parameter of a commandlet, by its name, which may be cut short, or by its place among what has no name. */
    private static String named(List<String> words, String parameter, int place) {
        int unnamed = 0;
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-") || word.length() < 2) {
                if (unnamed++ == place) {
                    return word;
                }
                continue;
            }
            String name = word.substring(1).toLowerCase(Locale.ROOT);
            int colon = name.indexOf(':');
            if (colon > 0 && parameter.startsWith(name.substring(0, colon))) {
                return word.substring(colon + 2);
            }
            boolean isSwitch = name.equals("force") || name.equals("passthru") || name.equals("confirm");
            if (parameter.startsWith(name) && i + 1 < words.size()) {
                return words.get(i + 1);
            }
            i += isSwitch ? 0 : 1;
        }
        return "";
    }
}
