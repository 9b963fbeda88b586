package bzh.vigie.observable;

import bzh.vigie.event.Sha256;
import bzh.vigie.text.LetterCase;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hosts, mail addresses, paths, keys of SSH and words like secrets in one plain text. Pure; at most 2,000 of each kind. */
public final class TextParts {
    /** So many of each kind are looked at. */
    public static final int MOST = 2_000;

    private static final int DIGITS_OF_DIGEST = 12;
    private static final int FEWEST_OF_SECRETS = 16;
    private static final int HEX_OF_SECRETS = 32;
    private static final int FEWEST_OF_PASSWORDS = 8;

    private static final Pattern PIECE = Pattern.compile("[^\\s'\"`;|&<>(){}\\[\\],$\\\\]{5,600}");
    private static final Pattern CUT = Pattern.compile("[=:@/?#]");
    /** An account at a pool of miners, and behind it the name of a machine or a difficulty; no token of JSON (RFC 7519), whose head many share. */
    private static final Pattern AT_POOL = Pattern.compile("((?!eyJ)[A-Za-z0-9]{26,128})[.+][\\w.-]{1,40}");

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
    /** Beginning of a connection that bash or gawk opens as a file, or of a share, up to its host. */
    private static final String BEFORE_HOST =
            "/dev/(?:tcp|udp)/|/inet[46]?/(?:tcp|udp)/\\d{1,5}/|(?<![\\w\\\\:])\\\\{2}";

    private static final Pattern HOST = Pattern.compile("(?i)(?:(?<![\\w.\\\\-])(?<!(?<!/)/)|(?<=" + BEFORE_HOST
            + "))(?:[a-z\\d][a-z\\d-]{0,62}\\.){1,8}[a-z]{2,24}(?![\\w.(-]*[\\w(])");
    private static final Pattern EXPECTED = Pattern.compile("(?://|@|" + BEFORE_HOST + ")$");
    /** A path with a hidden part; in front of it an option of one letter may stand without a blank. */
    private static final Pattern HIDDEN = Pattern.compile(
            "(?:(?<![\\w./+-])|(?<=(?<![\\w-])-[A-Za-z]))(?:/[\\w.+-]{1,64}){0,8}/\\.[\\w+-][\\w.+-]{0,64}(?:/[\\w.+-]{1,64}){0,8}");

    private static final Pattern KEY = Pattern.compile("AAAA[BCE]3[A-Za-z0-9+/]{40,4000}={0,2}");

