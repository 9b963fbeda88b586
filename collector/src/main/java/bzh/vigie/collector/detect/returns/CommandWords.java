package bzh.vigie.collector.detect.returns;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
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
    private static final int DEPTH = 3;

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{16,}={0,2}");
    private static final Pattern URL = Pattern.compile("(?i)\\b(?:https?|ftps?|wss?|tcp|ldaps?)://[^\\s'\"),;]+");
    private static final Pattern ADDRESS =
            Pattern.compile("(?<![\\w.])(?:\\d{1,3}\\.){3}\\d{1,3}(?::\\d{1,5})?(?![\\w.])");
    private static final Pattern AT = Pattern.compile("(?<![\\w@])[\\w.-]{1,64}@[\\w-][\\w.-]{2,252}");
    /** Names of hosts by their ends; a name of code has none of these. */
    private static final Pattern HOST = Pattern.compile(
            "(?:[a-z\\d-]{1,63}\\.){1,8}(?:com|net|org|fr|eu|de|uk|io|me|co|ru|cn|su|info|biz|xyz|top|site|online|cc|tk|pw|dev|app|cloud|bzh|local|lan|example|onion)");

    private static final Pattern PATH = Pattern.compile(
            "(?i)(?:[a-z]:|%[a-z0-9()_]+%|\\$env:[a-z0-9()]+|~|\\.{1,2}|\\$\\{?[a-z_]+}?)?(?:[\\\\/][^\\\\/\\s'\",;|&<>()]++)++[\\\\/]?");
    /** Texts put together of parts. */
    private static final Pattern JOINED = Pattern.compile("(['\"])\\s*\\+\\s*\\1");

    private static final Pattern WORD = Pattern.compile("-{0,2}[\\p{L}_][\\p{L}\\d_.-]*|\\{[a-z]+}");
    private static final Pattern FILE = Pattern.compile("[\\p{L}\\d_.-]+\\.[a-z]{1,4}\\d?");
    /** What agents say of how a service or a task runs. */
    private static final Pattern HOW = Pattern.compile(
            "\\s\\((?:boot|system|auto|demand|disabled|delayed)[^()]{0,200}\\)$|;\\s(?:on|as|every|at)\\s.*$");

    /** When a line of a crontab runs. */
    private static final Pattern WHEN =
            Pattern.compile("^(?:@[a-z]+|(?:[\\d*/,-]+\\s+){2}(?:[\\w*/,-]+\\s+){2}[\\w*/,-]+)\\s+");

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

    /** Of a command as an item or a process tells it. */
    static CommandWords of(String command) {
        Set<String> words = new TreeSet<>();
        add(command.length() <= LONGEST ? command : command.substring(0, LONGEST), words, 0);
        return new CommandWords(words);
    }

    private static void add(String command, Set<String> words, int depth) {
        String text = WHEN.matcher(HOW.matcher(command).replaceFirst("")).replaceFirst("");
        if (depth < DEPTH) {
            text = decoded(text, words, depth);
        }
        text = JOINED.matcher(text.replace("^", "").replace("`", "")).replaceAll("");
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

    /** The text without what is encoded in it, which is taken for what it decodes to. */
    private static String decoded(String text, Set<String> words, int depth) {
        StringBuilder rest = new StringBuilder();
        int end = 0;
        Matcher matcher = BASE64.matcher(text);
        while (matcher.find()) {
            String plain = plain(matcher.group());
            if (!plain.isEmpty()) {
                rest.append(text, end, matcher.start()).append(' ');
                end = matcher.end();
                add(plain, words, depth + 1);
            }
        }
        return rest.append(text.substring(end)).toString();
    }

    /** What this is in Base64, where that is text; else nothing. */
    private static String plain(String encoded) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(encoded.substring(0, encoded.length() / 4 * 4));
        } catch (IllegalArgumentException e) {
            return "";
        }
        boolean wide = bytes.length >= 8 && bytes[1] == 0 && bytes[3] == 0 && bytes[5] == 0;
        String text = new String(bytes, wide ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
        long shown = text.chars()
                .filter(c -> (c >= ' ' && c < 0x7f) || c == '\n' || c == '\t')
                .count();
        return shown >= text.length() * 0.9 && text.length() >= 6 ? text : "";
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
