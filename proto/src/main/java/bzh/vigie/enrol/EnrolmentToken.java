package bzh.vigie.enrol;

import bzh.vigie.enrol.InvalidToken.Flaw;
import bzh.vigie.event.Sha256;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * An enrolment token: one line to paste, {@code vigie1.} and then base64url (RFC 4648, 5) without padding of
 *
 * <pre>
 *   length      u16   of all that follows, so that a token cut short is known as such
 *   id          8     public; 16 hex digits in text
 *   secret      32
 *   ca          32    SHA-256 of the CA certificate (DER)
 *   collectors  u8    1 to 4, in the order to try them, each:
 *     host      u8 + that many ASCII bytes
 *     port      u16
 *   check       u32   CRC-32 of all before it, the length included
 * </pre>
 *
 * all big-endian. The check finds slips of copying, nothing more: a token is proven by its secret.
 *
 * @param id 16 lower-case hex digits
 * @param authority SHA-256 of the collector's CA certificate
 * @param collectors 1 to 4
 */
public record EnrolmentToken(String id, TokenSecret secret, Sha256 authority, List<CollectorAddress> collectors) {
    /** How every token of this version begins. */
    public static final String PREFIX = "vigie1.";

    /** How many collectors one can name. */
    public static final int MAX_COLLECTORS = 4;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern LATER = Pattern.compile("vigie[0-9]{1,4}\\..*", Pattern.DOTALL);
    private static final int SMALLEST = 8 + TokenSecret.LENGTH + 32 + 1 + 1 + 1 + 2 + 4;
    private static final int LARGEST =
            8 + TokenSecret.LENGTH + 32 + 1 + MAX_COLLECTORS * (1 + CollectorAddress.MAX_HOST + 2) + 4;

    public EnrolmentToken {
        collectors = List.copyOf(collectors);
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a token's id is 16 lower-case hex digits");
        }
        if (collectors.isEmpty() || collectors.size() > MAX_COLLECTORS) {
            throw new IllegalArgumentException("a token names 1 to 4 collectors, not " + collectors.size());
        }
    }

    /** The line to paste. Holds the secret: show it once, log it never. */
    public String encode() {
        ByteBuffer out = ByteBuffer.allocate(2 + LARGEST);
        out.position(2);
        out.put(HexFormat.of().parseHex(id)).put(secret.bytes()).put(authority.bytes());
        out.put((byte) collectors.size());
        for (CollectorAddress collector : collectors) {
            byte[] host = collector.host().getBytes(StandardCharsets.US_ASCII);
            out.put((byte) host.length).put(host).putShort((short) collector.port());
        }
        out.putShort(0, (short) (out.position() - 2 + 4));
        out.putInt(check(out.array(), out.position()));
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Reads a token as pasted: blanks and line breaks anywhere are ignored.
     *
     * @throws InvalidToken saying what is wrong with it
     */
    public static EnrolmentToken parse(String pasted) throws InvalidToken {
        String text = pasted.length() > 8_192 ? pasted.substring(0, 8_192) : pasted;
        text = text.replaceAll("\\s", "");
        if (!text.startsWith(PREFIX)) {
            if (PREFIX.startsWith(text) && !text.isEmpty()) {
                throw new InvalidToken(Flaw.TRUNCATED, "the token ends within its first characters");
            }
            throw LATER.matcher(text).matches()
                    ? new InvalidToken(Flaw.TOO_NEW, "a token of a later version; this one reads " + PREFIX)
                    : new InvalidToken(Flaw.NOT_A_TOKEN, "a token begins with " + PREFIX);
        }
        String body = text.substring(PREFIX.length());
        if (body.length() < 4) {
            throw new InvalidToken(Flaw.TRUNCATED, "the token ends within its first characters");
        }
        byte[] head = decode(body.substring(0, 4));
        int length = head.length < 2 ? 0 : ByteBuffer.wrap(head).getShort() & 0xffff;
        if (length < SMALLEST || length > LARGEST) {
            throw new InvalidToken(Flaw.ALTERED, "the token's length is not one that a token has");
        }
        int characters = ((2 + length) * 4 + 2) / 3;
        if (body.length() < characters) {
            throw new InvalidToken(
                    Flaw.TRUNCATED, "the token has " + body.length() + " of " + characters + " characters");
        }
        if (body.length() > characters) {
            throw new InvalidToken(Flaw.TOO_LONG, (body.length() - characters) + " characters follow the token's end");
        }
        byte[] bytes = decode(body);
        if (bytes.length != 2 + length) {
            throw new InvalidToken(Flaw.ALTERED, "the token's length is not one that a token has");
        }
        return read(bytes);
    }

    private static EnrolmentToken read(byte[] bytes) throws InvalidToken {
        int checked = bytes.length - 4;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt(checked) != check(bytes, checked)) {
            throw new InvalidToken(Flaw.ALTERED, "the token's check does not match");
        }
        in.position(2).limit(checked);
        try {
            String id = HexFormat.of().formatHex(take(in, 8));
            TokenSecret secret = new TokenSecret(take(in, TokenSecret.LENGTH));
            Sha256 authority = Sha256.of(take(in, 32));
            int count = in.get() & 0xff;
            List<CollectorAddress> collectors = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String host = new String(take(in, in.get() & 0xff), StandardCharsets.US_ASCII);
                collectors.add(new CollectorAddress(host, in.getShort() & 0xffff));
            }
            if (in.hasRemaining()) {
                throw new InvalidToken(Flaw.ALTERED, "the token holds more than its parts");
            }
            return new EnrolmentToken(id, secret, authority, collectors);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new InvalidToken(Flaw.ALTERED, "the token's content is not what a token holds");
        }
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static byte[] decode(String base64) throws InvalidToken {
        try {
            return Base64.getUrlDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidToken(Flaw.ALTERED, "the token holds a character that no token has");
        }
    }

    private static int check(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