    /** The first half of an MD5, which Behinder and Godzilla encrypt with. */
    private static final Pattern KEY_OF_SHELL =
            Pattern.compile("(?=[0-9]*[A-Fa-f])(?=[A-Fa-f]*[0-9])(?:[0-9a-f]{16}|[0-9A-F]{16})");

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\d][\\p{L}\\d._-]{3,63}");

    private static final Pattern IN_NAME = Pattern.compile("[._-]");
    private static final int SHORTEST_PART = 5;

    private static final Pattern WORD = Pattern.compile("[A-Z]?[a-z]{4,}");

    private static final Pattern MAIL = Pattern.compile(
            "(?i)(?<![\\w.+-])[a-z\\d][\\w.+-]{0,63}@(?:[a-z\\d][a-z\\d-]{0,62}\\.){1,8}[a-z]{2,24}(?![\\w-]|\\.\\w)");

    /** Endings of files, which a name of a host has not. */
    private static final Set<String> OF_FILES = Set.of(
            "sh",
            "py",
            "pl",
            "php",
            "exe",
            "dll",
            "conf",
            "cfg",
            "ini",
            "service",
            "timer",
            "socket",
            "json",
            "toml",
            "yml",
            "yaml",
            "log",
            "txt",
            "so",
            "ko",
            "jar",
            "js",
            "ps",
            "bat",
            "cmd",
            "hta",
            "vbs",
            "md",
            "key",
            "pem",
            "crt",
            "gz",
            "tgz",
            "zip",
            "tar",
            "sql",
            "bak",
            "db",
            "sys",
            "msi",
            "rules",
            "desktop",
            "target",
            "path",
            "mount",
            "slice",
            "list",
            "html",
            "xml",
            "csv",
            "dat",
            "sct",
            "pth",
            "cnf",
            "lock",
            "pid",
            "sock",
            "local",
            "lan",
            "intra",
            "localdomain",
            "corp",
            "internal",
            "ppk",
            "cer",
            "cache",
            "write",
            "read",
            "open",
            "connect",
            "decode",
            "loads");

    /** Ends of names of hosts that no word of code has. */
    private static final Set<String> OF_HOSTS = Set.of(
            "com", "net", "org", "fr", "eu", "de", "uk", "ru", "cn", "su", "biz", "xyz", "top", "site", "online", "cc",
            "tk", "pw", "dev", "cloud", "bzh", "example", "onion", "ch", "nl", "ir", "hk", "us", "club", "shop",
            "live");

    /** Likewise, where there are two names before it. */
    private static final Set<String> OF_HOSTS_OR_CODE =
            Set.of("io", "co", "me", "app", "be", "it", "in", "pro", "link");

    /** Names with which words of code begin that end so all the same, such as java.net. */
    private static final Set<String> CODE =
            Set.of("system", "java", "javax", "microsoft", "asp", "vb", "dot", "window", "document", "this", "self");

    private TextParts() {}

    /** Names of hosts, in small letters. */
    public static Set<String> hosts(String text) {
        Set<String> found = new TreeSet<>();
        HOST.matcher(text)
                .results()
                .limit(MOST)
                .map(each -> LetterCase.fold(each.group()))
                .forEach(host -> {
                    if (!OF_FILES.contains(ending(host))) {
                        found.add(host);
                    }
                });
        return found;
    }

    /**
     * Names of hosts in a script, where most words with dots are code: behind {@code //}, {@code @} or what a program opens as a connection, or a
     * word by itself that ends as names of hosts do and code does not.
     */
    public static Set<String> hostsInCode(String text) {
        Set<String> found = new TreeSet<>();
        HOST.matcher(text).results().limit(MOST).forEach(each -> {
            String host = LetterCase.fold(each.group());
            boolean address = EXPECTED.matcher(text.substring(Math.max(0, each.start() - 20), each.start()))
                    .find();
            if ((address || (isHost(host) && !CODE.contains(host.substring(0, host.indexOf('.')))))
                    && !OF_FILES.contains(ending(host))) {
                found.add(host);
            }
        });
        return found;
    }

    /** Whether a name ends as names of hosts do and words of code do not. */
    public static boolean isHost(String name) {
        String end = ending(name);
        return OF_HOSTS.contains(end) || (OF_HOSTS_OR_CODE.contains(end) && name.indexOf('.') != name.lastIndexOf('.'));
    }

    /** What stands behind the last dot; empty where there is none. */
    private static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    /** Whether a name ends as files do. */
    public static boolean isOfFile(String name) {
        return OF_FILES.contains(ending(name));
    }

    /** Words of letters, digits, dots and dashes, in small letters. */
    public static List<String> names(String text) {
        return NAME.matcher(text)
                .results()
                .limit(MOST)
                .map(each -> LetterCase.fold(withoutDots(each.group())))
                .toList();
    }

    /** A name of a file without its ending; any other as it is. */
    public static String withoutEnding(String name) {
        return isOfFile(name) ? name.substring(0, name.lastIndexOf('.')) : name;
    }

    /** Parts of a name: itself without the ending of a file, what stands before each of its dots, and pieces of five letters and more. */
    public static Set<String> ofName(String name) {
        Set<String> parts = new TreeSet<>(Set.of(withoutEnding(name)));
        for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
            parts.add(name.substring(0, dot));
        }
        for (String part : IN_NAME.split(name, -1)) {
            if (part.length() >= SHORTEST_PART) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static String withoutDots(String word) {
        int end = word.length();
        while (end > 0 && "._-".indexOf(word.charAt(end - 1)) >= 0) {
            end--;
        }
        return word.substring(0, end);
    }

    /** Addresses of mail, in small letters. */
    public static Set<String> mails(String text) {
        Set<String> found = new TreeSet<>();
        MAIL.matcher(text).results().limit(MOST).forEach(each -> found.add(LetterCase.fold(each.group())));
        return found;
    }

    /** Paths with a hidden part. */
    public static Set<String> hiddenPaths(String text) {
        Set<String> found = new TreeSet<>();
        HIDDEN.matcher(text).results().limit(MOST).forEach(each -> found.add(each.group()));
        return found;
    }

    /** Fingerprints of public keys of SSH, and of those that belong to private keys in the text. */
    public static Set<String> sshKeys(String text) {
        Set<String> found = new TreeSet<>();
        KEY.matcher(text).results().limit(MOST).forEach(each -> {
            try {
                found.add(fingerprint(Base64.getDecoder().decode(each.group())));
            } catch (IllegalArgumentException e) {
                // no key
            }
        });
        KeyFiles.in(text, key -> found.add(fingerprint(key)));
        return found;
    }

    private static String fingerprint(byte[] key) {
        byte[] hash = HexFormat.of().parseHex(Sha256.over(key).hex());
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
    }

    /** Whether a word is such a key. */
    static boolean isSshKey(String word) {
        return KEY.matcher(word).lookingAt();
    }

    /**
     * Every word and every part of it that could be a secret by itself: {@code a=b} is {@code a=b}, {@code a} and {@code b}. A digest is told in
     * small hexadecimal digits too.
     */
    public static void words(String text, Consumer<String> each) {
        PIECE.matcher(text).results().limit(MOST).forEach(piece -> parts(piece.group(), each));
        DigestWritings.in(text, each);
    }

    private static void parts(String piece, Consumer<String> each) {
        if (UUID.matcher(piece).find() || piece.startsWith("S-1-")) {
            return;
        }
        word(trimmed(piece), each);
        Matcher cut = CUT.matcher(piece);
        int from = 0;
        while (cut.find()) {
            word(trimmed(piece.substring(from, cut.start())), each);
            from = cut.end();
            word(trimmed(piece.substring(from)), each);
        }
    }

    private static void word(String word, Consumer<String> each) {
        each.accept(word);
        Matcher account = AT_POOL.matcher(word);
        if (account.matches()) {
            each.accept(account.group(1));
        }
    }

    /** Enough of a digest over a secret to know it again. */
    public static String digest(String secret) {
        return Sha256.over(secret.getBytes(StandardCharsets.UTF_8)).hex().substring(0, DIGITS_OF_DIGEST);
    }

    /** Nobody guesses it: long, and of letters of both cases with digits, or of hexadecimal digits. */
    public static boolean isSecret(String word) {
        boolean hex = word.chars().allMatch(c -> Character.digit(c, 16) >= 0);
        if (longestRun(word) < FEWEST_OF_SECRETS || word.indexOf('.') >= 0) {
            return false;
        }
        return hex ? word.length() >= HEX_OF_SECRETS && kinds(word) >= 2 : kinds(word) == 3 && groups(word) >= 2;
    }

    /** Whether most of it is words, as in names that programmers give. */
    static boolean isIdentifier(String word) {
        int letters = WORD.matcher(word)
                .results()
                .mapToInt(each -> each.end() - each.start())
                .sum();
        return letters * 3 >= word.length();
    }

    /** Somebody chose or made it: letters with at least two groups of digits among them, or a key as web shells have it. */
    public static boolean isPassword(String word) {
        return KEY_OF_SHELL.matcher(word).matches() || isChosen(word);
    }

    private static boolean isChosen(String word) {
        return kinds(word) == 3
                && groups(word) >= 2
                && word.length() >= FEWEST_OF_PASSWORDS
                && word.indexOf('/') < 0
                && word.indexOf('.') < 0;
    }

    private static int kinds(String word) {
        int upper = word.chars().anyMatch(c -> c >= 'A' && c <= 'Z') ? 1 : 0;
        int lower = word.chars().anyMatch(c -> c >= 'a' && c <= 'z') ? 1 : 0;
        int digit = word.chars().anyMatch(c -> c >= '0' && c <= '9') ? 1 : 0;
        return upper + lower + digit;
    }

    private static int groups(String word) {
        int groups = 0;
        boolean in = false;
        for (int i = 0; i < word.length(); i++) {
            boolean digit = word.charAt(i) >= '0' && word.charAt(i) <= '9';
            groups += digit && !in ? 1 : 0;
            in = digit;
        }
        return groups;
    }

    private static int longestRun(String word) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < word.length(); i++) {
            run = Character.isLetterOrDigit(word.charAt(i)) ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    private static String trimmed(String text) {
        int end = text.length();
        while (end > 0 && "._-=".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        int from = 0;
        while (from < end && "-_.".indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        return text.substring(from, end);
    }
}
