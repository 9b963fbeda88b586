package bzh.vigie.agent.windows.policy;

import bzh.vigie.agent.windows.xml.IniText;
import bzh.vigie.agent.windows.xml.WindowsText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * scripts.ini and psscripts.ini: what Group Policy runs at start, shutdown, logon and logoff. Sections {@code [Startup]},
 * {@code [Shutdown]}, {@code [Logon]}, {@code [Logoff]} with {@code 0CmdLine=} and {@code 0Parameters=} and so on; a relative
 * path is under the folder {@code Scripts\<section>} beside the file.
 *
 * <p>Source: MS-GPSCR 2.2.2, 2.2.3.
 *
 * @param malformed how many keys were not understood, and one for a text that is none of the kind
 */
public record PolicyScripts(List<Script> scripts, int malformed) {
    private static final Pattern KEY = Pattern.compile("(\\d{1,5})(CmdLine|Parameters)", Pattern.CASE_INSENSITIVE);
    private static final List<String> SECTIONS = List.of("startup", "shutdown", "logon", "logoff");

    /** The last one says in which order scripts of both kinds run. */
    private static final Set<String> KNOWN = Set.of("startup", "shutdown", "logon", "logoff", "ScriptsConfig");

    public PolicyScripts {
        scripts = List.copyOf(scripts);
    }

    /** A script: when, in which order, what with which parameters. */
    public record Script(String event, int number, String command, String parameters) {
        /** It in one line. */
        public String commandLine() {
            return parameters.isBlank() ? command : command + " " + parameters;
        }
    }

    /** Any bytes. */
    public static PolicyScripts parse(byte[] bytes) {
        List<Script> scripts = new ArrayList<>();
        String text = WindowsText.of(bytes);
        IniText ini = IniText.parse(text);
        boolean none = !text.isBlank() && !ini.hasAny(KNOWN);
        int malformed = none || ini.tooMany() ? 1 : 0;
        for (Map.Entry<String, Map<String, String>> section : ini.sections().entrySet()) {
            String event = section.getKey().toLowerCase(Locale.ROOT);
            if (!SECTIONS.contains(event)) {
                continue;
            }
            // The first of two that differ in letter case counts.
            Map<String, String> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            section.getValue().forEach(lines::putIfAbsent);
            Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            for (Map.Entry<String, String> line : section.getValue().entrySet()) {
                Matcher key = KEY.matcher(line.getKey());
                if (!seen.add(line.getKey())) {
                    continue;
                }
                if (!key.matches()) {
                    malformed++;
                } else if (key.group(2).equalsIgnoreCase("CmdLine")) {
                    String parameters = lines.getOrDefault(key.group(1) + "Parameters", "");
                    scripts.add(new Script(event, Integer.parseInt(key.group(1)), line.getValue(), parameters));
                }
            }
        }
        return new PolicyScripts(scripts, malformed);
    }
}
