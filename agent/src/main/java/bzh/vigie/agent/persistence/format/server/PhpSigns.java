package bzh.vigie.agent.persistence.format.server;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What in a PHP page is done by web shells and hardly ever by pages. Looked for only around the few words without which there
 * is none, so that a site of thousands of pages costs little.
 */
final class PhpSigns {
    private static final int BEFORE = 240;
    private static final int AFTER = 320;
    private static final int MAX_WINDOWS = 2_000;
    private static final int SHOWN = 160;

    /** In a larger page a variable of that name further on is another one. */
    private static final int SMALL_PAGE = 64 << 10;

    private static final String REQUEST =
            "(?:\\$_(?:REQUEST|GET|POST|COOKIE|FILES|SERVER\\s{0,4}\\[\\s{0,4}['\"]HTTP_)|php://input|getallheaders|apache_request_headers)";
    private static final String NOT_A_METHOD = "(?<![\\w>:$]|new\\s)";
    private static final String INCLUDE = "(?:include|require)(?:_once)?\\s{0,8}\\(?\\s{0,8}";
    /** Where a page is no file: what follows is the code, or says how to make it (PHP manual, Supported Protocols and Wrappers). */
    private static final String STREAM = "(?:data:|expect:|php://filter/)";

    private static final String DECODERS =
            "(?:base64_decode|gzinflate|gzuncompress|gzdecode|str_rot13|convert_uudecode|hex2bin|strrev|openssl_decrypt)";

    /** The words around which something is looked for. */
    private enum Word {
        REQUEST,
        DECODER,
        REPLACE,
        STREAM,
        CHARACTER,
        ESCAPE
    }

    private static final EnumSet<Word> WRITING = EnumSet.of(Word.CHARACTER, Word.ESCAPE);

    /** What is looked for around which words. */
    private record Sign(Word word, Pattern pattern) {
        Sign(Word word, String pattern) {
            this(word, Pattern.compile(pattern, Pattern.CASE_INSENSITIVE));
        }
    }

    private static final List<Sign> SIGNS = List.of(
            new Sign(
                    Word.REQUEST,
                    NOT_A_METHOD
                            + "(?:eval|assert(?!\\s{0,8}\\(\\s{0,8}(?:!|is_\\w|isset\\b|empty\\b|count\\b|[^;()]{0,80}\\binstanceof\\b))|system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec|create_function"
                            + "|call_user_func(?:_array)?)\\s{0,8}\\([^;]{0,200}" + REQUEST),
            new Sign(Word.REQUEST, NOT_A_METHOD + INCLUDE + REQUEST),
            new Sign(Word.REQUEST, "\\$_(?:REQUEST|GET|POST|COOKIE)\\s{0,4}\\[[^\\]]{1,60}]\\s{0,4}\\("),
            new Sign(Word.REQUEST, "(?:[=(;.]|\\becho|\\bprint|\\breturn)\\s{0,4}`[^`\\n]{0,100}" + REQUEST),
            new Sign(
                    Word.DECODER,
                    NOT_A_METHOD + "(?:eval|assert|create_function)\\s{0,8}\\([^;]{0,100}" + DECODERS + "\\s{0,8}\\("),
            new Sign(Word.DECODER, NOT_A_METHOD + INCLUDE + DECODERS + "\\s{0,8}\\("),
            new Sign(Word.STREAM, NOT_A_METHOD + INCLUDE + "['\"]" + STREAM + "[^;]{0,120}"),
            new Sign(
                    Word.REPLACE,
                    "preg_replace\\s{0,8}\\(\\s{0,8}['\"]([/~#@|!]).{0,200}\\1(?-i:[imsxADSUXJu]{0,8}e[imsxADSUXJu]{0,8})['\"]"),
            new Sign(Word.CHARACTER, "(?:chr\\s{0,4}\\(\\s{0,4}\\d{1,3}\\s{0,4}\\)\\s{0,4}\\.\\s{0,4}){6}"),
            new Sign(
                    Word.DECODER,
                    "\\$(\\w{1,40})\\s{0,8}=\\s{0,8}" + DECODERS
                            + "\\s{0,8}\\([^;]{0,100};.{0,160}(?<![\\w>])\\$\\1\\s{0,4}\\("),
            new Sign(
                    Word.ESCAPE,
                    "\\$(\\w{1,40})\\s{0,8}=\\s{0,8}[\"'](?:\\\\x[0-9a-f]{2}){2}[^;]{0,100};.{0,160}(?<![\\w>])\\$\\1\\s{0,4}\\("),
            new Sign(Word.ESCAPE, "\\$\\{?[\"'](?:\\\\x[0-9a-f]{2}){4}"));

