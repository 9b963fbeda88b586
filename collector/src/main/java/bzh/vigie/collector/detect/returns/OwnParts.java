package bzh.vigie.collector.detect.returns;

import bzh.vigie.event.Sha256;
import bzh.vigie.text.LetterCase;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a text that could belong to one attacker only, in whichever writing: secrets, credentials, addresses, hosts, hidden paths,
 * keys of SSH, words that are rare among what systems have. Of what is seen every part that could be one of those is taken, of what is marked only what
 * is rare. Pure.
 *
 * @param secrets digests, as agents tell them of settings, of words that nobody can guess
 * @param credentials likewise of words that look like passwords
 * @param words with digits in them, in small letters
 * @param plainWords of letters alone
 * @param hosts names of hosts and addresses, in their usual writing
 * @param domains what hosts have in common with their sisters
 * @param paths with a hidden part
 * @param keys fingerprints of public keys
 */
record OwnParts(
        Set<String> secrets,
        Set<String> credentials,
        Set<String> words,
        Set<String> plainWords,
        Set<String> hosts,
        Set<String> domains,
        Set<String> paths,
        Set<String> keys) {
    private static final int DIGITS_OF_DIGEST = 12;
    private static final int MOST = 2_000;
    private static final int LONGEST_SECRET = 512;

    private static final Pattern PIECE = Pattern.compile("[^\\s'\"`;|&<>(){}\\[\\],$\\\\]{5,600}");
    private static final Pattern CUT = Pattern.compile("[=:@/?#]");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\d][\\p{L}\\d._-]{3,63}");
    private static final Pattern AT = Pattern.compile("(?<![\\w.+-])[\\w.+-]{1,64}@[\\w.-]{2,64}");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
    private static final Pattern DIGEST = Pattern.compile("digest=([0-9a-f]{12})");
    private static final Pattern HOST = Pattern.compile(
            "(?i)(?<![\\w.\\\\-])(?<!(?<!/)/)(?:[a-z\\d][a-z\\d-]{0,62}\\.){1,8}[a-z]{2,24}(?![\\w.(-]*[\\w(])");
    private static final Pattern IPV4 = Pattern.compile("(?<![\\w.])(?:\\d{1,3}\\.){3}\\d{1,3}(?![\\w.])");
    private static final Pattern NUMBER = Pattern.compile(
            "(?i)(?<![\\w.])(?:0x[0-9a-f]{8}|\\d{8,10}|(?:0x[0-9a-f]{1,2}\\.){3}0x[0-9a-f]{1,2}|0\\d{1,3}(?:\\.\\d{1,4}){3})(?![\\w.])");
    private static final Pattern HIDDEN =
            Pattern.compile("(?<![\\w./+-])(?:/[\\w.+-]{1,64}){0,8}/\\.[\\w+-][\\w.+-]{0,64}(?:/[\\w.+-]{1,64}){0,8}");
    /** Letters and digits that change places. */
    private static final Pattern MIXED = Pattern.compile("(?=[\\p{L}\\d]{6})\\p{L}*\\d+\\p{L}+\\d+\\p{L}");

    private static final Pattern YEAR =
            Pattern.compile("(?<!\\d)(?:19|20)\\d{2}(?:[._-]?(?:0\\d|1[0-2])(?:[._-]?[0-3]\\d)?)?(?!\\d)");
    private static final Pattern KEY = Pattern.compile("AAAA[BCE]3[A-Za-z0-9+/]{40,4000}={0,2}");

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

    /** Domains under which anybody gets a name. */
    private static final Set<String> OF_ANYBODY = Set.of(
            "co.uk",
            "gouv.fr",
            "asso.fr",
            "com.br",
            "com.au",
            "duckdns.org",
            "no-ip.org",
            "ddns.net",
            "github.io",
            "githubusercontent.com",
            "trycloudflare.com",
            "ngrok.io",
            "ngrok-free.app",
            "workers.dev",
            "pages.dev",
            "herokuapp.com",
            "amazonaws.com",
            "azurewebsites.net",
            "cloudfront.net",
            "blob.core.windows.net",
            "windows.net",
            "googleapis.com",
            "appspot.com",
            "onrender.com",
            "netlify.app",
            "vercel.app",
            "pastebin.com",
            "discord.com",
            "telegram.org",
            "dropbox.com",
            "google.com",
            "microsoft.com",
            "screenconnect.com",
            "github.com",
            "debian.org");

    OwnParts {
        secrets = Set.copyOf(secrets);
        credentials = Set.copyOf(credentials);
        words = Set.copyOf(words);
        plainWords = Set.copyOf(plainWords);
        hosts = Set.copyOf(hosts);
        domains = Set.copyOf(domains);
        paths = Set.copyOf(paths);
        keys = Set.copyOf(keys);
    }

    /** Of a marked text: what is rare in it. */
    static OwnParts marked(String text) {
        return new Reading(true).of(text);
    }

    /** Of a text that is seen: all that could be a part of something marked. */
    static OwnParts seen(String text) {
        return new Reading(false).of(text);
    }

    /** Whether there is any. */
    boolean isEmpty() {
        return secrets.isEmpty()
                && credentials.isEmpty()
                && words.isEmpty()
                && plainWords.isEmpty()
                && hosts.isEmpty()
                && paths.isEmpty()
                && keys.isEmpty();
    }

    /** The comment of a key, where it says on which machine somebody made it and not just on which system. */
    static Set<String> comment(String value) {
        Set<String> found = new HashSet<>();
        AT.matcher(value)
                .results()
                .limit(MOST)
                .map(each -> LetterCase.fold(each.group()))
                .filter(each -> !CommonWords.has(each.substring(each.indexOf('@') + 1)))
                .forEach(found::add);
        return found;
    }

    /** Digests of secrets that settings tell instead of them. */
    static Set<String> digests(String text) {
        Set<String> found = new HashSet<>();
        DIGEST.matcher(text).results().limit(MOST).forEach(each -> found.add(each.group(1)));
        return found;
    }

    private static String digest(String secret) {
        return Sha256.over(secret.getBytes(StandardCharsets.UTF_8)).hex().substring(0, DIGITS_OF_DIGEST);
    }

    /** One reading of a text. */
    private static final class Reading {
        private final boolean marked;
        private final Set<String> secrets = new TreeSet<>();
        private final Set<String> credentials = new TreeSet<>();
        private final Set<String> words = new TreeSet<>();
        private final Set<String> plainWords = new TreeSet<>();
        private final Set<String> hosts = new TreeSet<>();
        private final Set<String> domains = new TreeSet<>();
        private final Set<String> paths = new TreeSet<>();
        private final Set<String> keys = new TreeSet<>();

        Reading(boolean marked) {
            this.marked = marked;
        }

        OwnParts of(String whole) {
            for (String text : Writings.of(whole)) {
                hosts(text);
                PIECE.matcher(text).results().limit(MOST).forEach(each -> piece(each.group()));
                WORD.matcher(Neutral.ofUser(text)).results().limit(MOST).forEach(each -> word(each.group()));
                if (!marked) {
                    AT.matcher(text).results().limit(MOST).forEach(each -> words.add(LetterCase.fold(each.group())));
                }
                HIDDEN.matcher(Neutral.ofUser(text)).results().limit(MOST).forEach(each -> paths.add(each.group()));
                KEY.matcher(text).results().limit(MOST).forEach(each -> key(each.group()));
            }
            return new OwnParts(secrets, credentials, words, plainWords, hosts, domains, paths, keys);
        }

        private void piece(String piece) {
            if (UUID.matcher(piece).find() || piece.startsWith("S-1-")) {
                return;
            }
            candidate(piece);
            Matcher cut = CUT.matcher(piece);
            int from = 0;
            while (cut.find()) {
                candidate(piece.substring(from, cut.start()));
                from = cut.end();
                candidate(piece.substring(from));
            }
        }

        private void candidate(String text) {
            String word = trimmed(text);
            if (word.length() < FEWEST_OF_PASSWORDS
                    || word.length() > LONGEST_SECRET
                    || secrets.size() + credentials.size() > MOST) {
                return;
            }
            if (!marked) {
                secrets.add(digest(word));
            } else if (isSecret(word)) {
                secrets.add(digest(word));
            } else if (isPassword(word) && !CommonWords.has(word.toLowerCase(Locale.ROOT))) {
                credentials.add(digest(word));
            }
        }

        private void word(String found) {
            String word = LetterCase.fold(RemoteTokens.trimmed(found));
            boolean digits = word.chars().anyMatch(c -> c >= '0' && c <= '9');
            boolean letters = word.chars().anyMatch(Character::isLetter);
            int ending = word.lastIndexOf('.');
            String name =
                    ending > 0 && OF_FILES.contains(word.substring(ending + 1)) ? word.substring(0, ending) : word;
            if (name.startsWith("s-1-") || name.length() < (letters ? FEWEST_OF_WORDS : FEWEST_OF_NUMBERS)) {
                return;
            }
            if (!marked) {
                words.add(name);
            } else if (!CommonWords.has(word) && !CommonWords.has(name) && !isMade(name)) {
                (digits ? words : plainWords).add(name);
            }
        }

        /** Whether a word is put together of others that are common, with numbers and dashes in between. */
        private static boolean isMade(String word) {
            for (String part : word.split("[\\d._-]+", -1)) {
                if (part.length() >= 4 && !CommonWords.has(part)) {
                    return false;
                }
            }
            if (MIXED.matcher(word).find()) {
                return false;
            }
            // short parts and numbers say something only where they are many; a year does not
            long digits = YEAR.matcher(word)
                    .replaceAll("")
                    .chars()
                    .filter(c -> c >= '0' && c <= '9')
                    .count();
            return digits < FEWEST_DIGITS;
        }

        private void hosts(String text) {
            HOST.matcher(text).results().limit(MOST).forEach(each -> {
                String host = LetterCase.fold(each.group());
                String[] labels = host.split("\\.", -1);
                String last = labels[labels.length - 1];
                if (OF_FILES.contains(last) || (marked && (CommonWords.has(host) || RemoteTokens.isShared(host)))) {
                    return;
                }
                String domain = labels[labels.length - 2] + "." + last;
                hosts.add(host);
                if (!OF_ANYBODY.contains(domain)
                        && labels[labels.length - 2].length() >= 4
                        && !(marked && CommonWords.has(domain))) {
                    domains.add(domain);
                }
            });
            if (!marked) {
                NUMBER.matcher(text).results().limit(MOST).forEach(each -> address(each.group()));
            }
            IPV4.matcher(text).results().limit(MOST).forEach(each -> {
                if (!RemoteTokens.isPrivate(each.group())) {
                    hosts.add(each.group());
                }
            });
        }

        /** An address of IPv4 that is written as inet_aton(3) takes it. */
        private void address(String number) {
            String[] parts = number.split("\\.", -1);
            long all = 0;
            for (String part : parts) {
                boolean hex = part.length() > 2 && (part.charAt(1) == 'x' || part.charAt(1) == 'X');
                int radix = hex ? 16 : part.length() > 1 && part.charAt(0) == '0' ? 8 : 10;
                try {
                    all = all << 8 | Long.parseLong(hex ? part.substring(2) : part, radix);
                } catch (NumberFormatException e) {
                    return;
                }
            }
            if (all > 0xffffffL && all <= 0xffffffffL) {
                hosts.add((all >> 24) + "." + (all >> 16 & 255) + "." + (all >> 8 & 255) + "." + (all & 255));
            }
        }

        private void key(String blob) {
            try {
                byte[] bytes = Base64.getDecoder().decode(blob);
                keys.add("SHA256:"
                        + Base64.getEncoder()
                                .withoutPadding()
                                .encodeToString(java.util.HexFormat.of()
                                        .parseHex(Sha256.over(bytes).hex())));
            } catch (IllegalArgumentException e) {
                // no key
            }
        }
    }

    private static final int FEWEST_OF_PASSWORDS = 6;
    private static final int FEWEST_OF_NUMBERS = 7;
    private static final int FEWEST_OF_WORDS = 5;
    private static final int FEWEST_DIGITS = 4;
    private static final int FEWEST_OF_SECRETS = 16;
    private static final int HEX_OF_SECRETS = 32;

    /** Nobody guesses it: long, and of letters of both cases with digits, or of hexadecimal digits. */
    private static boolean isSecret(String word) {
        int longest = longestRun(word);
        boolean hex = word.chars().allMatch(c -> Character.digit(c, 16) >= 0);
        if (longest < FEWEST_OF_SECRETS || word.indexOf('.') >= 0) {
            return false;
        }
        return hex ? word.length() >= HEX_OF_SECRETS && kinds(word) >= 2 : kinds(word) == 3 && groups(word) >= 2;
    }

    /** Somebody chose or made it: letters with at least two groups of digits among them. */
    private static boolean isPassword(String word) {
        return kinds(word) == 3
                && groups(word) >= 2
                && word.length() >= 8
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
