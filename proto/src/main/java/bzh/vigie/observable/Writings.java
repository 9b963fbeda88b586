package bzh.vigie.observable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;

/**
 * Decoder of a command's other writings: Base64 (also of UTF-16, gzip, zlib or raw deflate), hexadecimal (also in groups), lists of
 * numbers, escapes of printf, reversed, turned by 13 letters, with quotes and carets in between, put together of parts and variables; and
 * what is in that, so many levels deep. Pure and bounded: hostile text costs no more than {@link #LONGEST} characters of each of {@link #MOST} pieces.
 */
public final class Writings {
    private static final int LONGEST = 16_384;
    private static final int MOST = 48;
    private static final int DEPTH = 4;
    private static final int FEWEST = 6;
    private static final int FEWEST_NUMBERS = 8;
    private static final int FEWEST_PACKED = 16;
    private static final int FEWEST_ESCAPES = 2;
    private static final int LONGEST_BETWEEN = 16;
    private static final int LONGEST_NUMBER = 4;
    private static final int LONGEST_VALUE = 200;

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{12,}={0,2}");
    /** Bytes without anything in between, or in groups of one or more: xxd(1) and bytes.fromhex pass over blanks, others over colons or dashes. */
    private static final Pattern HEX = Pattern.compile("(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{2})++(?![0-9A-Za-z])"
            + "(?:[\\s:-]{1,4}+(?:[0-9A-Fa-f]{2})++(?![0-9A-Za-z]))*+");

    private static final Pattern BETWEEN_BYTES = Pattern.compile("[\\s:-]+");
    /** Of printf(1) and echo(1), where a character of text takes two or three octal digits, of URLs, and by the number of a character (bash, PowerShell, JavaScript). */
    private static final Pattern ESCAPES =
            Pattern.compile("\\\\x([0-9A-Fa-f]{2})|%([0-9A-Fa-f]{2})|\\\\u00([0-9A-Fa-f]{2})"
                    + "|[\\\\`][ux]\\{0{0,4}([0-9A-Fa-f]{2})}|\\\\(0?[0-3][0-7]{2}|[4-7][0-7])");

    private static final Pattern REVERSES = Pattern.compile("(?i)\\brev\\b|strrev|reverse|\\[::-1]|\\[-1\\s?\\.\\.");
    private static final Pattern TURNS = Pattern.compile("(?i)rot_?13|\\bn-za-m");
    private static final Pattern QUOTED = Pattern.compile("'([^']{6,})'|\"([^\"]{6,})\"");
    /** What rev(1) is given, without quotes. */
    private static final Pattern GIVEN_TO_REV = Pattern.compile(
            "\\brev\\s{0,4}<<<\\s{0,4}([^\\s'\";|&<>()]{6,2000})|\\b(?:echo|printf)\\s{1,4}([^'\";|&<>()]{6,2000})\\|\\s{0,4}rev\\b");

    private static final Pattern NUMBER = Pattern.compile("0[xX][0-9A-Fa-f]{1,2}|[0-9A-Fa-f]{2}|\\d{1,3}");
    /** Between two numbers of a list, each of which may be made a character by itself. */
    private static final Pattern BETWEEN = Pattern.compile("(?i)\\W{1,6}(?:(?:char|chrw?|byte|int)\\W{1,3})?");

    private static final Pattern JOINED = Pattern.compile("(['\"])\\s*(?:\\.\\.|[+.])\\s*\\1");
    private static final String WRITTEN = "((?:\\d{1,2}#[0-9A-Za-z]{1,10})|0[xX][0-9A-Fa-f]{1,10}|\\d{1,10})";
    private static final Pattern ARITHMETIC =
            Pattern.compile("\\$\\(\\(\\s*+" + WRITTEN + "\\s*+(?:([-+*])\\s*+" + WRITTEN + "\\s*+)?\\)\\)");
    private static final Pattern DELETED =
            Pattern.compile("\\$\\((?:echo|printf)\\s{1,8}['\"]?([^'\"|;&$()]{1,400}?)['\"]?\\s{0,8}"
                    + "\\|\\s{0,8}tr -d\\s{1,8}['\"]?([^'\"|;&$()\\s]{1,40})['\"]?\\s{0,8}\\)");
    private static final Pattern EXPANDED = Pattern.compile("\\$\\{([A-Za-z_]\\w{0,40}+)([^{}$]{0,80})}");
    private static final Pattern REPLACES = Pattern.compile("(//?)([^/]{1,40})(?:/(.{0,40}))?");
    private static final Pattern CUTS = Pattern.compile(":\\s{0,4}(\\d{1,4})(?::(\\d{1,4}))?");
    private static final Pattern SET =
            Pattern.compile("(?<![\\w$])([A-Za-z_]\\w{0,40})=(?:\"([^\"]*)\"|'([^']*)'|([^\\s;&|'\"]+))");

