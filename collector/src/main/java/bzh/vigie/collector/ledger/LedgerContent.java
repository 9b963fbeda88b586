package bzh.vigie.collector.ledger;

import bzh.vigie.event.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The words of an entry: texts by name. Immutable. One content has one encoding, and bytes that are not it are not read:
 *
 * <pre>
 *   count  u32    fields that follow
 *   field  name   u32 length in bytes, UTF-8
 *          value  u32 length in bytes, UTF-8
 * </pre>
 *
 * Numbers are big-endian; names ascend by their bytes, unsigned, and none comes twice. What the ledger holds of a content is
 *
 * <pre>
 *   digest = SHA-256("vigie-ledger-content-1" 0x00, salt (16 random bytes), encoding)
 * </pre>
 *
 * so that nobody can guess words that expired from a digest that stays.
 *
 * @param fields in the order of the encoding; a value beyond {@value #LONGEST} characters is cut, with the digest of the whole
 */
public record LedgerContent(Map<String, String> fields) {
    /** Most characters of a value. */
    public static final int LONGEST = 16_384;

    private static final byte[] DOMAIN = "vigie-ledger-content-1\0".getBytes(StandardCharsets.US_ASCII);
    private static final Comparator<String> BY_BYTES = (a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b));

    public LedgerContent {
        Map<String, String> sorted = new TreeMap<>(BY_BYTES);
        // What UTF-8 cannot say (a surrogate alone) is replaced before and not on the way to bytes: a content equals
        // what is read back.
        fields.forEach((name, value) -> sorted.put(text(utf8(name)), text(utf8(bounded(value)))));
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(sorted));
    }

    /** The value of a field, or nothing. */
    public String field(String name) {
        return fields.getOrDefault(name, "");
    }

    private static String bounded(String value) {
        if (value.length() <= LONGEST) {
            return value;
        }
        int end = Character.isHighSurrogate(value.charAt(LONGEST - 81)) ? LONGEST - 81 : LONGEST - 80;
        return value.substring(0, end) + "… sha256:" + Sha256.over(utf8(value));
    }

    /** The encoding. */
    public byte[] bytes() {
        int length = Integer.BYTES;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            length += 2 * Integer.BYTES + utf8(field.getKey()).length + utf8(field.getValue()).length;
        }
        ByteBuffer out = ByteBuffer.allocate(length).putInt(fields.size());
        fields.forEach((name, value) -> {
            put(out, utf8(name));
            put(out, utf8(value));
        });
        return out.array();
    }

    /** The content with this encoding; empty where it is none. */
    public static Optional<LedgerContent> parse(byte[] encoding) {
        ByteBuffer in = ByteBuffer.wrap(encoding);
        Map<String, String> fields = new LinkedHashMap<>();
        if (in.remaining() < Integer.BYTES) {
            return Optional.empty();
        }
        long count = Integer.toUnsignedLong(in.getInt());
        for (long i = 0; i < count; i++) {
            Optional<String> name = next(in);
            Optional<String> value = name.isEmpty() ? name : next(in);
            if (value.isEmpty() || fields.put(name.orElseThrow(), value.get()) != null) {
                return Optional.empty();
            }
        }
        LedgerContent content = new LedgerContent(fields);
        return Arrays.equals(content.bytes(), encoding) ? Optional.of(content) : Optional.empty();
    }

    /** What the ledger holds of a content with this encoding. */
    public static Sha256 digest(byte[] salt, byte[] encoding) {
        MessageDigest digest = Sha256.digest();
        digest.update(DOMAIN);
        digest.update(salt);
        digest.update(encoding);
        return Sha256.of(digest.digest());
    }

    private static Optional<String> next(ByteBuffer in) {
        if (in.remaining() < Integer.BYTES) {
            return Optional.empty();
        }
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return Optional.of(text(bytes));
    }

    private static void put(ByteBuffer out, byte[] bytes) {
        out.putInt(bytes.length).put(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
