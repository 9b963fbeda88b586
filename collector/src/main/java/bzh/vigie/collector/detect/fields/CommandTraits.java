package bzh.vigie.collector.detect.fields;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is odd about a command that runs by itself, whatever runs it: one answer for services, tasks and values of the registry. Of a command in
 * {@link PlainForm}. Pure.
 *
 * <ul>
 *   <li>{@code interpreter}: a shell, a script host, or a program of Windows that runs another (ATT&CK T1059, T1202, T1218)
 *   <li>{@code script}: a script itself; {@code library}: a library that rundll32 or regsvr32 loads
 *   <li>{@code encoded}: code hidden by Base64 or unpacked as it runs (T1027.010); {@code fetches}: something of the network (T1105)
 *   <li>{@code hidden}: its window is not to be seen (T1564.003)
 *   <li>{@code odd-folder}: a folder in which programs do not live and users write (T1036.005, T1564)
 *   <li>{@code user-folder}: any other of a user; {@code data-folder}: below ProgramData; {@code other-folder}: none of these, nor Windows' or
 *       Program Files
 *   <li>{@code share}: on another machine or reached like one; {@code pipe}: writes to a named pipe (T1134.001)
 *   <li>{@code no-path}: a program that Windows has to look for
 * </ul>
 */
final class CommandTraits {
    private static final String HOSTS =
            "cmd|powershell|pwsh|mshta|wscript|cscript|regsvr32|certutil|bitsadmin|msbuild|installutil|wmic|forfiles"
                    + "|conhost|pcalua|hh|cmstp|odbcconf|regasm|regsvcs|msxsl|scriptrunner|bash|wsl|ftp|schtasks";
    private static final String RUN =
            "exe|dll|ps1|bat|cmd|vbs|vbe|js|jse|wsf|hta|scr|com|pif|cpl|ocx|sys|py|jar|lnk|url|sct|xml";
    private static final String OF_USERS = "\\\\users\\\\public\\\\|\\\\users\\\\[^\\\\\"<>|]{1,64}\\\\"
            + "(?:downloads|desktop|documents|music|pictures|videos|favorites|links|contacts)\\\\"
            + "|\\\\appdata\\\\local\\\\temp\\\\";
    private static final String OF_WINDOWS =
            "\\\\windows\\\\(?:temp|tasks|tracing|debug|fonts|help|ime|media|cursors|web"
                    + "|registration\\\\crmlog)\\\\|\\\\system32\\\\(?:spool\\\\(?:drivers\\\\color|printers|servers)"
                    + "|microsoft\\\\crypto\\\\rsa\\\\machinekeys|tasks|com\\\\dmp|fxstmp)\\\\";
    private static final String AT_THE_TOP = "(?<!\\w)[a-z]:\\\\(?:te?mp|perflogs|intel|\\$recycle\\.bin|recycler)"
            + "\\\\|\\\\te?mp\\\\"
            + "|\\\\(?:programdata|appdata\\\\roaming|appdata\\\\local|programs\\\\startup)\\\\"
            + "[^\\\\\"<>|]{1,128}\\.(?:"
            + RUN
            + ")\\b";

    /** Of the program, or of the whole command where a program of Windows runs what it is told. */
    private static final Map<String, Pattern> OF_PROGRAM = table(
            "script",
            "^\\W{0,4}[^\"]{1,512}\\.(?:vbs|vbe|js|jse|wsf|wsh|ps1|bat|cmd|hta|sct|py|pyw|jar|url|lnk|scr|pif|com)$",
            "odd-folder",
            OF_USERS + "|" + OF_WINDOWS + "|" + AT_THE_TOP,
            "user-folder",
            "(?<!\\w)[a-z]:\\\\users\\\\|^\\W{0,3}\\\\users\\\\",
            "data-folder",
            "(?<!\\w)[a-z]:\\\\programdata\\\\(?!microsoft\\\\|package cache\\\\)",
            "other-folder",
            "(?<!\\w)[a-z]:\\\\(?!windows\\\\|program files(?: \\(x86\\))?\\\\|users\\\\|programdata\\\\)[^\\s]",
            "share",
            "(?:^|[\\s\"'=,])\\\\\\\\(?![.?]\\\\|(?:localhost|127\\.0\\.0\\.1)\\\\pipe)[a-z0-9][\\w.@-]{0,255}\\\\[^\\s]",
            "no-path",
            "^\\W{0,2}[\\w$~.-]{1,64}$");

