package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.host.FileDigest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script with a signature block at its end: a SignedData in Base64 within comments, between a line that begins and one that
 * ends it. PowerShell's covers the text before it in UTF-16, byte-order mark included (about_Signing; checked against
 * osslsigncode). What VBScript and JScript cover is not known here: such a block is told and not judged.
 */
final class SignedScript {
    private static final Charset OF_THE_WEST = Charset.forName("windows-1252");
    private static final int LARGEST = 1 << 20;
    private static final Pattern BEGIN =
            Pattern.compile("\\r?\\n(# SIG # |<!-- SIG # |'' SIG '' |// SIG // )Begin signature block(?: -->)?\\r?\\n");
    private static final Pattern END = Pattern.compile("SIG \\S+ End signature block(?: -->)?\\s*\\z");
    private static final Pattern COMMENT = Pattern.compile("(?m)^(?:#|<!--)| -->|\\s+");

    private final String text;
    private final int begin;
    private final int from;
    private final boolean known;

    private SignedScript(String text, Matcher begin) {
        this.text = text;
        this.begin = begin.start();
        this.from = begin.end();
        this.known = begin.group(1).startsWith("#") || begin.group(1).startsWith("<");
    }

    /** The script; empty for another file, one without a block or one of over a mebibyte. */
    static Optional<SignedScript> of(Bytes file) throws IOException {
        long size = file.size();
        if (size > LARGEST || size < 64) {
            return Optional.empty();
        }
        byte[] bytes = new byte[(int) size];
        if (file.read(0, bytes) < size) {
            return Optional.empty();
        }
        String text = text(bytes);
        Matcher begin = BEGIN.matcher(text);
        Optional<SignedScript> last = Optional.empty();
        while (begin.find()) {
            last = Optional.of(new SignedScript(text, begin));
        }
        return last;
    }

    /** As Windows reads it: by its byte-order mark, which stays, else as UTF-8, else as the West wrote before. */
    private static String text(byte[] bytes) {
        int mark = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
        if (mark == 0xfffe || mark == 0xfeff) {
            return new String(bytes, mark == 0xfffe ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, OF_THE_WEST);
        }
    }

    /** Whether what its signature covers is known. */
    boolean isKnown() {
        return known;
    }

    /** The bytes between the lines; empty where they are no Base64, or where text follows the block. */
    Optional<byte[]> block() {
        String after = text.substring(from);
        Matcher end = END.matcher(after);
        if (!end.find()) {
            return Optional.empty();
        }
        int line = after.lastIndexOf('\n', end.start()) + 1;
        try {
            return Optional.of(Base64.getDecoder()
                    .decode(COMMENT.matcher(after.substring(0, line)).replaceAll("")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The digest that a signature over the text before the block has. */
    byte[] digest(String algorithm) {
        return FileDigest.of(algorithm).digest(text.substring(0, begin).getBytes(StandardCharsets.UTF_16LE));
    }
}
