package bzh.vigie.observable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * What a command says in other writings: Base64 (also of UTF-16, gzip, zlib or deflate), hexadecimal, escapes of printf, reversed, turned by
 * 13 letters, with quotes and carets in between, put together of parts and variables; and what is in that, so many levels deep. Pure and bounded: hostile text costs no
 * more than {@link #LONGEST} characters of each of {@link #MOST} pieces.
 */
public final class Writings {
    private static final int LONGEST = 16_384;
    private static final int MOST = 48;
    private static final int DEPTH = 4;
    private static final int FEWEST = 6;
    private static final int LONGEST_VALUE = 200;

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{12,}={0,2}");
    private static final Pattern HEX = Pattern.compile("(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{2}){6,}(?![0-9A-Za-z])");
    private static final Pattern ESCAPES = Pattern.compile("(?:\\\\x[0-9A-Fa-f]{2}|\\\\0?[0-7]{3}|%[0-9A-Fa-f]{2})");
    private static final Pattern REVERSES = Pattern.compile("(?i)\\brev\\b|strrev|reverse|\\[::-1]");
    private static final Pattern TURNS = Pattern.compile("(?i)rot_?13|\\bn-za-m");
    private static final Pattern QUOTED = Pattern.compile("'([^']{6,})'|\"([^\"]{6,})\"");
    private static final Pattern JOINED = Pattern.compile("(['\"])\\s*[+.]\\s*\\1");
    private static final Pattern SET =
            Pattern.compile("(?<![\\w$])([A-Za-z_]\\w{0,40})=(?:\"([^\"]*)\"|'([^']*)'|([^\\s;&|'\"]+))");

    private final Set<String> found = new LinkedHashSet<>();

    private Writings() {}

    /** The text and everything that is written in it otherwise; the text first. */
    public static Set<String> of(String text) {
        Writings writings = new Writings();
        writings.look(text, 0);
        return writings.found;
    }

    private void look(String whole, int depth) {
        String text = whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST);
        if (found.size() >= MOST || !found.add(text) || depth >= DEPTH) {
            return;
        }
        String bare = JOINED.matcher(text.replace("^", "").replace("`", "")).replaceAll("");
        look(variables(bare), depth + 1);
        look(escapes(bare), depth + 1);
        BASE64.matcher(text).results().limit(MOST).forEach(each -> base64(each.group(), depth));
        HEX.matcher(text)
                .results()
                .limit(MOST)
                .forEach(each -> decoded(HexFormat.of().parseHex(each.group().toLowerCase(Locale.ROOT)), depth));
        if (REVERSES.matcher(text).find()) {
            QUOTED.matcher(text)
                    .results()
                    .limit(MOST)
                    .forEach(each ->
                            look(new StringBuilder(quoted(each)).reverse().toString(), depth + 1));
        }
        if (TURNS.matcher(text).find()) {
            QUOTED.matcher(text).results().limit(MOST).forEach(each -> look(turned(quoted(each)), depth + 1));
        }
    }

    private static String quoted(MatchResult found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
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

    /** With variables of a shell in place of their names. */
    private static String variables(String text) {
        String put = text;
        Matcher set = SET.matcher(text);
        for (int count = 0; count < 16 && set.find() && put.length() <= LONGEST; count++) {
            String name = set.group(1);
            String value = set.group(2) != null ? set.group(2) : set.group(3) != null ? set.group(3) : set.group(4);
            if (value.length() <= LONGEST_VALUE && !value.contains("$" + name)) {
                put = put.replace("${" + name + "}", value)
                        .replaceAll("\\$" + name + "(?!\\w)", Matcher.quoteReplacement(value));
            }
        }
        return put;
    }

    private static String escapes(String text) {
        return ESCAPES.matcher(text).replaceAll(each -> {
            String escape = each.group();
            boolean hex = escape.charAt(0) == '%' || escape.charAt(1) == 'x';
            int code = hex
                    ? Integer.parseInt(escape.substring(escape.charAt(0) == '%' ? 1 : 2), 16)
                    : Integer.parseInt(escape.substring(1), 8);
            return code >= ' ' && code < 0x7f ? Matcher.quoteReplacement(String.valueOf((char) code)) : " ";
        });
    }

    private void base64(String encoded, int depth) {
        String plain = encoded.replace('-', '+').replace('_', '/').replace("=", "");
        // a word in front of it may hang on it, as in a path: what is decoded from elsewhere is no text
        try {
            decoded(
                    Base64.getDecoder().decode(plain.substring(0, plain.length() - (plain.length() % 4 == 1 ? 1 : 0))),
                    depth);
        } catch (IllegalArgumentException e) {
            // no Base64
        }
    }

    private void decoded(byte[] bytes, int depth) {
        byte[] plain = bytes;
        if (bytes.length > 8 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b) {
            plain = inflated(bytes, GZIPInputStream::new);
        } else if (bytes.length > 8 && bytes[0] == 0x78 && ((bytes[0] & 0xff) << 8 | (bytes[1] & 0xff)) % 31 == 0) {
            plain = inflated(bytes, InflaterInputStream::new);
        }
        if (!text(plain, depth)) {
            text(deflated(bytes), depth);
        }
    }

    /** Looks into bytes that are text, and says whether they are. */
    private boolean text(byte[] plain, int depth) {
        boolean wide = plain.length >= 8 && plain[1] == 0 && plain[3] == 0 && plain[5] == 0;
        String text = new String(plain, wide ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
        long shown = text.chars()
                .filter(c -> (c >= ' ' && c < 0x7f) || c == '\n' || c == '\t' || c == '\r')
                .count();
        boolean is = text.length() >= FEWEST && shown >= text.length() * 0.9;
        if (is) {
            look(text, depth + 1);
        }
        return is;
    }

    /** How a stream is unpacked. */
    private interface Unpacking {
        InputStream of(InputStream packed) throws IOException;
    }

    private static byte[] inflated(byte[] bytes, Unpacking unpacking) {
        try (InputStream from = new ByteArrayInputStream(bytes);
                InputStream in = unpacking.of(from)) {
            return in.readNBytes(LONGEST);
        } catch (IOException e) {
            return bytes;
        }
    }

    /** Of deflate without a head (RFC 1951), as {@code gzinflate} and {@code DeflateStream} take it. */
    private static byte[] deflated(byte[] bytes) {
        Inflater inflater = new Inflater(true);
        try {
            // the last byte is asked for and not used (java.util.zip.Inflater)
            return inflated(Arrays.copyOf(bytes, bytes.length + 1), in -> new InflaterInputStream(in, inflater));
        } finally {
            inflater.end();
        }
    }
}
