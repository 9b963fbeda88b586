package bzh.vigie.agent.directory;

import bzh.vigie.agent.windows.ByteReader;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When attributes of an object were last written, and how often: {@code replPropertyMetaData}, which only the directory itself writes
 * (MS-DRSR 4.1.10.2.22, 4.1.10.2.24; as kept, {@code replPropertyMetaDataBlob} of Samba's drsblobs.idl). The first {@value #MOST} are looked at.
 *
 * <pre>
 * vector = form u32 (1) · 0 u32 · count u32 · 0 u32 · stamp × count
 * stamp  = attribute u32 · version u32 · time i64, seconds since 1601 UTC · database GUID · its number i64 · number here i64
 * </pre>
 */
final class AttributeStamps {
    /** The attribute that holds them. */
    static final String ATTRIBUTE = "replPropertyMetaData";

    /** {@code unicodePwd}, in which an account's password is kept (MS-ADTS 3.1.1.3.1.5.1), by its number (MS-DRSR 5.16.4). */
    static final long PASSWORD = 0x9_005A;

    private static final int FORM = 1;
    private static final int STAMP = 48;
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
    record Stamp(long version, OptionalLong writtenMicros) {}

    private AttributeStamps() {}

    /**
     * That of one attribute in these bytes, the first where there are several; empty where it was never written, is not told, or the bytes are no
     * stamps. Pure and total.
     */
    static Optional<Stamp> find(byte[] bytes, long attribute) {
        ByteReader vector = ByteReader.of(bytes);
        boolean isKnown = vector.i32() == FORM;
        vector.skip(4);
        long count = vector.u32();
        vector.skip(4);
        long whole = isKnown && !vector.failed() ? Math.min(Math.min(count, MOST), vector.remaining() / STAMP) : 0;
        for (long i = 0; i < whole; i++) {
            if (vector.u32() == attribute) {
                return Optional.of(new Stamp(vector.u32(), micros(vector.i64())));
            }
            vector.skip(STAMP - 4);
        }
        return Optional.empty();
    }

    private static OptionalLong micros(long seconds) {
        return seconds <= 0 || seconds > LATEST ? OptionalLong.empty() : ByteReader.micros(seconds * UNITS);
    }
}
