package bzh.vigie.agent.host;

import bzh.vigie.text.LetterCase;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Paths of a Windows system: inside the agent a {@link HostPath} that begins with the drive ({@code /C:/Windows}), outside the
 * text that Windows shows ({@code C:\Windows}). Names are compared by {@link #fold}. Pure and total.
 */
public final class WindowsPath {
    /** A deeper path is none: each of its names takes a step of whoever looks for it. */
    private static final int MAX_DEPTH = 1_024;

    private static final Pattern DRIVE = Pattern.compile("([A-Za-z]):[\\\\/](.*)", Pattern.DOTALL);
    private static final Pattern VERBATIM = Pattern.compile("\\\\(?:\\\\[?.]|\\?\\?)\\\\(?=[A-Za-z]:[\\\\/])");

    private WindowsPath() {}

    /**
     * The file that this text names absolutely on a drive, in any of Windows' ways ({@code C:\x}, {@code C:/x},
     * {@code \\?\C:\x}, {@code \??\C:\x}); without the name of a data stream. Empty for what is relative, on
     * another machine or deeper than 1,024 names.
     */
    public static Optional<HostPath> parse(String text) {
        Matcher drive = DRIVE.matcher(VERBATIM.matcher(text).replaceFirst(""));
        if (!drive.matches() || text.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        HostPath path = HostPath.of("/" + drive.group(1).toUpperCase(Locale.ROOT) + ":");
        String[] names = drive.group(2).split("[\\\\/]+", MAX_DEPTH + 1);
        if (names.length > MAX_DEPTH) {
            return Optional.empty();
        }
        for (String name : names) {
            int stream = name.indexOf(':');
            String file = stream < 0 ? name : name.substring(0, stream);
            if (name.equals("..")) {
                path = path.components().size() > 1 ? path.parent() : path;
            } else if (!file.isEmpty() && !file.equals(".")) {
                path = path.child(bytes(file));
            }
        }
        return Optional.of(path);
    }

    /** Whether this text names a data stream of a file, whose name no listing shows. */
    public static boolean namesStream(String text) {
        Matcher drive = DRIVE.matcher(VERBATIM.matcher(text).replaceFirst(""));
        return (drive.matches() ? drive.group(2) : text).matches("(?s).*[^\\\\/:\\s]:[^\\\\/:\\s].*");
    }

    /** It as Windows shows it. */
    public static String text(HostPath path) {
        StringBuilder text = new StringBuilder();
        for (byte[] name : path.components()) {
            text.append(text.isEmpty() ? "" : "\\").append(shown(units(name)));
        }
        return path.components().size() == 1 ? text.append('\\').toString() : text.toString();
    }

    /** A name's UTF-16 units as the bytes that a {@link HostPath} has: UTF-8, half of a pair as three bytes (WTF-8). */
    public static byte[] bytes(String name) {
        ByteBuffer out = ByteBuffer.allocate(3 * name.length());
        name.codePoints().forEach(c -> {
            if (c >= 0xd800 && c <= 0xdfff) {
                out.put((byte) (0xe0 | (c >> 12)))
                        .put((byte) (0x80 | ((c >> 6) & 0x3f)))
                        .put((byte) (0x80 | (c & 0x3f)));
            } else {
                out.put(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    /** The same back; bytes that are neither UTF-8 nor half of a pair each as one character of the private use area. */
    public static String units(byte[] name) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(name);
        CharBuffer text = CharBuffer.allocate(name.length);
        while (decoder.reset().decode(in, text, true).isError()) {
            int at = in.position();
            boolean half = (name[at] & 0xff) == 0xed
                    && at + 2 < name.length
                    && (name[at + 1] & 0xe0) == 0xa0
                    && (name[at + 2] & 0xc0) == 0x80;
            text.put(
                    half
                            ? (char) (0xd000 | (name[at + 1] & 0x3f) << 6 | (name[at + 2] & 0x3f))
                            : (char) (0xf700 | (name[at] & 0xff)));
            in.position(at + (half ? 3 : 1));
        }
        return text.flip().toString();
    }

    /**
     * Text of a Windows system fit to be shown and compared: characters that are not seen or turn text around as
     * {@code <U+200B>}. Two names never give the same text.
     */
    public static String shown(String text) {
        boolean plain = true;
        for (int i = 0; i < text.length() && plain; i++) {
            char c = text.charAt(i);
            plain = c >= ' ' && c < 0x7f && c != '<';
        }
        if (plain) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            boolean mark = c == '<' && text.startsWith("U+", at + 1);
            if (mark || (HostText.hasInvisible(Character.toString(c)) && c != '\r') || c == 0) {
                shown.append(String.format(Locale.ROOT, "<U+%04X>", c));
            } else {
                shown.appendCodePoint(c);
            }
            at += Character.charCount(c);
        }
        return shown.toString();
    }

    /** Text in the form in which two that Windows takes for one are equal. */
    public static String fold(String text) {
        return LetterCase.fold(text);
    }

    /** A name's bytes in that form. */
    public static byte[] fold(byte[] name) {
        return bytes(fold(units(name)));
    }
}
