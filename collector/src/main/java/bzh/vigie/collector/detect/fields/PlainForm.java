package bzh.vigie.collector.detect.fields;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One form for what Windows takes for the same: variables of folders, forward slashes, short names, carets and quotes within words, prefixes of
 * devices, {@code ..}, the folders of 32-bit programs; of registry paths the names of roots, control sets and the unnamed value. Rules
 * of ours look at these forms, so that each of them need not know all the others. Pure; longer texts than {@link #MAX} are cut.
 *
 * <p>Sources: Microsoft, "Naming Files, Paths, and Namespaces" and "File path formats on Windows systems" (prefixes, {@code ..}, slashes, short
 * names); "Recognized environment variables"; "File System Redirector" (SysWOW64, Sysnative); "Registry Key Object Routines" (roots);
 * "about_Environment_Variables" ({@code $env:}).
 */
final class PlainForm {
    /** The longest text that is brought to its form. */
    static final int MAX = 32_768;

    private static final int MAX_STEPS_UP = 8;

    /** Where these variables point to on a PC with the folders that Windows makes; that of a user is anybody's. */
    private static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("systemroot", "C:\\Windows"),
            Map.entry("windir", "C:\\Windows"),
            Map.entry("systemdrive", "C:"),
            Map.entry("homedrive", "C:"),
            Map.entry("comspec", "C:\\Windows\\System32\\cmd.exe"),
            Map.entry("programdata", "C:\\ProgramData"),
            Map.entry("allusersprofile", "C:\\ProgramData"),
            Map.entry("public", "C:\\Users\\Public"),
            Map.entry("userprofile", "C:\\Users\\user"),
            Map.entry("homepath", "\\Users\\user"),
            Map.entry("appdata", "C:\\Users\\user\\AppData\\Roaming"),
            Map.entry("localappdata", "C:\\Users\\user\\AppData\\Local"),
            Map.entry("temp", "C:\\Users\\user\\AppData\\Local\\Temp"),
            Map.entry("tmp", "C:\\Users\\user\\AppData\\Local\\Temp"),
            Map.entry("programfiles", "C:\\Program Files"),
            Map.entry("programw6432", "C:\\Program Files"),
            Map.entry("programfiles(x86)", "C:\\Program Files (x86)"),
            Map.entry("commonprogramfiles", "C:\\Program Files\\Common Files"));

    private static final Pattern VARIABLE = Pattern.compile("%%?([A-Za-z0-9()]{3,20})(?::[^%\\n]{0,40})?%%?"
            + "|\\$(?i:env):([A-Za-z0-9]{3,20})|\\$\\{(?i:env):([A-Za-z0-9()]{3,20})\\}");
    private static final Pattern SHORT =
            Pattern.compile("(?i)\\\\(PROGRA~[123]|DOWNLO~1|DOCUME~1|POWERS~1(?:\\.EXE)?)(?![\\w~])");
    private static final Map<String, String> LONG = Map.of(
            "PROGRA~1", "Program Files",
            "PROGRA~2", "Program Files (x86)",
            "PROGRA~3", "ProgramData",
            "DOWNLO~1", "Downloads",
            "DOCUME~1", "Documents",
            "POWERS~1", "powershell.exe",
            "POWERS~1.EXE", "powershell.exe");
    private static final Pattern DEVICE = Pattern.compile("\\\\(?:\\\\[?.]|\\?\\?)\\\\(?=[A-Za-z]:[\\\\/])");
    private static final Pattern DEVICE_SHARE = Pattern.compile("(?i)\\\\(?:\\\\[?.]|\\?\\?)\\\\UNC\\\\");
    private static final Pattern FORWARD = Pattern.compile("(?<![A-Za-z0-9])[A-Za-z]:[\\\\/][^\"'<>|\\s]*"
            + "(?:(?: [^\"'<>|\\s/\\\\:]{1,64}){1,3}/[^\"'<>|\\s]*){0,4}");
    private static final Pattern UP = Pattern.compile("\\\\[^\\\\\"'<>|:]{1,255}\\\\\\.\\.(?=\\\\)");
    private static final Pattern HERE = Pattern.compile("(?<=[^\\\\\\s\"'=])\\\\\\.(?=\\\\)");
    private static final Pattern QUOTES_WITHIN = Pattern.compile("(?<=[A-Za-z])\"+(?=[A-Za-z])");
    private static final Pattern THIRTY_TWO = Pattern.compile("(?i)\\\\(?:SysWOW64|Sysnative)(?=\\\\)");
    private static final Pattern BLANKS = Pattern.compile("[ \\t\\u000B]{2,}|[\\t\\u000B]");
    private static final Pattern DASH = Pattern.compile("(?<=[\\s\"])[\\u2013\\u2014\\u2015](?=[A-Za-z])");
    private static final Pattern CARET_MATTERS = Pattern.compile("(?i)cmd|comspec");
    private static final Pattern SYSTEM = Pattern.compile("(?i)^(\"?)(?:\\\\?SystemRoot\\\\|(?=System32\\\\))");

    /** A program of Windows at the beginning, with or without its folder, its ending and quotes. */
    private static final Pattern HOST = Pattern.compile(
            "(?i)^[\\s@(]*(\"?)(?:C:\\\\Windows\\\\(?:System32\\\\(?:WindowsPowerShell\\\\v1\\.0\\\\|wbem\\\\)?)?|C:\\\\Program"
                    + " Files(?: \\(x86\\))?\\\\PowerShell\\\\[^\\\\\"]{1,20}\\\\"
                    + "|C:\\\\Windows\\\\Microsoft\\.NET\\\\Framework(?:64)?\\\\v[0-9.]{1,12}\\\\)?"
                    + "(cmd|powershell|pwsh|mshta|wscript|cscript|regsvr32|rundll32|certutil|bitsadmin|msbuild|installutil|wmic|forfiles|conhost|schtasks|sc|reg|net|net1|netsh|msiexec|at|bash|pcalua|hh|cmstp|odbcconf|regasm|regsvcs|msxsl|scriptrunner|explorer|auditpol|wevtutil)"
                    + "(?:\\.exe)?\\1(?=\\s|$|[/,])");

    private static final Pattern MACHINE =
            Pattern.compile("(?i)^\\\\REGISTRY\\\\MACHINE\\\\|^HKEY_LOCAL_MACHINE\\\\|^HKLM:?\\\\");
    private static final Pattern USER = Pattern.compile("(?i)^\\\\REGISTRY\\\\USER\\\\|^HKEY_USERS\\\\|^HKU:?\\\\");
    private static final Pattern CURRENT = Pattern.compile("(?i)^HKEY_CURRENT_USER\\\\|^HKCU:?\\\\");
    private static final Pattern CLASSES = Pattern.compile("(?i)^HKEY_CLASSES_ROOT\\\\|^HKCR:?\\\\");
    private static final Pattern PROVIDER = Pattern.compile("(?i)^(?:Microsoft\\.PowerShell\\.Core\\\\)?Registry::");
    private static final Pattern CONTROL_SET = Pattern.compile("(?i)(?<=\\\\)ControlSet00[0-9](?=\\\\)");
    private static final Pattern OF_32_BITS = Pattern.compile("(?i)\\\\WOW6432Node(?=\\\\)");
    private static final Pattern UNNAMED = Pattern.compile("(?i)\\\\(?:@|\\{Default\\}|\\(Default\\))?$");

    private PlainForm() {}

    /** A command line, or a file that is run. */
    static String command(String text) {
        String plain = text.length() > MAX ? text.substring(0, MAX) : text;
        if (plain.indexOf('^') >= 0 && CARET_MATTERS.matcher(plain).find()) {
            plain = plain.replace("^", "");
        }
        if (plain.indexOf('"') >= 0) {
            plain = QUOTES_WITHIN.matcher(plain).replaceAll("");
        }
        plain = BLANKS.matcher(plain).replaceAll(" ");
        plain = DASH.matcher(plain).replaceAll("-");
        plain = SYSTEM.matcher(plain).replaceFirst("$1C:\\\\Windows\\\\");
        return HOST.matcher(paths(plain)).replaceFirst("$2.exe");
    }

    /** Any text with the paths in it in one form. */
    static String paths(String text) {
        String plain = text.length() > MAX ? text.substring(0, MAX) : text;
        if (plain.indexOf('%') >= 0 || plain.indexOf('$') >= 0) {
            plain = VARIABLE.matcher(plain).replaceAll(found -> {
                String name = found.group(1) != null
                        ? found.group(1)
                        : found.group(2) != null ? found.group(2) : found.group(3);
                String value = VARIABLES.get(name.toLowerCase(Locale.ROOT));
                return Matcher.quoteReplacement(value == null ? found.group() : value);
            });
        }
        if (plain.indexOf('/') >= 0) {
            plain = FORWARD.matcher(plain)
                    .replaceAll(found -> Matcher.quoteReplacement(found.group().replace('/', '\\')));
        }
        if (plain.indexOf('\\') < 0) {
            return plain;
        }
        plain = DEVICE_SHARE.matcher(plain).replaceAll("\\\\\\\\");
        plain = DEVICE.matcher(plain).replaceAll("");
        if (plain.indexOf('~') >= 0) {
            plain = SHORT.matcher(plain)
                    .replaceAll(found -> Matcher.quoteReplacement(
                            "\\" + LONG.getOrDefault(found.group(1).toUpperCase(Locale.ROOT), "")));
        }
        for (int i = 0; i < MAX_STEPS_UP && plain.contains("\\..\\"); i++) {
            plain = UP.matcher(plain).replaceAll("");
        }
        if (plain.contains("\\.\\")) {
            plain = HERE.matcher(plain).replaceAll("");
        }
        return THIRTY_TWO.matcher(plain).replaceAll("\\\\System32");
    }

    /** A registry path whose last part is a value. */
    static String value(String text) {
        return UNNAMED.matcher(key(text)).replaceFirst("\\\\(Default)");
    }

    /** A registry key. */
    static String key(String text) {
        String plain = PROVIDER.matcher(text.length() > MAX ? text.substring(0, MAX) : text)
                .replaceFirst("");
        plain = plain.indexOf('/') >= 0 && plain.indexOf('\\') < 0
                ? plain.replace('/', '\\')
                : plain.replaceFirst("^(HK\\w{1,20}:?)/", "$1\\\\");
        plain = MACHINE.matcher(plain).replaceFirst("HKLM\\\\");
        plain = USER.matcher(plain).replaceFirst("HKU\\\\");
        plain = CURRENT.matcher(plain).replaceFirst("HKCU\\\\");
        plain = CLASSES.matcher(plain).replaceFirst("HKCR\\\\");
        plain = CONTROL_SET.matcher(plain).replaceFirst("CurrentControlSet");
        return OF_32_BITS.matcher(plain).replaceFirst("");
    }

    /** What is kept in a registry value: numbers as Sysmon writes them, else as a command. */
    static String data(String text) {
        return text.startsWith("DWORD (") || text.startsWith("QWORD (") ? text : command(text);
    }

    /** PowerShell as written: backticks taken out, continued lines joined. */
    static String script(String text) {
        String plain = text.length() > MAX ? text.substring(0, MAX) : text;
        if (plain.indexOf('`') >= 0) {
            plain = plain.replaceAll("`[ \\t]*\\r?\\n", " ").replaceAll("`(?=[^0abefnrtuv\"'$`])|(?<=\\w)`(?=\\w)", "");
        }
        return paths(plain);
    }
}
