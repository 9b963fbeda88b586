package bzh.vigie.collector.report.pdf;

import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PDF with room for one signature over all of it (ISO 32000-1, 12.8), and where that room is:
 *
 * <pre>
 *   … /ByteRange [0 A B C] /Contents &lt;hex digits, zeros at the end&gt; …
 *     0 ────────────────────────────▶ A          B ─────────────────▶ end of the file
 *     signed                          not signed  signed: C bytes
 * </pre>
 *
 * A, B and C have ten digits each. The room is {@value #ROOM} bytes. Every byte of the file but those of the room is signed, and of
 * the room every byte is looked at: a structure in DER, lower-case digits, then zeros alone. So there is no byte that could be changed,
 * and nothing can be put behind. Immutable.
 */
public final class SignaturePlace {
    /** Most bytes of a signature. */
    public static final int ROOM = 4_096;

    /** Most bytes of a file that is read. */
    public static final int MOST_BYTES = 64 << 20;

    private static final String RANGE = "/ByteRange [0 ";
    private static final Pattern FORM =
            Pattern.compile("/ByteRange \\[0 ([0-9]{10}) ([0-9]{10}) ([0-9]{10})] /Contents <");

    private final byte[] file;
    private final int start;
    private final int end;

    private SignaturePlace(byte[] file, int start, int end) {
        this.file = file;
        this.start = start;
        this.end = end;
    }

    /** The entries of a signature dictionary that make room. */
    static String entries() {
        return "/ByteRange [0 0000000000 0000000000 0000000000] /Contents <" + "00".repeat(ROOM) + ">";
    }

    /** A file that was just written with {@link #entries}; where they are is put in. */
    static SignaturePlace in(byte[] file) {
        String text = latin(file);
        int range = text.indexOf(RANGE);
        int start = text.indexOf('<', range);
        int end = start + 2 + 2 * ROOM;
        String numbers = String.format(Locale.ROOT, "%010d %010d %010d", start, end, file.length - end);
        byte[] filled = file.clone();
        byte[] bytes = numbers.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, filled, range + RANGE.length(), bytes.length);
        return new SignaturePlace(filled, start, end);
    }

    /** The place in a file from somewhere; empty where it has none, or none that covers it as drawn above. */
    public static Optional<SignaturePlace> find(byte[] file) {
        String text = latin(file);
        int range = text.indexOf(RANGE);
        if (range < 0 || text.indexOf("/ByteRange", range + 1) >= 0 || text.indexOf("/ByteRange") < range) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text).region(range, text.length());
        if (!form.lookingAt()) {
            return Optional.empty();
        }
        long start = Long.parseLong(form.group(1));
        long end = Long.parseLong(form.group(2));
        long rest = Long.parseLong(form.group(3));
        boolean drawn = start == form.end() - 1
                && end == start + 2 + 2L * ROOM
                && end + rest == file.length
                && end < file.length
                && file[(int) end - 1] == '>';
        return drawn ? Optional.of(new SignaturePlace(file.clone(), (int) start, (int) end)) : Optional.empty();
    }

    private static String latin(byte[] file) {
        return new String(file, StandardCharsets.ISO_8859_1);
    }

    /** SHA-256 of all that is signed. */
    public Sha256 digest() {
        MessageDigest digest = Sha256.digest();
        digest.update(file, 0, start);
        digest.update(file, end, file.length - end);
        return Sha256.of(digest.digest());
    }

    /**
     * The file with this signature in its place.
     *
     * @throws IllegalArgumentException where there is not enough room for it
     */
    public byte[] signed(byte[] signature) {
        if (signature.length > ROOM) {
            throw new IllegalArgumentException("a signature of " + signature.length + " bytes, room is for " + ROOM);
        }
        byte[] hex = hex(Arrays.copyOf(signature, ROOM));
        byte[] signed = file.clone();
        System.arraycopy(hex, 0, signed, start + 1, hex.length);
        return signed;
    }

    /** The signature that is there, without the zeros behind it; empty where the room is not filled as it is by {@link #signed}. */
    public Optional<byte[]> signature() {
        byte[] digits = Arrays.copyOfRange(file, start + 1, end - 1);
        byte[] room;
        try {
            room = HexFormat.of().parseHex(new String(digits, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int length = derLength(room);
        boolean filled = length > 0 && length <= ROOM && Arrays.equals(hex(room), digits) && zeros(room, length);
        return filled ? Optional.of(Arrays.copyOf(room, length)) : Optional.empty();
    }

    private static boolean zeros(byte[] room, int from) {
        for (int i = from; i < room.length; i++) {
            if (room[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Of a SEQUENCE whose length has two bytes (X.690, 8.1.3), with its header; 0 for anything else. */
    private static int derLength(byte[] room) {
        boolean sequence = room[0] == 0x30 && room[1] == (byte) 0x82;
        return sequence ? 4 + (Byte.toUnsignedInt(room[2]) << 8) + Byte.toUnsignedInt(room[3]) : 0;
    }

    private static byte[] hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII);
    }
}
