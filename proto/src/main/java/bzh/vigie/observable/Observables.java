package bzh.vigie.observable;

import bzh.vigie.event.ItemNames;
import bzh.vigie.event.Sha256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Observables of a script or a setting, each as {@code kind=value}: what could be known again elsewhere, and nothing else of the text. Words
 * that look like secrets or passwords leave it only as digests. Pure; at most {@link #MOST}, those of the first kinds first.
 */
public final class Observables {
    /** So many are told of one text. */
    public static final int MOST = 64;

    /** So many words on the watchlist are told besides. */
    public static final int MOST_WORDS = 16;

    private static final int MOST_OF_KIND = 24;
    private static final int LONGEST_TEXT = 64 << 10;
    private static final int PIECE = 12 << 10;
    private static final int LONGEST_SECRET = 160;
    private static final int LONGEST_VALUE = 256;

    /** Private keys and certificates: each of their lines would look like a secret. */
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN [A-Z0-9 ]{1,40}-----[A-Za-z0-9+/=\\s:,-]{0,20000}?-----END [A-Z0-9 ]{1,40}-----");

    private static final Pattern KEY_FILE =
            Pattern.compile("\\s{0,8}(?:-----BEGIN (?:OPENSSH |RSA |EC )?PRIVATE KEY-----|PuTTY-User-Key-File-)");
    /** A value in quotes, behind an equals sign, a colon or an option. */
    private static final Pattern GIVEN = Pattern.compile(
            "(?:[\"'=:]|\\s-{1,2}[\\w-]{1,30}\\s)([^\\s\"'=:@/;,()<>{}\\[\\]|&$\\\\`]{8,64})(?=[\"'@\\s;,]|$)");

    /** What is put together of words that are looked at by themselves. */
    private static final Pattern JOINED = Pattern.compile("[=:@?#]|//|^/");

    /** A name under which a page takes what a request gives: of PHP, ASP, JSP, CGI. */
    private static final Pattern PARAMETER = Pattern.compile(
            "(?i)(?:\\$_(?:GET|POST|REQUEST|COOKIE|FILES|SERVER)|\\bRequest(?:\\.\\w{1,20})?|getParameter|getHeader|getvalue|\\bparam)"
                    + "\\s{0,4}[\\[({]\\s{0,4}\\\\?[\"']?([\\w.-]{3,64})");
    /** Of nothing, by MD5, SHA-1 and SHA-256. */
    private static final Set<String> OF_NOTHING = Set.of(
            "d41d8cd98f00b204e9800998ecf8427e",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    /** What an observable is. */
    public enum Kind {
        /** A public address as {@link Addresses} tells it. */
        ADDRESS,
        /** A name of a host. */
        HOST,
        /** The fingerprint of a public key of SSH, or of the one that belongs to a private key. */
        KEY,
        /** The digest of a word that nobody can guess. */
        SECRET,
        /** The digest of a word that looks like a password. */
        PASSWORD,
        /** A path with a hidden part. */
        PATH,
        /** A name under which a web page takes what a request gives. */
        PARAMETER,
        /** An address of mail, in small letters. */
        MAIL,
        /** SHA-256 of a program or a library that is reached, in hex digits. */
        FILE,
        /** The digest of a word that is on the watchlist; no part of what an item is. */
        WORD;

        private final String prefix = name().toLowerCase(Locale.ROOT) + "=";
    }

    private final Map<Kind, Set<String>> found = new EnumMap<>(Kind.class);

    private Observables() {}

    /** Of these texts together, in the order of their kinds. */
    public static List<String> of(Collection<String> texts) {
        Observables observables = new Observables();
        for (String text : texts) {
            String whole = cut(text, LONGEST_TEXT);
            TextParts.sshKeys(whole).forEach(each -> observables.add(Kind.KEY, each));
            String bounded = PEM.matcher(whole).replaceAll(" ");
            for (String piece : pieces(bounded)) {
                Writings.of(piece).forEach(observables::look);
            }
        }
        List<String> all = new ArrayList<>();
        observables.found.forEach((kind, values) -> values.stream()
                .filter(value -> value.length() <= LONGEST_VALUE)
                .limit(Math.min(MOST_OF_KIND, MOST - all.size()))
                .forEach(value -> all.add(kind.prefix + value)));
        return all;
    }

    /** Words on a watchlist in these texts together, in whichever writing: at most {@link #MOST_WORDS}. */
    public static List<String> words(Collection<String> texts, Predicate<String> isListed) {
        Set<String> looked = new HashSet<>();
        Set<String> listed = new TreeSet<>();
        Consumer<String> look = word -> {
            if (word.length() <= LONGEST_VALUE && looked.add(word)) {
                String digest = TextParts.digest(word);
                if (isListed.test(digest)) {
                    listed.add(digest);
                }
            }
        };
        for (String text : texts) {
            for (String piece : pieces(cut(text, LONGEST_TEXT))) {
                for (String writing : Writings.of(piece)) {
                    TextParts.words(writing, look);
                    TextParts.names(writing).forEach(name -> {
                        look.accept(name);
                        TextParts.ofName(name).forEach(look);
                    });
                    TextParts.mails(writing).forEach(look);
                }
            }
        }
        return listed.stream()
                .limit(MOST_WORDS)
                .map(each -> ItemNames.LISTED_WORD + each)
                .toList();
    }

    /** A program or a library that is reached. */
    public static String program(Sha256 content) {
        return Kind.FILE.prefix + content.hex();
    }

    /** Whether a file begins as one of a private key does. */
    public static boolean isKeyFile(String content) {
        return KEY_FILE.matcher(content).lookingAt();
    }

    /** Whether an observable says what is on the watchlist, and not what there is. */
    public static boolean isListed(String observable) {
        return observable.startsWith(ItemNames.LISTED_WORD);
    }

    /** The values of that kind among observables. */
    public static List<String> values(Collection<String> observables, Kind kind) {
        return observables.stream()
                .filter(each -> each.startsWith(kind.prefix))
                .map(each -> each.substring(kind.prefix.length()))
                .toList();
    }

    private void look(String text) {
        Addresses.in(text, false).forEach(each -> add(Kind.ADDRESS, each));
        TextParts.hostsInCode(text).forEach(each -> add(Kind.HOST, each));
        TextParts.sshKeys(text).forEach(each -> add(Kind.KEY, each));
        TextParts.hiddenPaths(text).forEach(each -> add(Kind.PATH, each));
        TextParts.mails(text).forEach(each -> add(Kind.MAIL, each));
        PARAMETER.matcher(text).results().limit(TextParts.MOST).forEach(each -> add(Kind.PARAMETER, each.group(1)));
        TextParts.words(text, word -> {
            boolean whole = JOINED.matcher(word).find();
            boolean known = whole || OF_NOTHING.contains(word.toLowerCase(Locale.ROOT)) || TextParts.isSshKey(word);
            if (word.length() <= LONGEST_SECRET
                    && !known
                    && TextParts.isSecret(word)
                    && !TextParts.isIdentifier(word)) {
                add(Kind.SECRET, TextParts.digest(word));
            }
        });
        GIVEN.matcher(text)
                .results()
                .limit(TextParts.MOST)
                .map(each -> each.group(1))
                .forEach(word -> {
                    if (TextParts.isPassword(word) && !TextParts.isSecret(word)) {
                        add(Kind.PASSWORD, TextParts.digest(word));
                    }
                });
    }

    private void add(Kind kind, String value) {
        found.computeIfAbsent(kind, each -> new TreeSet<>()).add(value);
    }

    /** Parts of a length that can be looked into, cut between lines where there are any. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (text.length() - from > PIECE) {
            int line = text.lastIndexOf('\n', from + PIECE);
            int end = line > from ? line : from + PIECE;
            pieces.add(text.substring(from, end));
            from = end;
        }
        pieces.add(text.substring(from));
        return pieces;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
