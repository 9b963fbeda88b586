package bzh.vigie.agent.directory;

import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.security.Sid;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * An object of a directory as a search gave it. What is asked for and cannot be understood is empty. Immutable but for the bytes, which
 * nobody writes.
 */
public final class Entry {
    /** FILETIME for never, of accounts. */
    private static final long NEVER = Long.MAX_VALUE;

    private final String dn;
    private final Map<String, List<byte[]>> values = new TreeMap<>();
    private final boolean isCut;

    /**
     * One with these values.
     *
     * @param values by attribute, in any letter case; an option such as {@code ;range=0-1499} is for the reader of the wire to deal with
     */
    public Entry(String dn, Map<String, List<byte[]>> values) {
        this(dn, values, false);
    }

    /** @param isCut an attribute has more values than were taken */
    Entry(String dn, Map<String, List<byte[]>> values, boolean isCut) {
        this.dn = dn;
        this.isCut = isCut;
        values.forEach((name, list) -> this.values.put(name.toLowerCase(Locale.ROOT), List.copyOf(list)));
    }

    /** Its distinguished name (RFC 4514), as the server writes it. */
    public String dn() {
        return dn;
    }

    /** Whether an attribute has more values than are here. */
    public boolean isCut() {
        return isCut;
    }

    /** Whether it has a value of the attribute. */
    public boolean has(String attribute) {
        return !all(attribute).isEmpty();
    }

    /** Every value, in the server's order, as bytes. */
    public List<byte[]> all(String attribute) {
        return values.getOrDefault(attribute.toLowerCase(Locale.ROOT), List.of());
    }

    /** The first value. */
    public Optional<byte[]> first(String attribute) {
        return all(attribute).stream().findFirst();
    }

    /** Every value as text. */
    public List<String> texts(String attribute) {
        return all(attribute).stream().map(Entry::text).toList();
    }

    /** The first value as text; empty where there is none. */
    public String text(String attribute) {
        return first(attribute).map(Entry::text).orElse("");
    }

    /** The first value as a number in decimal digits. */
    public OptionalLong number(String attribute) {
        String text = text(attribute);
        try {
            return text.length() > 20 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The bits of a number; none where there is no number. */
    public long bits(String attribute) {
        return number(attribute).orElse(0);
    }

    /** Whether the first value is {@code TRUE}. */
    public boolean isTrue(String attribute) {
        return text(attribute).equalsIgnoreCase("TRUE");
    }

    /** The first value as who it is. */
    public Optional<Sid> sid(String attribute) {
        return first(attribute).flatMap(Sid::read);
    }

    /** The first value as a GUID in braces and lower case. */
    public Optional<String> guid(String attribute) {
        return first(attribute)
                .filter(bytes -> bytes.length == 16)
                .map(bytes -> ByteReader.of(bytes).guid());
    }

    /** The first value, a FILETIME in decimal digits, as microseconds since 1970 UTC; empty for never too. */
    public OptionalLong fileTime(String attribute) {
        OptionalLong time = number(attribute);
        return time.isEmpty() || time.getAsLong() == NEVER ? OptionalLong.empty() : ByteReader.micros(time.getAsLong());
    }

    /** The first value, a GeneralizedTime ({@code 20260302091500.0Z}, RFC 4517 3.3.13), as microseconds since 1970 UTC. */
    public OptionalLong time(String attribute) {
        return GeneralizedTime.micros(text(attribute));
    }

    /** Whether it is of that class, whatever it is besides. */
    public boolean is(String objectClass) {
        return texts("objectClass").stream().anyMatch(objectClass::equalsIgnoreCase);
    }

    /** Its first relative name's value, such as {@code Domain Admins} of {@code CN=Domain Admins,CN=Users,…}. */
    public String name() {
        return Dn.name(dn);
    }

    /** Text of those bytes, what is no UTF-8 as ISO 8859-1. */
    static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public String toString() {
        return dn + " " + values.keySet();
    }
}