    /** Function that takes the name of another one and calls it, given the name of one that evaluates or runs. */
    private static final Pattern HANDED = Pattern.compile(
            "\\b(?:array_(?:map|filter|walk(?:_recursive)?|reduce|u?diff_u?key|u(?:diff|intersect)\\w{0,8})|u[ak]?sort|iterator_apply|register_(?:shutdown|tick)_function"
                    + "|filter_(?:var|input)(?:_array)?|forward_static_call(?:_array)?|preg_replace_callback(?:_array)?|mb_ereg_replace_callback|ob_start|new\\s{1,4}ReflectionFunction|header_register_callback|spl_autoload_register)"
                    + "\\s{0,8}\\([^;]{0,200}['\"](?:assert|eval|create_function|system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec)['\"]",
            Pattern.CASE_INSENSITIVE);

    /** A request's data under a name that a request gives. */
    private static final Pattern WRITTEN = Pattern.compile(
            "\\bfile_put_contents\\s{0,8}\\(\\s{0,8}" + REQUEST + "[^;]{0,200}" + REQUEST, Pattern.CASE_INSENSITIVE);

    /** A variable that names what is no file, or nobody can read, and an inclusion of a variable. */
    private static final Pattern NAMES_STREAM = Pattern.compile(
            "\\$(\\w{1,40})\\s{0,8}\\.?=\\s{0,8}(?:['\"]" + STREAM + "|@?" + DECODERS + "\\s{0,4}\\()",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern INCLUDES =
            Pattern.compile(NOT_A_METHOD + INCLUDE + "[\"{]{0,2}\\$(\\w{1,40})", Pattern.CASE_INSENSITIVE);
    /** A first piece of such a name. */
    private static final Pattern PIECE = Pattern.compile(
            "['\"](?:d(?:a(?:ta?)?)?|e(?:x(?:p(?:e(?:ct?)?)?)?)?|p(?:h(?:p(?::/{0,2})?)?)?)['\"]\\s{0,8}\\.(?!=)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern FILLED =
            Pattern.compile("\\$(\\w{1,40})\\s{0,8}=\\s{0,8}[^;\\n]{0,80}" + REQUEST, Pattern.CASE_INSENSITIVE);
    private static final Pattern RUN = Pattern.compile(
            NOT_A_METHOD
                    + "(?:eval|assert(?!\\s{0,8}\\(\\s{0,8}(?:!|is_\\w|isset\\b|empty\\b|count\\b|[^;()]{0,80}\\binstanceof\\b))|system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec|create_function|call_user_func(?:_array)?)"
                    + "\\s{0,8}\\([^;$]{0,80}\\$(\\w{1,40})",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern PICTURE = Pattern.compile("\\A(?:GIF8[79]a|\\\\x89PNG|\\\\xff\\\\xd8)");

    private PhpSigns() {}

    /** The places of a page that show it, each once and short; none for an ordinary page. */
    static List<String> in(String page) {
        Map<Word, List<String>> windows = windows(page);
        Set<String> shown = new LinkedHashSet<>();
        if (page.length() <= SMALL_PAGE
                && (!windows.isEmpty()
                        || PhpFlow.runs(page)
                        || PIECE.matcher(page).find())) {
            small(page, windows, shown);
        } else {
            signs(windows, EnumSet.allOf(Word.class), shown);
        }
        if (PICTURE.matcher(page).find() && page.contains("<?")) {
            shown.add("<? after the head of a picture");
        }
        return List.copyOf(shown);
    }

    private static void signs(Map<Word, List<String>> windows, Set<Word> words, Set<String> shown) {
        for (Sign sign : SIGNS) {
            List<String> around =
                    words.contains(sign.word()) ? windows.getOrDefault(sign.word(), List.of()) : List.of();
            for (String window : around) {
                Matcher matcher = sign.pattern().matcher(window);
                if (matcher.find()) {
                    shown.add(excerpt(matcher));
                    break;
                }
            }
        }
    }

    /** A page as its interpreter takes it; how text is written is seen before that. */
    private static void small(String page, Map<Word, List<String>> written, Set<String> shown) {
        signs(written, WRITING, shown);
        String code = PhpText.plain(page);
        Map<Word, List<String>> windows = windows(code);
        signs(windows, EnumSet.complementOf(WRITING), shown);
        if (windows.containsKey(Word.REQUEST)) {
            for (Pattern pattern : List.of(HANDED, WRITTEN)) {
                Matcher matcher = pattern.matcher(code);
                if (matcher.find()) {
                    shown.add(excerpt(matcher));
                }
            }
            filledAndRun(code, windows.get(Word.REQUEST), shown);
        }
        if (windows.containsKey(Word.STREAM) || windows.containsKey(Word.DECODER)) {
            namedIn(code, NAMES_STREAM, code, INCLUDES, shown);
        }
        if (shown.isEmpty()) {
            PhpFlow.end(code).ifPresent(shown::add);
        }
    }

    /** A variable that a request fills is run further on. */
    private static void filledAndRun(String text, List<String> windows, Set<String> shown) {
        namedIn(String.join("\n", windows), FILLED, text, RUN, shown);
    }

    /** The first place where a variable that one pattern finds in a text is used as the other has it. */
    private static void namedIn(String text, Pattern names, String code, Pattern uses, Set<String> shown) {
        Set<String> named =
                names.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
        Matcher use = uses.matcher(code);
        while (!named.isEmpty() && use.find()) {
            if (named.contains(use.group(1))) {
                shown.add(excerpt(use));
                return;
            }
        }
    }

    /** One pass over the text by the rarest character of each word. */
    private static Map<Word, List<String>> windows(String text) {
        Map<Word, List<String>> windows = new EnumMap<>(Word.class);
        Map<Word, Integer> covered = new EnumMap<>(Word.class);
        for (int i = 0; i < text.length(); i++) {
            Optional<Word> word = switch (text.charAt(i)) {
                case '_' -> underscore(text, i);
                case 'z', 'Z' ->
                    found(
                            Word.DECODER,
                            is(text, i - 1, "gzinflate")
                                    || is(text, i - 1, "gzuncompress")
                                    || is(text, i - 1, "gzdecode"));
                case '2' -> found(Word.DECODER, is(text, i - 3, "hex2bin"));
                case 'v', 'V' -> found(Word.DECODER, is(text, i - 5, "strrev"));
                case ':' ->
                    is(text, i - 3, "php://input")
                            ? Optional.of(Word.REQUEST)
                            : found(
                                    Word.STREAM,
                                    is(text, i - 4, "data:")
                                            || is(text, i - 6, "expect:")
                                            || is(text, i - 3, "php://filter/"));
                case 'l', 'L' -> found(Word.REQUEST, is(text, i - 4, "getallheaders"));
                case 'h', 'H' -> found(Word.CHARACTER, is(text, i - 1, "chr(") || is(text, i - 1, "chr ("));
                case '\\' -> found(Word.ESCAPE, is(text, i, "\\x"));
                default -> Optional.empty();
            };
            if (word.isPresent() && i >= covered.getOrDefault(word.get(), 0)) {
                List<String> of = windows.computeIfAbsent(word.get(), w -> new ArrayList<>());
                if (of.size() < MAX_WINDOWS) {
                    covered.put(word.get(), i + AFTER - BEFORE);
                    of.add(text.substring(Math.max(0, i - BEFORE), Math.min(text.length(), i + AFTER)));
                }
            }
        }
        return windows;
    }

    private static Optional<Word> underscore(String text, int i) {
        if (i > 0 && text.charAt(i - 1) == '$') {
            return Optional.of(Word.REQUEST);
        }
        if (is(text, i - 4, "preg_replace")) {
            return Optional.of(Word.REPLACE);
        }
        if (is(text, i - 6, "apache_request_headers")) {
            return Optional.of(Word.REQUEST);
        }
        return found(
                Word.DECODER,
                is(text, i - 6, "base64_decode")
                        || is(text, i - 3, "str_rot13")
                        || is(text, i - 7, "convert_uudecode")
                        || is(text, i - 7, "openssl_decrypt"));
    }

    private static Optional<Word> found(Word word, boolean is) {
        return is ? Optional.of(word) : Optional.empty();
    }

    private static boolean is(String text, int at, String word) {
        return text.regionMatches(true, at, word, 0, word.length());
    }

    private static String excerpt(Matcher found) {
        String whole = found.group();
        return (whole.length() <= SHOWN ? whole : whole.substring(0, SHOWN))
                .replaceAll("\\s+", " ")
                .strip();
    }
}
