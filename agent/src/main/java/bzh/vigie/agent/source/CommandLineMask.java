package bzh.vigie.agent.source;

import bzh.vigie.agent.host.CommandLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides passwords in command lines before they leave the host: values of options and settings named after a secret, passwords in
 * URLs, HTTP authorisation, and the ways of well-known programs (mysql -p…, sshpass -p, curl -u). What is hidden shows as
 * {@value #HIDDEN}, so that the form of the command stays. It cannot know every program: what is not recognisable stays.
 * Pure; bounded by the length of its input.
 */
public final class CommandLineMask {
    static final String HIDDEN = "****";

    /** A name that says that a secret follows. */
    static final String SECRET =
            "(?:[A-Za-z0-9_.-]{0,64}(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)|pwd|pass)";

    private static final Pattern SECRET_OPTION = Pattern.compile("(?i)-{1,2}" + SECRET);
    private static final Pattern SETTING = Pattern.compile(
            "(?i)(?<![A-Za-z0-9])(-{0,2}" + SECRET + "\"?\\s{0,4}[=:]\\s{0,4})(?:\"[^\"]*\"|'[^']*'|[^\\s\"'&;|,}]+)");
    private static final Pattern OPTION_IN_TEXT = Pattern.compile("(?i)(?<!\\S)(-{1,2}" + SECRET + "\\s+)(?!-)\\S+");
    private static final Pattern URL =
            Pattern.compile("(?i)([a-z][a-z0-9+.-]{1,20}://[^\\s/:@]{0,256}:)[^\\s/@]{1,512}@");
    private static final Pattern AUTHORISATION = Pattern.compile(
            "(?i)((?:proxy-)?authorization\\s*[:=]\\s*(?:(?:basic|bearer|digest|negotiate|token)\\s+)?)[^\\s\"']+");
    private static final Pattern HEADER =
            Pattern.compile("(?i)((?:x-[a-z-]{0,32}(?:key|token)|cookie)\\s*:\\s*)[^\"']+");
    /** Each reaches to the end of its command, so that a long text is gone through once. */
    private static final Pattern MYSQL_IN_TEXT =
            Pattern.compile("(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)\\s[^;|&]*");

    private static final Pattern GLUED = Pattern.compile("(\\s-p)\\S+");
    private static final Pattern NEXT_IN_TEXT = Pattern.compile("(?:sshpass|docker\\s+login)\\s[^;|&]*");
    private static final Pattern NEXT = Pattern.compile("(\\s-p\\s*)\\S+");

    static final Set<String> PASSWORD_GLUED_TO_P = Set.of(
            "mysql",
            "mysqldump",
            "mysqladmin",
            "mysqlimport",
            "mysqlshow",
            "mariadb",
            "mariadb-dump",
            "sshpass",
            "7z",
            "7za");
    private static final Set<String> PASSWORD_AFTER_P =
            Set.of("sshpass", "docker", "podman", "zip", "unzip", "htpasswd", "ldapsearch", "rdesktop");
    private static final Set<String> PASSWORD_AFTER_W =
            Set.of("ldapsearch", "ldapmodify", "ldapadd", "ldapdelete", "ldappasswd");
    private static final Set<String> LOGIN_AFTER_U = Set.of("curl", "wget", "smbclient", "rpcclient", "smbmap");
    private static final Pattern LOGIN = Pattern.compile("([^:%\\s]{1,256}[:%])\\S+");

    private CommandLineMask() {}

    /** The command line as one text, secrets hidden. */
    static String mask(CommandLine line) {
        return switch (line) {
            case CommandLine.Arguments arguments -> mask(arguments.all());
            case CommandLine.Text text -> WindowsCommandMask.mask(text.text());
        };
    }

    /** The arguments joined by blanks, secrets hidden. */
    public static String mask(List<String> arguments) {
        if (arguments.isEmpty()) {
            return "";
        }
        String program = program(arguments.getFirst());
        List<String> masked = new ArrayList<>(arguments.size());
        String before = "";
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            masked.add(i == 0 ? argument : mask(program, before, argument));
            before = argument;
        }
        return String.join(" ", masked);
    }

    private static String mask(String program, String before, String argument) {
        if (argument.isEmpty()) {
            return argument;
        }
        boolean option = argument.startsWith("-");
        if (!option && SECRET_OPTION.matcher(before).matches()) {
            return HIDDEN;
        }
        if (!option && isSecretAfter(before, program)) {
            return HIDDEN;
        }
        if (argument.startsWith("-p") && argument.length() > 2 && PASSWORD_GLUED_TO_P.contains(program)) {
            return "-p" + HIDDEN;
        }
        if (LOGIN_AFTER_U.contains(program)
                && (before.equals("-u")
                        || before.equals("--user")
                        || before.equals("-U")
                        || before.equals("--proxy-user"))) {
            Matcher login = LOGIN.matcher(argument);
            return login.matches() ? login.group(1) + HIDDEN : argument;
        }
        return text(argument);
    }

    private static boolean isSecretAfter(String before, String program) {
        return switch (before) {
            case "-p" -> PASSWORD_AFTER_P.contains(program);
            case "-w" -> PASSWORD_AFTER_W.contains(program);
            case "-P" -> program.equals("zip") || program.equals("unzip");
            default -> false;
        };
    }

    /** A text that is itself a command, a header or a setting. */
    static String text(String argument) {
        // Most arguments hold none of what a secret needs, and a pattern costs more than a look.
        if (argument.indexOf('=') < 0 && argument.indexOf(':') < 0 && argument.indexOf(' ') < 0) {
            return argument;
        }
        String masked = URL.matcher(argument).replaceAll("$1" + HIDDEN + "@");
        masked = AUTHORISATION.matcher(masked).replaceAll("$1" + HIDDEN);
        masked = HEADER.matcher(masked).replaceAll("$1" + HIDDEN);
        masked = SETTING.matcher(masked).replaceAll("$1" + HIDDEN);
        if (masked.indexOf(' ') >= 0) {
            masked = OPTION_IN_TEXT.matcher(masked).replaceAll("$1" + HIDDEN);
            masked = within(MYSQL_IN_TEXT, GLUED, masked);
            masked = within(NEXT_IN_TEXT, NEXT, masked);
        }
        return masked;
    }

    private static String within(Pattern command, Pattern option, String text) {
        return command.matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(option.matcher(found.group()).replaceAll("$1" + HIDDEN)));
    }

    private static String program(String path) {
        return path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }
}
