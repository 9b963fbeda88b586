package bzh.vigie.agent.directory;

import bzh.vigie.agent.windows.ByteReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When attributes of an object were last written, and how often: {@code replPropertyMetaData}, which only the directory itself writes
 * (MS-DRSR 4.1.10.2.22, 4.1.10.2.24; as kept, {@code replPropertyMetaDataBlob} of Samba's drsblobs.idl). At most {@value #MOST} are taken.
 *
 * <pre>
 * vector = form u32 (1) · 0 u32 · count u32 · 0 u32 · stamp × count
 * stamp  = attribute u32 · version u32 · time i64, seconds since 1601 UTC · database GUID · its number i64 · number here i64
 * </pre>
 *
 * @param stamps by number of the attribute; of one that is there twice the first
 * @param isMalformed it is none, or something in it could not be understood
 */
public record AttributeStamps(Map<Long, Stamp> stamps, boolean isMalformed) {
    /** The attribute that holds them. */
    public static final String ATTRIBUTE = "replPropertyMetaData";

    /** {@code unicodePwd}, in which an account's password is kept (MS-ADTS 3.1.1.3.1.5.1), by its number (MS-DRSR 5.16.4). */
    public static final long PASSWORD = 0x9_005A;

    private static final int FORM = 1;
    private static final int STAMP = 48;
    private static final int REST = 16 + 8 + 8;
    private static final int MOST = 4_096;

    /** FILETIME counts ten million a second. */
    private static final long UNITS = 10_000_000;

    private static final long LATEST = Long.MAX_VALUE / UNITS;

    /**
     * What is known of one attribute.
     *
     * @param version one more with each time it was written; an authoritative restore adds 100,000
     * @param writtenMicros by the clock of the controller where it was written, to the second, microseconds since 1970 UTC; empty where that is
     *     no time
     */
    public record Stamp(long version, OptionalLong writtenMicros) {}

    public AttributeStamps {
        stamps = Map.copyOf(stamps);
    }

    /** Those in these bytes, as far as they can be understood. Pure and total. */
    public static AttributeStamps parse(byte[] bytes) {
        ByteReader vector = ByteReader.of(bytes);
        boolean wrong = vector.i32() != FORM;
        vector.skip(4);
        long count = vector.u32();
        vector.skip(4);
        Map<Long, Stamp> stamps = new HashMap<>();
        if (wrong || vector.failed()) {
            return new AttributeStamps(stamps, true);
        }
        long whole = Math.min(Math.min(count, MOST), vector.remaining() / STAMP);
        for (long i = 0; i < whole; i++) {
            long attribute = vector.u32();
            long version = vector.u32();
            long seconds = vector.i64();
            vector.skip(REST);
            stamps.putIfAbsent(attribute, new Stamp(version, micros(seconds)));
        }
        return new AttributeStamps(stamps, count > whole || vector.remaining() > 0);
    }

    private static OptionalLong micros(long seconds) {
        return seconds <= 0 || seconds > LATEST ? OptionalLong.empty() : ByteReader.micros(seconds * UNITS);
    }

    /** Of one attribute; empty where it was never written, or is not told. */
    public Optional<Stamp> of(long attribute) {
        return Optional.ofNullable(stamps.get(attribute));
    }
}
