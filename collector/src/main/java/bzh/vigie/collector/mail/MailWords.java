package bzh.vigie.collector.mail;

import bzh.vigie.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Words of any language in the ASCII of a mail, since not every server takes eight bits. */
public final class MailWords {
    private static final int LINE = 72;
    /** Bytes of one encoded word: 60 characters of base64, and 12 around them (RFC 2047, section 2: 75 at most). */
    private static final int WORD = 45;

    private MailWords() {}

    /** A text as quoted-printable (RFC 2045, 6.7), with CR LF between lines and none at the end. */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            quoted.append(quoted.isEmpty() ? "" : "\r\n");
            int length = 0;
            for (byte each : line.getBytes(StandardCharsets.UTF_8)) {
                boolean plain = each >= ' ' && each <= '~' && each != '=';
                String one = plain ? Character.toString(each) : String.format(Locale.ROOT, "=%02X", each & 0xff);
                if (length + one.length() > LINE) {
                    quoted.append("=\r\n");
                    length = 0;
                }
                quoted.append(one);
                length += one.length();
            }
        }
        return quoted.toString();
    }

    /** One line as a header's value: as it is where it is ASCII, otherwise in encoded words (RFC 2047). At most 200 characters. */
    public static String header(String text) {
        String line = Printable.line(text, 200);
        if (line.chars().allMatch(c -> c >= ' ' && c <= '~') && line.length() <= LINE) {
            return line;
        }
        StringBuilder words = new StringBuilder();
        StringBuilder word = new StringBuilder();
        int[] points = line.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            word.appendCodePoint(points[i]);
            boolean full = word.toString().getBytes(StandardCharsets.UTF_8).length > WORD - 4;
            if (full || i == points.length - 1) {
                words.append(words.isEmpty() ? "" : "\r\n ")
                        .append("=?UTF-8?B?")
                        .append(Base64.getEncoder()
                                .encodeToString(word.toString().getBytes(StandardCharsets.UTF_8)))
                        .append("?=");
                word.setLength(0);
            }
        }
        return words.toString();
    }
}
