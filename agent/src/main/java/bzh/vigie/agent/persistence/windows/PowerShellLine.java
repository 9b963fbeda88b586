package bzh.vigie.agent.persistence.windows;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What PowerShell is given to run on its command line (about_PowerShell_exe, about_Pwsh): its parameters in any letter case, by
 * any beginning that is long enough, after any of the characters that it takes for a dash. Pure and total.
 */
sealed interface PowerShellLine {
    /** A command as base 64 of UTF-16. */
    record Encoded(String base64) implements PowerShellLine {}

    /** A script. */
    record ScriptFile(String path) implements PowerShellLine {}

    /** A command as it is. */
    record Command(String text) implements PowerShellLine {}

    /** Nothing that its arguments say: a prompt, or what is sent to it. */
    record Nothing() implements PowerShellLine {}

    /** The characters that PowerShell takes for the beginning of a parameter. */
    String DASHES = "-/\u2013\u2014\u2015";

    /** Parameters with a value, each with the shortest beginning that means it. */
    List<List<String>> WITH_VALUE = List.of(
            List.of("windowstyle", "w"),
            List.of("version", "v"),
            List.of("executionpolicy", "ex"),
            List.of("ep", "ep"),
            List.of("inputformat", "inp"),
            List.of("if", "if"),
            List.of("outputformat", "o"),
            List.of("of", "of"),
            List.of("psconsolefile", "psc"),
            List.of("encodedarguments", "encodeda"),
            List.of("ea", "ea"),
            List.of("configurationname", "config"),
            List.of("configurationfile", "configurationf"),
            List.of("workingdirectory", "wo"),
            List.of("wd", "wd"),
            List.of("custompipename", "cus"),
            List.of("settingsfile", "settings"));

    Set<String> WITHOUT_VALUE = Set.of(
            "noexit",
            "noprofile",
            "noprofileloadtime",
            "nologo",
            "noninteractive",
            "interactive",
            "importsystemmodules",
            "sta",
            "mta",
            "login",
            "help",
            "servermode",
            "socketservermode",
            "sshservermode",
            "namedpipeservermode",
            "wait");

    /**
     * What these arguments mean.
     *
     * @param script whether an argument without a parameter is a script, as for pwsh, and not a command
     */
    static PowerShellLine of(List<String> arguments, boolean script) {
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            boolean parameter = !word.isEmpty() && DASHES.indexOf(word.charAt(0)) >= 0;
            String name = parameter ? name(word) : "";
            String next = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            if (parameter && name.isEmpty()) {
                return new Nothing();
            } else if (name.equals("ec") || is(name, "encodedcommand", "e")) {
                return new Encoded(next);
            } else if (name.equals("cwa") || name.equals("commandwithargs")) {
                return new Command(next);
            } else if (is(name, "command", "c")) {
                return new Command(joined(arguments, i + 1));
            } else if (is(name, "file", "f")) {
                return new ScriptFile(next);
            } else if (takesValue(name)) {
                i++;
            } else if (name.isEmpty() || WITHOUT_VALUE.stream().noneMatch(flag -> flag.startsWith(name))) {
                return script ? new ScriptFile(word) : new Command(joined(arguments, i));
            }
        }
        return new Nothing();
    }

    private static String name(String word) {
        boolean twice = word.length() > 1 && DASHES.indexOf(word.charAt(1)) >= 0;
        return word.substring(twice ? 2 : 1).toLowerCase(Locale.ROOT);
    }

    private static boolean is(String name, String parameter, String shortest) {
        return name.length() >= shortest.length() && parameter.startsWith(name);
    }

    private static boolean takesValue(String name) {
        return WITH_VALUE.stream().anyMatch(each -> is(name, each.getFirst(), each.getLast()));
    }

    private static String joined(List<String> arguments, int from) {
        return String.join(" ", arguments.subList(Math.min(from, arguments.size()), arguments.size()));
    }
}