    private static final Map<String, Pattern> OF_COMMAND = table(
            "interpreter",
            "^\\W{0,6}(?:[^\"\\s]{0,256}\\\\|[a-z]:[^\"]{0,256}\\\\)?(?:" + HOSTS + ")(?:\\.exe)?(?=[\"\\s/,]|$)"
                    + "|[&|]\\s{0,4}(?:start\\s+(?:/\\w+\\s+)*+)?\"?(?:" + HOSTS + ")(?:\\.exe)?(?=[\"\\s]|$)",
            "library",
            "^\\W{0,4}(?:[^\"\\s]{0,256}\\\\)?(?:rundll32|regsvr32)(?:\\.exe)?\"?\\s",
            "encoded",
            "\\s[-/]e[a-z]{0,14}\\s+[\"']?[a-z0-9+/=]{24,}|frombase64string|io\\.compression|gzipstream|-bxor",
            "fetches",
            "https?:|ftp://|download(?:string|data|file)|invoke-(?:webrequest|restmethod|expression)|\\b(?:iwr|irm|iex)\\b"
                    + "|start-bitstransfer|-urlcache|/transfer|net\\.webclient|javascript:|vbscript:|davwwwroot",
            "pipe",
            "\\\\\\\\(?:\\.|127\\.0\\.0\\.1|localhost)\\\\pipe\\\\",
            "hidden",
            "\\s[-/]w[a-z]{0,11}\\s+(?:h|1\\b)");

    private static final Pattern PROGRAM = Pattern.compile(
            "^\\W{0,2}?(?:\"([^\"]{1,512})|(\\S[^\"]{0,510}?\\.(?:" + RUN + "))(?=[\\s,]|$)|(\\S{1,512}))");

    private static final Map<String, List<String>> WORDS = Map.of(
            "user-folder", List.of("\\users\\"),
            "data-folder", List.of(":\\programdata\\"),
            "other-folder", List.of(":\\"),
            "share", List.of("\\\\"),
            "pipe", List.of("\\pipe\\"),
            "library", List.of("rundll32", "regsvr32"),
            "hidden", List.of(" -w", " /w"),
            "encoded", List.of(" -e", " /e", "base64", "compress", "gzip", "-bxor"),
            "fetches",
                    List.of(
                            "http",
                            "ftp:",
                            "download",
                            "invoke-",
                            "iwr",
                            "irm",
                            "iex",
                            "bitstransfer",
                            "urlcache",
                            "transfer",
                            "webclient",
                            "script:",
                            "davwww"),
            "odd-folder",
                    List.of(
                            "\\users\\",
                            "\\temp\\",
                            "\\tmp\\",
                            "\\windows\\",
                            "\\system32\\",
                            ":\\perflogs",
                            ":\\intel",
                            ":\\$rec",
                            ":\\recycler",
                            "\\programdata\\",
                            "\\startup\\"));

    private CommandTraits() {}

    private static Map<String, Pattern> table(String... rows) {
        Map<String, Pattern> table = new TreeMap<>();
        for (int i = 0; i < rows.length; i += 2) {
            table.put(rows[i], Pattern.compile("(?:" + rows[i + 1] + ")"));
        }
        return table;
    }

    static List<String> of(String plain) {
        List<String> traits = new ArrayList<>();
        String folded = plain.toLowerCase(Locale.ROOT);
        found(OF_COMMAND, folded, traits);
        boolean told = traits.contains("interpreter") || traits.contains("library");
        found(OF_PROGRAM, told ? folded : program(folded), traits);
        if (told) {
            traits.remove("no-path");
        }
        return traits;
    }

    private static void found(Map<String, Pattern> table, String text, List<String> traits) {
        table.forEach((name, pattern) -> {
            if (mayHold(name, text) && pattern.matcher(text).find()) {
                traits.add(name);
            }
        });
    }

    /** Whether the text has one of the words without which that trait is not there. */
    private static boolean mayHold(String trait, String text) {
        for (String word : WORDS.getOrDefault(trait, List.of(""))) {
            if (text.contains(word)) {
                return true;
            }
        }
        return false;
    }

    private static String program(String plain) {
        Matcher found = PROGRAM.matcher(plain);
        if (!found.find()) {
            return plain;
        }
        return found.group(1) != null ? found.group(1) : found.group(2) != null ? found.group(2) : found.group(3);
    }
}
