package bzh.vigie.collector.detect.returns;

import bzh.vigie.observable.Writings;
import bzh.vigie.observable.Writings.Writing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a command does, without what is easily changed: the programs of the system, the options and the words of its script, in no
 * order; paths, names, numbers, addresses and encodings are left out, and what is encoded is looked into. Pure and bounded.
 *
 * @param words in small letters; placeholders in braces stand for what was left out
 */
record CommandWords(Set<String> words) {
    /** Fewer say nothing. */
    static final int FEWEST = 3;

    private static final int LONGEST = 8_192;
    private static final int MOST_APART = 8;

    private static final Pattern URL = Pattern.compile("(?i)\\b(?:https?|ftps?|wss?|tcp|ldaps?)://[^\\s'\"),;]+");
    private static final Pattern ADDRESS =
            Pattern.compile("(?<![\\w.])(?:\\d{1,3}\\.){3}\\d{1,3}(?::\\d{1,5})?(?![\\w.])");
    private static final Pattern AT = Pattern.compile("(?<![\\w@])[\\w.-]{1,64}@[\\w-][\\w.-]{2,252}");
    /** Names of hosts by their ends; a name of code has none of these. */
    private static final Pattern HOST = Pattern.compile(
            "(?:[a-z\\d-]{1,63}\\.){1,8}(?:com|net|org|fr|eu|de|uk|io|me|co|ru|cn|su|info|biz|xyz|top|site|online|cc|tk|pw|dev|app|cloud|bzh|local|lan|example|onion)");

    private static final Pattern PATH = Pattern.compile(
            "(?i)(?:[a-z]:|%[a-z0-9()_]+%|\\$env:[a-z0-9()]+|~|\\.{1,2}|\\$\\{?[a-z_]+}?)?(?:[\\\\/][^\\\\/\\s'\",;|&<>()]++)++[\\\\/]?");
    private static final Pattern WORD = Pattern.compile("-{0,2}[\\p{L}_][\\p{L}\\d_.-]*|\\{[a-z]+}");
    private static final Pattern FILE = Pattern.compile("[\\p{L}\\d_.-]+\\.[a-z]{1,4}\\d?");
    /** What agents say of how a service or a task runs. */
    private static final Pattern HOW = Pattern.compile(
            "\\s\\((?:boot|system|auto|demand|disabled|delayed)[^()]{0,200}\\)$|;\\s(?:on|as|every|at)\\s.*$");

    /** When a line of a crontab runs. */
    private static final Pattern WHEN =
            Pattern.compile("^(?:@[a-z]+|(?:[\\d*/,-]+\\s+){2}(?:[\\w*/,-]+\\s+){2}[\\w*/,-]+)\\s+");

    /** Words of PAM in front of a program: group, control, module (pam.conf(5)), and what pam_exec(8) takes. */
    private static final Pattern PAM =
            Pattern.compile("^-?(?:auth|account|password|session)\\s+(?:\\[[^]]{0,200}]|[a-z]+)\\s+\\S{1,200}"
                    + "(?:\\s+(?:debug|expose_authtok|quiet|quiet_log|seteuid|stdout|(?:log|type)=\\S{0,200})){0,16}");

    private static final Set<String> NOISE = Set.of(
            "cmd",
            "sh",
            "bash",
            "dash",
            "-c",
            "nohup",
            "setsid",
            "exec",
            "eval",
            "start",
            "call",
            "dev",
            "null",
            "true",
            "false",
            "-command",
            "-file",
            "-encodedcommand",
            "-enc",
            "-ec",
            "-e",
            "-en",
            "localsystem",
            "localservice",
            "networkservice",
            "root",
            "auto",
            "demand",
            "exe",
            "com",
            "sudo",
            "env");

    /** Options of PowerShell that may be cut short, with what they are told as. */
    private static final List<String> SHORTENED =
            List.of("-noprofile", "-noninteractive", "-windowstyle", "-executionpolicy", "-nologo", "-sta", "-noexit");

    CommandWords {
        words = Set.copyOf(words);
    }

