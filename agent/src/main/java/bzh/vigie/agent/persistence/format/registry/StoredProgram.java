package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.FileDigest;
import bzh.vigie.agent.host.KeyGathering;
import bzh.vigie.agent.host.RegistryValue.Data;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program or a script that a registry value holds, as it is or encoded. Readers give the first 64 KiB of a value, and no more is judged.
 *
 * @param form how it is encoded; empty where it is not
 * @param size of what was decoded, as far as it was read, in bytes; {@code sha256} is of these
 */
record StoredProgram(Kind kind, String form, int size, String sha256, boolean isCut) {
    /** What it is. */
    enum Kind {
        /** A portable executable (Microsoft, "PE Format"). */
        PROGRAM,
        /** Compressed with gzip (RFC 1952), which scripts unpack as easily as a program. */
        COMPRESSED,
        /** Text in which a script's words for loading code stand. */
        SCRIPT
    }

    private static final int SMALLEST_PROGRAM = 256;
    private static final int SHORTEST_SCRIPT = 100;
    private static final Pattern BLANK = Pattern.compile("\\s");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{256,}+={0,2}");
    private static final Pattern PAIR_MARK = Pattern.compile("(?i)0x|\\\\x|[,;: \\-%$]");
    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{512,}+");
    private static final Pattern NUMBERS = Pattern.compile("[\\d,; |]{512,}+");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}+");
    private static final Pattern SCRIPT =
            Pattern.compile("(?i)frombase64string|\\binvoke-expression\\b|\\biex\\b|virtualalloc"
                    + "|reflection\\.assembly|activexobject|wscript\\.shell|\\bdownloadstring\\b|\\bdownloaddata\\b|net\\.webclient|dllimport"
                    + "|createobject\\s?\\(|\\[byte\\[\\]\\]|getdelegateforfunctionpointer|io\\.compression|invoke-webrequest"
                    + "|unsafenativemethods|scriptblock\\]::create|\\beval\\s?\\(|add-type\\b");

    /** Program in a value; empty where the value holds none. */
    static Optional<StoredProgram> in(Data data) {
        return switch (data) {
            case Data.Raw raw -> ofBytes(raw.bytes());
            case Data.Text text -> ofText(text.text(), isCut(2 * text.text().length()));
            case Data.Texts texts -> ofText(String.join("", texts.texts()), false);
            case Data.Numeric ignored -> Optional.empty();
            case Data.Link ignored -> Optional.empty();
        };
    }

    /** A text may have lost its last unit and the NUL. */
    private static boolean isCut(int bytes) {
        return bytes >= KeyGathering.MAX_DATA - 2;
    }

    private static Optional<StoredProgram> ofBytes(byte[] bytes) {
        boolean cut = isCut(bytes.length);
        if (isProgram(bytes)) {
            return Optional.of(of(Kind.PROGRAM, "", bytes, cut));
        }
        return text(bytes).flatMap(text -> ofText(text, cut));
    }

    private static Optional<StoredProgram> ofText(String text, boolean cut) {
        if (text.length() < SHORTEST_SCRIPT) {
            return Optional.empty();
        }
        if (SCRIPT.matcher(text).find()) {
            return Optional.of(of(Kind.SCRIPT, "", text.getBytes(StandardCharsets.UTF_8), cut));
        }
        return encoded(text, "", cut)
                .or(() -> encoded(new StringBuilder(text).reverse().toString(), "reversed ", cut));
    }

    private static Optional<StoredProgram> encoded(String text, String before, boolean cut) {
        return ofContent(numbers(text), before + "decimal numbers", cut)
                .or(() -> ofContent(hex(text), before + "hexadecimal", cut))
                .or(() -> ofContent(base64(text), before + "Base64", cut));
    }

    private static Optional<StoredProgram> ofContent(byte[] content, String form, boolean cut) {
        if (isProgram(content)) {
            return Optional.of(of(Kind.PROGRAM, form, content, cut));
        }
        if (content.length > SMALLEST_PROGRAM && content[0] == 0x1f && (content[1] & 0xff) == 0x8b && content[2] == 8) {
            return Optional.of(of(Kind.COMPRESSED, form, content, cut));
        }
        return text(content)
                .filter(script -> SCRIPT.matcher(script).find())
                .map(script -> of(Kind.SCRIPT, form, content, cut));
    }

    private static byte[] base64(String text) {
        String one = BLANK.matcher(text).replaceAll("");
        if (!BASE64.matcher(one).matches()) {
            return new byte[0];
        }
        String plain = one.replace('-', '+').replace('_', '/').replace("=", "");
        return Base64.getDecoder().decode(plain.substring(0, plain.length() - (plain.length() % 4 == 1 ? 1 : 0)));
    }

    private static byte[] hex(String text) {
        String one = PAIR_MARK.matcher(BLANK.matcher(text).replaceAll("")).replaceAll("");
        return HEX.matcher(one).matches() ? HexFormat.of().parseHex(one, 0, one.length() / 2 * 2) : new byte[0];
    }

    private static byte[] numbers(String text) {
        String one = BLANK.matcher(text.strip()).replaceAll(" ");
        if (!NUMBERS.matcher(one).matches()) {
            return new byte[0];
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Matcher number = NUMBER.matcher(one); number.find(); ) {
            int value = Integer.parseInt(number.group());
            if (value > 255) {
                return new byte[0];
            }
            bytes.write(value);
        }
        return bytes.toByteArray();
    }

    /** Bytes that are text throughout, of one byte each or UTF-16; empty for others. */
    private static Optional<String> text(byte[] bytes) {
        if (bytes.length < SHORTEST_SCRIPT) {
            return Optional.empty();
        }
        boolean wide = bytes[1] == 0 && bytes[3] == 0;
        String text = new String(bytes, wide ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        String upToEnd = end < 0 ? text : text.substring(0, end);
        boolean isText = upToEnd.chars()
                .limit(512)
                .allMatch(c -> c >= ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\ufeff');
        return isText ? Optional.of(upToEnd) : Optional.empty();
    }

    private static boolean isProgram(byte[] bytes) {
        if (bytes.length < SMALLEST_PROGRAM || bytes[0] != 'M' || bytes[1] != 'Z') {
            return false;
        }
        int header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(0x3c);
        return header >= 0x40
                && header <= bytes.length - 4
                && bytes[header] == 'P'
                && bytes[header + 1] == 'E'
                && bytes[header + 2] == 0
                && bytes[header + 3] == 0;
    }

    private static StoredProgram of(Kind kind, String form, byte[] content, boolean cut) {
        String sha256 = HexFormat.of().formatHex(FileDigest.sha256().digest(content));
        return new StoredProgram(kind, form, content.length, sha256, cut);
    }

    boolean isEncoded() {
        return !form.isEmpty();
    }

    /** Text of an item: kind, form, bytes and digest of the decoded program. */
    String text() {
        String how = isEncoded() ? " as " + form : "";
        return "%s%s; %d bytes%s; sha256 %s%s"
                .formatted(
                        kind.name().toLowerCase(Locale.ROOT),
                        how,
                        size,
                        isCut ? " or more" : "",
                        sha256,
                        isCut ? " of these" : "");
    }
}
