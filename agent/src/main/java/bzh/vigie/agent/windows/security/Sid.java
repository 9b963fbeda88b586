package bzh.vigie.agent.windows.security;

import bzh.vigie.agent.windows.ByteReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A security identifier (MS-DTYP 2.4.2): whom Windows means, whatever he is called.
 *
 * @param authority 0 to 2^48 - 1
 * @param parts at most 15, each 0 to 2^32 - 1; the last is the RID where the others name a domain or machine
 */
public record Sid(long authority, List<Long> parts) {
    private static final Pattern TEXT =
            Pattern.compile("[Ss]-1-(\\d{1,15}|0[xX][0-9a-fA-F]{1,12})((?:-\\d{1,10}){0,15})");
    private static final int MAX_PARTS = 15;
    private static final long MAX_PART = 0xffff_ffffL;

    /** Everybody. */
    public static final Sid EVERYONE = of("S-1-1-0");

    /** The operating system itself. */
    public static final Sid SYSTEM = of("S-1-5-18");

    /** The local administrators. */
    public static final Sid ADMINISTRATORS = of("S-1-5-32-544");

    public Sid {
        parts = List.copyOf(parts);
    }

    /** The next one: revision u8, number of parts u8, authority u48 big-endian, parts u32; empty where there is none. */
    public static Optional<Sid> read(ByteReader bytes) {
        int revision = bytes.u8();
        int count = bytes.u8();
        if (revision != 1 || count > MAX_PARTS || bytes.remaining() < 6 + 4 * count) {
            return Optional.empty();
        }
        long authority = 0;
        for (int i = 0; i < 6; i++) {
            authority = (authority << 8) | bytes.u8();
        }
        List<Long> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parts.add(bytes.u32());
        }
        return Optional.of(new Sid(authority, parts));
    }

    /** The one that these bytes begin with. */
    public static Optional<Sid> read(byte[] bytes) {
        return read(ByteReader.of(bytes));
    }

    /** The one that this text is ({@code S-1-5-…}). */
    public static Optional<Sid> parse(String text) {
        var match = TEXT.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        List<Long> parts = new ArrayList<>();
        for (String part : match.group(2).split("-", -1)) {
            if (!part.isEmpty()) {
                parts.add(Long.parseLong(part));
            }
        }
        String authority = match.group(1).toLowerCase(Locale.ROOT);
        long number =
                authority.startsWith("0x") ? Long.parseLong(authority.substring(2), 16) : Long.parseLong(authority);
        boolean fits = number < 1L << 48 && parts.stream().allMatch(p -> p <= MAX_PART);
        return fits ? Optional.of(new Sid(number, parts)) : Optional.empty();
    }

    /** The one that this text is, which is known to be one. */
    public static Sid of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException(text));
    }

    /** The one of that number in this domain or on this machine. */
    public Sid child(long rid) {
        List<Long> more = new ArrayList<>(parts);
        more.add(rid);
        return new Sid(authority, more);
    }

    /** The domain or machine that its last number is of; itself where it has no numbers. */
    public Sid domain() {
        return parts.isEmpty() ? this : new Sid(authority, parts.subList(0, parts.size() - 1));
    }

    /** Whether it is an account or group of a domain or a machine (S-1-5-21-a-b-c-RID). */
    public boolean isOfDomain() {
        return authority == 5 && parts.size() == 5 && parts.getFirst() == 21;
    }

    /** Its last number, -1 where it has none. */
    public long rid() {
        return parts.isEmpty() ? -1 : parts.getLast();
    }

    /** Its bytes, as {@link #read} takes them. */
    public byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(8 + 4 * parts.size()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 1).put((byte) parts.size());
        for (int shift = 40; shift >= 0; shift -= 8) {
            bytes.put((byte) (authority >> shift));
        }
        parts.forEach(part -> bytes.putInt((int) (long) part));
        return bytes.array();
    }

    /** {@code S-1-…}, as Windows writes it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("S-1-");
        text.append(authority < 1L << 32 ? Long.toString(authority) : String.format("0x%012x", authority));
        parts.forEach(p -> text.append('-').append(p));
        return text.toString();
    }
}