    /** Of a command as an item or a process tells it, with what is encoded in it. */
    static CommandWords of(String command) {
        return each(command).getFirst();
    }

    /** The same first, and each command that is encoded in it by itself. */
    static List<CommandWords> each(String command) {
        Set<String> together = new TreeSet<>();
        Set<CommandWords> apart = new LinkedHashSet<>();
        for (Writing writing : Writings.apart(command.length() <= LONGEST ? command : command.substring(0, LONGEST))) {
            Set<String> words = new TreeSet<>();
            add(writing.rest(), words);
            together.addAll(words);
            if (writing.decoded()) {
                apart.add(new CommandWords(words));
            }
        }
        List<CommandWords> all = new ArrayList<>(List.of(new CommandWords(together)));
        apart.stream().filter(CommandWords::tells).limit(MOST_APART).forEach(all::add);
        return all;
    }

    private static void add(String command, Set<String> words) {
        String text = WHEN.matcher(HOW.matcher(command).replaceFirst("")).replaceFirst("");
        text = PAM.matcher(text).replaceFirst("");
        text = URL.matcher(text).replaceAll(" {url} ");
        text = AT.matcher(text).replaceAll(" {address} ");
        text = ADDRESS.matcher(text).replaceAll(" {address} ");
        text = PATH.matcher(text).replaceAll(path -> Matcher.quoteReplacement(" " + program(path.group()) + " "));
        boolean shell = text.toLowerCase(Locale.ROOT).contains("powershell") || text.contains("pwsh");
        Matcher word = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (word.find()) {
            keep(word.group(), shell, words);
        }
    }

    private static void keep(String found, boolean shell, Set<String> words) {
        String word = RemoteTokens.trimmed(found);
        if (word.startsWith("{")) {
            words.add(word);
            return;
        }
        if (HOST.matcher(word).matches() && !isCode(word)) {
            word = "{address}";
        } else if (FILE.matcher(word).matches() && !isCode(word)) {
            word = SystemPrograms.isTold(word) ? SystemPrograms.name(word) : "{path}";
        }
        if (shell && word.startsWith("-")) {
            String option = word;
            word = SHORTENED.stream()
                    .filter(whole -> option.length() >= 2 && whole.startsWith(option))
                    .findFirst()
                    .orElse(option.equals("-ep") || option.equals("-exec") ? "-executionpolicy" : option);
        }
        word = switch (word) {
            case "iex" -> "invoke-expression";
            case "iwr" -> "invoke-webrequest";
            case "irm" -> "invoke-restmethod";
            case "pwsh" -> "powershell";
            case "saps", "start-process" -> "start-process";
            case "python3", "python2" -> "python";
            default -> word;
        };
        if (word.length() >= 2 && !NOISE.contains(word) && !isEncoded(word)) {
            words.add(word);
        }
    }

    /** Names of classes and methods, such as net.webclient, rather than of a file. */
    private static boolean isCode(String word) {
        return word.startsWith("net.")
                || word.startsWith("system.")
                || word.startsWith("io.")
                || word.startsWith("os.");
    }

    private static boolean isEncoded(String word) {
        return word.length() >= 16 && word.chars().anyMatch(Character::isDigit) && word.indexOf('-') < 0;
    }

    private static String program(String path) {
        return SystemPrograms.isTold(path) ? SystemPrograms.name(path) : "{path}";
    }

    /** Those that say something: no placeholders. */
    Set<String> telling() {
        Set<String> telling = new HashSet<>(words);
        telling.removeIf(word -> word.startsWith("{"));
        return telling;
    }

    /** Whether it says enough to be known again by. */
    boolean tells() {
        return telling().size() >= FEWEST && words.size() > FEWEST;
    }

    /** How much two have in common, from 0 to 100: words of both against words of either. */
    int likeness(CommandWords other) {
        Set<String> both = new HashSet<>(words);
        both.retainAll(other.words);
        int either = words.size() + other.words.size() - both.size();
        return either == 0 ? 0 : 100 * both.size() / either;
    }
}