    /**
     * A writing of a text.
     *
     * @param text as it is read
     * @param rest it without what was decoded out of it; empty where another writing says the same plainer
     * @param decoded whether it stood encoded in another
     */
    public record Writing(String text, String rest, boolean decoded) {}

    private final Map<String, Writing> found = new LinkedHashMap<>();
    private final byte[] plain = new byte[LONGEST];

    private Writings() {}

    /** The text and everything that is written in it otherwise; the text first. */
    public static Set<String> of(String text) {
        return read(text).found.keySet();
    }

    /** The same, each with what is left of it where its parts are writings of their own. */
    public static List<Writing> apart(String text) {
        return List.copyOf(read(text).found.values());
    }

    private static Writings read(String text) {
        Writings writings = new Writings();
        writings.look(text, 0, false);
        return writings;
    }

    /** Whether it is among the writings afterwards. */
    private boolean look(String whole, int depth, boolean decoded) {
        String text = whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST);
        if (found.containsKey(text)) {
            return true;
        }
        if (found.size() >= MOST) {
            return false;
        }
        found.put(text, new Writing(text, text, decoded));
        if (depth >= DEPTH) {
            return true;
        }
        String bare = JOINED.matcher(text.replace("^", "").replace("`", "")).replaceAll("");
        String put = variables(deleted(worked(bare)));
        String plain = escapes(text, bare);
        boolean again = !put.equals(text) && look(put, depth + 1, decoded);
        again |= !plain.equals(text) && look(plain, depth + 1, decoded);
        List<String> pieces = new ArrayList<>();
        if (!plain.equals(bare)) {
            QUOTED.matcher(text).results().limit(MOST).forEach(each -> escaped(given(each), depth, pieces));
        }
        BASE64.matcher(text).results().limit(MOST).forEach(each -> base64(each.group(), depth, pieces));
        HEX.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(each -> each.length() >= 2 * FEWEST)
                .limit(MOST)
                .forEach(each -> hexadecimal(each, depth, pieces));
        numbers(text, depth, pieces);
        if (REVERSES.matcher(text).find()) {
            QUOTED.matcher(text).results().limit(MOST).forEach(each -> reversed(given(each), depth, pieces));
            GIVEN_TO_REV.matcher(text).results().limit(MOST).forEach(each -> reversed(given(each), depth, pieces));
        }
        if (TURNS.matcher(text).find()) {
            QUOTED.matcher(text)
                    .results()
                    .limit(MOST)
                    .forEach(each -> apart(given(each), turned(given(each)), depth, pieces));
        }
        String rest = again ? "" : text;
        for (String piece : pieces) {
            rest = rest.replace(piece, " ");
        }
        found.put(text, new Writing(text, rest, decoded));
        return true;
    }

    private void escaped(String piece, int depth, List<String> pieces) {
        String plain = escapes(piece, piece);
        if (!plain.equals(piece) && look(plain, depth + 1, true)) {
            pieces.add(piece);
        }
    }

    private void reversed(String piece, int depth, List<String> pieces) {
        apart(piece, new StringBuilder(piece).reverse().toString(), depth, pieces);
    }

    private void apart(String piece, String plain, int depth, List<String> pieces) {
        if (look(plain, depth + 1, true)) {
            pieces.add(piece);
        }
    }

    private static String turned(String text) {
        StringBuilder turned = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            int first = c >= 'a' ? 'a' : 'A';
            turned.append(letter ? (char) (first + (c - first + 13) % 26) : c);
        }
        return turned.toString();
    }

    private static String given(MatchResult found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
    }

    /** A text with the results of a shell's arithmetic on one or two numbers (bash(1), Arithmetic Evaluation). */
    private static String worked(String text) {
        return text.contains("$((")
                ? ARITHMETIC.matcher(text).replaceAll(sum -> {
                    long first = number(sum.group(1));
                    long second = sum.group(3) == null ? 0 : number(sum.group(3));
                    return Long.toString(
                            switch (sum.group(2) == null ? "+" : sum.group(2)) {
                                case "-" -> first - second;
                                case "*" -> first * second;
                                default -> first + second;
                            });
                })
                : text;
    }

    private static long number(String written) {
        int base = written.indexOf('#');
        boolean hex = written.startsWith("0x") || written.startsWith("0X");
        boolean octal = !hex && base < 0 && written.startsWith("0");
        int radix = base >= 0 ? Integer.parseInt(written.substring(0, base)) : hex ? 16 : octal ? 8 : 10;
        try {
            return Long.parseLong(written.substring(base >= 0 ? base + 1 : hex ? 2 : 0), radix);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** A text without the characters that {@code tr -d} takes out of a text (tr(1)). */
    private static String deleted(String text) {
        return text.contains("tr -d")
                ? DELETED.matcher(text)
                        .replaceAll(found -> Matcher.quoteReplacement(found.group(1)
                                .chars()
                                .filter(c -> found.group(2).indexOf(c) < 0)
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                                .toString()))
                : text;
    }

    /** A text with variables of a shell in place of their names, as their expansion makes them (bash(1), Parameter Expansion). */
    private static String variables(String text) {
        String put = text;
        Matcher set = SET.matcher(text);
        for (int count = 0; count < 16 && set.find() && put.length() <= LONGEST; count++) {
            String name = set.group(1);
            String value = set.group(2) != null ? set.group(2) : set.group(3) != null ? set.group(3) : set.group(4);
            if (value.length() <= LONGEST_VALUE && !value.contains("$" + name)) {
                put = EXPANDED.matcher(put)
                        .replaceAll(use -> Matcher.quoteReplacement(
                                use.group(1).equals(name) ? expanded(value, use.group(2)) : use.group()))
                        .replaceAll("\\$" + name + "(?!\\w)", Matcher.quoteReplacement(value));
            }
        }
        return put;
    }

    /** A value after an operator of an expansion with plain text; as it is after any other. */
    private static String expanded(String value, String operator) {
        Matcher replaces = REPLACES.matcher(operator);
        if (replaces.matches()) {
            String by = replaces.group(3) == null ? "" : replaces.group(3);
            return replaces.group(1).length() > 1
                    ? value.replace(replaces.group(2), by)
                    : value.replaceFirst(Pattern.quote(replaces.group(2)), Matcher.quoteReplacement(by));
        }
        Matcher cuts = CUTS.matcher(operator);
        if (cuts.matches()) {
            int from = Math.min(Integer.parseInt(cuts.group(1)), value.length());
            int length = cuts.group(2) == null ? value.length() : Integer.parseInt(cuts.group(2));
            return value.substring(from, Math.min(from + length, value.length()));
        }
        String rest = operator.replaceFirst("^(?:##?|%%?)", "");
        if (operator.startsWith("#") && value.startsWith(rest)) {
            return value.substring(rest.length());
        }
        return operator.startsWith("%") && value.endsWith(rest)
                ? value.substring(0, value.length() - rest.length())
                : value;
    }

    /** With characters in place of their escapes; a short one by itself may be a part of a path. */
    private static String escapes(String text, String bare) {
        String from = text.contains("`u{") ? text : bare;
        if (from.indexOf('\\') < 0 && from.indexOf('%') < 0 && from.indexOf('`') < 0) {
            return bare;
        }
        int some = ESCAPES.matcher(from)
                .results()
                .limit(FEWEST_ESCAPES)
                .mapToInt(each -> each.end() - each.start() > 3 || each.group(5) == null ? FEWEST_ESCAPES : 1)
                .sum();
        if (some < FEWEST_ESCAPES) {
            return bare;
        }
        return ESCAPES.matcher(from).replaceAll(each -> {
            String octal = each.group(5);
            int code = octal == null ? Integer.parseInt(hex(each), 16) : Integer.parseInt(octal, 8);
            return code >= ' ' && code < 0x7f ? Matcher.quoteReplacement(String.valueOf((char) code)) : " ";
        });
    }

    private static String hex(MatchResult escape) {
        for (int group = 1; group < 5; group++) {
            if (escape.group(group) != null) {
                return escape.group(group);
            }
        }
        return "0";
    }

    private void hexadecimal(String encoded, int depth, List<String> pieces) {
        String digits = BETWEEN_BYTES.matcher(encoded).replaceAll("");
        int fewest = digits.length() == encoded.length() ? FEWEST : FEWEST_NUMBERS;
        if (digits.length() >= 2 * fewest) {
            decoded(HexFormat.of().parseHex(digits), encoded, depth, pieces);
        }
    }

    private void base64(String encoded, int depth, List<String> pieces) {
        String plain = encoded.replace('-', '+').replace('_', '/').replace("=", "");
        // a word in front of it may hang on it, as in a path: what is decoded from elsewhere is no text
        try {
            decoded(
                    Base64.getDecoder().decode(plain.substring(0, plain.length() - (plain.length() % 4 == 1 ? 1 : 0))),
                    encoded,
                    depth,
                    pieces);
        } catch (IllegalArgumentException e) {
            // no Base64
        }
    }

    /** Lists of numbers that are characters: decimal or hexadecimal, with or without something that makes each of them one. */
    private void numbers(String text, int depth, List<String> pieces) {
        Matcher between = BETWEEN.matcher(text);
        List<String> run = new ArrayList<>();
        int from = 0;
        int end = 0;
        for (int at = 0; at < text.length(); at++) {
            if (!isWord(text.charAt(at))) {
                continue;
            }
            int start = at;
            while (at < text.length() && isWord(text.charAt(at))) {
                at++;
            }
            if (at - start > LONGEST_NUMBER || Character.digit(text.charAt(start), 16) < 0) {
                continue;
            }
            String word = text.substring(start, at);
            if (!NUMBER.matcher(word).matches()) {
                continue;
            }
            boolean next = !run.isEmpty()
                    && start - end <= LONGEST_BETWEEN
                    && between.region(end, start).matches();
            if (!next) {
                list(run, text, from, end, depth, pieces);
                run.clear();
                from = start;
            }
            run.add(word);
            end = at;
        }
        list(run, text, from, end, depth, pieces);
    }

    private static boolean isWord(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private void list(List<String> numbers, String text, int from, int end, int depth, List<String> pieces) {
        if (numbers.size() >= FEWEST_NUMBERS) {
            String piece = text.substring(from, end);
            decoded(bytes(numbers, 10), piece, depth, pieces);
            decoded(bytes(numbers, 16), piece, depth, pieces);
        }
    }

    /** Numbers as bytes, where each of them is one; of those in hexadecimal without a prefix each has two digits. */
    private static byte[] bytes(List<String> numbers, int radix) {
        byte[] bytes = new byte[numbers.size()];
        for (int i = 0; i < bytes.length; i++) {
            String number = numbers.get(i);
            boolean prefixed = number.length() > 2 && Character.toLowerCase(number.charAt(1)) == 'x';
            String digits = prefixed ? number.substring(2) : number;
            boolean decimal = !prefixed && radix == 10;
            boolean fits = decimal ? digits.chars().allMatch(c -> c <= '9') : prefixed || digits.length() == 2;
            int value = fits ? Integer.parseInt(digits, decimal ? 10 : 16) : 256;
            if (value > 255) {
                return new byte[0];
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }

    private void decoded(byte[] bytes, String piece, int depth, List<String> pieces) {
        String text = text(bytes);
        if (text.isEmpty() && bytes.length >= FEWEST_PACKED) {
            text = text(unpacked(bytes));
        }
        if (!text.isEmpty() && look(text, depth + 1, true)) {
            pieces.add(piece);
        }
    }

    /** Bytes that are text, as text; else nothing. */
    private static String text(byte[] bytes) {
        boolean wide = bytes.length >= 8 && bytes[1] == 0 && bytes[3] == 0 && bytes[5] == 0;
        String text = new String(bytes, wide ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
        long shown = text.chars()
                .filter(c -> (c >= ' ' && c < 0x7f) || c == '\n' || c == '\t' || c == '\r')
                .count();
        return text.length() >= FEWEST && shown >= text.length() * 0.9 ? text : "";
    }

    /** Out of gzip (RFC 1952), zlib (RFC 1950) or deflate by itself (RFC 1951); empty where it is none. */
    private byte[] unpacked(byte[] bytes) {
        if ((bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b) {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                return in.readNBytes(LONGEST);
            } catch (IOException e) {
                return new byte[0];
            }
        }
        boolean zlib = bytes[0] == 0x78 && ((bytes[0] & 0xff) << 8 | (bytes[1] & 0xff)) % 31 == 0;
        // a block is packed in one of two ways (RFC 1951, 3.2.3)
        int way = bytes[0] >> 1 & 3;
        byte[] unpacked = zlib ? inflated(bytes, false) : new byte[0];
        return unpacked.length == 0 && (way == 1 || way == 2) ? inflated(bytes, true) : unpacked;
    }

    /** What is only a beginning is nothing: other bytes often begin so. */
    private byte[] inflated(byte[] bytes, boolean raw) {
        Inflater inflater = new Inflater(raw);
        try {
            inflater.setInput(bytes);
            int length = inflater.inflate(plain);
            return inflater.finished() || length == LONGEST ? Arrays.copyOf(plain, length) : new byte[0];
        } catch (DataFormatException e) {
            return new byte[0];
        } finally {
            inflater.end();
        }
    }
}
